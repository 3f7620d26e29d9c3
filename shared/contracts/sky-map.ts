import * as z from 'zod';
import { bitsError, isBits } from '../core/planes/quality.ts';
import { noiseKinds } from '../core/planes/roles.ts';
import { companionUris, companionWords, type Item, itemSchema } from './lists.ts';
import { numbersSchema, takenSchema } from './taken.ts';

/** How the sky is to be made: the options of `starfan sky-map`. */
const skyOptionsSchema = z.strictObject({
  /** deepest HiPS order; absent: from the finest pixel scale */
  order: z.int().min(0).max(20).optional(),
  /** bands of the colour picture; absent: none */
  bands: z.strictObject({ r: z.string(), g: z.string(), b: z.string() }).optional(),
  background: z.enum(['plane', 'level', 'none']).default('plane'),
  sampling: z.enum(['bilinear', 'lanczos3', 'area']).default('bilinear'),
  stretch: z.string().default('asinh'),
  /** limits in Montage's grammar; absent: what suits the stretch */
  cut: z.string().optional(),
  /** how three bands become one colour: each by its own stretch, or by Lupton et al. 2004 within the cut */
  colour: z.enum(['stretch', 'lupton']).default('stretch'),
  /** a stretch that follows the sky from plate to plate, instead of one for all */
  adaptive: z.boolean().default(false),
  /** which surveys stand as single PNG tiles: of a large one they are most of the requests */
  publish: z.enum(['all', 'colour']).default('all'),
  /** whether bands stand as single FITS tiles too */
  fits: z.boolean().default(false),
  frame: z.enum(['equatorial', 'galactic']).default('equatorial'),
  /** bits of the data quality that say nothing against a pixel, in drizzlepac's notation; absent: as the camera's pipeline has it */
  bits: z.string().refine(isBits, bitsError).optional(),
});

/** The same, resolved. Only curves that follow the histogram have room for the brightest star. */
export const skyParametersSchema = skyOptionsSchema.transform((options) => {
  const isGaussian = options.stretch.startsWith('gaussian') && options.colour === 'stretch';
  return { ...options, cut: options.cut ?? (isGaussian ? '-2s max' : '7% 99.8%') };
});
export type SkyParameters = z.infer<typeof skyParametersSchema>;

const vectorSchema = z.tuple([z.number(), z.number(), z.number()]).readonly();

/** One line of `lists/chunks.jsonl`: lines of list.jsonl, as a range of its bytes, whose headers one task reads. */
export const chunkSchema = z.object({
  chunk: z.int().nonnegative(),
  offset: z.int().nonnegative(),
  length: z.int().positive(),
  /** bits of the data quality that are good, where the run says so */
  bits: z.string().optional(),
});
export type Chunk = z.infer<typeof chunkSchema>;

/** A file as it stood when the images were read. */
const fileSchema = z.object({ url: z.string(), size: z.int().nonnegative(), etag: z.string() });

/** What the header of an image says: all that a plan needs. */
export const plannedImageSchema = z.object({
  item: itemSchema,
  /** of the file, when its header was read */
  etag: z.string(),
  hdu: z.int(),
  /** the plane that tells the noise of the pixels, and how; in a file of its own where there is a file */
  noise: z.object({ hdu: z.int(), kind: z.enum(noiseKinds), file: fileSchema.optional() }).optional(),
  /** the plane of the pixels' data quality, and which values of it spoil none */
  quality: z
    .object({
      hdu: z.int(),
      kind: z.enum(['bits', 'nonzero', 'zero']),
      good: z.number(),
      saturated: z.number(),
      file: fileSchema.optional(),
    })
    .optional(),
  taken: takenSchema.optional(),
  ...numbersSchema.shape,
  /** as the header or the list names it; in the plan the name of its folder */
  band: z.string(),
  width: z.int(),
  height: z.int(),
  /** arcsec */
  pixelScale: z.number(),
  footprint: z.object({ ra: z.array(z.number()), dec: z.array(z.number()) }),
  centre: z.object({ ra: z.number(), dec: z.number() }),
  /** the HEALPix cells that it touches, where the footprint does not tell: very wide, or partly off the sky */
  cells: z.object({ order: z.int(), cells: z.array(z.int()) }).optional(),
  /** in the plan that of its band */
  unit: z.string(),
  /** what its pixels are multiplied by to be in the unit of its band; absent: 1 */
  factor: z.number().positive().optional(),
  /** MJD of the exposure's begin and end; null when not told */
  epoch: z.tuple([z.number(), z.number()]).nullable(),
  instrument: z.string(),
  /** metres; null when not told */
  wavelengths: z.tuple([z.number(), z.number()]).nullable(),
  /** ICRS vectors of the centre and of the steps across and up; null where the image leaves the sky */
  frame: z.object({ centre: vectorSchema, across: vectorSchema, up: vectorSchema }).nullable(),
});
export type PlannedImage = z.infer<typeof plannedImageSchema>;

