import { type Extents, Labels, localBackground, type Neighbours } from 'sep-wasm';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { isPhotographic } from './light.ts';

/** No source, and hidden: what is too small or too large for one is in the map of sources, too. */
const HIDDEN = -1;

/**
 * The map of sources without the pixels that cleaning gave to a source: they count in its light,
 * not in its areas and width (found by cleaning and not cleaning the same image). They hide nothing
 * any more, but for rows that the filter had not reached by then.
 */
export const ownLabels = once((scene: Scene) => {
  const { given = [], stillHidden = [] } = scene.objects;
  const { segments } = scene;
  if (given.length === 0) return segments;
  const own = scene.hold(new Labels(segments.width, segments.height));
  const numbers = own.data;
  numbers.set(segments.data);
  for (const place of given) numbers[place] = 0;
  for (const place of stillHidden) numbers[place] = HIDDEN;
  return own;
});

/** Numbers of the sources in that map, by row. */
export const labelNumbers = once(({ rows }: Scene) =>
  new Int32Array(rows).map((_, row) => row + 1),
);

/** What is hidden around each source, without local backgrounds. */
const hidden = once((scene: Scene): Neighbours => {
  const [mask] = scene.input.configuration.MASK_TYPE;
  return {
    labels: mask === 'NONE' ? undefined : ownLabels(scene),
    numbers: labelNumbers(scene),
    fill: mask === 'CORRECT' ? 'opposite' : 'blank',
    bad: scene.bad,
    keepsErrors: isPhotographic(scene),
    isWhole: scene.fields.measurement.isWhole,
  };
});

/**
 * Where sources end without what cleaning gave them, and which rows were scanned by then: the
 * filter comes behind by half its rows, but not for a second image.
 */
const ownExtents = ({ objects, input: { filter, measurement } }: Scene): Extents => {
  const { candidate, candidates } = objects;
  const own = (values: Int32Array) => candidate.map((index) => values[index]!);
  const { xmin, xmax, ymin, ymax, end } = candidates;
  const isBehind = filter !== null && measurement === undefined;
  const behind = isBehind ? filter.height >> 1 : 0;
  return {
    ...{ xmin: own(xmin), xmax: own(xmax), ymin: own(ymin), ymax: own(ymax) },
    known: own(end).map((row) => row - behind),
    isNextBegun: !isBehind,
  };
};

/**
 * Levels of BACKPHOTO_TYPE LOCAL, 0 where a source keeps the global background because its ring
 * would leave the image: how many do is said in a warning, as SExtractor does not. Undefined with
 * GLOBAL.
 */
export const localBackgrounds = once((scene: Scene): Float64Array | undefined => {
  const { configuration } = scene.input;
  if (configuration.BACKPHOTO_TYPE[0] !== 'LOCAL') return undefined;
  const levels = localBackground(
    scene.measurement,
    ownExtents(scene),
    configuration.BACKPHOTO_THICK[0]!,
    {
      neighbours: hidden(scene),
    },
  );
  const kept = levels.filter(Number.isNaN).length;
  if (kept > 0)
    scene.warnings.push(
      `BACKPHOTO_TYPE LOCAL: ${kept} of ${scene.rows} sources keep the global background: their ring of ${configuration.BACKPHOTO_THICK[0]} pixels would leave the image`,
    );
  return levels.map((level) => (Number.isNaN(level) ? 0 : level));
});

/** What is hidden around each source, and the local background that comes off it. */
export const neighbourMask = once((scene: Scene): Neighbours => {
  const levels = localBackgrounds(scene);
  return levels ? { ...hidden(scene), levels } : hidden(scene);
});
