import { existsSync } from 'node:fs';
import { loadSep } from 'sep-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../shared-data.ts';
import { agreement } from './agreement.ts';
import { detectCase, readAsciiHead } from './detect.ts';

const folder = sharedData('../cases/parity/');
const there = existsSync(folder);
if (!there)
  console.warn('../shared/cases is absent: its catalogues of source-extractor are not compared');

/** Image, configuration and source-extractor's catalogue of each. */
const cases = [
  ['fluxfrac-window', 'CFHTLS_03_g_sci.fits.fz', 'frac9.sex', 'sextractor_frac9.cat'],
  ['errx2-gain', 'CFHTLS_03_g_sci.fits.fz', 'starfan.sex', 'sextractor_with_ERRX2.cat'],
  ['saturation', 'b5247b7_pix.fits.gz', 'satur.sex', 'sextractor.cat'],
  ['weights', 'wxdf_rms.fits', 'w_rms.sex', 'wxdf_rms.cat'],
  ['weights', 'wxdf_wht.fits', 'w_wht.sex', 'wxdf_wht.cat'],
] as const;

beforeAll(loadSep);

describe.skipIf(!there)('a catalogue of source-extractor (skipped without ../shared/cases)', () => {
  // Sources that are not blended. FLUX_ISO and ISOAREAF of one in a hundred hold what another
  // source left, which hangs on a pixel that
  // blended sources share.
  it.each(cases)(
    '%s: %s with %s is what we find, too',
    async (name, image, configuration, catalogue) => {
      const ours = await detectCase(`${folder}${name}/`, image, configuration);
      const theirs = readAsciiHead(`${folder}${name}/${catalogue}`);
      const { found, share } = agreement(theirs, ours);
      expect(found).toBeGreaterThanOrEqual(0.99);
      expect(Object.entries(share).filter(([, part]) => part < 0.98)).toEqual([]);
      for (const column of ['FLAGS', 'XPEAK_IMAGE', 'XWIN_IMAGE', 'FLUXERR_APER', 'THRESHOLD'])
        expect(share[column], column).toBe(1);
    },
  );
});
