import { Background, extract, type Image, type Objects } from 'sep-wasm';
import type { ImageFacts } from '../core/source-extractor/source-table.ts';
import type { MeasureInput } from './measure-image.ts';

/** What the measurements of one image share: each is computed when the first column asks for it, once. */
export interface Scene {
  input: MeasureInput;
  /** the detection and the measurement image, their backgrounds off; of one image the same */
  detection: Image;
  measurement: Image;
  objects: Objects;
  rows: number;
  facts: ImageFacts;
  /** noise of the measurement image: its rms, or a map */
  noise: number | Image;
  /** e-/ADU of the measurement image; 0: without end */
  gain: number;
  /** the background that was taken off pixels of the measurement image (columns and rows from 0) */
  backgroundAt(x: Int32Array, y: Int32Array): Float64Array;
  /** 0, or 1 + the row of a source, at each pixel */
  segmentation(): { width: number; height: number; pixels: Int32Array };
  warnings: string[];
  free(): void;
}

/** Takes the backgrounds off and finds the sources. */
export function openScene(input: MeasureInput): Scene {
  const { configuration, detection, measurement = detection, filter } = input;
  const { image } = detection;
  const [bw = 64, bh = bw] = configuration.BACK_SIZE;
  const [fw = 3, fh = fw] = configuration.BACK_FILTERSIZE;
  const background = new Background(image, { bw, bh, fw, fh, fthresh: configuration.BACK_FILTTHRESH[0]! });
  background.subtractFrom(image);
  const gain = detection.keywords.number(configuration.GAIN_KEY[0]!) ?? configuration.GAIN[0]!;
  const noise = background.globalrms;
  const objects = extract(image, {
    thresh: configuration.DETECT_THRESH[0]!,
    err: noise,
    minarea: configuration.DETECT_MINAREA[0]!,
    filterKernel: filter,
    deblendNthresh: configuration.DEBLEND_NTHRESH[0]!,
    deblendCont: configuration.DEBLEND_MINCONT[0]!,
    clean: configuration.CLEAN[0]!,
    cleanParam: configuration.CLEAN_PARAM[0]!,
    cleanMerge: true,
    gain,
    segmentationMap: true,
  });
  const { width, height } = image;
  return {
    input,
    detection: image,
    measurement: measurement.image,
    objects,
    rows: objects.length,
    noise,
    gain,
    facts: {
      width,
      height,
      background: background.globalback,
      rms: noise,
      threshold: noise * configuration.DETECT_THRESH[0]!,
      analysisThreshold: noise * configuration.ANALYSIS_THRESH[0]!,
      gain,
      saturation: detection.keywords.number(configuration.SATUR_KEY[0]!) ?? configuration.SATUR_LEVEL[0]!,
      pixelScale: configuration.PIXEL_SCALE[0]! || (detection.wcs?.pixelScale ?? 1),
      weightScale: 1,
      detected: objects.length,
      extracted: objects.length,
    },
    backgroundAt: (x, y) => background.at(x, y),
    segmentation: () => ({ width, height, pixels: objects.segmentation ?? new Int32Array(width * height) }),
    warnings: [],
    free: () => undefined,
  };
}
