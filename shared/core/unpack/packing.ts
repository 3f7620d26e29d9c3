/** How a whole file may be packed, and what is read here. */
export type Packing = 'gzip' | 'bzip2' | 'xz' | 'compress';

/** The bytes that such a file begins with. */
const begins: Record<Packing, readonly number[]> = {
  gzip: [0x1f, 0x8b],
  bzip2: [0x42, 0x5a, 0x68], // BZh
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  compress: [0x1f, 0x9d],
};

/** How a file is packed, by its first bytes; undefined when it is not, or otherwise. */
export const packingOf = (start: Uint8Array): Packing | undefined =>
  (Object.keys(begins) as Packing[]).find((packing) =>
    begins[packing].every((byte, at) => start[at] === byte),
  );

/** The end of a file's name that says it is packed. */
export const PACKED_NAME = /\.(gz|bz2|xz|z)$/i;
