import { describe, expect, it } from 'vitest';
import { lookupsNeeded, parseWcs } from '../../../shared/core/wcs/parse.ts';
import { separation } from '../separation.ts';
import { doubles, headerOf, lookupAnswers } from './truth.ts';

// As in headers.test.ts.
const TOLERANCE = 1e-9;

describe('astropy on lookup distortions in tables of our own', () => {
  for (const answers of lookupAnswers()) {
    it(answers.title, () => {
      const header = headerOf(answers.cards, answers.records);
      const { tables } = answers;
      const names = tables.map(({ extname, extver }) => ({ extname, extver }));
      expect(lookupsNeeded(header)).toHaveLength(names.length);
      expect(lookupsNeeded(header)).toEqual(expect.arrayContaining(names));
      const wcs = parseWcs(header, {
        table: (extname, extver) =>
          tables.find((table) => table.extname === extname && table.extver === extver),
      });
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
      for (let i = 0; i < x.length; i++)
        expect(separation(a[i]!, b[i]!, lon[i]!, lat[i]!)).toBeLessThan(TOLERANCE);
      wcs.skyToPixels(lon, lat, a, b);
      for (let i = 0; i < x.length; i++) {
        expect((Math.hypot(a[i]! - x[i]!, b[i]! - y[i]!) * wcs.pixelScale) / 3600).toBeLessThan(
          TOLERANCE,
        );
      }
    });
  }
});
