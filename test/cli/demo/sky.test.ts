import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { demoWcs } from '../../../cli/demo/cards.ts';
import { bandNames, bands } from '../../../cli/demo/sky/bands.ts';
import { backgroundsOf, type DemoFrame, skyFrames } from '../../../cli/demo/sky/make-sky.ts';
import {
  FRAME_SIDE,
  FRAMES_ACROSS,
  fieldPlane,
  frameWcsCards,
  makePointings,
} from '../../../cli/demo/sky/pointings.ts';
import { makeStars } from '../../../cli/demo/sky/stars.ts';
import { lonLatToHealpix } from '../../../shared/core/healpix/pixel.ts';

/** The frames of the first row of pointings, all bands. */
function firstRow(): DemoFrame[] {
  const frames: DemoFrame[] = [];
  for (const frame of skyFrames()) {
    frames.push(frame);
    if (frames.length === FRAMES_ACROSS * bandNames.length) break;
  }
  return frames;
}

const hashOf = ({ pixels }: DemoFrame) =>
  createHash('sha256').update(new Uint8Array(pixels.buffer)).digest('hex');

describe("the demonstration's nebula", () => {
  const frames = firstRow();

  it('is the same every time', () => {
    expect(frames.map(hashOf)).toEqual(firstRow().map(hashOf));
    expect(new Set(frames.map(hashOf)).size).toBe(frames.length);
  });

  it('lies on RA 0h and on three of the faces of HEALPix', () => {
    const footprints = makePointings(1).map((pointing) =>
      demoWcs(frameWcsCards(pointing)).footprint(320, 320),
    );
    const corners = footprints.flatMap(({ ra, dec }) =>
      Array.from(ra, (one, i) => [one, dec[i]!] as const),
    );
    expect(new Set(corners.map(([ra, dec]) => lonLatToHealpix(0, ra, dec)))).toEqual(
      new Set([0, 3, 4]),
    );
    expect(corners.filter(([ra]) => ra > 180).length).toBeGreaterThan(10);
    expect(corners.filter(([ra]) => ra < 180).length).toBeGreaterThan(10);
  });

  it('has another air in every frame, and none in common', () => {
    for (const name of bandNames) {
      const { sky, noise } = bands[name];
      const airs = backgroundsOf(name);
      const levels = airs.map(({ level }) => level - sky.level).sort((a, b) => a - b);
      const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
      expect(levels.at(-1)! - levels[0]!).toBeGreaterThan(5 * noise); // seams that one sees
      for (const common of [levels, airs.map(({ across }) => across), airs.map(({ up }) => up)])
        expect(sum(common)).toBeCloseTo(0, 9);
      expect(
        sum(airs.map(({ level }, n) => (n % FRAMES_ACROSS) * (level - sky.level))),
      ).toBeCloseTo(0, 9);
    }
  });

  it('shows the air where little else is: in the corners of the field', () => {
    const middle = (name: string) =>
      frames.find((frame) => frame.name === name)!.pixels.toSorted()[FRAME_SIDE ** 2 / 2]!;
    for (const band of bandNames) {
      const [first, , , last] = backgroundsOf(band).map(({ level }) => level);
      const seen = middle(`${band.toLowerCase()}_sky04`) - middle(`${band.toLowerCase()}_sky01`);
      // stars and the outermost gas move a median by less than the noise; airs differ by five times
      // that
      expect(Math.abs(seen - (last! - first!))).toBeLessThan(bands[band].noise);
    }
  });

  it('has its stars where the header says', () => {
    const stars = makeStars(20261122).toSorted((a, b) => a.magnitudes.J - b.magnitudes.J);
    const isAlone = (star: (typeof stars)[number]) =>
      stars.every(
        (other) =>
          other === star ||
          Math.hypot(other.x - star.x, other.y - star.y) > 0.3 ||
          other.magnitudes.J > star.magnitudes.J + 3,
      );
    let seen = 0;
    for (const frame of frames.filter(({ band }) => band === 'J')) {
      const wcs = demoWcs(frame.cards);
      for (const star of stars.slice(0, 100).filter(isAlone)) {
        const [x, y] = wcs
          .icrsToPixel(...fieldPlane.pixelToIcrs(star.x, star.y))
          .map(Math.round) as [number, number];
        if (!(x > 5 && y > 5 && x < FRAME_SIDE - 6 && y < FRAME_SIDE - 6)) continue;
        let [most, place] = [Number.NEGATIVE_INFINITY, [0, 0]];
        for (let row = y - 5; row <= y + 5; row++) {
          for (let column = x - 5; column <= x + 5; column++) {
            const value = frame.pixels[row * FRAME_SIDE + column]!;
            if (value > most) [most, place] = [value, [column, row]];
          }
        }
        // a peak between two pixels
        expect(Math.hypot(place[0]! - x, place[1]! - y), frame.name).toBeLessThan(1.5);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(10);
  });
});