/** `plan/plan.json`: what the plan decided for all. */
export const skyPlanSchema = z.object({
  order: z.int(),
  plateOrder: z.int(),
  width: z.int(),
  frame: z.enum(['equatorial', 'galactic']),
  bands: z.array(z.string()),
  /** bands whose images cannot be weighted against each other: they count alike, their planes of noise mask only */
  unweighted: z.array(z.string()).default([]),
  images: z.int(),
  pairs: z.int(),
  plates: z.int(),
  /** of one core, to paint all plates, as predicted */
  seconds: z.number().default(0),
  /** of the painted tiles and, where asked for, of their single FITS files, as predicted */
  bytes: z.number().default(0),
  /** what a person should know of the images */
  warnings: z.array(z.string()),
});
export type SkyPlan = z.infer<typeof skyPlanSchema>;

/** An image of the plan, with its place in it. */
export type PlacedImage = PlannedImage & { place: number };

/** Where an image stands in `plan/images.jsonl`: its place, and its line's bytes. */
export const imageRefSchema = z.tuple([z.int().nonnegative(), z.int().nonnegative(), z.int().positive()]);
export type ImageRef = z.infer<typeof imageRefSchema>;

/** One line of `plan/overlaps.jsonl`: a group of neighbours that one task compares. */
export const overlapItemSchema = z.object({ group: z.int().nonnegative() });

/** `plan/overlaps/<group>.json`: places of the images whose own skies are measured, and of the pairs that are compared. */
export const overlapGroupSchema = z.object({
  images: z.array(imageRefSchema).min(1),
  members: z.array(z.int().nonnegative()),
  pairs: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])),
});

/** One line of `plan/plates.jsonl`. */
export const plateItemSchema = z.object({ band: z.string(), npix: z.int().nonnegative() });

/** `plan/plates/<band>/<npix>.json`: the images of a plate, in the order of the list, and seconds that it may take. */
export const platePlanSchema = z.object({ images: z.array(imageRefSchema).min(1), seconds: z.number() });

/** One line of `plan/pictures.jsonl`: a plate with the bands that have tiles there. */
export const pictureItemSchema = z.object({
  npix: z.int().nonnegative(),
  bands: z.array(z.string()),
  /** of an adaptive stretch: by band, the plate itself and those around it that have tiles */
  around: z.record(z.string(), z.array(z.int().nonnegative())).optional(),
});
export type PictureItem = z.infer<typeof pictureItemSchema>;

/** `overlaps/<group>.json`: the images' own skies and the differences of the pairs. */
export const overlapsSchema = z.object({
  skies: z.array(
    z.object({
      place: z.int().nonnegative(),
      plane: vectorSchema,
      rms: z.number(),
      count: z.number(),
    }),
  ),
  sums: z.array(
    z.object({
      i: z.string(),
      j: z.string(),
      count: z.number(),
      moments: z.array(z.number()),
      differences: z.array(z.number()),
      squares: z.number(),
      rms: z.number(),
    }),
  ),
});

/** One line of `background/pairs.jsonl`: the places of two images, the rms of their seam before and after, the trust in it. */
export const matchedPairSchema = z.object({
  i: z.int(),
  j: z.int(),
  before: z.number(),
  after: z.number(),
  weight: z.number(),
});

/** `background/fixed.json`: by band, the groups that overlaps connect, the images without any, and the tilts of whole groups that overlaps cannot tell and can. */
export const fixedSchema = z.record(
  z.string(),
  z.object({ groups: z.int(), alone: z.int(), free: z.int(), told: z.int() }),
);

/** What the map states of the machine hand over: some items of one kind. */
export const batchOf = <Schema extends z.ZodType>(item: Schema) =>
  z.object({ BatchInput: z.object({ run: z.string().min(1) }), Items: z.array(item).min(1) });

