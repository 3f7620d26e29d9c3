import { solveBackground } from '../../shared/core/background/solve.ts';
import { levelsLeft, madeSky } from '../../test/core/background/made-sky.ts';

/**
 * The background of a band of so many images over the whole sky, own slopes off by 0.1 ADU and one
 * pair in a hundred wrong. The pairs' sums are made up, and their making is measured too; nothing
 * is read. Answers what came of it.
 */
export function solveWholeSky(count: number): Record<string, number> {
  const sky = madeSky({ images: count, seed: 100, off: 0.1, wrong: 0.01 });
  const { planes, groups } = solveBackground(sky.images, sky.pairs);
  return {
    pairs: groups.reduce((sum, { pairs }) => sum + pairs, 0),
    iterations: Math.max(...groups.map(({ iterations }) => iterations)),
    'ADU rms off': Math.round(1000 * levelsLeft(sky.truth, planes)) / 1000,
  };
}
