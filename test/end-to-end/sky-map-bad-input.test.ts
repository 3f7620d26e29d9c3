import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { skyMapCommand } from '../../cli/commands/sky-map.ts';
import { UsageError } from '../../local/usage-error.ts';
import { type Frame, fitsOf, type SkyValue, writeFrames } from './sky/frames.ts';
import { problemsOf } from './sky/hips.ts';
import type { SkyRun } from './sky/machine.ts';
import { mapsFolder, named } from './sky/maps.ts';

const { at, map: mapLines } = mapsFolder('bad');

const flat: SkyValue = (_x, _y, _z, column) => 100 + 0.01 * column;
const good: Frame = { ra: 45, dec: 40, value: flat, band: 'K', width: 120, height: 120, scale: 60 };
const beside: Frame = { ...good, ra: 46.5 };

let paths: Record<string, string>;
beforeAll(() => {
  paths = writeFrames(at('in'), {
    good,
    beside,
    noBand: { ...good, ra: 45.75, band: undefined },
    counts: { ...good, cards: { BUNIT: 'DN' } },
    besideCounts: { ...beside, cards: { BUNIT: 'ADU' } },
    otherUnit: { ...good, ra: 45.75, cards: { BUNIT: 'Jy/beam' } },
    faint: { ...good, cards: { MAGZP: 20 } },
    bright: { ...beside, cards: { MAGZP: 20.5 } },
    coarse: { ...beside, scale: 600, width: 12, height: 12 },
    coarseCounts: { ...beside, scale: 600, width: 12, height: 12, cards: { BUNIT: 'DN' } },
    wide: {
      ...good,
      cards: { CTYPE1: 'RA---CAR', CTYPE2: 'DEC--CAR', CD1_1: -90, CD1_2: 0, CD2_1: 0, CD2_2: 90 },
    },
    flatWcs: { ...good, cards: { CD1_1: 0, CD1_2: 0, CD2_1: 0, CD2_2: 0 } },
    unscaled: {
      ...good,
      cards: { CD1_1: undefined, CD1_2: undefined, CD2_1: undefined, CD2_2: undefined },
    },
    noWcs: { ...good, cards: { CTYPE1: undefined, CTYPE2: undefined } },
    empty: { ...good, ra: 45.75, value: () => Number.NaN },
    loud: { ...good, cards: { BSCALE: 1e30 } },
    quiet: { ...good, cards: { BSCALE: 1e-12 } },
    far: { ...good, cards: { BZERO: -1e12 } },
    endless: { ...good, band: 'Z', cards: { BSCALE: 1e300, BZERO: 1e308 } },
    infinite: { ...good, value: () => Number.POSITIVE_INFINITY },
    farAway: { ...good, ra: 120, dec: -40 },
    upwards: { ...good, ra: 45.75, cards: { FILTER: '..' } },
    prototype: { ...good, ra: 45.75, cards: { FILTER: '__proto__' } },
    colour: { ...good, ra: 45.75, cards: { FILTER: 'colour' } },
    h: { ...good, band: 'H' },
  });
});

const map = (names: string[], options?: Partial<SkyRun>) =>
  mapLines(
    names.map((name) => paths[name] ?? name),
    options,
  );

