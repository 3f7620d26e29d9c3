import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { invocationEnded } from '../../shared/lambda/kept.ts';
import { type Frame, fitsOf, writeFrames } from './sky/frames.ts';
import { problemsOf } from './sky/hips.ts';
import { mapsFolder, named } from './sky/maps.ts';

const { at, map } = mapsFolder('lost');
const frame: Frame = {
  ra: 45,
  dec: 40,
  value: (_x, _y, _z, column) => 100 + 0.01 * column,
  band: 'K',
  width: 120,
  height: 120,
  scale: 60,
};
const bytes = fitsOf({ ...frame, ra: 45.75 });

let good: string;
let beside: string;
beforeAll(() => {
  const paths = writeFrames(at('in'), { good: frame, beside: { ...frame, ra: 46.5 } });
  good = paths.good!;
  beside = paths.beside!;
});

describe('an image that goes wrong after its header was read', () => {
  it.each(['none', 'plane'])(
    'cut short: its line fails, the rest of the map is whole (background %s)',
    async (background) => {
      const cut = at('in', `cut-${background}.fits`);
      writeFileSync(cut, bytes);
      truncateSync(cut, 2880 * 8);
      const { outcome, failures, summary, hips, tiles } = await map([good, cut, beside], {
        sky: { background },
      });
      expect(outcome.status).toBe('SUCCEEDED');
      expect(named(failures())).toEqual([[2, 'TruncatedFits']]);
      expect(summary()).toMatchObject({ done: 2, failed: 1, brokenOff: 0 });
      expect(await problemsOf(hips('K'))).toEqual([]);
      const without = await map([good, beside], { sky: { background } });
      expect(tiles('K')).toEqual(without.tiles('K'));
    },
  );

  it.each(['paint-tiles', 'measure-overlaps'])('gone before %s: the same', async (when) => {
    const going = at('in', `going-${when}.fits`);
    writeFileSync(going, bytes);
    const background = when === 'paint-tiles' ? 'none' : 'plane';
    const { outcome, failures, tiles } = await map([good, going, beside], {
      sky: { background },
      before: (functionName) => {
        if (functionName === when) rmSync(going, { force: true });
      },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(named(failures())).toEqual([[2, 'NoSuchObject']]);
    const without = await map([good, beside], { sky: { background } });
    expect(tiles('K')).toEqual(without.tiles('K'));
  });

  it.each(['paint-tiles', 'measure-overlaps'])(
    'replaced before %s: Changed, and no pixel of the new one counts',
    async (when) => {
      const replaced = at('in', `replaced-${when}.fits`);
      writeFileSync(replaced, bytes);
      const background = when === 'paint-tiles' ? 'none' : 'plane';
      const { outcome, failures, tiles } = await map([good, replaced, beside], {
        sky: { background },
        before: (functionName) => {
          if (functionName === when)
            writeFileSync(replaced, fitsOf({ ...frame, ra: 45.75, value: () => 9_999 }));
        },
      });
      expect(outcome.status).toBe('SUCCEEDED');
      expect(named(failures())).toEqual([[2, 'Changed']]);
      const without = await map([good, beside], { sky: { background } });
      expect(tiles('K')).toEqual(without.tiles('K'));
    },
  );

  /** Plates are painted in another process each: what one has read is not kept for the next. */
  const inAnotherProcess = (): void => {
    for (let idle = 0; idle < 10; idle++) invocationEnded();
  };

  /** On the border of two plates, which are painted one after the other. */
  const border: Frame = { ...frame, ra: 90, dec: 60 };
  const sides = { west: { ...border, ra: 87 }, east: { ...border, ra: 93 } };

  it.each([
    ['replaced', 'Changed'],
    ['gone', 'NoSuchObject'],
  ])('%s between two plates that it is in: neither has it in the end', async (how, error) => {
    const image = at('in', `between-${how}.fits`);
    writeFileSync(image, fitsOf(border));
    const { west = '', east = '' } = writeFrames(at('in'), sides);
    let painted = 0;
    const { outcome, calls, failures, summary, tiles, hips } = await map([west, image, east], {
      before: (functionName) => {
        if (functionName !== 'paint-tiles' || ++painted !== 2) return;
        inAnotherProcess();
        if (how === 'gone') rmSync(image);
        else writeFileSync(image, fitsOf({ ...border, value: () => 9_999 }));
      },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    // of the one band and of all, each time that the plates are painted
    expect(calls.filter((name) => name === 'make-stretch')).toHaveLength(2 * 2);
    expect(named(failures())).toEqual([[2, error]]);
    expect(summary()).toMatchObject({ done: 2, failed: 1, brokenOff: 0 });
    expect(await problemsOf(hips('K'))).toEqual([]);
    const without = await map([west, east]);
    expect(tiles('K')).toEqual(without.tiles('K'));
  });

  it('that goes on changing while the plates are painted again ends the run: nothing is made of it', async () => {
    const first = at('in', 'first.fits');
    const second = at('in', 'second.fits');
    for (const path of [first, second]) writeFileSync(path, fitsOf(border));
    let painted = 0;
    const { outcome, summary } = await map([first, second], {
      before: (functionName) => {
        if (functionName !== 'paint-tiles') return;
        painted++;
        inAnotherProcess();
        if (painted === 2) rmSync(first);
        if (painted === 4) rmSync(second);
      },
    });
    expect(painted).toBe(4);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'IncompleteSky' });
    expect(summary().verdict).toContain('second.fits');
  });
});
