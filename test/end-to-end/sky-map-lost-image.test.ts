import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
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
});
