import { CompletenessTotals } from './completeness.ts';
import type { ReportTask } from './input.ts';
import { addDot, type SkyDots } from './plot-sky.ts';
import { type PlacedHdu, skyImages } from './sky-images.ts';
import { byWay, type Stage, StageSums } from './stages.ts';
import { TakenGroups } from './taken.ts';

/** What the tasks of a run found in its images. */
export interface DetectionTotals {
  sources: number;
  /** sources in bins of half a magnitude; the key is twice the bin's lower edge */
  magnitudes: Map<number, number>;
  withMagnitude: number;
  noMagnitude: number;
  /** searched HDUs, and those of them with a place on the sky */
  pictures: number;
  placed: number;
  placedSources: number;
  dots: SkyDots;
  /** the first ones of the list with a place on the sky */
  images: PlacedHdu[];
  taken: TakenGroups;
  completeness: CompletenessTotals;
}

/** What is said of some tasks that found no sources. */
export interface StageTallies {
  readonly stages: readonly Stage[];
  readonly span: { readonly from: number; readonly to: number } | null;
}

/** Images that are looked at for fields; each has the places of up to 200 sources. */
const MAX_IMAGES = 2000;

/**
 * All that the page says of the records of a run's tasks, of any number of which it keeps only so
 * many.
 */
export class Tally {
  readonly #stages = new Map<string, StageSums>();
  readonly #found: DetectionTotals = {
    sources: 0,
    magnitudes: new Map(),
    withMagnitude: 0,
    noMagnitude: 0,
    pictures: 0,
    placed: 0,
    placedSources: 0,
    dots: new Map(),
    images: [],
    taken: new TakenGroups(),
    completeness: new CompletenessTotals(),
  };
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  add(task: ReportTask): void {
    const stage = this.#stages.get(task.stage) ?? new StageSums(task.stage);
    this.#stages.set(task.stage, stage);
    stage.add(task);
    const start = Date.parse(task.started);
    if (!Number.isNaN(start)) {
      this.#from = Math.min(this.#from, start);
      this.#to = Math.max(this.#to, start + 1000 * task.seconds);
    }
    this.#addFound(task);
  }

  /** Adds what was summed elsewhere of tasks that found no sources. */
  merge({ stages, span }: StageTallies): void {
    for (const other of stages) {
      const stage = this.#stages.get(other.name) ?? new StageSums(other.name);
      this.#stages.set(other.name, stage);
      stage.merge(other);
    }
    if (!span) return;
    this.#from = Math.min(this.#from, span.from);
    this.#to = Math.max(this.#to, span.to);
  }

  #addFound(task: ReportTask): void {
    const { detections } = task;
    if (!detections) return;
    const found = this.#found;
    found.sources += detections.counts.sources;
    found.noMagnitude += detections.counts.noMagnitude;
    found.completeness.add(task.name, detections);
    found.pictures += detections.hdus.length;
    for (const [key, n] of Object.entries(detections.counts.magnitudes)) {
      if (!/^-?\d{1,3}$/.test(key) || !(n > 0)) continue;
      found.magnitudes.set(Number(key), (found.magnitudes.get(Number(key)) ?? 0) + n);
      found.withMagnitude += n;
    }
    for (const { hdu, taken, numbers } of detections.hdus)
      if (taken && numbers)
        found.taken.add({ label: task.name, line: detections.line, hdu, taken, numbers });
    for (const image of skyImages(task)) {
      found.placed++;
      found.placedSources += image.sources;
      addDot(found.dots, image);
      if (found.images.push(image) === 2 * MAX_IMAGES) this.#cutImages();
    }
  }

  #cutImages(): void {
    this.#found.images
      .sort((a, b) => a.line - b.line || (a.label < b.label ? -1 : 1))
      .splice(MAX_IMAGES);
  }

  /** In the order of the data's way. */
  stages(): Stage[] {
    return [...this.#stages.values()].map((sums) => sums.stage()).sort(byWay);
  }

  found(): Readonly<DetectionTotals> {
    this.#cutImages();
    return this.#found;
  }

  /** First start to last end of the tasks, ms since 1970; null without a task that has a time. */
  span(): { from: number; to: number } | null {
    return this.#from <= this.#to ? { from: this.#from, to: this.#to } : null;
  }
}

/** The sums of some tasks. */
export function tallyOf(tasks: Iterable<ReportTask>): Tally {
  const tally = new Tally();
  for (const task of tasks) tally.add(task);
  return tally;
}
