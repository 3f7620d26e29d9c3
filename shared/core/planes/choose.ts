import { DataError } from '../errors.ts';
import { noSuchHdu } from '../fits/no-such-hdu.ts';
import { LONGEST_VALUE, plainText } from '../text.ts';
import type { HduIdentity } from './hdu-identity.ts';
import {
  isNoise,
  isQuality,
  MAY_BE_THE_SKY,
  type NoiseKind,
  noiseKinds,
  type QualityKind,
} from './roles.ts';

/** A plane that describes the pixels of another. */
export interface CompanionPlane<Kind> {
  hdu: number;
  kind: Kind;
  /** how it is called: `HDU 2 (ERR,1)`, or the name of a file beside the image */
  name: string;
  /** the file beside the image in which it stands; absent: the image's own */
  file?: { url: string; size: number; etag: string };
}
/** A plane with the noise of each pixel. */
export type NoisePlane = CompanionPlane<NoiseKind>;
/** A plane that says which pixels are bad. */
export type QualityPlane = CompanionPlane<QualityKind>;

/** The HDUs that belong to one picture of the sky. */
export interface Planes {
  /** index of the HDU */
  science: number;
  /** the most specific first */
  noise: NoisePlane[];
  quality?: QualityPlane;
}

/** What of a file is searched or mapped, and what of it is not, in words. */
export interface Choice {
  planes: Planes[];
  /** pictures of which no name says what they are */
  leftAlone: string[];
  notes: string[];
}

const isPicture = (hdu: HduIdentity) =>
  hdu.shape.length >= 2 && hdu.shape.every((n, axis) => (axis < 2 ? n > 0 : n === 1));
const sameShape = (a: HduIdentity, b: HduIdentity) =>
  a.shape[0] === b.shape[0] && a.shape[1] === b.shape[1];

/** How an HDU is called in messages. */
export const hduName = ({
  index,
  extname,
  extver,
}: Pick<HduIdentity, 'index' | 'extname' | 'extver'>): string =>
  extname ? `HDU ${index} (${plainText(extname, LONGEST_VALUE)},${extver})` : `HDU ${index}`;

/**
 * Which HDUs are pictures of the sky: the one asked for; or those whose name says that they are
 * science; or, where none has such a name, the first picture and others of another sky or of its
 * family of names (CCD1, CCD2). Noise and quality of the same EXTVER or group go with each. Any
 * other picture is left alone, and the notes say so. Throws NoSuchHdu, NoPixels.
 */
export function choosePlanes(hdus: readonly HduIdentity[], asked?: number | string): Choice {
  const wanted = asked === undefined ? undefined : askedFor(hdus, asked);
  const found = wanted ? allSciences(hdus) : sciencesOf(hdus);
  const sciences = wanted && !found.includes(wanted) ? [...found, wanted] : found;
  const notes: string[] = [];
  const leftAlone: string[] = [];
  const planes: Planes[] = sciences.map(({ index }) => ({ science: index, noise: [] }));
  for (const hdu of hdus) {
    if (sciences.includes(hdu) || !isPicture(hdu)) continue;
    if (!isNoise(hdu.role) && !isQuality(hdu.role)) {
      if (hdu.role !== undefined || wanted) continue;
      leftAlone.push(hduName(hdu));
      notes.push(
        `${hduName(hdu)} is a second picture of which no name says that it is the sky: it is left alone. Name it in the list as FILE[${hdu.index}] if it is meant`,
      );
      continue;
    }
    const owner = ownerOf(hdu, sciences);
    if (owner === undefined) continue;
    if (!sameShape(hdu, sciences[owner]!)) {
      notes.push(`${hduName(sciences[owner]!)}: ${hduName(hdu)} has another shape and is not used`);
      continue;
    }
    const one = { hdu: hdu.index, name: hduName(hdu) };
    if (isNoise(hdu.role)) planes[owner]!.noise.push({ ...one, kind: hdu.role });
    else if (isQuality(hdu.role)) planes[owner]!.quality ??= { ...one, kind: hdu.role };
  }
  for (const { noise } of planes)
    noise.sort((a, b) => noiseKinds.indexOf(a.kind) - noiseKinds.indexOf(b.kind) || a.hdu - b.hdu);
  return wanted
    ? { planes: planes.filter(({ science }) => science === wanted.index), leftAlone, notes }
    : { planes, leftAlone, notes };
}

/**
 * Which HDU of a file beside an image goes with each of the image's pictures: the one that is asked
 * for; the only picture, with the only one; else the one of the same number, or in the same place
 * in their order. Throws NoSuchHdu, NoPixels where one fits none.
 */
