import type { Item } from '../contracts/lists.ts';
import type { ByteSource } from '../core/bytes/source.ts';
import type { CardValue } from '../core/fits/card.ts';
import { type FitsFile, openFits } from '../core/fits/file.ts';
import type { Hdu } from '../core/fits/hdu.ts';
import { choosePlanes, type NoisePlane, type QualityPlane } from '../core/planes/choose.ts';
import { hduIdentityOf } from '../core/planes/hdu-identity.ts';
import { type QualityChoice, qualityRule } from '../core/planes/quality.ts';

/** A picture of the sky and the planes that tell of its pixels. */
export interface ImagePlanes {
  science: Hdu;
  /** the most telling first */
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
  /** what of the file is left alone, in words */
  notes: string[];
}

/** Opens an image and chooses what of it is meant: the HDU that the list names, or every picture of the sky. Throws DataError. */
export async function openImage(source: ByteSource, asked: Item['hdu']): Promise<OpenImage> {
  const file = await openFits(source);
  const hdus = await file.hdus();
  const { planes, notes } = choosePlanes(hdus.map(hduIdentityOf), asked);
  const hduOf = async ({ hdu }: { hdu: number }) => hdus[hdu]!;
  return {
    file,
    hdus,
    planes: planes.map((one) => ({ ...one, science: hdus[one.science]!, hduOf })),
    notes,
  };
}

/** What the values of an image's quality plane mean; undefined without one. Throws NoSuchBit. */
export async function ruleOf(
  { quality, hduOf }: ImagePlanes,
  lookup: (keyword: string) => CardValue,
  bits: string | null,
): Promise<QualityChoice | undefined> {
  return quality && qualityRule({ ...quality, header: (await hduOf(quality)).header }, lookup, bits);
}

/** Which planes are used, and as what: for records, catalogues and reports. */
export const planeWords = (
  noise: NoisePlane | undefined,
  quality: QualityPlane | undefined,
  rule: QualityChoice | undefined,
): string[] => [
  ...(noise ? [`${noise.name} is taken for the ${noise.kind} of each pixel`] : []),
  ...(quality && rule ? [`${quality.name} marks bad pixels: ${rule.words}`] : []),
];
