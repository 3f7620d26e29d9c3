import { localBackgrounds } from '../measured/neighbours.ts';
import { byAxis, jacobians, placesOf } from '../measured/world.ts';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';
import { byName } from './by-name.ts';
import { ellipseColumns, framesAt } from './ellipse-columns.ts';
import { placeColumns } from './place-columns.ts';

const centres = ({ objects: { x, y } }: Scene) => ({ x, y });
const places = placeColumns('', centres);
const frames = { ...framesAt(centres), jacobians };

/** By so much coordinates of the MAMA, a machine that scanned plates, are longer than WORLD. */
const MAMA_LENGTHENING = 1 + 3.3e-5;

/** Its axes, found beside SExtractor: across the header's, from half a pixel before the middle. */
const onMama = once((scene: Scene) => {
  const { x, y } = scene.objects;
  const before = (values: Float64Array) => values.map((value) => value - 0.5);
  const world = byAxis(scene, placesOf(scene, before(x), before(y), 'SKY'));
  return world.map((axis) => axis.map((value) => value * MAMA_LENGTHENING));
});

/** Barycentres. */
export const position = byName({
  ...places,
  X_MAMA: (scene) => onMama(scene)[1]!,
  Y_MAMA: (scene) => onMama(scene)[0]!,
  X_IMAGE_DBL: places.X_IMAGE!,
  Y_IMAGE_DBL: places.Y_IMAGE!,
});

/** The brightest pixels. */
export const peak = byName(
  placeColumns('PEAK', ({ objects: { xcpeak, ycpeak } }) => ({ x: xcpeak, y: ycpeak })),
);

/** Ellipses of the light, and the background under it. */
export const shape = byName({
  ...ellipseColumns('', '', ({ objects: { x2, y2, xy } }) => ({ x2, y2, xy }), frames),
  BACKGROUND: (scene) => {
    const levels = localBackgrounds(scene);
    return scene
      .meshAt(scene.objects.x, scene.objects.y)
      .map((level, row) => level + (levels?.[row] ?? 0));
  },
  ELONGATION: ({ objects: { a, b } }) => a.map((major, row) => major / b[row]!),
  ELLIPTICITY: ({ objects: { a, b } }) => a.map((major, row) => 1 - b[row]! / major),
});

/** Ellipses of the errors of barycentres. */
export const positionError = byName(
  ellipseColumns(
    'ERR',
    '',
    ({ objects: { errx2, erry2, errxy } }) => ({ x2: errx2, y2: erry2, xy: errxy }),
    frames,
  ),
);
