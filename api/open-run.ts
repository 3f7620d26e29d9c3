import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { UsageError } from '../local/usage-error.ts';
import { keys } from '../shared/contracts/keys.ts';
import { type Failure, failureSchema, itemSchema } from '../shared/contracts/lists.ts';
import { type RunSummary, runSummarySchema } from '../shared/contracts/run-summary.ts';
import { taskRecordSchema } from '../shared/contracts/task-record.ts';
import { memorySource } from '../shared/core/bytes/memory-source.ts';
import type { Table } from '../shared/core/fits/column.ts';
import { openFits } from '../shared/core/fits/file.ts';
import { readTable } from '../shared/core/fits/table.ts';
import { readJson, readJsonLines } from '../shared/run/json.ts';
import { fileStore } from '../shared/store/file.ts';
import { objectUrl } from '../shared/store/url.ts';

/** One image in which sources were looked for. */
export interface ImageResult {
  /** its name in the run: the folder of what was made of it */
  readonly name: string;
  /** where it was read */
  readonly uri: string;
  /** line of the list */
  readonly line: number;
  /** of all its HDUs */
  readonly sources: number;
  /** what was odd about it, a sentence each */
  readonly warnings: readonly string[];
}

/** A run that has ended, in a folder of this machine. */
export interface Run {
  /** its absolute path */
  readonly folder: string;
  /** every line of the list is done or failed */
  readonly summary: RunSummary;
  /** why each line without a result has none */
  failures(): AsyncIterable<Failure>;
  /** images of a run of `detect` that were searched, in the order of the list */
  images(): AsyncIterable<ImageResult>;
  /** the sources of one image, all columns; throws UsageError for a name that the run has not */
  catalogue(name: string): Promise<Table>;
  /** folders of the HiPS that a run of `skyMap` made, one per band and that in colour */
  surveys(): Promise<string[]>;
  /** FITS files that a run of `mosaic` made, in the order of their names */
  mosaics(): Promise<string[]>;
}

/**
 * Opens what `detect`, `skyMap` or the `starfan` command left in a folder. Throws UsageError where
 * no run has ended there, and an Error called DamagedRun where a file of it is not what it wrote.
 */
export async function openRun(folder: string): Promise<Run> {
  const root = resolve(folder);
  const store = fileStore();
  const urlOf = (key: string): string => objectUrl(join(root, key));
  const hasRun = existsSync(join(root, keys.run));
  const ended = hasRun ? await readJson(store, urlOf(keys.run), z.unknown()) : undefined;
  const summary = runSummarySchema.safeParse(ended).data;
  if (!summary) throw new UsageError(`no run has ended in ${folder}: give the folder of one`);

  async function* lines<T>(key: string, schema: z.ZodType<T>): AsyncGenerator<T> {
    if (existsSync(join(root, key))) yield* readJsonLines(store, urlOf(key), schema);
  }

  return {
    folder: root,
    summary,
    failures: () => lines(keys.failures, failureSchema),
    async *images() {
      for await (const { name } of lines(keys.list, itemSchema)) {
        const key = keys.task('detections', name);
        if (!existsSync(join(root, key))) continue;
        const { detections, state, warnings } = await readJson(store, urlOf(key), taskRecordSchema);
        if (state !== 'done' || !detections) continue;
        const { uri, line, hdus } = detections;
        const sources = hdus.reduce((sum, hdu) => sum + hdu.sources, 0);
        yield { name, uri, line, sources, warnings };
      }
    },
    async catalogue(name) {
      const path = join(root, keys.image(name, 'catalogue.fits'));
      const isName = itemSchema.shape.name.safeParse(name).success;
      if (!isName || !existsSync(path))
        throw new UsageError(`the run in ${folder} has no catalogue of ${name}`);
      const fits = await openFits(memorySource(await readFile(path), path));
      return readTable(await fits.hdu(1));
    },
    async surveys() {
      const hips = join(root, 'hips');
      const names = existsSync(hips) ? await readdir(hips) : [];
      return names
        .map((name) => join(hips, name))
        .filter((path) => existsSync(join(path, 'properties')));
    },
    async mosaics() {
      const top = join(root, 'mosaics');
      const names = existsSync(top) ? await readdir(top, { recursive: true }) : [];
      return names
        .filter((name) => name.endsWith('.fits'))
        .sort()
        .map((name) => join(top, name));
    },
  };
}
