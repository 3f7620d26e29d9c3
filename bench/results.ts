import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ContestOutcome } from './contest.ts';
import type { Machine } from './machine.ts';

/** One section of results.json: where it was measured, and what came of it. */
interface Section<T> {
  machine: Machine;
  results: T;
}

/** A stage of a sky map of so many images. */
export interface StageGrowth {
  stage: string;
  tasks: number;
  /** seconds of work and of CPU, of all tasks, over the number of images */
  secondsPerImage: number;
  cpuPerImage: number;
  /** MiB, of the largest task */
  memory: number;
}

/** Time and memory over the number of images of a run. */
export interface Growth {
  sizes: { images: number; seconds: number; stages: StageGrowth[] }[];
}

/** A reduce over many tasks. */
export interface ReduceResult {
  name: string;
  tasks: number;
  seconds: number;
  /** peak of the process, MiB */
  memory: number;
  /** why it could not be run */
  failed?: string;
}

/** What the first invocation of a function takes. */
export interface ColdStart {
  name: string;
  /** KiB of the files that are read at the start, ms to load them, ms of the first invocation */
  size: number;
  load: number;
  first: number;
  /** what it loads of sharp, AWS' SDK and our kernels */
  loads: string[];
}

/** What reading the next task's input ahead gains. */
export interface ReadAhead {
  work: string;
  /** seconds, one task after another and reading ahead */
  without: number;
  with: number;
}

/** Time of a kernel. */
export interface ProfileLine {
  stage: string;
  kernel: string;
  seconds: number;
  /** of all that was sampled */
  share: number;
}

/** Time of the kernels of a detection. */
export interface DetectProfile {
  image: string;
  /** ms, and ns a pixel */
  lines: { stage: string; ms: number; perPixel: number }[];
  limits: Record<string, number>;
}

/** All that `npm run bench…` has measured. */
export interface Results {
  contests?: Section<Record<string, ContestOutcome>>;
  /** of contests in processor seconds */
  processors?: Section<Record<string, ContestOutcome>>;
  growth?: Section<Growth>;
  reduces?: Section<ReduceResult[]>;
  coldStart?: Section<ColdStart[]>;
  readAhead?: Section<ReadAhead[]>;
  detectProfile?: Section<DetectProfile>;
  skyProfile?: Section<{ lines: ProfileLine[]; limits: Record<string, number> }>;
}

const path = new URL('results.json', import.meta.url);

/** The committed results; empty where there are none. */
export const readResults = (): Results =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Results) : {};

/** Puts a section in the place of the one that stood there. */
export function writeSection<K extends keyof Results>(
  name: K,
  section: NonNullable<Results[K]>,
): Results {
  const results = { ...readResults(), [name]: section };
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
  const biome = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url));
  spawnSync(biome, ['format', '--write', fileURLToPath(path)]); // as `npm run check` wants it
  return results;
}
