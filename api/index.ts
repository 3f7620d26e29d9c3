/**
 * Source catalogues, photometry, mosaics and HiPS sky maps from a program: the runs that the
 * `starfan` command makes, on this machine. The command is written on top of these functions.
 *
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { cutout, cutoutFile, detect, lightCurve, measure, mosaic } from 'starfan';
 * import { openRun, query, redo, skyMap } from 'starfan';
 *
 * const run = await detect(images, {
 *   out: 'run1',
 *   match: 0.5,
 *   onProgress: ({ stage, done, total }) => console.log(stage, done, total),
 * });
 * for await (const image of run.images()) console.log(image.name, image.sources);
 * const { columns } = await run.catalogue('a'); // the sources of one image
 *
 * const forced = await measure(images, { out: 'forced', at: 'places.csv', aperture: 8 });
 * const rows = query('forced', 'SELECT id, mjd, flux, fluxErr FROM measurements ORDER BY id');
 * for await (const { id, flux } of rows) console.log(id, flux);
 * const curve = await lightCurve('star.csv');
 * const best = curve.periodogram.value?.peaks[0]; // period in days
 *
 * const sky = await skyMap(images, { out: 'sky', order: 5 });
 * const surveys = await sky.surveys(); // folders of HiPS
 * const mosaics = await (await mosaic(images, { out: 'mosaic' })).mosaics(); // FITS files
 * const size = { unit: 'degrees', width: 0.1, height: 0.1 };
 * const { cuts } = await cutout('mosaic', { ra: 45, dec: 40, size });
 * await writeFile('piece.fits', cutoutFile(cuts));
 * const again = await openRun('run1'); // later
 * const whole = await redo('run1'); // what is missing, where it was stopped
 * ```
 *
 * @module starfan
 */

export { UsageError } from '../local/usage-error.ts';
export type { Failure } from '../shared/contracts/lists.ts';
export type { RunSummary } from '../shared/contracts/run-summary.ts';
export type { CutSize } from '../shared/core/cutouts/cut-size.ts';
export type { Table } from '../shared/core/fits/column.ts';
export type { Box } from '../shared/core/fits/section.ts';
export type { FrequencyGrid } from '../shared/core/light-curve/lomb-scargle.ts';
export type { Brightness, ValueOrReason } from '../shared/core/light-curve/measurement.ts';
export type { Peak, Periodogram } from '../shared/core/light-curve/period.ts';
export type { BandCurve } from '../shared/core/light-curve/summary.ts';
export type { BandStatistics, StetsonJ } from '../shared/core/light-curve/variability.ts';
export type { Cone } from '../shared/core/query/constraints.ts';
export type { CellValue } from '../shared/core/query/result.ts';
export type { Bill, BillGroup, BillLine } from '../shared/estimate/bill.ts';
export type { Architecture, Workflow } from '../shared/estimate/usage.ts';
export type { ReasonGroup } from '../shared/pages/status/failures.ts';
export type { Reason } from '../shared/pages/status/note.ts';
export type { StageRate } from '../shared/pages/status/rate.ts';
export type { ReduceProgress, RunStatus, StageStatus } from '../shared/pages/status/status.ts';
export type { WarningGroup } from '../shared/pages/status/warnings.ts';
export type { Cut } from '../shared/run/cutout/cut.ts';
export { cutoutFile } from '../shared/run/cutout/cutout-file.ts';
export { type CompletenessOptions, completeness } from './completeness.ts';
export { type CostOptions, cost } from './cost/cost.ts';
export { type CutoutOptions, type Cutouts, cutout } from './cutout.ts';
export { type DetectOptions, detect } from './detect.ts';
export type { FluxParameters } from './flux-parameters.ts';
export {
  type LightCurveOptions,
  type LightCurveResult,
  lightCurve,
} from './light-curve/light-curve.ts';
export { type MatchOptions, match } from './match.ts';
export { type MeasureOptions, measure } from './measure.ts';
export { type MosaicOptions, mosaic } from './mosaic.ts';
export type { MosaicFrame, MosaicGrid, MosaicLayout, MosaicSurvey } from './mosaic-settings.ts';
export { type ImageResult, openRun, type Run } from './open-run.ts';
export { type QueryOptions, query, type ResultRow } from './query.ts';
export { type RedoOptions, redo, type WorkOptions } from './redo.ts';
export type { Images, Progress, RunOptions } from './run-options.ts';
export { type SkyMapOptions, skyMap } from './sky-map.ts';
export { type Snapshot, status } from './status.ts';
