import { beforeAll, describe, expect, it } from 'vitest';
import { consequenceOfName } from '../../shared/contracts/errors.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { type Frame, patterned, writeFrames } from './sky/frames.ts';
import { mapsFolder } from './sky/maps.ts';
import { productsOfSky } from './sky/products.ts';

const { at, map } = mapsFolder('odd-header');

/** Four squares of 0.3 degrees that overlap; a map of them has order 5. */
const SCALE = 20;
const good = [45, 45.2, 45.4, 45.6].map(
  (ra): Frame => ({ ...patterned, ra, width: 60, height: 60, scale: SCALE }),
);
/** One far from them, so that what it is decides none of their pixels. */
const beside: Frame = { ...good[0]!, ra: 105 };

const CASES = 40;
const random = seededRandom(1010);
const pick = <T>(...all: T[]): T => all[Math.floor(random.uniform() * all.length)]!;
/** Of any size that a double has. */
const extreme = (): number => pick(1, -1) * 10 ** (640 * random.uniform() - 330) || 0;
const units = ['1e30 Jy', 'Jy', 'furlong', '10**30 mJy', 'MJy/sr', 'mag', 'K', '1e-300 DN'];

/** A line with one value that is no image's, and what it is called. */
function oddLine(n: number): { what: string; frame: Frame; weight?: number } {
  const keyword = pick(
    ...['weight', 'BUNIT', 'MAGZERO', 'MAGZP', 'BSCALE', 'BZERO', 'CRVAL1', 'CRVAL2', 'scale'],
    ...['CD1_1', 'CRPIX1', 'FILTER', 'EXPTIME', 'GAIN', 'PHOTFLAM', 'LONPOLE', 'EQUINOX', 'BLANK'],
  );
  if (keyword === 'weight') {
    const weight = extreme();
    return { what: `${n}: weight ${weight}`, frame: beside, weight };
  }
  if (keyword === 'scale') {
    const ratio = 10 ** (4 * random.uniform() - 2);
    return { what: `${n}: ${ratio} times the scale`, frame: { ...beside, scale: SCALE * ratio } };
  }
  const value =
    keyword === 'BUNIT'
      ? pick(...units)
      : keyword === 'FILTER'
        ? pick('k', 'K ', 'Κ', 'K/../x', ' ', 'K2')
        : extreme();
  return { what: `${n}: ${keyword} ${value}`, frame: { ...beside, cards: { [keyword]: value } } };
}
const lines = Array.from({ length: CASES }, (_, n) => oddLine(n));

let paths: Record<string, string>;
beforeAll(() => {
  const frames = Object.fromEntries([...good, ...lines.map(({ frame }) => frame)].entries());
  paths = writeFrames(at('in'), frames as Record<string, Frame>);
});

const healthy = () => good.map((_, i) => paths[i]!);

/** What is made of the healthy images alone: their tiles, but not those of the whole sky. */
const tiles = (out: string) => productsOfSky(out, /^hips\/K\/Norder[3-9]\/Dir.*fits$/);
const catalogues = (out: string) => productsOfSky(out, /^images\/[0-3]\/.*(fits|parquet|reg)$/);

describe('one line with a header of any kind leaves its neighbours as they are', () => {
  const cases = lines.map((line, n) => ({ ...line, n }));

  it.each(['sky-map', 'detect-sources'] as const)('%s', async (machine) => {
    const made = machine === 'sky-map' ? tiles : catalogues;
    const run = (list: (string | object)[]) =>
      map(list, { machine, sky: { order: undefined, background: 'plane' } });
    const alone = made((await run(healthy())).out);
    expect(Object.keys(alone).length).toBeGreaterThan(2);
    for (const { what, n, weight } of machine === 'sky-map' ? cases : cases.slice(0, CASES / 4)) {
      const odd = { uri: paths[good.length + n]!, ...(weight === undefined ? {} : { weight }) };
      const { outcome, failures, summary, out } = await run([...healthy(), odd]);
      expect([what, outcome.status]).toEqual([what, 'SUCCEEDED']);
      const bad = failures().map(({ line, error }) => [line, consequenceOfName(error)]);
      // a name of the plan's own is known to nobody, and none is retried
      expect([what, bad.map(([line]) => line)]).toEqual([what, bad.length > 0 ? [5] : []]);
      expect([what, summary().done + summary().failed]).toEqual([what, 5]);
      const now = made(out);
      const same = Object.fromEntries(Object.keys(alone).map((key) => [key, now[key]]));
      expect([what, same]).toEqual([what, alone]);
    }
  });
});
