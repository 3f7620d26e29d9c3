/**
 * Writes a number as C's printf does for the format of a TDISP: I10, F11.4, E18.10, G12.7; `signed`
 * puts + before what is positive.
 */
export function formatter(display: string, signed = false): (value: number) => string {
  const [, letter = 'G', width = '', digits = '0'] =
    display.match(/^([IFEG])(\d+)(?:\.(\d+))?$/) ?? [];
  const places = Number(digits);
  const write = writers[letter] ?? writers.G!;
  return (value) => {
    const text = Number.isFinite(value)
      ? write(value, places)
      : String(value).toLowerCase().replace('infinity', 'inf');
    return (signed && !text.startsWith('-') ? `+${text}` : text).padStart(Number(width));
  };
}

const writers: Record<string, (value: number, places: number) => string> = {
  I: (value) => String(Math.trunc(value)),
  F: (value, places) => withSign(value, value.toFixed(places)),
  E: (value, places) => withSign(value, exponential(value.toExponential(places))),
  G: general,
};

/**
 * The shorter of %f and %e, zeros at the end of the fraction dropped: `digits` are significant
 * ones.
 */
function general(value: number, digits: number): string {
  const significant = Math.max(1, digits);
  const [, power = '0'] = value.toExponential(significant - 1).split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= significant)
    return withSign(
      value,
      exponential(value.toExponential(significant - 1).replace(/\.?0*e/, 'e')),
    );
  const fixed = value.toFixed(significant - 1 - exponent);
  return withSign(value, fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed);
}

/** At least two digits. */
const exponential = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');

/** JavaScript drops the sign of -0. */
const withSign = (value: number, text: string): string =>
  Object.is(value, -0) ? `-${text}` : text;
