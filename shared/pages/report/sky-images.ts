import type { ReportTask, Sky } from './input.ts';

/** A searched HDU that has a place on the sky. */
export interface PlacedHdu {
  /** name of the image, with the HDU where it has more than one */
  label: string;
  line: number;
  sources: number;
  sky: Sky;
}

/** The images of a task with a place on the sky. */
export function skyImages({ name, detections }: ReportTask): PlacedHdu[] {
  const hdus = detections?.hdus ?? [];
  return hdus.flatMap(({ hdu, sources, sky }) =>
    sky
      ? [
          {
            label: hdus.length > 1 ? `${name} [${hdu}]` : name,
            line: detections!.line,
            sources,
            sky,
          },
        ]
      : [],
  );
}
