import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import type { MosaicItem } from '../../shared/contracts/mosaics/plan.ts';
import { type StripFacts, stripFactsSchema } from '../../shared/contracts/mosaics/strip.ts';
import { BufferPool } from '../../shared/core/mosaics/buffer-pool.ts';
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
  /**
   * bytes [offset, offset + length) of its object, in `into` where given, or of what stands in for a
   * strip of nothing
   */
  read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array>;
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
  job: MosaicJob,
  isThere: readonly boolean[],
): Promise<StripOfFile[]> {
  const { item, tile, step, strips } = job;
  const { band, name } = item;
  const out: StripOfFile[] = [];
  // As most have the same rows, few are held.
  const empty = new Map<number, Omit<StripOfFile, 'firstRow'>>();
  let row = 0;
  const fill = (end: number): void => {
    while (row < end) {
      const rows = Math.min(step, end - row);
      const found = empty.get(rows) ?? emptyStrip(job, rows);
      empty.set(rows, found);
      out.push({ ...found, firstRow: row });
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
      read: (offset, length, into) =>
        store.getRange(url, offset, length, into?.subarray(0, length)),
    });
    row = firstRow + facts.rows;
  }
  fill(tile.height);
  return out;
}

/** A strip that no image touches; of so many rows it has the same bytes wherever it lies. */
function emptyStrip(
  { tile, step, band: { hasError }, parameters, kind, images }: MosaicJob,
  rows: number,
): Omit<StripOfFile, 'firstRow'> {
  const buffers = new BufferPool();
  const { planes, body } = encodeStrip(
    emptyPlanes(rows * tile.width, images.length, hasError, buffers),
    { width: tile.width, firstRow: 0, behind: new Uint8Array(0) },
    stripCompression(parameters, kind, tile, step),
    buffers,
  );
  return {
    rows,
    values: 0,
    planes: [...planes] as StripFacts['planes'],
    preview: [0, 0],
    read: async (offset, length) => body.subarray(offset, offset + length),
  };
}
