import type { DetectionInput, ReportHdu } from './input.ts';

/** Artificial stars of an image, as the report shows them. */
export interface ImageCompleteness {
  label: string;
  line: number;
  hdu: number;
  limit90: number | null;
  limit50: number | null;
}

/** Images whose limits are named, at most. */
const IMAGES_MOST = 50;

/** The artificial stars of all images: sums by magnitude, and the first images of the list. */
export class CompletenessTotals {
  images = 0;
  readonly #sums = new Map<number, { injected: number; recovered: number }>();
  readonly #first: ImageCompleteness[] = [];

  add(label: string, { line, hdus }: Pick<DetectionInput, 'line' | 'hdus'>): void {
    for (const { hdu, completeness } of hdus)
      if (completeness) this.#addHdu({ label, line, hdu }, completeness);
  }

  #addHdu(
    image: Pick<ImageCompleteness, 'label' | 'line' | 'hdu'>,
    { limit90, limit50, rows }: NonNullable<ReportHdu['completeness']>,
  ): void {
    this.images++;
    for (const { magnitude, injected, recovered } of rows) {
      const sum = this.#sums.get(magnitude) ?? { injected: 0, recovered: 0 };
      sum.injected += injected;
      sum.recovered += recovered;
      this.#sums.set(magnitude, sum);
    }
    this.#first.push({ ...image, limit90, limit50 });
    if (this.#first.length === 2 * IMAGES_MOST) this.#cut();
  }

  #cut(): void {
    this.#first.sort((a, b) => a.line - b.line || a.hdu - b.hdu).splice(IMAGES_MOST);
  }

  first(): readonly ImageCompleteness[] {
    this.#cut();
    return this.#first;
  }

  /** Of all images together, from bright to faint. */
  sums(): { magnitude: number; injected: number; recovered: number }[] {
    return [...this.#sums]
      .map(([magnitude, sum]) => ({ magnitude, ...sum }))
      .filter(({ injected }) => injected > 0)
      .sort((a, b) => a.magnitude - b.magnitude);
  }
}
