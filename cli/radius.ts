import { UsageError } from '../local/usage-error.ts';
import { LARGEST_RADIUS } from '../shared/core/matching/match-detections.ts';

/** arcsec */
const units: Readonly<Record<string, number>> = { '': 1, s: 1, '"': 1, m: 60, "'": 60 };

/** A matching radius, arcsec, of an option: `0.5s`, `0.5` or `0.01m`. Throws UsageError. */
export function readRadius(option: string, text: string): number {
  const [, number = '', unit = ''] = /^(\d*\.?\d+(?:e-?\d+)?)(s|m|"|'|)$/i.exec(text.trim()) ?? [];
  const radius = Number(number) * units[unit.toLowerCase()]!;
  if (number !== '' && radius > 0 && radius <= LARGEST_RADIUS) return radius;
  throw new UsageError(
    `--${option} ${text}: write a radius above 0 and up to ${LARGEST_RADIUS} arcsec, such as 0.5s`,
  );
}
