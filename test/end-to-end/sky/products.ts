import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isTemporaryName } from '../../../shared/store/atomic.ts';
import { readJson } from '../starfan.ts';

const MADE =
  /^(hips|tiles|histograms|overlaps|background|plan)\/|^(stretch|lupton|parameters)\.json$|^list\.jsonl$/;
/** What `properties`, pages and the plan say of when. */
const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/**
 * Which version of an image's file a plan is made of: another one after a touch, though its bytes
 * are the same.
 */
const ETAG = /"etag":"[^"]*",/g;

/**
 * What a sky map is made of, a hash for each file: all but the records of when and how fast, dates
 * in properties, and ETags.
 */
export function productsOfSky(run: string, kinds = MADE): Record<string, string> {
  const files = readdirSync(run, { recursive: true, encoding: 'utf8' })
    .filter((name) => kinds.test(name) && !isTemporaryName(basename(name)))
    .filter((name) => statSync(join(run, name)).isFile())
    .sort();
  return Object.fromEntries(
    files.map((name) => {
      const bytes = readFileSync(join(run, name));
      const isText =
        /\/(properties|index\.html|metadata\.xml)$|^plan\/(images\/.*\.jsonl|depth\.json)$/.test(
          name,
        );
      const timeless = isText ? bytes.toString().replace(INSTANT, '').replace(ETAG, '') : bytes;
      return [name, createHash('sha256').update(timeless).digest('hex')];
    }),
  );
}

/**
 * When each task of the maps was begun, by stage and name: it changes when the task is done again.
 */
export function startsOf(run: string): Record<string, string> {
  const starts: Record<string, string> = {};
  for (const stage of ['images', 'overlaps', 'tiles', 'pictures']) {
    const folder = join(run, 'tasks', stage);
    const records = existsSync(folder)
      ? readdirSync(folder).filter((name) => !isTemporaryName(name))
      : [];
    for (const name of records)
      starts[`${stage}/${name.replace('.json', '')}`] = readJson(join(folder, name)).started;
  }
  return starts;
}
