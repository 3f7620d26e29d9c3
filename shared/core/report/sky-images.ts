import type { Sky, Task } from './input.ts';

/** A searched HDU that has a place on the sky. */
export interface SkyImage {
  /** name of the image, with the HDU where it has more than one */
  label: string;
  sources: number;
  sky: Sky;
}

/** The images with a place on the sky, in the order of the tasks. */
export function skyImages(tasks: readonly Task[]): SkyImage[] {
  return tasks.flatMap(({ name, detections }) => {
    const hdus = detections?.hdus ?? [];
    return hdus.flatMap(({ hdu, sources, sky }) =>
      sky ? [{ label: hdus.length > 1 ? `${name} [${hdu}]` : name, sources, sky }] : [],
    );
  });
}
