import { createHash } from 'node:crypto';
import { mosaicKeys } from '../../contracts/mosaics/keys.ts';
import type { PlaneKinds } from '../../core/mosaics/planes.ts';
import type { DraftName, Drafts, Placed } from '../../store/drafts.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import { plainLayout } from './plain-layout.ts';
import type { DescribedMosaic } from './plane-cards.ts';

/** Bytes of a seal. */
export const SEAL_BYTES = 32;

/**
 * The file of a mosaic in the making. Strips write their planes where these will stand, and then a
 * seal each, behind the last image, where the table of inputs will be: what has no seal is written
 * with the rest of the file, from the strips' own objects.
 */
export interface MosaicDraft {
  readonly drafts: Drafts;
  readonly name: DraftName;
  /** where the pixels of each plane begin */
  readonly begins: ReadonlyMap<string, number>;
  /** where the last image ends, and the seals begin */
  readonly end: number;
  /** where the seal of the strip stands that begins at a row */
  sealAt(firstRow: number): number;
}

/** What a strip holds, as far as it matters whether it is the same. */
export interface SealedStrip {
  readonly firstRow: number;
  readonly rows: number;
  readonly planes: readonly { readonly name: string; readonly sum: number }[];
}

/** What says that the planes of a strip stand in a draft: other bytes of another strip. */
export const stripSeal = ({ firstRow, rows, planes }: SealedStrip): Uint8Array =>
  createHash('sha256')
    .update(JSON.stringify([firstRow, rows, planes.map(({ name, sum }) => [name, sum])]))
    .digest();

/**
 * The draft of a mosaic that is not compressed, where the run is on a disk. Other layouts have
 * other drafts.
 * @param step rows of a strip
 * @param names of its planes
 */
export function mosaicDraft(
  store: Store,
  run: string,
  mosaic: DescribedMosaic & { step: number },
  kinds: PlaneKinds,
  names: readonly string[],
): MosaicDraft | undefined {
  const { tile, band, name, step } = mosaic;
  const url = joinUrl(run, mosaicKeys.mosaic(band.name, name));
  const drafts = store.drafts?.(url);
  if (!drafts) return undefined;
  const { begins, end } = plainLayout(mosaic, kinds, names);
  const mark = JSON.stringify([tile.width, tile.height, step, ...begins, end]);
  const sealAt = (firstRow: number) => end + (SEAL_BYTES * firstRow) / step;
  return { drafts, name: { url, mark }, begins, end, sealAt };
}

/** All seals of a draft of so many rows, as they stand; undefined: there are none. */
export async function readSeals(
  { drafts, name, end, sealAt }: MosaicDraft,
  firstRows: readonly number[],
): Promise<Placed | undefined> {
  const bytes = await drafts.read(name, end, sealAt(Math.max(...firstRows)) + SEAL_BYTES - end);
  return bytes.length > 0 ? { at: end, bytes } : undefined;
}