/** Keys of a sky map, relative to the run. */
export const skyKeys = {
  plan: 'plan/plan.json',
  /** every image of the plan, its place being its line */
  images: 'plan/images.jsonl',
  /** what the map over the images fans out over */
  chunks: 'lists/chunks.jsonl',
  overlapItems: 'plan/overlaps.jsonl',
  overlapGroup: (group: number) => `plan/overlaps/${group}.json`,
  plateItems: 'plan/plates.jsonl',
  platePlan: (band: string, npix: number) => `plan/plates/${band}/${npix}.json`,
  pictureItems: 'plan/pictures.jsonl',
  refusals: 'plan/failures.jsonl',
  overlaps: (group: number) => `overlaps/${group}.json`,
  /** what is to be subtracted from each image: a, b, c by place, float64, little-endian */
  planes: 'background/planes.bin',
  pairs: 'background/pairs.jsonl',
  fixed: 'background/fixed.json',
  tiles: (band: string, npix: number) => `tiles/${band}/${npix}.tiles`,
  histogram: (band: string, npix: number) => `histograms/${band}/${npix}.bin`,
  mergedHistogram: (band: string) => `histograms/${band}/all.bin`,
  stretch: 'stretch.json',
  /** the colour model of Lupton et al. */
  lupton: 'lupton.json',
  /** the images of each tile of a plate */
  provenance: (band: string, npix: number) => `tiles/${band}/${npix}.images.jsonl`,
  hips: (survey: string, path: string) => `hips/${survey}/${path}`,
} as const;

/** The name of the colour survey's folder. */
export const colourSurvey = 'colour';

/** How a chunk of the list is known to the ledger, and its record is named. */
export const chunkName = (chunk: number): string => String(chunk).padStart(5, '0');
export const imagesTask = (run: string, { chunk, bits }: Chunk, items: readonly Item[]) => ({
  run,
  stage: 'images',
  name: chunkName(chunk),
  parameters: [
    items.map(({ uri, hdu, band, weight, blank, companions }) => [
      ...[uri, hdu, band, weight, blank],
      ...(companions ? [companions.map(companionWords)] : []),
    ]),
    bits ?? null,
  ],
  inputs: [...items.map(({ uri }) => uri), ...new Set(items.flatMap(companionUris))],
  partial: true,
  subject: { line: items[0]!.line, uri: items[0]!.uri },
});

/** What of an image's file is read, beside the file. */
const partsRead = ({ item, hdu, noise, quality, factor }: PlannedImage) => [
  hdu,
  noise ?? null,
  quality ?? null,
  factor ?? 1,
  ...(item.blank === undefined ? [] : [item.blank]),
];

/** What images' pixels are read from: their own files, in their order, then those of planes beside them. */
const filesOf = (images: readonly PlannedImage[]): string[] => [
  ...images.map(({ item }) => item.uri),
  ...new Set(
    images
      .flatMap(({ noise, quality }) => [noise?.file?.url, quality?.file?.url])
      .filter((url) => url !== undefined),
  ),
];

/** How a group of overlaps is known to the ledger. */
export const overlapsTask = (
  run: string,
  group: number,
  plan: z.infer<typeof overlapGroupSchema>,
  images: readonly PlacedImage[],
) => ({
  run,
  stage: 'overlaps',
  name: String(group),
  parameters: [plan.members, plan.pairs, images.map(partsRead)],
  inputs: filesOf(images),
  partial: true,
  subject: { line: images[0]!.item.line, uri: images[0]!.item.uri },
});

/** How the pictures of a plate are known to the ledger. `scales`: the stretches, or the colour model. */
export const picturesTask = (
  run: string,
  { plan, sky, item, scales }: { plan: SkyPlan; sky: SkyParameters; item: PictureItem; scales: unknown },
  urlOf: (key: string) => string,
) => ({
  run,
  stage: 'pictures',
  name: String(item.npix),
  parameters: [plan.order, plan.plateOrder, plan.width, scales, sky.bands ?? null, sky.publish, sky.fits],
  inputs: item.bands.flatMap((band) => [
    urlOf(skyKeys.tiles(band, item.npix)),
    ...(item.around?.[band] ?? []).map((npix) => urlOf(skyKeys.histogram(band, npix))),
  ]),
  subject: { line: 1, uri: `plate ${plan.plateOrder}/${item.npix}` },
});

/** How a plate is known to the ledger. */
export const tilesTask = (
  run: string,
  { plan, sky, band, npix }: { plan: SkyPlan; sky: SkyParameters; band: string; npix: number },
  images: readonly PlacedImage[],
  planes: readonly (readonly [number, number, number])[],
) => ({
  run,
  stage: 'tiles',
  name: `${band}-${npix}`,
  parameters: [
    ...[plan.order, plan.plateOrder, plan.width, plan.frame, sky.sampling, planes, sky.publish, sky.fits],
    plan.unweighted.includes(band),
    images.map((image) => [...partsRead(image), image.item.weight ?? 1, image.item.name]),
  ],
  inputs: filesOf(images),
  partial: true,
  subject: { line: images[0]!.item.line, uri: images[0]!.item.uri },
});
