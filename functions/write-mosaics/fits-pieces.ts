import { InTurn } from '../../shared/core/bytes/in-turn.ts';
import { endAround } from '../../shared/core/fits/checksum.ts';
import { compressedHdu } from '../../shared/core/fits/compressed-hdu.ts';
import { paddedLength } from '../../shared/core/fits/geometry.ts';
import {
  type CardToWrite,
  emptyPrimary,
  headerBytes,
  imageStructure,
} from '../../shared/core/fits/write.ts';
import { planeBits } from '../../shared/core/mosaics/planes.ts';
import { bytesOfRuns } from '../../shared/core/mosaics/sets.ts';
import { compressionOf } from '../../shared/core/mosaics/strip.ts';
import { stripCompression } from '../../shared/run/mosaics/compression.ts';
import { inputsTable } from './inputs-table.ts';
import { planeCards } from './mosaic-cards.ts';
import { planeKinds, type StripOfFile } from './strips.ts';
import type { MosaicJob } from './write-mosaic.ts';

/** Bytes of a strip that are in memory at the same time. */
const PIECE_BYTES = 4 * 2 ** 20;

/** A file in the making, and its memory: a piece is written while the next one is made. */
interface FileToMake {
  job: MosaicJob;
  strips: readonly StripOfFile[];
  read: InTurn;
  made: InTurn;
}

/** One image of the file: a plane, or the planes of the context as one cube. */
interface ImageOfFile {
  name: string;
  /** the planes of the strips that it is made of */
  planes: string[];
}

/** The bytes of a mosaic's file, as they come. */
export async function* fitsPieces(
  job: MosaicJob,
  strips: readonly StripOfFile[],
): AsyncGenerator<Uint8Array> {
  const names = strips[0]!.planes.map(({ name }) => name);
  const compression = stripCompression(job.parameters, job.kind, job.tile, job.step);
  const context = names.filter((name) => name.startsWith('CTX'));
  const images: ImageOfFile[] = names
    .filter((name) => !name.startsWith('CTX'))
    .map((name) => ({ name, planes: [name] }));
  // Compressed images have two axes: each 32 images have a plane of their own.
  if (compression) images.push(...context.map((name) => ({ name, planes: [name] })));
  else images.push({ name: 'CTX', planes: context });
  const file: FileToMake = { job, strips, read: new InTurn(2), made: new InTurn(2) };
  if (compression) yield emptyPrimary();
  for (const [index, image] of images.entries()) {
    if (compression) yield* compressedPieces(file, image, compression);
    else yield* plainPieces(file, image, index === 0);
  }
  yield* inputsTable(job);
}

async function* plainPieces(
  file: FileToMake,
  { name, planes }: ImageOfFile,
  isPrimary: boolean,
): AsyncGenerator<Uint8Array> {
  const { job, strips } = file;
  const { width, height } = job.tile;
  const shape = planes.length > 1 ? [width, height, planes.length] : [width, height];
  let sum = 0;
  for (const plane of planes)
    for (const strip of strips) sum = endAround(sum + planeOf(strip, plane).sum);
  const structure = imageStructure(bitpixOf(job, name), shape);
  const cards = planeCards(job, name);
  yield headerBytes({ kind: 'image', structure, cards, isPrimary, hasExtensions: true }, sum);
  for (const plane of planes) for (const strip of strips) yield* pixelBytes(file, strip, plane);
  const bytes = (Math.abs(bitpixOf(job, name)) / 8) * width * height * planes.length;
  yield new Uint8Array(paddedLength(bytes) - bytes);
}

async function* compressedPieces(
  file: FileToMake,
  { name }: ImageOfFile,
  { tile, quantised }: { tile: readonly [number, number]; quantised?: number | undefined },
): AsyncGenerator<Uint8Array> {
  const { job, strips } = file;
  const { width, height } = job.tile;
  const cards: CardToWrite[] = planeCards(job, name);
  const { head, padding } = compressedHdu(
    { bitpix: bitpixOf(job, name), height, cards },
    compressionOf(name, width, tile, quantised),
    strips.map((strip) => {
      const { tiles, bytes, sum } = planeOf(strip, name);
      return { tiles: tiles as never, heapBytes: bytes, heapSum: sum };
    }),
  );
  yield head;
  for (const strip of strips) yield* pixelBytes(file, strip, name);
  yield new Uint8Array(padding);
}

const bitpixOf = (job: MosaicJob, name: string): 8 | 32 | -32 => planeBits(name, planeKinds(job));

const planeOf = (strip: StripOfFile, name: string) =>
  strip.planes.find((plane) => plane.name === name)!;

async function* pixelBytes(
  { job, read, made }: FileToMake,
  strip: StripOfFile,
  name: string,
): AsyncGenerator<Uint8Array> {
  const { offset, bytes, words } = planeOf(strip, name);
  const isNarrow = bitpixOf(job, name) === 8;
  for (let from = 0; from < bytes; from += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, bytes - from);
    const piece = await strip.read(offset + from, length, read.take(PIECE_BYTES));
    const runs = words && new Uint32Array(piece.slice().buffer);
    const nextArray = () => {
      const bytes = made.take(PIECE_BYTES);
      return isNarrow ? bytes : new Int32Array(bytes.buffer, bytes.byteOffset, PIECE_BYTES / 4);
    };
    if (words && runs) yield* bytesOfRuns(words, runs, nextArray);
    else yield piece;
  }
}
