import { mosaicKeys } from '../../contracts/mosaics/keys.ts';
import type { MosaicParameters } from '../../contracts/mosaics/parameters.ts';
import {
  type MosaicBand,
  type MosaicItem,
  mosaicPlanSchema,
  mosaicsPlanSchema,
  mosaicsTask,
  type StripItem,
  stripsTask,
} from '../../contracts/mosaics/plan.ts';
import type { ImageRef, PlacedImage } from '../../contracts/sky-map/plan.ts';
import type { GridTile } from '../../core/grids/grid.ts';
import { gridOf } from '../../core/grids/grids.ts';
import type { Rgb } from '../../core/pictures/tile-colour.ts';
import type { Stretch } from '../../core/stretch/stretch.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import { readJson } from '../json.ts';
import { readMosaicParameters } from '../parameters.ts';
import { readPlacedImages } from '../placed-images.ts';
import { type BackgroundPlane, readPlanes } from '../planes.ts';
import { readStretches } from '../stretches.ts';
import type { Task } from '../task.ts';

/** What a mosaic, or a strip of it, is made by; the arrays go together. */
export interface MosaicWork {
  /** prefix of the run */
  run: string;
  tile: GridTile;
  /** the grid, in words, and its kind */
  title: string;
  kind: string;
  band: MosaicBand;
  parameters: MosaicParameters;
  /** rows of its strips; the last one may have fewer */
  step: number;
  images: readonly PlacedImage[];
  planes: readonly BackgroundPlane[];
}

/** Some rows of a mosaic. */
export interface StripWork extends MosaicWork {
  /** `images`: of each its row in the table of inputs; `all`: rows of that table */
  rows: { firstRow: number; rows: number; images: number[]; all: number };
}

async function loadPlan(store: Store, run: string, { band, name, place }: MosaicItem) {
  const [parameters, plan, mosaic] = await Promise.all([
    readMosaicParameters(store, run),
    readJson(store, joinUrl(run, mosaicKeys.plan), mosaicsPlanSchema),
    readJson(store, joinUrl(run, mosaicKeys.mosaicPlan(band, name)), mosaicPlanSchema),
  ]);
  const facts = {
    run,
    parameters,
    step: mosaic.step,
    title: plan.title,
    kind: plan.grid.kind,
    band: plan.bands.find((one) => one.name === band)!,
    tile: gridOf(plan.grid).tile(place),
  };
  return { plan, mosaic, facts };
}

async function loadImages(store: Store, run: string, band: string, refs: readonly ImageRef[]) {
  const places = refs.map(([place]) => place);
  const [images, planes] = await Promise.all([
    readPlacedImages(store, run, band, refs),
    readPlanes(store, run, band, places),
  ]);
  return { images, planes };
}

/** A strip as it was planned, and how it is known to the ledger. */
export async function loadStrip(
  store: Store,
  run: string,
  item: StripItem,
): Promise<{ task: Task; work: StripWork }> {
  const { plan, mosaic, facts } = await loadPlan(store, run, item);
  const strip = mosaic.strips[item.strip]!;
  const own = await loadImages(
    store,
    run,
    item.band,
    strip.images.map((k) => mosaic.images[k]!),
  );
  const work = { ...facts, ...own, rows: { ...strip, all: mosaic.images.length } };
  return { task: stripsTask(run, item, plan.grid, work), work };
}

/** A mosaic as it was planned, its strips and the stretch of its band. */
export interface WholeWork extends MosaicWork {
  strips: readonly PaintedRows[];
  stretch: Stretch | undefined;
  /** what the picture in colour is made of; absent where this mosaic is not one of three */
  colour?: Rgb<ColourPart> | undefined;
  /** URLs of what is known of its own strips, and of those of the picture in colour */
  urls: string[];
}

/** Rows of a strip, and the URL of what its planes are. */
export interface PaintedRows {
  firstRow: number;
  rows: number;
  facts: string;
}

/** The same tile in one band of the picture in colour. */
export interface ColourPart {
  band: string;
  strips: readonly PaintedRows[];
  stretch: Stretch;
}

/** The same of a whole mosaic. */
export async function loadMosaic(
  store: Store,
  run: string,
  item: MosaicItem,
): Promise<{ task: Task; work: WholeWork }> {
  const { plan, mosaic, facts } = await loadPlan(store, run, item);
  const own = await loadImages(store, run, item.band, mosaic.images);
  const stretches = await readStretches(store, run);
  const stretch = stretches[item.band];
  const strips = paintedRows(run, item, mosaic.strips);
  const colour =
    item.colour && plan.colour
      ? await loadColour(store, run, { bands: plan.colour, name: item.name, stretches })
      : undefined;
  const parts = [{ strips }, ...(colour ?? [])];
  const urls = [...new Set(parts.flatMap((one) => one.strips.map(({ facts: url }) => url)))];
  const work = { ...facts, ...own, strips, stretch, colour, urls };
  return { task: mosaicsTask(run, item, plan.grid, work), work };
}

/** undefined where a band has no value in any of its mosaics. */
async function loadColour(
  store: Store,
  run: string,
  {
    bands,
    name,
    stretches,
  }: { bands: Rgb<string>; name: string; stretches: Record<string, Stretch | undefined> },
): Promise<Rgb<ColourPart> | undefined> {
  const parts: ColourPart[] = [];
  for (const band of bands) {
    const stretch = stretches[band];
    if (!stretch) return undefined;
    const url = joinUrl(run, mosaicKeys.mosaicPlan(band, name));
    const { strips } = await readJson(store, url, mosaicPlanSchema);
    parts.push({ band, strips: paintedRows(run, { band, name }, strips), stretch });
  }
  const [r, g, b] = parts;
  return r && g && b && [r, g, b];
}

const paintedRows = (
  run: string,
  { band, name }: Pick<MosaicItem, 'band' | 'name'>,
  strips: readonly { firstRow: number; rows: number }[],
): PaintedRows[] =>
  strips.map(({ firstRow, rows }, k) => ({
    firstRow,
    rows,
    facts: joinUrl(run, mosaicKeys.stripFacts(band, name, k)),
  }));
