import { globalPlanes } from './global-plane.ts';
import type { ConnectedImages } from './groups.ts';
import type { BackgroundImages } from './image.ts';
import type { Pairs } from './pairs.ts';

/** A connected group of images, and what is known of it before it is matched. */
export interface GroupToMatch {
  /** of the group alone, in its order */
  readonly images: BackgroundImages;
  /** of all groups */
  readonly pairs: Pairs;
  readonly group: ConnectedImages;
  /** pixels of each image */
  readonly areas: Float64Array;
  /** planes that all images may have in common: a level, and with slopes tilts of the group */
  readonly globals: readonly Float64Array[];
}

/** A group of the images, to be matched with slopes or by levels alone. */
export function groupToMatch(
  all: BackgroundImages,
  pairs: Pairs,
  group: ConnectedImages,
  slopes: boolean,
): GroupToMatch {
  const images = { length: group.images.length, at: (k: number) => all.at(group.images[k]!) };
  const areas = Float64Array.from({ length: images.length }, (_, k) => {
    const { width, height } = images.at(k)!;
    return width * height;
  });
  const globals = globalPlanes((k) => (slopes ? images.at(k)!.frame : undefined), areas);
  return { images, pairs, group, areas, globals };
}
