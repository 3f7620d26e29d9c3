import { extract, type Image, type Labels, type Objects } from 'sep-wasm';
import { catalogueOrder } from '../core/source-extractor/catalogue-order.ts';
import type { Configuration } from '../core/source-extractor/keywords.ts';
import { lengthOf } from '../core/source-extractor/source-table.ts';
import type { Field } from './fields/field.ts';
import type { MeasureInput } from './measure-image.ts';
import { withNoValues } from './no-values.ts';
import { pickObjects, renumberObjects } from './pick-objects.ts';
import { isRelative } from './thresholds.ts';

/**
 * The sources of the detection image, in the order of SExtractor's numbers. `threshold` in the unit
 * of the pixels, `gain` in e-/ADU (0: without end); `segments` becomes the map of their numbers.
 */
export function findSources(
  input: MeasureInput,
  field: Field,
  { threshold, gain, segments }: { threshold: number; gain: number; segments: Labels },
): Objects {
  const { configuration } = input;
  const { image, noise, rms } = field;
  const search = () =>
    extract(image, {
      ...thresholdsOf(configuration, noise, rms, threshold),
      positionErr: rms,
      minarea: configuration.DETECT_MINAREA[0]!,
      maxarea: configuration.DETECT_MAXAREA[0]!,
      filterKernel: input.filter,
      deblendNthresh: configuration.DEBLEND_NTHRESH[0]!,
      deblendEven: configuration.DETECT_TYPE[0] === 'PHOTO',
      deblendCont: configuration.DEBLEND_MINCONT[0]!,
      clean: configuration.CLEAN[0]!,
      cleanParam: configuration.CLEAN_PARAM[0]!,
      cleanMerge: true,
      gain,
      segmentationMap: segments,
      markDropped: true,
    });
  const objects = withNoValues(field, input.masked, search);
  return inOrder(objects, segments, input);
}

/** The objects in the order of SExtractor's numbers. */
function inOrder(objects: Objects, segments: Labels, input: MeasureInput): Objects {
  const { candidates } = objects;
  const { configuration } = input;
  const [rows, stack] = [configuration.MEMORY_BUFSIZE[0]!, configuration.MEMORY_OBJSTACK[0]!];
  const rowOf = new Int32Array(candidates.length);
  objects.candidate.forEach((candidate, row) => {
    rowOf[candidate] = row;
  });
  const order = catalogueOrder(candidates, segments.height, rows, stack, reachOf(input)).map(
    (candidate) => rowOf[candidate]!,
  );
  renumberObjects(segments, order);
  return pickObjects(objects, order);
}

/** Rows of the largest aperture or vignette that is asked for, on either side of a centre. */
function reachOf({ columns, asked = columns, configuration }: MeasureInput): number {
  const { PHOT_APERTURES } = configuration;
  const reaches = asked.flatMap((column) => {
    const { group } = column.parameter;
    if (group === 'vignette') return [((column.sides[1] ?? 1) - 1) >> 1];
    if (group !== 'aperture') return [];
    return PHOT_APERTURES.slice(0, lengthOf(column)).map((diameter) => Math.ceil(diameter / 2));
  });
  return 1 + Math.max(-1, ...reaches);
}

/** Sigmas of every pixel's own noise with a map of weights; else one threshold everywhere. */
const thresholdsOf = (
  configuration: Configuration,
  noise: number | Image,
  rms: number,
  threshold: number,
) =>
  typeof noise !== 'number' && isRelative(configuration)
    ? { thresh: threshold / rms, err: noise, smoothNoise: true }
    : { thresh: threshold / rms, err: rms };
