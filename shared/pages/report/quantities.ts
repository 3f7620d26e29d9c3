/** 1234567 → "1,234,567". */
export function count(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 image", "2 images". */
export const counted = (n: number, noun: string, plural = `${noun}s`): string =>
  `${count(n)} ${n === 1 ? noun : plural}`;

/** Bytes in decimal units: "3.42 MB". */
export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  let value = n;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : threeDigits(value)} ${units[unit]}`;
}

/** "41 ms", "1.28 s", "3 min 12 s", "2 h 05 min". */
export function duration(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 59.95) return `${threeDigits(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${count(Math.floor(minutes / 60))} h ${two(minutes % 60)} min`;
}

/** A share with one decimal, and never "0 %" of something nor "100 %" of less than all. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '0\u00a0%';
  const share = (100 * part) / whole;
  if (part > 0 && share < 0.1) return '<\u00a00.1\u00a0%';
  if (part < whole && share > 99.9) return '>\u00a099.9\u00a0%';
  return `${Number(share.toFixed(1))}\u00a0%`;
}

/** Right ascension as 05h 34m 31.9s, for people. */
export function sexagesimalRa(degrees: number): string {
  const tenths = Math.round((((degrees % 360) + 360) % 360) * 2400) % 864_000;
  const s = (tenths % 600) / 10;
  return `${two(Math.floor(tenths / 36_000))}h ${two(Math.floor(tenths / 600) % 60)}m ${s.toFixed(1).padStart(4, '0')}s`;
}

/** Declination as +22° 00′ 52″. */
export function sexagesimalDec(degrees: number): string {
  const seconds = Math.round(Math.abs(degrees) * 3600);
  const sign = degrees < 0 ? '−' : '+';
  return `${sign}${two(Math.floor(seconds / 3600))}° ${two(Math.floor(seconds / 60) % 60)}′ ${two(seconds % 60)}″`;
}

/** An angle in the unit in which it is a handy number: 12″, 3.5′, 2°. */
export function angleText(degrees: number): string {
  const [value, unit] =
    degrees >= 1 ? [degrees, '°'] : degrees >= 1 / 60 ? [degrees * 60, '′'] : [degrees * 3600, '″'];
  return `${Number(value.toPrecision(3))}${unit}`;
}

/** Long text (a line of a list can be a megabyte) without its middle. */
export const shortened = (text: string): string =>
  text.length > 600 ? `${text.slice(0, 400)} … ${text.slice(-150)}` : text;

/** Numbers of a drawing: hundredths are enough. */
export const drawn = (n: number): number => Math.round(n * 100) / 100;

const threeDigits = (value: number): string =>
  value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);

const two = (n: number): string => String(n).padStart(2, '0');

/** Date and time of day, UTC, of milliseconds since 1970. */
export const dateTime = (ms: number): string =>
  new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