describe('an image of a list', () => {
  it('without a band goes to a survey of its own, with a warning that says so', async () => {
    const { outcome, summary, out, hips } = await map(['good', 'noBand']);
    expect(outcome.status).toBe('SUCCEEDED');
    expect(readdirSync(hips('')).sort()).toEqual(['K', 'unknown']);
    expect(summary().warnings).toBe(1);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('which band it is');
  });

  it.each(['upwards', 'prototype', 'colour'])(
    'whose band (%s) cannot be a folder gets another name',
    async (name) => {
      const { outcome, hips } = await map(['good', 'h', name], {
        sky: { bands: { r: 'K', g: 'H', b: 'H' } },
      });
      expect(outcome.status).toBe('SUCCEEDED');
      const surveys = readdirSync(hips(''));
      expect(surveys).toHaveLength(4); // K, H, its own, and the one in colour
      for (const survey of surveys) {
        expect(survey).toMatch(/^[A-Za-z0-9]/);
        expect(await problemsOf(hips(survey))).toEqual([]);
      }
    },
  );

  it('in another unit than its band is refused, and the others are mapped', async () => {
    const { failures, summary, tiles } = await map(['otherUnit', 'counts', 'besideCounts']);
    expect(named(failures())).toEqual([[1, 'DifferentUnit']]);
    expect(failures()[0].message).toContain(
      "BUNIT is 'Jy/beam', that of most images of band K 'ADU'",
    );
    expect(summary()).toMatchObject({ lines: 3, done: 2, failed: 1 });
    const without = await map(['good', 'beside']);
    expect(tiles('K')).toEqual(without.tiles('K'));
  });

  it('that makes the map deeper than the others need is noted, unless the order was asked for', async () => {
    const notes = async (order?: number) => {
      const { summary } = await map(['good', 'coarse'], { sky: { order } });
      return (summary().notes as string[]).filter(
        (note) => note.includes('asks for') || note.includes('ask for'),
      );
    };
    expect(await notes()).toEqual([expect.stringMatching(/^1 of 2 images .* order 3.*--order 2/)]);
    expect(await notes(2)).toEqual([]);
  });

  it('of another zero point is brought to that of the others, of other pixels by the ratio of their areas', async () => {
    const zeroPoints = await map(['faint', 'bright']);
    expect(zeroPoints.summary().notes).toEqual([
      'Band K: pixels of 1 images are multiplied by 0.6310 to have the zero point 20.000 of the others',
    ]);
    const pixels = await map(['good', 'coarse']);
    const unknown = 'Band K: 1 images have pixels of 600.0 arcsec, most of 60.00, and nothing says';
    expect(pixels.summary().notes).toEqual([expect.stringContaining(unknown)]);
    expect(readFileSync(join(pixels.out, 'report.html'), 'utf8')).toContain(unknown);
    const counted = await map(['counts', 'coarseCounts']);
    expect(counted.summary().notes).toEqual([
      expect.stringContaining('what they hold is multiplied by 0.01000, the ratio of the areas'),
    ]);
  });

  it.each([
    ['wide', 'MalformedWcs', 'is no pixel'],
    ['flatWcs', 'MalformedWcs', 'It cannot be put on the sky'],
    ['unscaled', 'MalformedWcs', 'not how large a pixel is'],
    ['noWcs', 'MalformedWcs', 'the header has no celestial WCS'],
    ['empty', 'NoGoodPixels', 'out of the list'],
    ['loud', 'OutOfRange', 'up to 1e+30, whose squares no sum'],
    ['quiet', 'OutOfRange', '1e-12 times those of most images of band K'],
    ['far', 'OutOfRange', '1000000000000 times those'],
    ['endless', 'NoGoodPixels', 'BSCALE = 1'],
    ['infinite', 'NoGoodPixels', 'infinite'],
  ])(
    'that cannot be mapped (%s) fails as %s, and the others are whole',
    async (name, error, words) => {
      const { outcome, failures, summary, hips } = await map([name, 'good', 'beside']);
      expect(outcome.status).toBe('SUCCEEDED');
      expect(named(failures())).toEqual([[1, error]]);
      expect(failures()[0].message).toContain(words);
      expect(summary()).toMatchObject({ done: 2, failed: 1, brokenOff: 0 });
      expect(await problemsOf(hips('K'))).toEqual([]);
    },
  );

  it('that stands twice is taken once; under two names it changes nothing', async () => {
    const copy = at('in', 'copy.fits');
    writeFileSync(copy, fitsOf(good));
    const { failures, tiles } = await map(['good', 'good', 'beside', copy]);
    expect(named(failures())).toEqual([[2, 'DuplicateLine']]);
    // Where it is alone it averages to itself; where others overlap it, it counts twice.
    const once = await map(['good']);
    const twice = await map(['good', copy]);
    expect(twice.tiles('K')).toEqual(once.tiles('K'));
    expect(tiles('K')).not.toEqual(once.tiles('K'));
  });
});

describe('images as a whole', () => {
  it('that do not overlap keep their backgrounds, and a note says so', async () => {
    const { outcome, summary } = await map(['good', 'farAway'], { sky: { background: 'plane' } });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(summary().notes).toEqual([expect.stringContaining('No two images of a band overlap')]);
  });

  it('of which none has a pixel end in a failed run that says why, without a sky', async () => {
    const { outcome, failures, summary, out } = await map(['empty'], {
      input: { toleratedFailurePercentage: 20 },
    });
    expect(outcome.status).toBe('FAILED');
    expect(named(failures())).toEqual([[1, 'NoGoodPixels']]);
    expect(summary()).toMatchObject({ state: 'FAILED', done: 0, failed: 1 });
    expect(existsSync(join(out, 'sky.html'))).toBe(false);
  });

  it('of which none has a WCS end in a failed run with a report', async () => {
    const { outcome, failures, out } = await map(['noWcs']);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'BadRequest' });
    expect(outcome.cause).toContain('None of the images can be mapped');
    expect(named(failures())).toEqual([[1, 'MalformedWcs']]);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain(
      'None of the images can be mapped',
    );
  });

  it('without a band of the colours: the error names it, and those that there are', async () => {
    const { outcome, summary } = await map(['good', 'h'], {
      sky: { bands: { r: 'K', g: 'H', b: 'J' } },
    });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'BadRequest' });
    expect(outcome.cause).toContain('The colour b is to be band J, and there are only K, H');
    expect(summary().state).toBe('FAILED');
  });
});

describe('options that cannot be', () => {
  it.each([
    [{ cut: 'high low' }, 'MalformedConfig', 'cut'],
    [{ cut: '' }, 'MalformedConfig', 'cut'],
    [{ stretch: 'cubic' }, 'MalformedConfig', 'cubic'],
    [{ adaptive: true, colour: 'lupton' }, 'BadRequest', 'adaptive'],
  ])('%j end the run before it begins: %s', async (sky, error, words) => {
    const { outcome, out } = await map(['good'], { sky });
    expect(outcome).toMatchObject({ status: 'FAILED', error });
    expect(outcome.cause).toContain(words);
    expect(existsSync(join(out, 'plan'))).toBe(false);
  });

  it.each([
    [['--bands', 'r=K,g=H'], '--bands r=K,g=H: write r=K,g=H,b=J'],
    [['--background', 'flat'], '--background'],
    [['--order', '21'], '--order 21'],
    [['--format', 'jpg'], '--format jpg: fits and png are possible'],
    [['--sampling', 'nearest'], '--sampling'],
  ])('%j is no command line', async (args, words) => {
    const command = skyMapCommand.run([paths.good!, '--out', at('none'), ...args]);
    await expect(command).rejects.toThrow(UsageError);
    await expect(command).rejects.toThrow(words);
  });
});
