import { UsageError } from '../../local/usage-error.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { openStore } from '../../shared/store/open.ts';
import { joinUrl, objectUrl } from '../../shared/store/url.ts';
import { readArguments } from '../arguments.ts';
import { checkHips, type HipsMeasurements } from '../check/check-hips.ts';
import { checkMosaics, type MosaicMeasurements } from '../check/mosaics/check-mosaics.ts';
import type { Command } from '../command.ts';
import { say } from '../say.ts';

/** `starfan check`. */
export const check: Command = {
  help: `starfan check DIR [--json]

Verifies a HiPS (a folder with a file properties, such as sky/hips/K): every order is there, parents are the means of their children,
pictures show their values the right way up, all by one curve, and their parents are means too; the MOC and the counts are those of the tiles, the Allsky shows them, there are
no seams.

Of a folder that starfan mosaic made: the pixels that neighbouring tiles share are equal bit for bit (SCI, WHT, COV, ERR; of
quantised mosaics WHT and COV); a tile lies within a pixel of the same one in the next band (by cross-correlation, where both show
the same); the median difference between a mosaic and its images is less than the scatter of the differences.

Exit status 0 when nothing is wrong.`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1)
      throw new UsageError('give the folder of one HiPS, or of mosaics: starfan check DIR');
    const store = openStore({ ...process.env, STARFAN_FILES: '1' });
    const url = objectUrl(`${folder.replace(/\/+$/, '')}/`);
    const isMosaics = (await store.head(joinUrl(url, mosaicKeys.mosaicItems))) !== undefined;
    const { problems, measured } = await (isMosaics ? checkMosaics : checkHips)(store, url);
    if (values.json) say(JSON.stringify({ problems, measured }));
    else {
      for (const { code, where, message } of problems) say(`${code}  ${where}\n  ${message}`);
      const verdict = problems.length === 0 ? 'nothing is wrong' : `${problems.length} problems`;
      say(`${seenOf(measured)}: ${verdict}`);
    }
    return problems.length === 0 ? 0 : 1;
  },
};

function seenOf(measured: HipsMeasurements | MosaicMeasurements): string {
  if ('files' in measured)
    return `${measured.files} files of tiles, deepest order ${measured.order}`;
  const { mosaics, overlaps, pixels, values, bands, inputs, notes } = measured;
  const short = (value: number) => String(Number(value.toPrecision(3)));
  return [
    ...notes,
    ...bands.map(
      ({ bands: [one, other], tiles, shift: [dx, dy], correlation }) =>
        `${other} lies ${short(dx)}″ along rows and ${short(dy)}″ up from ${one}: median of ${tiles} tiles, correlation ${short(correlation)}`,
    ),
    ...inputs.map(
      ({ band, unit, mosaics: count, values: pixels, median, sigma }) =>
        `${band}: ${short(median)} ± ${short(sigma)} ${unit} from its images, ${pixels} pixels of ${count} mosaics`,
    ),
    `${mosaics} mosaics, ${overlaps} overlaps of two, ${pixels} pixels that both have (${values} with a value)`,
  ].join('\n');
}
