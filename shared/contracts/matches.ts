import * as z from 'zod';
import { cellName, cellPath, type HatsCell } from '../core/hats/cells.ts';
import { columnsToRead } from '../core/matching/detections.ts';

/** The folder of the collection in a run. */
const PHOTOMETRY = 'photometry';

/** Where the tables of a match stand, relative to the run's prefix. */
export const matchKeys = {
  /** of the collection */
  folder: PHOTOMETRY,
  plan: 'plan/matches.json',
  /** the cells: what the map fans out over */
  cells: 'plan/matches.jsonl',
  /** the images that have detections in or around a cell */
  cell: (cell: HatsCell) => `plan/matches/${cellName(cell)}.json`,
  /** what a cell adds up to */
  sums: (cell: HatsCell) => `matches/${cellName(cell)}.json`,
  collection: (file: string) => `${PHOTOMETRY}/${file}`,
  /** a file of a table */
  table: (table: string, file: string) => `${PHOTOMETRY}/${table}/${file}`,
  /** the rows of a table in a cell */
  rows: (table: string, cell: HatsCell) =>
    `${PHOTOMETRY}/${table}/dataset/${cellPath(cell)}.parquet`,
} as const;

/** Rows that a cell may have, where nothing else is asked for. */
export const ROWS_OF_CELL = 1_000_000;

/** Objects nearer to a cell than this are in its margin, too; arcsec. */
export const MARGIN = 10;

/** The tables of the collection. */
export const tables = {
  objects: 'objects',
  margin: `objects_margin_${MARGIN}arcs`,
  index: 'objects_by_objid',
  measurements: 'measurements',
  images: 'images',
} as const;

const bandSchema = z.object({
  name: z.string(),
  column: z.string(),
  system: z.string().nullable(),
});

/** `plan/matches.json`: what all cells share. */
export const matchPlanSchema = z.object({
  /** arcsec; 0 where images were measured at given places */
  radius: z.number().nonnegative(),
  /**
   * what is given of these places: whether their ids are whole numbers, and the numbers of objects
   */
  places: z.object({ hasNumbers: z.boolean(), areObjects: z.boolean() }).optional(),
  /** whether stars were fitted by the images' PSFs */
  psf: z.literal(true).optional(),
  bands: z.array(bandSchema),
  images: z.int(),
  /** detections with a place on the sky, and those without, which are matched with nothing */
  detections: z.int(),
  unplaced: z.int(),
  /** pictures of the sky without a time, and without a filter */
  untimed: z.int(),
  unfiltered: z.int(),
  /** rows of a file of the tables, at most */
  maxRows: z.int(),
  /** other runs whose detections are matched, too */
  with: z.array(z.string()).optional(),
});
export type MatchPlan = z.infer<typeof matchPlanSchema>;

/** A cell: what a map step gets. */
export const matchItemSchema = z.object({ order: z.int(), npix: z.int(), rows: z.int() });

/** NaN is null in JSON. */
const number = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);

const pictureSchema = z.object({
  image: z.int(),
  hdu: z.int(),
  mjd: number,
  exptime: number,
  filter: z.string().nullable(),
  band: z.int(),
  zeroPoint: number,
  fwhm: number,
  file: z.string(),
});

/** `plan/matches/<cell>.json`: the images of a cell in the order of the list. */
export const cellPlanSchema = z.object({
  images: z.array(
    z.object({
      uri: z.string(),
      /** its sources.parquet */
      sources: z.string(),
      pictures: z.array(pictureSchema),
    }),
  ),
});
export type CellPlan = z.infer<typeof cellPlanSchema>;

/** `matches/<cell>.json`: what build-tables needs of a cell. */
export const cellSumsSchema = z.object({
  order: z.int(),
  npix: z.int(),
  objects: z.int(),
  measurements: z.int(),
  margin: z.int(),
  /** bytes of the files of its rows */
  bytes: z.object({ objects: z.int(), measurements: z.int(), margin: z.int() }),
  matched: z.object({ single: z.int(), divided: z.int(), moving: z.int(), variable: z.int() }),
  /** objects in pixels of `SKYMAP_ORDER`, and by band those with a detection in it */
  counts: z.record(z.string(), z.int()),
  bandCounts: z.array(z.record(z.string(), z.int())),
  /** the most variable object and its light curve; null where none is variable */
  mostVariable: z
    .object({
      objid: z.string(),
      ra: z.number(),
      dec: z.number(),
      chi2Dof: z.number(),
      measurements: z.array(
        z.object({ mjd: z.number(), filter: z.string(), mag: z.number(), error: z.number() }),
      ),
    })
    .nullable(),
  /** the smallest objid; null without objects */
  minObjid: z.string().nullable(),
});
export type CellSums = z.infer<typeof cellSumsSchema>;

/** Order of the map of the sky: 3.4 arcmin. */
export const SKYMAP_ORDER = 10;

/** How a cell is known to the ledger. */
export function matchesTask(run: string, cell: HatsCell, plan: MatchPlan, cellPlan: CellPlan) {
  const first = cellPlan.images[0];
  return {
    run,
    stage: 'matches',
    name: cellName(cell),
    parameters: { plan, cellPlan, readColumns: columnsToRead(plan.psf === true) },
    inputs: cellPlan.images.map(({ sources }) => sources),
    subject: { line: first?.pictures[0]?.image ?? 1, uri: first?.uri ?? cellName(cell) },
  };
}
