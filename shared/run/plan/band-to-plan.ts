import type * as z from 'zod';
import type { HipsFrame } from '../../core/hips/frame.ts';
import type { ImageOutline } from '../../core/plan/image-outline.ts';
import { SkyImages } from '../../core/plan/sky-images.ts';
import type { Store } from '../../store/store.ts';
import { readBandLines, readPlanBands } from '../plan-images.ts';
import { PlanPlaces } from './plan-places.ts';

/** The images of a band as its plan needs them. */
export interface BandToPlan {
  sky: SkyImages;
  /** where the line of each stands */
  places: PlanPlaces;
  /** bands of the run */
  bands: number;
}

/** Reads the images of a band of a run, which is in `frame`; `each` is shown every one of them. */
export async function bandToPlan<Image extends ImageOutline>(
  store: Store,
  run: string,
  { band, frame, schema }: { band: string; frame: HipsFrame; schema: z.ZodType<Image> },
  each: (image: Image) => void = () => {},
): Promise<BandToPlan> {
  const sky = new SkyImages(frame);
  const places = new PlanPlaces();
  const bands = await readPlanBands(store, run);
  for (const one of bands) {
    if (one.band !== band) continue;
    for await (const { image, length } of readBandLines(store, run, one, schema)) {
      each(image);
      sky.add(image);
      places.push(band, length);
    }
  }
  return { sky, places, bands: bands.length };
}
