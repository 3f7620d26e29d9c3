import { keys } from '../../shared/contracts/keys.ts';
import type { Item } from '../../shared/contracts/lists.ts';
import { takenWords } from '../../shared/contracts/taken.ts';
import type { SearchedHdu } from '../../shared/contracts/task-record.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { sourceRegions } from '../../shared/core/catalogue/regions.ts';
import { fillCatalogue } from '../../shared/core/catalogue/rows.ts';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import { hduName } from '../../shared/core/planes/choose.ts';
import type { QualityRule } from '../../shared/core/planes/quality.ts';
import { LONGEST_VALUE, plainText } from '../../shared/core/text.ts';
import { type Keywords, keywordsOf } from '../../shared/core/units/keywords.ts';
import { type ZeroPoint, zeroPointOf } from '../../shared/core/units/zero-point.ts';
import { numbersOf } from '../../shared/run/numbers.ts';
import { type ImagePlanes, type OpenImage, ruleOf, takenOf } from '../../shared/run/open-image.ts';
import { readWcs } from '../../shared/run/read-wcs.ts';
import type { Output } from '../../shared/run/task.ts';
import { drawSources } from './draw-sources.ts';
import { type LoadedPlanes, loadPlanes } from './load-planes.ts';
import { type Measurement, measure } from './measure.ts';
import { skySummary } from './sky-summary.ts';

/** What was found in one HDU. Its pixels are held until they are freed. */
export interface FoundSources {
  catalogue: Catalogue;
  searched: SearchedHdu;
  warnings: string[];
  /** the same for DS9 */
  regions: string;
  /** how this HDU was measured, for the catalogue's header */
  comments: string[];
  /** The picture and its thumbnail. */
  draw(): Promise<Output[]>;
  free(): void;
}

/** SExtractor's flag of a source with a saturated pixel. */
const SATURATED_FLAG = 4;

/** What the float32 subtraction of the background leaves uncertain of a pixel, a part of its value. */
const PIXEL_ROUNDING = 1e-6;

/** Search one picture of the sky: pixels, sources, their places and magnitudes. */
export async function searchHdu(
  opened: OpenImage,
  planes: ImagePlanes,
  item: Item,
  parameters: DetectionParameters,
  suffix: string,
): Promise<FoundSources> {
  const { file, hdus } = opened;
  const { science } = planes;
  const keywords = keywordsOf(science.header, hdus[0]?.header);
  const rule =
    parameters.WEIGHT_TYPE === 'NONE' ? undefined : await ruleOf(planes, keywords.value, parameters.DQ_BITS);
  const gain = givenBy(keywords, parameters.GAIN_KEY, parameters.GAIN);
  const saturation = givenBy(
    keywords,
    parameters.SATUR_KEY,
    parameters.SATUR_LEVEL ?? Number.POSITIVE_INFINITY,
  );

  const loaded = await loadPlanes(planes, rule, parameters, item.blank);
  try {
    const { errorFrom, maskedPixels } = loaded;
    const reading = await readWcs(file, science);
    const zeroPoint: ZeroPoint =
      parameters.MAG_ZEROPOINT === null
        ? zeroPointOf(keywords, reading.wcs?.pixelScale)
        : { magnitude: parameters.MAG_ZEROPOINT, system: null, from: 'MAG_ZEROPOINT' };
    const found = await measure(loaded, parameters, gain.value);
    const { x, y } = found.objects;
    const rows = x.length;
    flagSaturated(found, loaded, rule, saturation.value);
    const ra = new Float64Array(rows).fill(Number.NaN);
    const dec = new Float64Array(rows).fill(Number.NaN);
    reading.wcs?.pixelsToIcrs(x, y, ra, dec);

    const { objects, isConstant, ...measured } = found;
    const catalogue = fillCatalogue(rows, {
      ...objects,
      ...measured,
      xpeak: objects.xcpeak,
      ypeak: objects.ycpeak,
      ra,
      dec,
      number: new Int32Array(rows).map((_, i) => i + 1),
      hdu: new Int32Array(rows).fill(science.index),
      extver: new Int32Array(rows).fill(science.extver),
      mag_auto: found.flux_auto.map((flux) => magnitudeOf(flux, zeroPoint)),
      mag_system: new Int16Array(rows).fill(systemCode(zeroPoint)),
      magerr_auto: found.fluxerr_auto.map((error, i) =>
        magnitudeError(found.flux_auto[i]!, error, zeroPoint),
      ),
    });

    const name = hduName(science);
    const taken = takenOf(opened, planes, { noise: errorFrom, quality: planes.quality }, rule);
    const extname = plainText(science.extname, LONGEST_VALUE);
    const warnings = [
      ...(loaded.border ? [`${name}: ${loaded.border}`] : []),
      ...(rule?.isGuess && planes.quality
        ? [
            `${name}: what the bits of ${planes.quality.name} mean is not known: ${rule.words} (${percentOf(maskedPixels, loaded.image)} of all). --bits says otherwise`,
          ]
        : []),
      ...(reading.wcs ? [] : [`${name}: ra and dec are null: ${reading.because}`]),
      ...(isConstant
        ? [`${name}: the image holds mainly constant data: its noise cannot be measured, and rms 1 is taken`]
        : []),
      ...[gain, saturation].flatMap(({ warning }) => (warning ? [`${name}: ${warning}`] : [])),
      ...(zeroPoint.magnitude === null
        ? [`${name}: magnitudes are null: ${zeroPoint.because}`]
        : zeroPoint.system === 'Vega'
          ? [`${name}: magnitudes are Vega's, not AB: the header has ${zeroPoint.from} alone`]
          : []),
    ];
    const comments = [
      `${name}: background ${found.globalback}, rms ${found.globalrms}, ${errorFrom ? `errors from ${errorFrom.name}` : 'errors from the background'}`,
      ...takenWords(taken).map((one) => `${name}: ${one}`),
      `${name}: ${zeroPoint.magnitude === null ? `no zero point: ${zeroPoint.because}` : `zero point ${zeroPoint.magnitude.toFixed(4)} ${systemName(zeroPoint)} from ${zeroPoint.from}`}`,
    ];
    const pictureKey = keys.image(item.name, `sources${suffix}.png`);
    const thumbnailKey = keys.image(item.name, `thumbnail${suffix}.webp`);
    const { width, height } = loaded.image;
    return {
      catalogue,
      regions: sourceRegions(catalogue, reading.wcs),
      warnings,
      comments,
      async draw() {
        const { picture, thumbnail } = await drawSources(loaded, catalogue);
        return [
          { key: pictureKey, body: picture },
          { key: thumbnailKey, body: thumbnail },
        ];
      },
      free: loaded.free,
      searched: {
        hdu: science.index,
        extname: extname || null,
        extver: science.extver,
        width,
        height,
        maskedPixels,
        taken,
        numbers: numbersOf(keywords, item, zeroPoint),
        sources: rows,
        globalback: found.globalback,
        globalrms: found.globalrms,
        picture: pictureKey,
        thumbnail: thumbnailKey,
        sky: reading.wcs ? skySummary(reading.wcs, width, height, catalogue) : null,
      },
    };
  } catch (error) {
    loaded.free();
    throw error;
  }
}

