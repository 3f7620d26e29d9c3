import type { ByteSource } from '../bytes/source.ts';
import { DataError, type Where } from '../errors.ts';
import { imageHeader } from './compressed-header.ts';
import { axes, type Bitpix, geometryOf, isBitpix, shown } from './geometry.ts';
import type { Header } from './header.ts';
import { isTrue } from './numeric.ts';

/** What an HDU holds; `groups` are random groups, `other` is an extension that is not known. */
export type HduKind = 'image' | 'table' | 'ascii' | 'compressed' | 'groups' | 'other';

/** One header and data unit: what its header says and where its bytes lie. */
export interface Hdu {
  /** the bytes of its file */
  readonly source: ByteSource;
  /** 0 is the primary */
  readonly index: number;
  /** what its data are */
  readonly kind: HduKind;
  /** of a tile-compressed image: the header of the image, its own keywords restored */
  readonly header: Header;
  /**
   * of a tile-compressed image: the header of the table that holds it; else the same as `header`
   */
  readonly storedHeader: Header;
  /** '' when there is none */
  readonly extname: string;
  /** 1 when there is none */
  readonly extver: number;
  /** of the image when tile-compressed */
  readonly bitpix: Bitpix;
  /** NAXIS1 first; of the image when tile-compressed */
  readonly shape: readonly number[];
  /** PCOUNT as stored: of a table the bytes of its heap */
  readonly pcount: number;
  /** GCOUNT as stored: 1, or the number of random groups */
  readonly gcount: number;
  /** bytes of the file before its header */
  readonly headerOffset: number;
  /** bytes of the file before its data */
  readonly dataOffset: number;
  /** as stored, without the padding of the last block */
  readonly dataBytes: number;
}

/** Throws MalformedFits when the mandatory keywords are no description of data. */
export function describeHdu(
  source: ByteSource,
  index: number,
  storedHeader: Header,
  headerOffset: number,
  dataOffset: number,
): Hdu {
  const where: Where = { uri: source.uri, hdu: index };
  const stored = geometryOf(storedHeader, where);
  const kind = kindOf(index, storedHeader, stored.groups);
  const header = kind === 'compressed' ? imageHeader(storedHeader) : storedHeader;
  const bitpix = kind === 'compressed' ? storedHeader.number('ZBITPIX') : stored.bitpix;
  if (!isBitpix(bitpix)) {
    throw new DataError(
      'MalformedFits',
      `ZBITPIX = ${shown(storedHeader, 'ZBITPIX')} is no type of pixel: the header is damaged.`,
      {
        ...where,
        keyword: 'ZBITPIX',
      },
    );
  }
  return {
    source,
    index,
    kind,
    header,
    storedHeader,
    extname: header.string('EXTNAME') ?? '',
    extver: extverOf(header) ?? 1,
    bitpix,
    shape: kind === 'compressed' ? axes(storedHeader, 'ZNAXIS', where) : stored.shape,
    pcount: stored.pcount,
    gcount: stored.gcount,
    headerOffset,
    dataOffset,
    dataBytes: stored.dataBytes,
  };
}

/**
 * EXTVER as a version, 1 where there is none; undefined where its value is no version: 1.5, or a
 * number too large for the column of a catalogue.
 */
export function extverOf(header: Header): number | undefined {
  if (!header.has('EXTVER')) return 1;
  const extver = header.number('EXTVER');
  return extver !== undefined && Math.trunc(extver) === extver && Math.abs(extver) < 2 ** 31
    ? extver
    : undefined;
}

function kindOf(index: number, header: Header, groups: boolean): HduKind {
  if (index === 0) return groups ? 'groups' : 'image';
  switch (header.string('XTENSION')?.trim().toUpperCase()) {
    case 'IMAGE':
    case 'IUEIMAGE':
      return 'image';
    case 'BINTABLE':
    case 'A3DTABLE':
      return isTrue(header.get('ZIMAGE')) ? 'compressed' : 'table';
    case 'TABLE':
      return 'ascii';
    default:
      return 'other';
  }
}

/** Where an error in this HDU is. */
export const whereIs = (hdu: Hdu, keyword?: string): Where => ({
  uri: hdu.source.uri,
  hdu: hdu.extname ? `${hdu.index} (${hdu.extname},${hdu.extver})` : hdu.index,
  ...(keyword === undefined ? {} : { keyword }),
});

/**
 * Bytes of the HDU's data, [offset, offset + length) counted from its start, all of them or an
 * error. Throws TruncatedFits before anything is allocated when the file is too short for them.
 */
export async function readData(
  hdu: Hdu,
  offset: number,
  length: number,
  into?: Uint8Array,
): Promise<Uint8Array> {
  if (offset + length > hdu.dataBytes) {
    throw new DataError(
      'MalformedFits',
      'The header points behind the data of its HDU: the file is damaged.',
      whereIs(hdu),
    );
  }
  if (length === 0) return new Uint8Array(0);
  const start = hdu.dataOffset + offset;
  if (start + length > hdu.source.size) throw truncated(hdu);
  const bytes = await hdu.source.read(start, length, into);
  if (bytes.length < length) throw truncated(hdu);
  return bytes;
}

const truncated = (hdu: Hdu): DataError =>
  new DataError(
    'TruncatedFits',
    `The header declares ${hdu.dataBytes} bytes of data from byte ${hdu.dataOffset} on, but the file ends at byte ${hdu.source.size}: fetch it again.`,
    whereIs(hdu),
  );
