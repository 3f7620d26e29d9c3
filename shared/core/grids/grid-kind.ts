import type { GridFrame } from './frames.ts';
import type { Grid, TilePlace } from './grid.ts';

/** A number or a word in what a grid is made from. */
export type GridField =
  | {
      /** exclusive */
      readonly above?: number;
      /** inclusive */
      readonly least?: number;
      readonly most?: number;
      readonly isOptional?: true;
    }
  | { readonly oneOf: readonly string[] };

/** One way to name grids of a kind, as `--grid` takes it. */
export interface GridWord<Spec> {
  readonly pattern: RegExp;
  /** how it is written, with an example */
  readonly usage: string;
  /** options that it leaves open, of which the scale must be given */
  readonly takes: readonly ('scale' | 'frame')[];
  /** undefined where the text means nothing; `scale` in arcsec */
  read(
    match: readonly (string | undefined)[],
    given: { readonly scale: number; readonly frame: GridFrame },
  ): Spec | undefined;
}

/** All that is to be known of one kind of grids. */
export interface GridKind<Spec extends { readonly kind: string }> {
  readonly kind: Spec['kind'];
  /** what a grid is made from, beside its kind */
  readonly fields: { readonly [Name in Exclude<keyof Spec, 'kind'>]-?: GridField };
  readonly words: readonly GridWord<Spec>[];
  /** Throws RangeError where no grid can be made so. */
  make(spec: Spec): Grid;
  /** of a tile that each of them has, and that is as large as any */
  readonly some: TilePlace;
}

/** The same, whatever its grids are made from. */
export interface AnyGridKind {
  readonly kind: string;
  readonly fields: Readonly<Record<string, GridField>>;
  readonly words: readonly GridWord<unknown>[];
  make(spec: never): Grid;
  readonly some: TilePlace;
}
