import { UsageError } from '../../local/usage-error.ts';
import type { Cone } from '../../shared/core/query/constraints.ts';

/** Degrees of a unit of the radius. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  d: 1,
  m: 60,
  "'": 60,
  s: 3600,
  '"': 3600,
};

/** `ra dec radius` of --cone, with blanks or commas between them. Throws UsageError. */
export function readCone(text: string): Cone {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const [ra = Number.NaN, dec = Number.NaN] = words.map(Number);
  const radius = readAngle(words[2] ?? '');
  if (words.length === 3 && Number.isFinite(ra) && Math.abs(dec) <= 90 && radius !== undefined)
    return { ra, dec, radius };
  throw new UsageError(
    `--cone "${text}": write right ascension, declination and radius in degrees, "10.68 41.27 0.1"; the radius also as 5s or 2m`,
  );
}

/** An angle in degrees, also with d, m or s behind it; undefined for other text. */
export function readAngle(text: string): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d+))?([dms'"]?)$/i.exec(text);
  if (!match) return undefined;
  const value = Number(`${match[1]}e${match[2] ?? 0}`);
  return Number.isFinite(value) ? value / units[match[3]!.toLowerCase()]! : undefined;
}
