import { type HipsCell, hipsCellSchema } from '../../shared/contracts/sky-map/hips.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { pictureItemSchema } from '../../shared/contracts/sky-map/pictures.ts';
import { emptyMoc, type Moc, unionMocs } from '../../shared/core/moc/moc.ts';
import { readJson, readJsonLines } from '../../shared/run/json.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { colourBandsOf, type HipsRun, MAX_PLATES_IN_PARTS, PART_LEVELS } from './survey-job.ts';

/** Where a survey has tiles of its deepest order, and parts of plates with data. */
export interface Coverage {
  tiles: Moc;
  parts: Moc;
}

/** What all base cells have together. */
export interface BuiltCells {
  /** of the bands that have any plate */
  ofBand: Map<string, Coverage>;
  /** of the colour survey; undefined without a plate in it */
  colour: Coverage | undefined;
}

/** Reads what the functions that built the base cells have left. */
export async function readCells(context: HipsRun): Promise<BuiltCells> {
  const { store, run, plan, sky } = context;
  const numbers = new Set<number>();
  const items = readJsonLines(store, joinUrl(run, skyKeys.pictureItems), pictureItemSchema);
  for await (const { npix } of items) numbers.add(Math.floor(npix / 4 ** plan.plateOrder));
  const cells = await Promise.all(
    [...numbers].map((cell) =>
      readJson(store, joinUrl(run, skyKeys.hipsCell(cell)), hipsCellSchema),
    ),
  );
  const ofBand = new Map<string, Coverage>();
  for (const band of plan.bands) {
    const own = cells.flatMap(({ bands }) => bands[band] ?? []);
    if (own.length > 0) ofBand.set(band, joined(context, own));
  }
  const isColoured = cells.some(({ colour }) => colour > 0);
  const coloured = colourBandsOf(sky).flatMap((band) => ofBand.get(band) ?? []);
  return { ofBand, colour: isColoured ? unionOf(context, coloured) : undefined };
}

function joined(context: HipsRun, cells: readonly HipsCell['bands'][string][]): Coverage {
  const { tileOrder, partOrder } = ordersOf(context);
  const plates = cells.reduce((sum, cell) => sum + cell.plates, 0);
  const isFew = plates <= MAX_PLATES_IN_PARTS;
  return unionOf(
    context,
    cells.map(({ deepest, parts }) => ({
      tiles: { order: tileOrder, ranges: Float64Array.from(deepest) },
      parts: { order: partOrder, ranges: Float64Array.from(isFew ? parts : []) },
    })),
  );
}

function unionOf(context: HipsRun, coverages: readonly Coverage[]): Coverage {
  const { tileOrder, partOrder } = ordersOf(context);
  return {
    tiles: coverages.map(({ tiles }) => tiles).reduce(unionMocs, emptyMoc(tileOrder)),
    parts: coverages.map(({ parts }) => parts).reduce(unionMocs, emptyMoc(partOrder)),
  };
}

const ordersOf = ({ plan }: HipsRun) => ({
  tileOrder: plan.order,
  partOrder: plan.plateOrder + PART_LEVELS,
});
