import { tasksPerChild } from '../core/plan/children.ts';
import { comparingSeconds } from '../core/plan/cost.ts';
import { keptBytes } from '../core/plan/kept-bytes.ts';
import type { TileBytes } from './rates.ts';
import type { Requests } from './requests.ts';
import { skyMapParts, skyMapReduce } from './sky-map-reduces.ts';
import {
  type EstimatedImage,
  estimateImagesTask,
  estimateOverlapsTask,
  imageUse,
} from './sky-map-tasks.ts';
import { fileOf, type PlannedSurvey } from './survey.ts';
import type { SkyGeometry } from './survey-geometry.ts';
import type { Whole } from './whole-run.ts';
import type { ImageUse, StageName, StageWork, TaskWork } from './work.ts';

/** Bytes of images that a function of the maps keeps: 885 MB in serverless.yml. */
const mapKept = keptBytes(885 * 2 ** 20);
/** Children of the map over the images: functions/start-run. */
const CHUNKS = 10_000;

/** The images of a survey as the tasks of its maps read them: each is the mean one. */
export interface MeanImages {
  readonly file: EstimatedImage;
  readonly use: ImageUse;
  /** tasks of the stage images */
  readonly chunks: number;
}

/** What the tasks of a survey read of its images. */
export function meanImages(survey: PlannedSurvey, requests: Requests): MeanImages {
  const file = { ...fileOf(survey), pixels: survey.width * survey.height, bytes: survey.bytesRead };
  return {
    file,
    use: imageUse(0, file, requests.imagesAhead),
    chunks: Math.ceil(survey.images / Math.ceil(survey.images / CHUNKS)),
  };
}

/** A map whose tasks are all the mean one, so many to a child. */
export const meanMap = (
  stage: StageName,
  count: number,
  work: TaskWork,
  perChild = 1,
): StageWork => ({ stage, kind: 'map', groups: [{ count, work, perChild }] });

/** The steps between the maps of a survey, each by its stage. */
export const reducesOf =
  (whole: Whole, bytes: TileBytes) =>
  (stage: Parameters<typeof skyMapReduce>[0]): StageWork =>
    skyMapReduce(stage, whole, bytes);

/** The stages that sky maps and mosaics have in common: from the list to the backgrounds. */
export function stagesToBackground(
  whole: Whole,
  { file, use, chunks }: MeanImages,
  { imagesOfGroups, rangesOfGroup }: Pick<SkyGeometry, 'imagesOfGroups' | 'rangesOfGroup'>,
  { bytes, planning }: { bytes: TileBytes; planning: StageWork[] },
): StageWork[] {
  const { images, groups, pairs } = whole;
  const reduce = reducesOf(whole, bytes);
  const count = imagesOfGroups(1);
  const compared = estimateOverlapsTask({ count, ranges: rangesOfGroup }, pairs / groups);
  const seconds = comparingSeconds(count * file.pixels, pairs / groups);
  const perChild = tasksPerChild(groups, groups * seconds, 1);
  const read = imagesRead(imagesOfGroups, perChild, use);
  return [
    reduce('lists'),
    meanMap('images', chunks, estimateImagesTask(images / chunks, file)),
    ...planning,
    meanMap('overlaps', groups, withImages(compared, read, use), perChild),
    skyMapParts('background', whole, bytes),
  ];
}

/**
 * Images that a task reads on average, of as many as a child does one after another: neighbours'
 * are held still, as far as they fit.
 * @param imagesOf images of so many neighbouring tasks together
 */
export function imagesRead(
  imagesOf: (tasks: number) => number,
  perChild: number,
  { held }: ImageUse,
): number {
  let together = 1;
  while (4 * together <= perChild && imagesOf(4 * together) * held <= mapKept) together *= 4;
  return imagesOf(together) / together;
}

/** A task that reads so many images. */
export function withImages(work: TaskWork, count: number, image: ImageUse): TaskWork {
  const amounts: Record<string, number> = { ...work.amounts };
  for (const [driver, amount] of Object.entries(image.amounts))
    amounts[driver] = (amounts[driver] ?? 0) + count * amount;
  return {
    ...work,
    amounts,
    reads: work.reads + count * image.reads,
    rounds: work.rounds + count * image.rounds,
    bytesRead: work.bytesRead + count * image.bytes,
  };
}
