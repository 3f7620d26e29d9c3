import type { ImageFrame, ImageSky } from '../overlaps/image-sky.ts';

/** An image of the survey. Without `frame` and `sky` its slope is known from its overlaps alone. */
export interface BackgroundImage {
  readonly name: string;
  readonly band: string;
  readonly width: number;
  readonly height: number;
  readonly frame?: ImageFrame | undefined;
  readonly sky?: ImageSky | undefined;
}

/** Images by their places: in an array, or packed. */
export interface BackgroundImages {
  readonly length: number;
  at(place: number): BackgroundImage | undefined;
}
