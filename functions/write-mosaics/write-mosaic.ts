import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import type { MosaicItem } from '../../shared/contracts/mosaics/plan.ts';
import { type StripFacts, stripFactsSchema } from '../../shared/contracts/mosaics/strip.ts';
import { emptyPlanes } from '../../shared/core/mosaics/planes.ts';
import { encodeStrip } from '../../shared/core/mosaics/strip.ts';
import { readJson } from '../../shared/run/json.ts';
import { stripCompression } from '../../shared/run/mosaics/compression.ts';
import type { WholeWork } from '../../shared/run/mosaics/load-work.ts';
import type { TaskResult } from '../../shared/run/task.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { drawPreview } from './draw-preview.ts';
import { fitsPieces } from './fits-pieces.ts';

/** A mosaic to be written. */
export type MosaicJob = WholeWork & { item: MosaicItem };

/** Some rows of a mosaic, from the first to the last without a gap. */
export interface StripOfFile extends StripFacts {
  firstRow: number;
  /** bytes [offset, offset + length) of its object, or of what stands in for a strip of nothing */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * The file of a mosaic, strip by strip, and its picture. One without any value is not written. A
 * strip that broke off is empty here; its own record says why.
 */
export async function writeMosaic(
  store: Store,
  run: string,
  job: MosaicJob,
  isThere: readonly boolean[],
): Promise<TaskResult> {
  const strips = await allStrips(store, run, job, isThere);
  const values = strips.reduce((sum, one) => sum + one.values, 0);
  const { band, name } = job.item;
  if (values === 0)
    return {
      outputs: [],
      warnings: ['No image has a value here: it is not written'],
      failures: [],
    };
  async function* outputs() {
    yield { key: mosaicKeys.mosaic(band, name), pieces: fitsPieces(job, strips) };
    if (job.stretch)
      yield {
        key: mosaicKeys.preview(band, name),
        body: await drawPreview(job.tile, strips, job.stretch),
      };
  }
  return { outputs: outputs(), warnings: [], failures: [] };
}

/** Those that were painted, and between them those that no image touches. */
async function allStrips(
  store: Store,
  run: string,
  { item: { band, name }, tile, band: { hasError }, parameters, kind, images, strips }: MosaicJob,
  isThere: readonly boolean[],
): Promise<StripOfFile[]> {
  const step = strips.reduce((most, { rows }) => Math.max(most, rows), 1);
  const out: StripOfFile[] = [];
  const empty = (firstRow: number, rows: number): StripOfFile => {
    const { planes, pieces } = encodeStrip(
      emptyPlanes(rows * tile.width, images.length, hasError),
      tile.width,
      firstRow,
      stripCompression(parameters, kind, tile),
    );
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const plane = planes.findIndex((one) => one.offset === offset && one.bytes === length);
      return pieces[plane]!;
    };
    return {
      firstRow,
      rows,
      values: 0,
      planes: [...planes] as StripFacts['planes'],
      preview: [0, 0],
      read,
    };
  };
  let row = 0;
  const fill = (end: number): void => {
    while (row < end) {
      const rows = Math.min(step, end - row);
      out.push(empty(row, rows));
      row += rows;
    }
  };
  for (const [k, { firstRow }] of strips.entries()) {
    if (!isThere[k]) continue;
    fill(firstRow);
    const facts = await readJson(
      store,
      joinUrl(run, mosaicKeys.stripFacts(band, name, k)),
      stripFactsSchema,
    );
    const url = joinUrl(run, mosaicKeys.strip(band, name, k));
    out.push({
      ...facts,
      firstRow,
      read: (offset, length) => store.getRange(url, offset, length),
    });
    row = firstRow + facts.rows;
  }
  fill(tile.height);
  return out;
}
