// SEP's photometry of its own detections on real images: the same pixels, positions and forms go
// in.
import { beforeAll, describe, expect, it } from 'vitest';
import { hasSharedData } from '../../../test/shared-data.ts';
import {
  fluxRadius,
  type Image,
  kronRadius,
  loadSep,
  sumAuto,
  sumCircle,
} from '../../src/index.ts';
import { winpos } from '../../src/photometry/window.ts';
import { realImage } from './real-image.ts';
import { farthest, numbers, truth } from './truth.ts';

type Column =
  | 'x'
  | 'y'
  | 'a'
  | 'b'
  | 'theta'
  | 'aperFlux'
  | 'aperError'
  | 'aperFlag'
  | 'kron'
  | 'kronFlag'
  | 'autoFlux'
  | 'autoError'
  | 'autoFlag'
  | 'radius'
  | 'radiusFlag'
  | 'xwin'
  | 'ywin'
  | 'windowFlag';

type Answer = { path: string; hdu: number; level: number; rms: number } & Record<
  Column,
  (number | null)[]
>;

const images = truth('real.json.gz') as Answer[];

describe.skipIf(!hasSharedData).each(images.map((answer) => [answer.path, answer] as const))(
  '%s (needs ../shared/data)',
  (_, answer) => {
    let image: Image;
    const column = (name: Column) => numbers(answer[name]);
    const [x, y, a, b, theta] = [
      column('x'),
      column('y'),
      column('a'),
      column('b'),
      column('theta'),
    ];
    const noise = { err: answer.rms, gain: 1 };

    beforeAll(async () => {
      await loadSep();
      image = await realImage(answer);
    });

    // float64 sums in another order, of float32 pixels whose total may nearly cancel; errors: SEP
    // squares in float32
    it('agrees with sep on fluxes in circles', () => {
      const { flux, fluxerr, flag } = sumCircle(image, x, y, 3, noise);
      expect(farthest(flux, column('aperFlux'), answer.rms)).toBeLessThan(1e-11);
      expect(farthest(fluxerr, column('aperError'))).toBeLessThan(3e-7);
      expect([...flag]).toEqual([...column('aperFlag')]);
    });

    it('agrees with sep on Kron radii', () => {
      const { radius, flag } = kronRadius(image, x, y, a, b, theta);
      expect(farthest(radius, column('kron'), 1)).toBeLessThan(1e-10);
      expect([...flag]).toEqual([...column('kronFlag')]);
    });

    it('agrees with sep on AUTO fluxes', () => {
      const { flux, fluxerr, flag } = sumAuto(image, { x, y, a, b, theta }, noise);
      expect(farthest(flux, column('autoFlux'), answer.rms)).toBeLessThan(1e-11);
      expect(farthest(fluxerr, column('autoError'))).toBeLessThan(3e-7);
      const both = column('autoFlag').map((value, k) => value | column('kronFlag')[k]!);
      expect([...flag]).toEqual([...both]);
    });

    it('agrees with sep on flux radii', () => {
      const reach = a.map((value) => 6 * value);
      const { radius, flag } = fluxRadius(image, x, y, reach, 0.5, {
        normflux: column('autoFlux'),
      });
      expect(farthest(radius, column('radius'), 1)).toBeLessThan(1e-10);
      expect([...flag]).toEqual([...column('radiusFlag')]);
    });

    // Where the light in the window almost vanishes, rounding is blown up from step to step: 1e-7
    // px is 1/2000 of the last step.
    it('agrees with sep on windowed centres', () => {
      const sigma = column('radius').map((radius) => (2 / 2.35) * Math.max(radius || 0, 0.5));
      const got = winpos(image, x, y, sigma);
      expect(farthest(got.x, column('xwin'), 1)).toBeLessThan(1e-7);
      expect(farthest(got.y, column('ywin'), 1)).toBeLessThan(1e-7);
      expect([...got.flag]).toEqual([...column('windowFlag')]);
    });
  },
);
