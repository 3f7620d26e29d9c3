import { brickGridKind } from './brick-grid.ts';
import { carGridKind } from './car-grid.ts';
import type { Grid } from './grid.ts';
import type { AnyGridKind } from './grid-kind.ts';
import { type ImageGrid, imageGrid } from './image-grid.ts';

/** The grids that `--grid` names. Another one is a file of its own, and its kind in this list. */
export const gridKinds = [carGridKind, brickGridKind] as const;

/** What a grid is made from: plain data, which an interface is not sure to be. */
export type GridSpec = Plain<ImageGrid | Parameters<(typeof gridKinds)[number]['make']>[0]>;
type Plain<T> = { [Name in keyof T]: T[Name] };

/** The grid that a description means. Throws RangeError, MalformedWcs, UnsupportedWcs. */
export const gridOf = (spec: GridSpec, kinds: readonly AnyGridKind[] = gridKinds): Grid =>
  spec.kind === 'image' ? imageGrid(spec) : kindOf(spec, kinds).make(spec as never);

/** A tile of a grid as large as any. Throws as `gridOf`. */
export const someTile = (spec: GridSpec) =>
  gridOf(spec).tile(spec.kind === 'image' ? [0, 0] : kindOf(spec, gridKinds).some);

function kindOf({ kind }: GridSpec, kinds: readonly AnyGridKind[]): AnyGridKind {
  const found = kinds.find((one) => one.kind === kind);
  if (!found) throw new RangeError(`no kind of grids is called ${kind}`);
  return found;
}
