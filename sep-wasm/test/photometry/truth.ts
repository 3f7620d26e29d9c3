import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const folder = new URL('../../../test/truth/photometry/', import.meta.url);

/** One of SEP's answer files. */
export const truth = (name: string): unknown =>
  JSON.parse(gunzipSync(readFileSync(new URL(name, folder))).toString());

/** JSON has no NaN. */
export const numbers = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN);

/** The largest |got - want| / max(|want|, scale); Infinity where just one of the two is NaN. */
export function farthest(got: ArrayLike<number>, want: ArrayLike<number>, scale = 0): number {
  if (got.length !== want.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let k = 0; k < want.length; k++) {
    const [a, b] = [got[k]!, want[k]!];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const off = Math.abs(a - b) / Math.max(Math.abs(b), scale);
    most = Math.max(most, Number.isNaN(off) ? Number.POSITIVE_INFINITY : off);
  }
  return most;
}
