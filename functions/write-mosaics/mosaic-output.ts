import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { stripCompression } from '../../shared/run/mosaics/compression.ts';
import {
  type MosaicDraft,
  mosaicDraft,
  readSeals,
  SEAL_BYTES,
  stripSeal,
} from '../../shared/run/mosaics/draft.ts';
import { kindsOf } from '../../shared/run/mosaics/plain-layout.ts';
import type { Output } from '../../shared/run/task.ts';
import type { Placed } from '../../shared/store/drafts.ts';
import type { Store } from '../../shared/store/store.ts';
import { describe, fitsPieces } from './fits-pieces.ts';
import type { StripOfFile } from './strips.ts';
import type { MosaicJob } from './write-mosaic.ts';

/** The file of a mosaic: what of it stands in its draft, and the rest; or all of it anew. */
export async function mosaicOutput(
  store: Store,
  job: MosaicJob,
  strips: readonly StripOfFile[],
): Promise<Output> {
  const key = mosaicKeys.mosaic(job.item.band, job.item.name);
  const draft = draftOf(store, job, strips);
  const firstRows = strips.map(({ firstRow }) => firstRow);
  const seals = draft && (await readSeals(draft, firstRows));
  if (!draft || !seals) return { key, pieces: wholePieces(fitsPieces(job, strips, new Set())) };
  const standing = new Set(
    strips.filter((strip) => isSealed(draft, seals, strip)).map(({ firstRow }) => firstRow),
  );
  const { drafts, name } = draft;
  return {
    key,
    publish: () => drafts.publish(name, seals, fitsPieces(job, strips, standing)),
  };
}

function draftOf(
  store: Store,
  job: MosaicJob,
  strips: readonly StripOfFile[],
): MosaicDraft | undefined {
  if (stripCompression(job.parameters, job.kind, job.tile, job.step)) return undefined;
  const names = strips[0]!.planes.map(({ name }) => name);
  const mosaic = { ...describe(job), step: job.step };
  return mosaicDraft(store, job.run, mosaic, kindsOf(job, job.images.length), names);
}

function isSealed({ sealAt }: MosaicDraft, { at, bytes }: Placed, strip: StripOfFile): boolean {
  const begin = sealAt(strip.firstRow) - at;
  return Buffer.compare(bytes.subarray(begin, begin + SEAL_BYTES), stripSeal(strip)) === 0;
}

/** Of a file nothing of which stands anywhere. */
async function* wholePieces(
  pieces: AsyncIterable<Uint8Array | number>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    if (typeof piece === 'number') throw new RangeError('bytes of a strip are missing');
    yield piece;
  }
}
