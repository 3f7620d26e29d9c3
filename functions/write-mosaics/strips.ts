import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import type { MosaicItem } from '../../shared/contracts/mosaics/plan.ts';
import { type StripFacts, stripFactsSchema } from '../../shared/contracts/mosaics/strip.ts';
import { BufferPool } from '../../shared/core/mosaics/buffer-pool.ts';
import { emptyPlanes } from '../../shared/core/mosaics/planes.ts';
import { encodeStrip } from '../../shared/core/mosaics/strip.ts';
import { readJson } from '../../shared/run/json.ts';
import { stripCompression } from '../../shared/run/mosaics/compression.ts';
import type { PaintedRows } from '../../shared/run/mosaics/load-work.ts';
import { kindsOf } from '../../shared/run/mosaics/plain-layout.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import type { MosaicJob } from './write-mosaic.ts';

/** Some rows of a mosaic, from the first to the last without a gap. */
export interface StripOfFile extends StripFacts {
  firstRow: number;
  /**
   * bytes [offset, offset + length) of its object, in `into` where given, or of what stands in for
   * a strip of nothing
   */
  read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array>;
}

/** The strips of a mosaic that were painted; `there`: URLs of what is known of them. */
export async function paintedStrips(
  store: Store,
  run: string,
  { band, name }: Pick<MosaicItem, 'band' | 'name'>,
  strips: readonly PaintedRows[],
  there: ReadonlySet<string>,
): Promise<StripOfFile[]> {
  const out: StripOfFile[] = [];
  for (const [k, { firstRow, facts }] of strips.entries()) {
    if (!there.has(facts)) continue;
    const url = joinUrl(run, mosaicKeys.strip(band, name, k));
    out.push({
      ...(await readJson(store, facts, stripFactsSchema)),
      firstRow,
      read: (offset, length, into) =>
        store.getRange(url, offset, length, into?.subarray(0, length)),
    });
  }
  return out;
}

/** Those that were painted, and between them those that no image touches. */
export function withoutGaps(painted: readonly StripOfFile[], job: MosaicJob): StripOfFile[] {
  const { tile, step } = job;
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
  for (const strip of painted) {
    fill(strip.firstRow);
    out.push(strip);
    row = strip.firstRow + strip.rows;
  }
  fill(tile.height);
  return out;
}

/** A strip that no image touches; of so many rows it has the same bytes wherever it lies. */
function emptyStrip(job: MosaicJob, rows: number): Omit<StripOfFile, 'firstRow'> {
  const { tile, step, parameters, kind } = job;
  const buffers = new BufferPool();
  const kinds = kindsOf(job, job.images.length);
  const { planes, body } = encodeStrip(
    emptyPlanes(rows * tile.width, kinds, buffers),
    {
      width: tile.width,
      firstRow: 0,
      kinds,
      behind: new Uint8Array(0),
    },
    stripCompression(parameters, kind, tile, step),
    buffers,
  );
  return {
    rows,
    values: 0,
    unread: [],
    planes: [...planes] as StripFacts['planes'],
    preview: [0, 0],
    read: async (offset, length) => body.subarray(offset, offset + length),
  };
}