export function companionHdu(
  hdus: readonly HduIdentity[],
  asked: number | string | undefined,
  sciences: readonly HduIdentity[],
): HduIdentity[] {
  const pictures = asked === undefined ? hdus.filter(isPicture) : [askedFor(hdus, asked)];
  if (pictures.length === 0) throw new DataError('NoPixels', noPixels(hdus, pictures));
  return sciences.map((science, i) => {
    const found =
      pictures.length === 1 && sciences.length === 1
        ? pictures[0]
        : (pictures.find(({ index }) => pictures.length > 1 && index === science.index) ??
          pictures[i]);
    const size = ({ shape }: HduIdentity) => shape.slice(0, 2).join(' × ');
    if (!found || pictures.length < sciences.length)
      throw new DataError(
        'NoPixels',
        `It has ${pictures.length} of the ${sciences.length} pictures that the image has: name the HDU of the image in the list, and that of the companion`,
      );
    if (sameShape(found, science)) return found;
    throw new DataError(
      'NoPixels',
      `${hduName(found)} has ${size(found)} pixels, the image ${size(science)}: they do not belong together`,
    );
  });
}

function allSciences(hdus: readonly HduIdentity[]): HduIdentity[] {
  const pictures = hdus.filter(isPicture);
  const named = pictures.filter(({ role }) => role === 'science');
  return named.length > 0 ? named : pictures.filter(({ role }) => role === undefined);
}

function sciencesOf(hdus: readonly HduIdentity[]): HduIdentity[] {
  const pictures = hdus.filter(isPicture);
  const all = allSciences(hdus);
  if (all[0]?.role === 'science') return all;
  if (all.length > 0)
    return all.filter((hdu, i) => all.slice(0, i).every((one) => isAnotherSky(hdu, one)));
  const alone = pictures
    .filter(({ extname }) => MAY_BE_THE_SKY.test(extname.trim().toUpperCase()))
    .slice(0, 1);
  if (alone.length === 0) throw new DataError('NoPixels', noPixels(hdus, pictures));
  return alone;
}

/**
 * Whether a picture of unknown name shows something else than an earlier one does: a chip beside
 * it, not its noise or its model.
 */
function isAnotherSky(hdu: HduIdentity, earlier: HduIdentity): boolean {
  if (hdu.sky && earlier.sky) return hdu.sky !== earlier.sky;
  if (hdu.extname !== '' && familyOf(hdu) === familyOf(earlier)) return true;
  return hdu.sky === earlier.sky && !sameShape(hdu, earlier);
}

const familyOf = ({ extname }: HduIdentity) => extname.toUpperCase().replace(/[\d._\s-]+/g, '#');

/**
 * The science that a companion goes with, by what the science names, by EXTVER and group, else the
 * one before it.
 */
function ownerOf(hdu: HduIdentity, sciences: readonly HduIdentity[]): number | undefined {
  const linked = sciences.findIndex(({ links }) =>
    links?.includes(hdu.extname.trim().toUpperCase()),
  );
  if (linked >= 0) return linked;
  if (sciences.length === 1) return 0;
  const alike = sciences.filter(
    ({ extver, group = '' }) => extver === hdu.extver && group === (hdu.group ?? ''),
  );
  const before = (list: readonly HduIdentity[]) =>
    list.filter(({ index }) => index < hdu.index).at(-1) ?? list[0];
  const numbered = sciences.some(({ extver, group }) => extver !== 1 || group);
  const owner = before(alike) ?? (numbered ? undefined : before(sciences));
  return owner && sciences.indexOf(owner);
}

function askedFor(hdus: readonly HduIdentity[], asked: number | string): HduIdentity {
  const hdu = findHdu(hdus, asked);
  if (isPicture(hdu)) return hdu;
  const shape = hdu.shape.length > 0 ? hdu.shape.join(' × ') : 'none';
  throw new DataError(
    'NoPixels',
    `HDU ${asked} is no two-dimensional image (its axes: ${shape}): name another one`,
    {
      hdu: asked,
    },
  );
}

function findHdu(hdus: readonly HduIdentity[], asked: number | string): HduIdentity {
  const text = String(asked).trim();
  const [name = '', version] = text.split(',').map((part) => part.trim());
  const found = /^\d+$/.test(text)
    ? hdus[Number(text)]
    : hdus.find(
        ({ extname, extver }) =>
          extname.toUpperCase() === name.toUpperCase() &&
          (version === undefined || extver === Number(version)),
      );
  if (found) return found;
  throw noSuchHdu(text, hdus, { hdu: asked });
}

function noPixels(hdus: readonly HduIdentity[], pictures: readonly HduIdentity[]): string {
  const [companion] = pictures;
  if (companion)
    return `The only pictures describe another image's pixels (${hduName(companion)}): name it in the list as FILE[${companion.index}] if it is meant`;
  const cube = hdus.find((hdu) => hdu.shape.filter((n) => n > 1).length > 2);
  if (cube) {
    const shape = cube.shape.join(' × ');
    return `The only pixels are in a cube (HDU ${cube.index}: ${shape}): bring its planes as single images`;
  }
  return `None of the ${hdus.length} HDUs holds a two-dimensional image: leave this file out of the list`;
}
