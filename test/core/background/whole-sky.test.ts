import { describe, expect, it } from 'vitest';
import { solveBackground } from '../../../shared/core/background/solve.ts';
import type { Vector } from '../../../shared/core/sphere/vector.ts';
import { levelsLeft, madeSky } from './made-sky.ts';

/** Light along the ecliptic, with a crest, ADU: 35 over it, 100 along it. */
const zodiacal = ([, y, z]: Vector): number => 40 / (0.35 + Math.abs(z * 0.917 - y * 0.398));
/** A gradient over the sky and a curvature, ADU. */
const curved = ([x, y, z]: Vector): number => 30 * z * z + 20 * x * y + 10 * x;

/** Levels of σ 10 are planted; what is wanted of a survey of any size is 0.2. */
const WANTED = 0.2;

const kinds = [
  { called: 'own slopes exact', off: 0 },
  { called: 'own slopes off by 0.1', off: 0.1 },
  { called: 'own slopes off by 0.1, a curved sky', off: 0.1, glow: curved },
  { called: 'own slopes off by 0.1, zodiacal light', off: 0.1, glow: zodiacal },
  { called: 'own slopes exact, zodiacal light', off: 0, glow: zodiacal },
  {
    called: 'own slopes off by 0.5, wrong pairs, zodiacal light',
    off: 0.5,
    wrong: 0.01,
    glow: zodiacal,
  },
];

/** `npm run test:backgrounds` asks for large surveys: so many images, and seeds. */
const [images = 3000, seeds = 1] = (process.env.STARFAN_SURVEY ?? '')
  .split(':')
  .filter(Boolean)
  .map(Number);

describe(`the levels of ${images} images over the whole sky`, () => {
  const cases = kinds.flatMap((kind) =>
    Array.from({ length: seeds }, (_, k) => ({ ...kind, seed: 100 * (k + 1) })),
  );
  it.each(cases)('come back, and the sky stays: $called, seed $seed', ({ called: _, ...kind }) => {
    const sky = madeSky({ images, ...kind });
    const { planes } = solveBackground(sky.images, sky.pairs);
    expect(levelsLeft(sky.truth, planes)).toBeLessThan(WANTED);
  });
});
