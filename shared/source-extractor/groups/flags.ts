import { apertureFlagsToSExtractor, objectFlagsToSExtractor } from 'sep-wasm';
import type { MeasureGroup } from '../../core/source-extractor/parameters/table.ts';
import type { RequestedColumn } from '../../core/source-extractor/source-table.ts';
import { auto, petrosian } from '../measured/ellipses.ts';
import { radii } from '../measured/growth-curve.ts';
import { saturated } from '../measured/pixel-flags.ts';
import { windowed } from '../measured/windowed.ts';
import type { Scene } from '../scene.ts';
import { apertures } from './aperture.ts';
import { MAX_SHARED } from './auto.ts';
import type { Measure } from './measures.ts';

const BIASED = 1;
const SATURATED = 4;

/**
 * Which groups of columns say something of an aperture's pixels when they are asked for: SExtractor
 * flags only what it measures.
 */
const speaks: Partial<
  Record<MeasureGroup, readonly ('auto' | 'petrosian' | 'growth' | 'window' | 'aperture')[]>
> = {
  auto: ['auto'],
  best: ['auto'],
  petrosian: ['petrosian'],
  radius: ['auto', 'growth'],
  growth: ['growth'],
  windowed: ['auto', 'growth', 'window'],
  aperture: ['aperture'],
};

function flagsOf(scene: Scene, columns: readonly RequestedColumn[]): Int16Array {
  const column = new Set(columns.flatMap(({ parameter }) => speaks[parameter.group] ?? []));
  const flags = new Int16Array(scene.objects.flag.map(objectFlagsToSExtractor));
  const add = (bits: ArrayLike<number>) => {
    for (let row = 0; row < flags.length; row++) flags[row]! |= bits[row]!;
  };
  const addAperture = ({ flag }: { flag: Int16Array }) => add(flag.map(apertureFlagsToSExtractor));
  for (const [kind, sums] of [
    ['auto', auto],
    ['petrosian', petrosian],
  ] as const) {
    if (!column.has(kind)) continue;
    addAperture(sums(scene));
    add(sums(scene).share.map((share) => (share > MAX_SHARED ? BIASED : 0)));
  }
  if (column.has('growth')) addAperture(radii(scene));
  if (column.has('window')) addAperture(windowed(scene));
  if (column.has('aperture')) for (const sums of apertures(scene)) addAperture(sums);
  add(saturated(scene).map((is) => is * SATURATED));
  return flags;
}

/** FLAGS: of the columns of the `.param` that it stands in. */
export const flags: Measure = (scene, column) => {
  const { columns, asked = columns } = scene.input;
  return flagsOf(scene, asked.includes(column) ? asked : columns);
};
