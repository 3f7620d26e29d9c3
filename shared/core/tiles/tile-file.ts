import { putTurned } from '../../../sky-wasm/src/turn.ts';
import { endAround } from '../fits/checksum.ts';
import { bytesOf, type toBigEndian } from '../fits/pixels.ts';
import { type CardToWrite, writeFits, writeImage } from '../fits/write.ts';
import { tileCards } from '../hips/tile-header.ts';
import type { HipsTile } from '../hips/tile-pixels.ts';

/** The same of float32 by a kernel. */
const turn: typeof toBigEndian = (pixels, target) => endAround(putTurned(bytesOf(pixels), target));

/**
 * A tile as a FITS file: float32, width × width, with its place on the sky, and further cards
 * (BUNIT, FILTER); `place` as in `writeFits`.
 */
export const tileToFits = (
  tile: HipsTile,
  data: Float32Array,
  cards: readonly CardToWrite[] = [],
  place?: (length: number) => Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> => {
  const image = writeImage(data, [tile.width, tile.width], [...tileCards(tile), ...cards]);
  return writeFits([image], place, turn);
};
