import { describe, expect, it } from 'vitest';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import { separation } from '../separation.ts';
import { doubles, headerOf, syntheticAnswers } from './truth.ts';

// The issue asks for 1e-9 deg against wcslib on real headers. These, all over the sphere, do
// better; what is left is wcslib's
// own rounding near the limb of SIN and near the poles of ZPN (1e-11).
const TOLERANCE = 1e-10;

describe('wcslib on headers of our own', () => {
  for (const answers of syntheticAnswers()) {
    it(answers.title, () => {
      if (answers.refused) {
        expect(() => parseWcs(headerOf(answers.cards))).toThrow(
          expect.objectContaining({ name: 'MalformedWcs' }),
        );
        return;
      }
      const wcs = parseWcs(headerOf(answers.cards));
      expect(wcs).toBeDefined();
      if (!wcs) return;
      const [x, y, lon, lat] = [
        doubles(answers.x),
        doubles(answers.y),
        doubles(answers.lon),
        doubles(answers.lat),
      ];
      const [a, b] = [new Float64Array(x.length), new Float64Array(x.length)];
      wcs.pixelsToSky(x, y, a, b);
      for (let i = 0; i < x.length; i++) {
        expect(Number.isNaN(a[i]!), `off the map at ${x[i]} ${y[i]}`).toBe(Number.isNaN(lon[i]!));
        if (!Number.isNaN(a[i]!))
          expect(separation(a[i]!, b[i]!, lon[i]!, lat[i]!)).toBeLessThan(TOLERANCE);
      }

      const [x2, y2] = [doubles(answers.x2), doubles(answers.y2)];
      const samePixels = (): void => {
        for (let i = 0; i < x.length; i++) {
          // wcslib gives up on a few of its own points far beyond a polynomial's use.
          if (Number.isNaN(x2[i]!)) continue;
          expect((Math.hypot(a[i]! - x2[i]!, b[i]! - y2[i]!) * wcs.pixelScale) / 3600).toBeLessThan(
            TOLERANCE,
          );
        }
      };
      wcs.skyToPixels(lon, lat, a, b);
      samePixels();

      if (!answers.ra || !answers.dec) return;
      const [ra, dec] = [doubles(answers.ra), doubles(answers.dec)];
      wcs.pixelsToIcrs(x, y, a, b);
      for (let i = 0; i < x.length; i++) {
        if (!Number.isNaN(ra[i]!))
          expect(separation(a[i]!, b[i]!, ra[i]!, dec[i]!)).toBeLessThan(TOLERANCE);
      }
      wcs.icrsToPixels(ra, dec, a, b);
      samePixels();
    });
  }
});
