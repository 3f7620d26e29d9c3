import { matchPositions } from '../../sep-wasm/test/match.ts';
import type { Columns } from './detect.ts';

/** SExtractor's column, ours, and what SExtractor adds to it: its pixels count from 1. */
export const pairs: readonly [theirs: string, ours: string, offset?: number][] = [
  ['X_IMAGE', 'x', 1],
  ['Y_IMAGE', 'y', 1],
  ['XWIN_IMAGE', 'xwin', 1],
  ['YWIN_IMAGE', 'ywin', 1],
  ['XPEAK_IMAGE', 'xpeak', 1],
  ['YPEAK_IMAGE', 'ypeak', 1],
  ['X2_IMAGE', 'x2'],
  ['ERRX2_IMAGE', 'errx2'],
  ['ERRY2_IMAGE', 'erry2'],
  ['ERRXY_IMAGE', 'errxy'],
  ['XMIN_IMAGE', 'xmin', 1],
  ['ISOAREA_IMAGE', 'tnpix'],
  ['ISOAREAF_IMAGE', 'npix'],
  ['FLUX_ISO', 'flux'],
  ['FLUX_APER', 'flux_aper'],
  ['FLUXERR_APER', 'fluxerr_aper'],
  ['FLUX_AUTO', 'flux_auto'],
  ['FLUXERR_AUTO', 'fluxerr_auto'],
  ['FLUX_RADIUS', 'flux_radius'],
  ['FLUX_MAX', 'peak'],
  ['THRESHOLD', 'thresh'],
  ['FLAGS', 'flags'],
];

/**
 * Whole numbers agree exactly; places to 0.01 pixel; all else to 2e-3 of the value and 2e-4 of the
 * column's median.
 */
const EXACT = /^(XPEAK|YPEAK|XMIN|FLAGS)/;
const PLACES = /^[XY](WIN)?_IMAGE$/;

/**
 * Share of the sources found, and of those that are not blended (FLAGS 1, 2) the share that agrees,
 * column by column.
 */
export function agreement(
  theirs: Columns,
  ours: Columns,
): { found: number; share: Record<string, number> } {
  const own = { x: ours.x!.map((x) => x + 1), y: ours.y!.map((y) => y + 1) };
  const asked = { x: theirs.X_IMAGE!, y: theirs.Y_IMAGE! };
  const matched = matchPositions(own, asked, 0.5).pairs;
  const alone = matched.filter(([, their]) => (theirs.FLAGS![their]! & 3) === 0);
  const columns = pairs.filter(([name]) => theirs[name]);
  const share = columns.map(([name, our, offset = 0]) => {
    const typical = theirs[name]!.map(Math.abs).sort((a, b) => a - b)[theirs[name]!.length >> 1]!;
    const agreeing = alone.filter(([mine, their]) => {
      const want = theirs[name]![their]!;
      const off = Math.abs(ours[our]![mine]! + offset - want);
      if (EXACT.test(name)) return off === 0;
      return off <= (PLACES.test(name) ? 0.01 : 2e-3 * Math.abs(want) + 2e-4 * typical);
    });
    return [name, alone.length === 0 ? 1 : agreeing.length / alone.length] as const;
  });
  return { found: matched.length / asked.x.length, share: Object.fromEntries(share) };
}
