import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { loadSep } from 'sep-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { agreement } from './agreement.ts';
import { type Columns, detect } from './detect.ts';

/** Answers of source-extractor 2.25 (test/truth/extractor/make.py). */
interface Answers {
  size: number;
  image: number[];
  weight: number[];
  cases: Record<string, { settings: Record<string, string>; columns: Columns }>;
}
const path = fileURLToPath(new URL('../truth/extractor/answers.json.gz', import.meta.url));
const answers: Answers = JSON.parse(gunzipSync(readFileSync(path)).toString());
const shape = [answers.size, answers.size];

/**
 * The image as the case was asked: with its weights in an extension, or in unsigned integers that
 * do not say so.
 */
function imageOf(name: string, { WEIGHT_TYPE }: Record<string, string>): Uint8Array {
  if (name === 'unsigned')
    return writeFits([
      writeImage(
        Int16Array.from(answers.image, (value) => value * 40),
        shape,
      ),
    ]);
  const science = writeImage(Float32Array.from(answers.image), shape, [
    { keyword: 'EXTNAME', value: 'SCI' },
  ]);
  if (WEIGHT_TYPE === 'NONE') return writeFits([science]);
  const rms = WEIGHT_TYPE === 'MAP_RMS';
  const plane = Float32Array.from(answers.weight, (weight) =>
    rms ? (weight > 0 ? 1 / Math.sqrt(weight) : 1e20) : weight,
  );
  const extension = writeImage(plane, shape, [{ keyword: 'EXTNAME', value: rms ? 'ERR' : 'WHT' }]);
  return writeFits([science, extension]);
}

/** Of sums over pixels without data Starfan makes up for the lost area; docs/detection.md. */
const MADE_UP =
  /^(FLUX_APER|FLUXERR_APER|FLUX_AUTO|FLUXERR_AUTO|FLUX_RADIUS|XWIN_IMAGE|YWIN_IMAGE|FLAGS)$/;

beforeAll(loadSep);

describe('a setting of a SExtractor configuration', () => {
  it.each(Object.entries(answers.cases))(
    '%s: every source agrees in every column',
    async (name, one) => {
      const configuration = Object.entries(one.settings).map(
        ([keyword, value]) => `${keyword} ${value}`,
      );
      const ours = await detect(imageOf(name, one.settings), configuration.join('\n'));
      const { found, share } = agreement(one.columns, ours);
      expect(found).toBe(1);
      expect(ours.x).toHaveLength(one.columns.X_IMAGE!.length);
      const lost = one.columns.FLAGS_WEIGHT!.some((flag) => flag > 0);
      const missed = Object.entries(share).filter(
        ([column, part]) => part < 1 && !(lost && MADE_UP.test(column)),
      );
      expect(missed).toEqual([]);
    },
  );
});
