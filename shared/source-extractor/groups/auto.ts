import * as ellipses from '../measured/ellipses.ts';
import { corrected } from '../measured/isophotes.ts';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { byName } from './by-name.ts';
import { fourOf } from './magnitudes.ts';

/** Scale of the ellipse; 0 where it holds no light, as a source found in another image may. */
const scaleOf = ({ radius, flux }: ellipses.EllipseSums): Float64Array =>
  radius.map((scale, row) => (flux[row]! > 0 ? scale : 0));

/** FLUX_AUTO and its kin. */
export const autoColumns = byName({
  ...fourOf('AUTO', ellipses.auto),
  KRON_RADIUS: (scene) => scaleOf(ellipses.auto(scene)),
});

/** FLUX_PETRO and its kin. */
export const petrosianColumns = byName({
  ...fourOf('PETRO', ellipses.petrosian),
  PETRO_RADIUS: (scene) => scaleOf(ellipses.petrosian(scene)),
});

/** The part of an ellipse that neighbours may hold before its flux counts as biased. */
export const MAX_SHARED = 0.1;

/**
 * Whether neighbours may bias the light of AUTO or PETRO, of what is asked for: SExtractor keeps
 * both in one flag, and BEST follows it.
 */
function biased(scene: Scene): boolean[] {
  const { columns, asked = columns } = scene.input;
  const shares = [ellipses.auto(scene).share];
  if (asked.some(({ parameter }) => parameter.group === 'petrosian'))
    shares.push(ellipses.petrosian(scene).share);
  return Array.from(shares[0]!, (_, row) => shares.some((share) => share[row]! > MAX_SHARED));
}

/** AUTO, or where neighbours hold more than a tenth of its pixels, or of PETRO's, ISOCOR. */
export const best = byName(
  fourOf(
    'BEST',
    once((scene: Scene) => {
      const { flux, fluxerr } = ellipses.auto(scene);
      const isBiased = biased(scene);
      const isophotal = corrected(scene);
      const pick = (own: Float64Array, other: Float64Array) =>
        own.map((value, row) => (isBiased[row] ? other[row]! : value));
      return { flux: pick(flux, isophotal.flux), fluxerr: pick(fluxerr, isophotal.fluxerr) };
    }),
  ),
);
