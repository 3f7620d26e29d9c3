import type { Item } from '../contracts/lists.ts';
import type { Taken } from '../contracts/taken.ts';
import type { ByteSource } from '../core/bytes/source.ts';
import type { CardValue } from '../core/fits/card.ts';
import { type FitsFile, openFits } from '../core/fits/file.ts';
import type { Hdu } from '../core/fits/hdu.ts';
import {
  choosePlanes,
  hduName,
  type NoisePlane,
  type QualityPlane,
} from '../core/planes/choose.ts';
import { hduIdentityOf } from '../core/planes/hdu-identity.ts';
import { type QualityChoice, qualityRule } from '../core/planes/quality.ts';

/** A picture of the sky and the planes that describe its pixels. */
export interface ImagePlanes {
  science: Hdu;
  /** the most specific first */
  noise: NoisePlane[];
  quality?: QualityPlane;
  /** where a plane of these stands */
  hduOf(plane: NoisePlane | QualityPlane): Promise<Hdu>;
}

/** An image file with its headers, and the HDUs in it that are pictures of the sky. */
export interface OpenImage {
  file: FitsFile;
  hdus: readonly Hdu[];
  planes: ImagePlanes[];
  /** pictures of which no name says what they are */
  leftAlone: string[];
  /** what is to be said of other HDUs, in words */
  notes: string[];
}

/**
 * Opens an image and chooses what of it is meant: the HDU that the list names, or every picture of
 * the sky. Throws DataError.
 */
export const openImage = async (source: ByteSource, asked: Item['hdu']): Promise<OpenImage> =>
  imageOf(await openFits(source), asked);

/** The same of a file that is open already. */
export async function imageOf(file: FitsFile, asked: Item['hdu']): Promise<OpenImage> {
  const hdus = await file.hdus();
  const { planes, leftAlone, notes } = choosePlanes(hdus.map(hduIdentityOf), asked);
  const hduOf = async ({ hdu }: { hdu: number }) => hdus[hdu]!;
  return {
    file,
    hdus,
    planes: planes.map((one) => ({ ...one, science: hdus[one.science]!, hduOf })),
    leftAlone,
    notes,
  };
}

/** What the values of an image's quality plane mean; undefined without one. Throws NoSuchBit. */
export async function ruleOf(
  { quality, hduOf }: ImagePlanes,
  lookup: (keyword: string) => CardValue,
  bits: string | null,
): Promise<QualityChoice | undefined> {
  return (
    quality && qualityRule({ ...quality, header: (await hduOf(quality)).header }, lookup, bits)
  );
}

/** Which planes of an image are used, and as what: for records, catalogues and reports. */
export function takenOf(
  { planes, leftAlone }: OpenImage,
  { science }: ImagePlanes,
  { noise, quality }: { noise: NoisePlane | undefined; quality: QualityPlane | undefined },
  rule: QualityChoice | undefined,
): Taken {
  const plane = ({ name, file }: NoisePlane | QualityPlane) => ({
    plane: name,
    isBeside: file !== undefined,
  });
  return {
    sky: hduName(science),
    noise: noise ? { ...plane(noise), kind: noise.kind } : null,
    quality:
      quality && rule ? { ...plane(quality), words: rule.words, isGuess: rule.isGuess } : null,
    leftAlone: planes[0]?.science === science ? leftAlone : [],
  };
}
