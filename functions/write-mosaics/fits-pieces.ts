import { InTurn } from '../../shared/core/bytes/in-turn.ts';
import { endAround } from '../../shared/core/fits/checksum.ts';
import { compressedHdu } from '../../shared/core/fits/compressed-hdu.ts';
import { paddedLength } from '../../shared/core/fits/geometry.ts';
import { emptyPrimary } from '../../shared/core/fits/write.ts';
import { type PlaneKinds, planeBits } from '../../shared/core/mosaics/planes.ts';
import { bytesOfRuns } from '../../shared/core/mosaics/sets.ts';
import { compressionOf } from '../../shared/core/mosaics/strip.ts';
import { stripCompression } from '../../shared/run/mosaics/compression.ts';
import { nextArray, PIECE_BYTES } from '../../shared/run/mosaics/pieces.ts';
import {
  type ImageOfFile,
  imagesOfFile,
  kindsOf,
  pixelBytes,
  plainHeader,
} from '../../shared/run/mosaics/plain-layout.ts';
import { type DescribedMosaic, planeCards } from '../../shared/run/mosaics/plane-cards.ts';
import { inputsTable } from './inputs-table.ts';
import type { StripOfFile } from './strips.ts';
import type { MosaicJob } from './write-mosaic.ts';

/** A file in the making, and its memory: a piece is written while the next one is made. */
interface FileToMake {
  mosaic: DescribedMosaic;
  kinds: PlaneKinds;
  strips: readonly StripOfFile[];
  standing: ReadonlySet<number>;
  read: InTurn;
  made: InTurn;
}

/** A mosaic as its headers have it. */
export const describe = (job: MosaicJob): DescribedMosaic => ({
  ...job,
  name: job.item.name,
  used: job.images.length - job.unread.size,
});

/**
 * The bytes of a mosaic's file, as they come; of strips that stand in its draft (`standing`, by
 * their first rows) how many bytes they have.
 */
export async function* fitsPieces(
  job: MosaicJob,
  strips: readonly StripOfFile[],
  standing: ReadonlySet<number>,
): AsyncGenerator<Uint8Array | number> {
  const names = strips[0]!.planes.map(({ name }) => name);
  const compression = stripCompression(job.parameters, job.kind, job.tile, job.step);
  const file: FileToMake = {
    mosaic: describe(job),
    kinds: kindsOf(job, job.images.length),
    strips,
    standing,
    read: new InTurn(2),
    made: new InTurn(2),
  };
  if (compression) yield emptyPrimary();
  for (const image of imagesOfFile(names, compression !== undefined)) {
    if (compression) yield* compressedPieces(file, image, compression);
    else yield* plainPieces(file, image);
  }
  yield* inputsTable(job);
}

async function* plainPieces(
  file: FileToMake,
  image: ImageOfFile,
): AsyncGenerator<Uint8Array | number> {
  const { mosaic, kinds, strips, standing } = file;
  const { width, height } = mosaic.tile;
  let sum = 0;
  for (const plane of image.planes)
    for (const strip of strips) sum = endAround(sum + planeOf(strip, plane).sum);
  yield plainHeader(mosaic, kinds, image, sum);
  const bytes = pixelBytes(image.name, kinds) * width;
  for (const plane of image.planes)
    for (const strip of strips)
      if (standing.has(strip.firstRow)) yield strip.rows * bytes;
      else yield* bytesOfPlane(file, strip, plane);
  const all = bytes * height * image.planes.length;
  yield new Uint8Array(paddedLength(all) - all);
}

async function* compressedPieces(
  file: FileToMake,
  { name }: ImageOfFile,
  { tile, quantised }: { tile: readonly [number, number]; quantised?: number | undefined },
): AsyncGenerator<Uint8Array> {
  const { mosaic, kinds, strips } = file;
  const { width, height } = mosaic.tile;
  const { head, padding } = compressedHdu(
    { bitpix: planeBits(name, kinds), height, cards: planeCards(mosaic, name) },
    compressionOf(name, width, tile, quantised),
    strips.map((strip) => {
      const { tiles, bytes, sum } = planeOf(strip, name);
      return { tiles: tiles as never, heapBytes: bytes, heapSum: sum };
    }),
  );
  yield head;
  for (const strip of strips) yield* bytesOfPlane(file, strip, name);
  yield new Uint8Array(padding);
}

const planeOf = (strip: StripOfFile, name: string) =>
  strip.planes.find((plane) => plane.name === name)!;

async function* bytesOfPlane(
  { kinds, read, made }: FileToMake,
  strip: StripOfFile,
  name: string,
): AsyncGenerator<Uint8Array> {
  const { offset, bytes, words } = planeOf(strip, name);
  const isNarrow = planeBits(name, kinds) === 8;
  for (let from = 0; from < bytes; from += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, bytes - from);
    const piece = await strip.read(offset + from, length, read.take(PIECE_BYTES));
    const runs = words && new Uint32Array(piece.slice().buffer);
    if (words && runs) yield* bytesOfRuns(words, runs, nextArray(made, isNarrow));
    else yield piece;
  }
}
