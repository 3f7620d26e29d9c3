import { consequenceOf } from '../contracts/errors.ts';
import type { CompanionFile, Item } from '../contracts/lists.ts';
import type { ByteSource } from '../core/bytes/source.ts';
import { DataError } from '../core/errors.ts';
import { openFits } from '../core/fits/file.ts';
import type { Hdu } from '../core/fits/hdu.ts';
import { companionHdu, type NoisePlane, type QualityPlane } from '../core/planes/choose.ts';
import { type HduIdentity, hduIdentityOf } from '../core/planes/hdu-identity.ts';
import {
  isNoise,
  isQuality,
  type NoiseKind,
  noiseKinds,
  type QualityKind,
} from '../core/planes/roles.ts';
import { LONGEST_VALUE, percentDecoded, plainText } from '../core/text.ts';
import type { Head } from '../store/store.ts';
import type { ImagePlanes, OpenImage } from './open-image.ts';

/** A file beside an image, ready to be read. */
export interface BesideFile {
  head: Head;
  source: ByteSource;
}

/** A plane of a companion that goes with one picture of the image. */
type CompanionPlane = NoisePlane | QualityPlane;

/**
 * The image with the planes of the files beside it. One that the list names counts more than planes
 * of the image's own file, one known by its name less; where that does not fit, or cannot be read,
 * it is left out with a note. Of several known by their names the most specific is taken, as in a
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
  const beside: Beside[] = [];
  for (const companion of companions.filter(isRead).sort(byUse)) {
    const { kind, uri, isFound = false } = companion;
    if (!isWanted(kind)) continue;
    const isOfNoise = isNoise(kind);
    const isNew = ({ noise, quality }: ImagePlanes) =>
      isOfNoise ? !noise.some((one) => isWanted(one.kind)) : quality === undefined;
    const isTaken = beside.some((other) => isNoise(other.kind) === isOfNoise);
    if (isFound && (isTaken || !image.planes.some(isNew))) continue;
    const name = plainText(nameOf(uri), LONGEST_VALUE);
    try {
      beside.push(await readBeside(companion, name, await open(uri), image));
    } catch (error) {
      if (!isFound) throw namedBeside(error, name);
      if (consequenceOf(error) !== 'item') throw error;
      notes.push(`${name} is a companion that is not used: ${messageOf(error)}`);
    }
  }
  const planes = image.planes.map((own, i) => withPlanes(own, i, beside, isWanted));
  return { ...image, notes, planes };
}

/** A file beside an image, and the HDU of it that goes with each of the image's pictures. */
interface Beside {
  kind: NoiseKind | QualityKind;
  isFound: boolean;
  planes: readonly { plane: CompanionPlane; hdu: Hdu }[];
}

async function readBeside(
  { kind, hdu: asked, isFound = false }: ReadFile,
  name: string,
  { head, source }: BesideFile,
  image: OpenImage,
): Promise<Beside> {
  const all = await (await openFits(source)).hdus();
  const sciences = image.planes.map(({ science }) => hduIdentityOf(science));
  const planes = companionHdu(all.map(hduIdentityOf), asked, sciences).map(({ index, role }) => ({
    plane: {
      hdu: index,
      kind: kindOf(kind, role),
      name: all.length > 1 ? `${name}[${index}]` : name,
      file: head,
    } as CompanionPlane,
    hdu: all[index]!,
  }));
  return { kind, isFound, planes };
}

/** What an HDU says of itself counts more than what the list or its file's name says. */
function kindOf(kind: ReadFile['kind'], role: HduIdentity['role']): ReadFile['kind'] {
  if (isNoise(kind)) return isNoise(role) ? role : kind;
  return kind === 'bits' && isQuality(role) ? role : kind;
}

/** The i-th picture with its planes of the files beside it. */
function withPlanes(
  own: ImagePlanes,
  i: number,
  beside: readonly Beside[],
  isWanted: (kind: NoiseKind | QualityKind) => boolean,
): ImagePlanes {
  if (beside.length === 0) return own;
  const hdus = new Map(beside.map(({ planes }) => [planes[i]!.plane, planes[i]!.hdu]));
  const planesOf = (wanted: boolean) =>
    beside.flatMap(({ isFound, planes }) => (isFound === wanted ? [planes[i]!.plane] : []));
  const [named, found] = [planesOf(false), planesOf(true)];
  const isOwnWanted = own.noise.some(({ kind }) => isWanted(kind));
  const noise = [...named, ...(isOwnWanted ? [] : found)].filter(isNoisePlane);
  const quality = named.find(isQualityPlane) ?? own.quality ?? found.find(isQualityPlane);
  return {
    science: own.science,
    noise: [...noise.sort(byKind), ...own.noise],
    hduOf: async (plane) => hdus.get(plane) ?? own.hduOf(plane),
    ...(quality ? { quality } : {}),
  };
}

/** The error of a file that the list names, with its name. */
const namedBeside = (error: unknown, name: string): unknown =>
  error instanceof DataError
    ? new DataError(
        error.name,
        `${name}, which the list names beside it: ${error.message}`,
        error.where,
      )
    : error;

const isNoisePlane = (plane: CompanionPlane): plane is NoisePlane => isNoise(plane.kind);
const isQualityPlane = (plane: CompanionPlane): plane is QualityPlane => isQuality(plane.kind);
const byKind = (a: NoisePlane, b: NoisePlane) =>
  noiseKinds.indexOf(a.kind) - noiseKinds.indexOf(b.kind);

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** A file that describes pixels. */
type ReadFile = CompanionFile & { kind: NoiseKind | QualityKind };
const isRead = (one: CompanionFile): one is ReadFile => one.kind !== 'aside';

/** Those that the list names first, then the most specific. */
const byUse = (a: CompanionFile, b: CompanionFile) =>
  Number(a.isFound ?? false) - Number(b.isFound ?? false) || rank(a) - rank(b);
const rank = ({ kind }: CompanionFile): number =>
  isNoise(kind) ? noiseKinds.indexOf(kind) : noiseKinds.length;

/** The name of a file as a person writes it. */
function nameOf(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  return uri.startsWith('file:') ? percentDecoded(name) : name;
}
