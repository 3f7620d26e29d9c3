import { consequenceOf } from '../contracts/errors.ts';
import type { CompanionFile, Item } from '../contracts/lists.ts';
import type { ByteSource } from '../core/bytes/source.ts';
import { DataError } from '../core/errors.ts';
import { openFits } from '../core/fits/file.ts';
import type { Hdu } from '../core/fits/hdu.ts';
import { companionHdu, type NoisePlane, type QualityPlane } from '../core/planes/choose.ts';
import { hduIdentityOf } from '../core/planes/hdu-identity.ts';
import {
  isNoise,
  isQuality,
  type NoiseKind,
  noiseKinds,
  type QualityKind,
} from '../core/planes/roles.ts';
import { LONGEST_VALUE, plainText } from '../core/text.ts';
import type { Head } from '../store/store.ts';
import type { OpenImage } from './open-image.ts';

/** A file beside an image, ready to be read. */
export interface BesideFile {
  head: Head;
  source: ByteSource;
}

/** A plane of a companion that goes with one picture of the image. */
type Plane = NoisePlane | QualityPlane;

/**
 * The image with the planes of the files beside it. One that the list names counts more than planes
 * of the image's own file, one known by its name less; where that does not fit, or cannot be read,
 * it is left out with a note. Of several known by their names the most telling is taken, as in a
 * file (errors, variances, weights), and the next is opened only where that cannot be used.
 * `isWanted` says of which kinds planes are used at all. Throws DataError, StoreError where the
 * list names it.
 */
export async function withCompanions(
  image: OpenImage,
  { companions = [] }: Item,
  open: (uri: string) => Promise<BesideFile>,
  isWanted: (kind: NoiseKind | QualityKind) => boolean = () => true,
): Promise<OpenImage> {
  const notes = [...image.notes];
  const sciences = image.planes.map(({ science }) => hduIdentityOf(science));
  const hdus = new Map<Plane, Hdu>();
  const beside: { companion: ReadFile; planes: (Plane | undefined)[] }[] = [];
  for (const companion of companions
    .filter(isRead)
    .filter(({ kind }) => isWanted(kind))
    .sort(byUse)) {
    const isOfNoise = isNoise(companion.kind);
    const isNew = ({ noise, quality }: OpenImage['planes'][number]) =>
      isOfNoise ? !noise.some(({ kind }) => isWanted(kind)) : quality === undefined;
    const isTaken = beside.some(({ companion: { kind } }) => isNoise(kind) === isOfNoise);
    if (companion.isFound && (isTaken || !image.planes.some(isNew))) continue;
    const name = plainText(nameOf(companion.uri), LONGEST_VALUE);
    try {
      const { head, source } = await open(companion.uri);
      const file = await openFits(source);
      const all = await file.hdus();
      const planes = companionHdu(all.map(hduIdentityOf), companion.hdu, sciences).map((found) => {
        if (found === undefined) return undefined;
        const { index, role } = found;
        const kind = isNoise(companion.kind)
          ? isNoise(role)
            ? role
            : companion.kind
          : isQuality(role) && companion.kind === 'bits'
            ? role
            : companion.kind;
        const plane = {
          hdu: index,
          kind,
          name: all.length > 1 ? `${name}[${index}]` : name,
          file: head,
        } as Plane;
        hdus.set(plane, all[index]!);
        return plane;
      });
      beside.push({ companion, planes });
    } catch (error) {
      if (!companion.isFound)
        throw error instanceof DataError
          ? new DataError(
              error.name,
              `${name}, which the list names beside it: ${error.message}`,
              error.where,
            )
          : error;
      if (consequenceOf(error) !== 'item') throw error;
      notes.push(`${name} stands beside it and is not used: ${messageOf(error)}`);
    }
  }
  if (beside.length === 0) return { ...image, notes };
  return {
    ...image,
    notes,
    planes: image.planes.map((own, i) => {
      const of = (isNamed: boolean) =>
        beside.flatMap(({ companion, planes }) =>
          planes[i] && !companion.isFound === isNamed ? [planes[i]] : [],
        );
      const [named, found] = [of(true), of(false)];
      const noise = [
        ...named,
        ...(own.noise.some(({ kind }) => isWanted(kind)) ? [] : found),
      ].filter(isNoisePlane);
      const quality = named.find(isQualityPlane) ?? own.quality ?? found.find(isQualityPlane);
      const hduOf = async (plane: Plane) => hdus.get(plane) ?? own.hduOf(plane);
      return {
        science: own.science,
        noise: [...noise.sort(byKind), ...own.noise],
        hduOf,
        ...(quality ? { quality } : {}),
      };
    }),
  };
}

const isNoisePlane = (plane: Plane): plane is NoisePlane => isNoise(plane.kind);
const isQualityPlane = (plane: Plane): plane is QualityPlane => isQuality(plane.kind);
const byKind = (a: NoisePlane, b: NoisePlane) =>
  noiseKinds.indexOf(a.kind) - noiseKinds.indexOf(b.kind);

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** A file that tells of pixels. */
type ReadFile = CompanionFile & { kind: NoiseKind | QualityKind };
const isRead = (one: CompanionFile): one is ReadFile => one.kind !== 'aside';

/** Those that the list names first, then the most telling. */
const byUse = (a: CompanionFile, b: CompanionFile) =>
  Number(a.isFound ?? false) - Number(b.isFound ?? false) || rank(a) - rank(b);
const rank = ({ kind }: CompanionFile): number =>
  isNoise(kind) ? noiseKinds.indexOf(kind) : noiseKinds.length;

/** The name of a file as a person writes it. */
function nameOf(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  if (!uri.startsWith('file:')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