const percentOf = (pixels: number, { width, height }: { width: number; height: number }): string =>
  `${((100 * pixels) / (width * height)).toPrecision(2)} %`;

function flagSaturated(
  { objects, flags, backgroundAt }: Measurement,
  loaded: LoadedPlanes,
  rule: QualityRule | undefined,
  level: number,
): void {
  const { quality, image } = loaded;
  const { xpeak, ypeak, peak } = objects;
  const background = Number.isFinite(level) ? backgroundAt(xpeak, ypeak) : undefined;
  for (let i = 0; i < flags.length; i++) {
    const at = ypeak[i]! * image.width + xpeak[i]!;
    const marked = quality !== undefined && (Number(quality[at]) & (rule?.saturated ?? 0)) !== 0;
    // the pixel as it stands in the file
    const full =
      background !== undefined && peak[i]! + background[i]! >= level - PIXEL_ROUNDING * Math.abs(level);
    if (marked || full) flags[i]! |= SATURATED_FLAG;
  }
}

const systemName = ({ system, from }: Extract<ZeroPoint, { from: string }>): string =>
  system ?? (from === 'MAG_ZEROPOINT' ? '(as given)' : '(system not told)');

/** As the column mag_system has it. */
const systemCode = (zeroPoint: ZeroPoint): number =>
  zeroPoint.magnitude === null || zeroPoint.system === null ? 0 : zeroPoint.system === 'AB' ? 1 : 2;

/** A positive number of the header, where a keyword for it is named; what is none is said, and `otherwise` holds. */
function givenBy(
  keywords: Keywords,
  keyword: string | null,
  otherwise: number,
): { value: number; warning?: string } {
  const value = keyword === null ? undefined : keywords.value(keyword);
  if (keyword === null || value === undefined) return { value: otherwise };
  const number = keywords.number(keyword);
  if (number !== undefined && number >= 0) return { value: number };
  return {
    value: otherwise,
    warning: `${keyword} = ${keywords.text(keyword)} is no value from 0 on and is not used`,
  };
}

const magnitudeOf = (flux: number, { magnitude }: ZeroPoint): number =>
  magnitude === null || !(flux > 0) ? Number.NaN : magnitude - 2.5 * Math.log10(flux);

/** Pogson's: 2.5 / ln 10 times the relative error. */
const magnitudeError = (flux: number, error: number, { magnitude }: ZeroPoint): number =>
  magnitude === null || !(flux > 0) ? Number.NaN : ((2.5 / Math.LN10) * error) / flux;
