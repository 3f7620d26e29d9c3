import { UsageError } from '../../local/usage-error.ts';
import type { Cone } from '../../shared/core/query/constraints.ts';
import { parsePosition } from '../../shared/core/sphere/position-text.ts';

/** Degrees of a unit of the radius. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  d: 1,
  m: 60,
  "'": 60,
  s: 3600,
  '"': 3600,
};

/** How a cone is written, and a place of which something is near. */
const kinds = {
  cone: {
    usual: undefined,
    most: 180,
    write:
      'write right ascension, declination and radius in degrees, "10.68 41.27 0.1"; the radius also as 5s or 2m',
  },
  pos: {
    usual: 1 / 3600,
    most: 1,
    write:
      'write right ascension and declination in degrees, "10.68 41.27", and perhaps how far away the object may be, a degree at most: "10.68 41.27 2s"',
  },
} as const;

/**
 * The circle of `--cone "ra dec radius"` or `--pos "ra dec"`, with blanks or commas between them;
 * places as `starfan cutout` reads them. Throws UsageError.
 */
export function readCone(option: keyof typeof kinds, text: string): Cone {
  const { usual, most, write } = kinds[option];
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const hasRadius = usual === undefined || words.length % 2 === 1;
  const radius = hasRadius ? readAngle(words.pop() ?? '') : usual;
  let place: [number, number] | undefined;
  try {
    place = parsePosition(words.join(' '));
  } catch (error) {
    throw new UsageError(`--${option} ${(error as Error).message}; ${write}`);
  }
  if (place && radius !== undefined && radius <= most)
    return { ra: place[0], dec: place[1], radius };
  throw new UsageError(`--${option} "${text}": ${write}`);
}

/** An angle in degrees, also with d, m or s behind it; undefined for other text. */
function readAngle(text: string): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d+))?([dms'"]?)$/i.exec(text);
  if (!match) return undefined;
  const value = Number(`${match[1]}e${match[2] ?? 0}`);
  return Number.isFinite(value) ? value / units[match[3]!.toLowerCase()]! : undefined;
}
