import { UsageError } from '../../local/usage-error.ts';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { percentDecoded } from '../../shared/core/text.ts';
import { openStore } from '../../shared/store/open.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl, objectUrl } from '../../shared/store/url.ts';
import { readArguments } from '../arguments.ts';
import { checkHips, type HipsMeasurements } from '../check/check-hips.ts';
import { checkMosaics, type MosaicMeasurements } from '../check/mosaics/check-mosaics.ts';
import type { Problem } from '../check/problems.ts';
import type { Command } from '../command.ts';
import { say } from '../say.ts';

/** `starfan check`. */
export const checkCommand: Command = {
  help: `starfan check DIR [--json]

Verifies a HiPS (a folder with a file properties, such as sky/hips/K), or all HiPS of a folder that
starfan sky-map made:
  every order is there, and each tile is the mean of its children
  pictures show the values of their tiles the right way up, all with one stretch
  the MOC and the counts agree with the tiles, and Allsky shows them
  there are no seams

Of a folder that starfan mosaic made:
  pixels that neighbouring tiles share are equal bit for bit (SCI, WHT, COV, ERR; of quantised
  mosaics WHT and COV)
  a tile lies within a pixel of the same tile in the next band (by cross-correlation, where both
  show the same)
  the median difference between a mosaic and its images is less than the scatter of the differences

Exit status: 0 when nothing is wrong, 1 when something is.`,

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
    const { problems, measured, seen } = await checkFolder(store, `${folder.replace(/\/+$/, '')}/`);
    if (values.json) say(JSON.stringify({ problems, measured }));
    else {
      for (const { code, where, message } of problems) say(`${code}  ${where}\n  ${message}`);
      const verdict = problems.length === 0 ? 'nothing is wrong' : `${problems.length} problems`;
      say(`${seen}: ${verdict}`);
    }
    return problems.length === 0 ? 0 : 1;
  },
};

interface Checked {
  problems: readonly Problem[];
  measured: HipsMeasurements | MosaicMeasurements | Record<string, HipsMeasurements>;
  /** what was looked at, in words */
  seen: string;
}

/** Mosaics, one HiPS, or each HiPS of a run. */
async function checkFolder(store: Store, folder: string): Promise<Checked> {
  const url = objectUrl(folder);
  const has = async (key: string) => (await store.head(joinUrl(url, key))) !== undefined;
  if (await has(mosaicKeys.mosaicItems)) {
    const { problems, measured } = await checkMosaics(store, url);
    return { problems, measured, seen: seenOfMosaics(measured) };
  }
  const surveys = (await has('properties')) ? [] : await surveysOf(store, url);
  if (surveys.length === 0) {
    const { problems, measured } = await checkHips(store, url);
    if (measured.order < 0 && !(await has('properties')))
      throw new UsageError(`${folder} holds no HiPS, and neither sky maps nor mosaics of a run`);
    return { problems, measured, seen: seenOfHips(measured) };
  }
  const problems: Problem[] = [];
  const measured: Record<string, HipsMeasurements> = {};
  for (const survey of surveys) {
    const place = `hips/${survey}`;
    const one = await checkHips(store, joinUrl(url, place));
    problems.push(...one.problems.map((each) => ({ ...each, where: `${place}/${each.where}` })));
    measured[survey] = one.measured;
  }
  const seen = Object.entries(measured).map(([name, one]) => `${name}: ${seenOfHips(one)}`);
  return { problems, measured, seen: [...seen, `${surveys.length} HiPS`].join('\n') };
}

/** Names of a run's surveys: the folders of hips/ that have properties. */
async function surveysOf(store: Store, url: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { url: file } of store.list(`${joinUrl(url, 'hips')}/`)) {
    const [, name] = /\/hips\/([^/]+)\/properties$/.exec(file) ?? [];
    if (name !== undefined) names.push(percentDecoded(name));
  }
  return names;
}

const seenOfHips = ({ files, order }: HipsMeasurements): string =>
  `${files} files of tiles, deepest order ${order}`;

function seenOfMosaics(measured: MosaicMeasurements): string {
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
