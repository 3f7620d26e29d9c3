/**
 * Source catalogues and HiPS sky maps from a program: the same runs as the `starfan` command makes, on this machine.
 *
 * ```ts
 * import { detect, openRun, skyMap } from 'starfan';
 *
 * const run = await detect(images, { out: 'run1', onProgress: ({ stage, done, total }) => console.log(stage, done, total) });
 * for await (const image of run.images()) console.log(image.name, image.sources);
 * const { columns } = await run.catalogue('a'); // the sources of one image
 *
 * const sky = await skyMap(images, { out: 'sky', order: 5 });
 * const surveys = await sky.surveys(); // folders of HiPS
 * const again = await openRun('run1'); // later
 * ```
 *
 * @module
 */

export { UsageError } from '../local/usage-error.ts';
export type { Failure } from '../shared/contracts/lists.ts';
export type { RunSummary } from '../shared/contracts/run.ts';
export type { Table } from '../shared/core/fits/column.ts';
export {
  type DetectOptions,
  detect,
  type Images,
  type Progress,
  type RunOptions,
  type SkyMapOptions,
  skyMap,
} from './make-run.ts';
export { type ImageResult, openRun, type Run } from './open-run.ts';
