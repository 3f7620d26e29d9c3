import type { InTurn } from '../../shared/core/bytes/in-turn.ts';
import { type PlaneKinds, planeBits } from '../../shared/core/mosaics/planes.ts';
import { bytesOfRuns } from '../../shared/core/mosaics/sets.ts';
import type { EncodedStrip, StripPlane } from '../../shared/core/mosaics/strip.ts';
import { type MosaicDraft, SEAL_BYTES, stripSeal } from '../../shared/run/mosaics/draft.ts';
import { nextArray } from '../../shared/run/mosaics/pieces.ts';
import { pixelBytes } from '../../shared/run/mosaics/plain-layout.ts';

/** Some rows of a mosaic, and which planes it has. */
export interface PlacedRows {
  readonly firstRow: number;
  readonly rows: number;
  readonly width: number;
  readonly kinds: PlaneKinds;
}

/**
 * Writes the planes of a strip where they will stand in the mosaic's file, and seals them. While it
 * does there is no seal. `turns`: memory for two pieces.
 */
export async function placeStrip(
  { drafts, name: draft, begins, sealAt }: MosaicDraft,
  { firstRow, rows, width, kinds }: PlacedRows,
  { planes, body }: EncodedStrip,
  turns: InTurn,
): Promise<void> {
  const at = sealAt(firstRow);
  const seal = await drafts.read(draft, at, SEAL_BYTES);
  const isBlank = seal.every((byte) => byte === 0);
  const open = new Uint8Array(SEAL_BYTES).fill(1);
  await drafts.write(draft, at, [open], false);
  for (const plane of planes) {
    const begin = begins.get(plane.name)! + firstRow * width * pixelBytes(plane.name, kinds);
    const isNarrow = planeBits(plane.name, kinds) === 8;
    await drafts.write(draft, begin, bytesOfPlane(plane, body, isNarrow, turns), isBlank);
  }
  await drafts.write(draft, at, [stripSeal({ firstRow, rows, planes })], false);
}

/** A plane as it stands in the file. */
function bytesOfPlane(
  { offset, bytes, words }: StripPlane,
  body: Uint8Array,
  isNarrow: boolean,
  turns: InTurn,
): Iterable<Uint8Array> {
  const own = body.subarray(offset, offset + bytes);
  if (!words) return [own];
  return bytesOfRuns(words, new Uint32Array(own.slice().buffer), nextArray(turns, isNarrow));
}
