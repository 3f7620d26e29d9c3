import type { CompanionFile, Item } from '../../shared/contracts/lists.ts';
import { isOfKind, type MapType, servesAs } from '../../shared/core/detection/error-map.ts';
import { DataError } from '../../shared/core/errors.ts';
import type { Hdu } from '../../shared/core/fits/hdu.ts';
import type { NoisePlane, QualityPlane } from '../../shared/core/planes/choose.ts';
import { maskBadQuality, type QualityChoice } from '../../shared/core/planes/quality.ts';
import {
  isNoise,
  isQuality,
  type NoiseKind,
  type QualityKind,
} from '../../shared/core/planes/roles.ts';
import type { ExtractorParameters } from '../../shared/core/source-extractor/extractor-parameters.ts';
import { keywordsOf } from '../../shared/core/units/keywords.ts';
import type { OwnPlanes } from '../../shared/run/extractor/open-search.ts';
import { type OpenImage, ruleOf } from '../../shared/run/open-image.ts';
import { readStoredPlane } from '../../shared/run/plane-memory.ts';

/** What was used of the planes of one picture. */
export interface Used {
  noise?: NoisePlane;
  quality?: QualityPlane;
  rule?: QualityChoice;
}

/** The planes of an image and of the files beside it, as a configuration asks for them. */
export class UsedPlanes implements OwnPlanes {
  readonly #image: OpenImage;
  readonly #bits: string | null;
  readonly #hasQuality: boolean;
  readonly #used: Used[];

  /** `hasQuality`: whether the data quality counts at all */
  constructor(image: OpenImage, bits: string | null, hasQuality: boolean) {
    this.#image = image;
    this.#bits = bits;
    this.#hasQuality = hasQuality;
    this.#used = image.planes.map(() => ({}));
  }

  /** What picture `index` used until now. */
  of(index: number): Used {
    return this.#used[index] ?? {};
  }

  async noise(type: MapType, index: number): Promise<{ hdu: Hdu; kind: NoiseKind }> {
    const planes = this.#image.planes[index];
    const able = planes?.noise.filter(({ kind }) => servesAs(kind, type)) ?? [];
    const plane = able.find(({ kind }) => isOfKind(kind, type)) ?? able[0];
    if (!planes || !plane)
      throw new DataError(
        'UnsupportedConfig',
        `WEIGHT_TYPE ${type} needs a map, and there is none in the file or beside it: name it in WEIGHT_IMAGE or in the list's column weight, or write WEIGHT_TYPE NONE`,
        { keyword: 'WEIGHT_TYPE' },
      );
    this.of(index).noise = plane;
    return { hdu: await planes.hduOf(plane), kind: plane.kind };
  }

  async bad(index: number): Promise<Uint8Array | undefined> {
    const planes = this.#image.planes[index];
    const quality = planes?.quality;
    if (!this.#hasQuality || !planes || !quality) return undefined;
    const keywords = keywordsOf(planes.science.header, this.#image.hdus[0]?.header);
    const rule = await ruleOf(planes, keywords.value, this.#bits);
    const values = await readStoredPlane(await planes.hduOf(quality));
    const mask = new Uint8Array(values.length);
    if (rule) {
      maskBadQuality(values as ArrayLike<number>, rule, mask);
      Object.assign(this.of(index), { quality, rule });
    }
    return mask;
  }
}

/** What a map that the list's column `weight` names is, where its header does not say it better. */
const kindOfMap: Readonly<Record<MapType, NoiseKind>> = {
  MAP_RMS: 'error',
  MAP_VAR: 'variance',
  MAP_WEIGHT: 'weight',
};

/** Weights that the list names and that are not read: WEIGHT_TYPE asks for no such map. */
export function unreadWeights(
  { companions = [], measureWeight }: Item,
  { configuration: { WEIGHT_TYPE } }: ExtractorParameters,
  uses: (kind: NoiseKind) => boolean,
): string[] {
  const unread = companions.flatMap(({ uri, kind, isFound }) =>
    !isFound && isNoise(kind) && !uses(kind) ? [uri] : [],
  );
  if (measureWeight !== undefined && !WEIGHT_TYPE.some((type) => type.startsWith('MAP_')))
    unread.push(measureWeight);
  return unread.map(
    (uri) =>
      `${uri} is not read: WEIGHT_TYPE is ${WEIGHT_TYPE.join(',')}; write MAP_WEIGHT, MAP_RMS or MAP_VAR`,
  );
}

/**
 * The files beside an image that a configuration uses, and which kinds of planes it uses at all:
 * those of noise where WEIGHT_TYPE asks for a map, of quality where `bits` or the list do.
 */
export function usedCompanions(
  { companions = [] }: Item,
  { configuration }: ExtractorParameters,
  bits: string | null,
): { companions: CompanionFile[]; uses: (kind: NoiseKind | QualityKind) => boolean } {
  const types = configuration.WEIGHT_TYPE.filter(
    (type): type is MapType => type !== 'NONE' && type !== 'BACKGROUND',
  );
  const [type] = types;
  const usesQuality =
    bits !== null ||
    companions.some(({ kind, isFound }) => !isFound && kind !== 'aside' && isQuality(kind));
  return {
    companions: companions.map((one) =>
      type !== undefined && one.kind === 'weight' && !one.isFound
        ? { ...one, kind: kindOfMap[type] }
        : one,
    ),
    uses: (kind) => (isQuality(kind) ? usesQuality : types.some((asked) => servesAs(kind, asked))),
  };
}
