import { MARGIN, ROWS_OF_CELL } from '../contracts/matches.ts';
import { matchReach } from '../core/matching/match-detections.ts';
import { readsOfLines, SOCKETS } from './requests.ts';
import { type PlannedPhotometry, WHOLE_SKY_DEG2 } from './survey.ts';
import type { StageWork, TaskWork } from './work.ts';

/** What is matched. */
export interface MatchedSurvey extends PlannedPhotometry {
  readonly images: number;
  /** of all images */
  readonly detections: number;
  /** square degrees that have detections, and those of one image */
  readonly area: number;
  readonly areaOfImage: number;
}

/** The cells that the sky is cut into: all alike, where the detections lie evenly. */
export interface MatchCells {
  readonly order: number;
  readonly cells: number;
  /** detections of a cell, and those that it reads, its margin's with them */
  readonly rows: number;
  readonly read: number;
  /** images that a cell reads of */
  readonly images: number;
}

/** Bytes of a detection's row that a match reads, of a measurement's and of an object's. */
const DETECTION = 140;
const MEASUREMENT = 170;
const OBJECT = 500;
/** Of a cell's sums, of an image in its plan, of an entry of the index. */
const SUMS = 20_000;
const IN_PLAN = 400;
const ENTRY = 12;
const RECORD = 4_000;
/** Rows of an image's sources that are read together. */
const ROWS_OF_GROUP = 5_000;
/** Files that a function has under way at a time. */
const AHEAD = 16;

/** Cells of a million detections at most. */
export function matchCells(survey: MatchedSurvey): MatchCells {
  const { detections, area, areaOfImage, images, radius } = survey;
  const areaAt = (order: number) => WHOLE_SKY_DEG2 / (12 * 4 ** order);
  let order = 0;
  while ((detections / area) * areaAt(order) > ROWS_OF_CELL) order++;
  const cells = Math.max(1, area / areaAt(order));
  const side = Math.sqrt(areaAt(order));
  const margin = MARGIN / 3600 + (matchReach(radius) * 180) / Math.PI;
  const rows = detections / cells;
  const around = Math.min(cells, ((side + 2 * margin) / side) ** 2);
  const reach = (Math.sqrt(areaOfImage) + side + 2 * margin) ** 2;
  return {
    ...{ order, cells: Math.ceil(cells), rows },
    read: rows * around,
    images: Math.min(images, (images * reach) / area),
  };
}

/** The steps that make objects of detections: the plan, the map over cells, the tables. */
export function matchSteps(survey: MatchedSurvey): StageWork[] {
  const { images, objects } = survey;
  const cells = matchCells(survey);
  const records = readsOfLines(images * 150) + images;
  const plan: TaskWork = {
    amounts: { task: 1, record: images, cell: cells.cells },
    reads: 2 + records,
    writes: 2 + cells.cells,
    beside: { reads: 0, writes: 1 },
    rounds: 4 + images / SOCKETS + cells.cells / AHEAD,
    bytesRead: images * RECORD,
    bytesWritten: cells.cells * cells.images * IN_PLAN,
  };
  const own = objects / cells.cells;
  // row groups beyond the cell's rows are read with them
  const read = cells.read + cells.images * ROWS_OF_GROUP;
  const cell: TaskWork = {
    amounts: { task: 1, image: cells.images, row: cells.read, source: cells.rows, object: own },
    reads: 3 * cells.images,
    writes: 4,
    beside: { reads: 3, writes: 1 },
    rounds: 6 + (3 * cells.images) / AHEAD,
    bytesRead: read * DETECTION + cells.images * IN_PLAN,
    bytesWritten: cells.rows * MEASUREMENT + own * (cells.read / cells.rows) * OBJECT + SUMS,
  };
  const tables: TaskWork = {
    amounts: { task: 1, record: images, cell: cells.cells, object: objects },
    reads: 5 + 2 * cells.cells + 3 * cells.cells + records,
    writes: 20 + Math.ceil(objects / 1e6),
    beside: { reads: 0, writes: 1 },
    rounds: 10 + (2 * cells.cells) / SOCKETS + (3 * cells.cells) / AHEAD + images / SOCKETS,
    bytesRead: cells.cells * SUMS + objects * 8 + images * RECORD,
    bytesWritten: objects * ENTRY,
  };
  const reduce = (stage: 'matching' | 'tables', work: TaskWork): StageWork => ({
    ...{ stage, kind: 'reduce' },
    groups: [{ count: 1, work }],
  });
  return [
    reduce('matching', plan),
    { stage: 'matches', kind: 'map', groups: [{ count: cells.cells, work: cell }] },
    reduce('tables', tables),
  ];
}
