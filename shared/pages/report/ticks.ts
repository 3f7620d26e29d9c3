/**
 * Round values inside [low, high], about `wanted` of them: steps of 1, 2 or 5 times a power of ten.
 */
export function roundTicks(low: number, high: number, wanted: number): number[] {
  const step = roundStep((high - low) / wanted);
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

/** The smallest of 1, 2, 5 × 10ⁿ that is not below the step. */
export function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((f) => f * power >= step * (1 - 1e-9))!;
  return factor * power;
}

/** A tick's label, with a true minus sign. */
export const tickLabel = (value: number): string => String(value).replace('-', '−');

/** A value in at most so many digits: −0.0123, 45600, 1.2 × 10⁻⁷. */
export function valueLabel(value: number, digits: number): string {
  const [mantissa, power] = String(Number(value.toPrecision(digits))).split('e');
  return (
    tickLabel(Number(mantissa)) + (power === undefined ? '' : ` × 10${superscript(Number(power))}`)
  );
}

/** 10 to a power: 0.001, 1, 10, 100, then 10³ and so on. */
export const powerOfTen = (power: number): string =>
  power < -3 || power > 2 ? `10${superscript(power)}` : String(10 ** power);

const superscript = (power: number): string =>
  [...String(power)].map((digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)])).join('');
