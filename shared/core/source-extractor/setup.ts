import type { ConvolutionMask } from '../detection/kernel.ts';
import type { Configuration } from './keywords.ts';
import type { RequestedColumn } from './source-table.ts';

/** A configuration with all that the files it names say: what a search needs beside images. */
export interface ExtractorSetup {
  configuration: Configuration;
  /** name of its file */
  name: string;
  /** null with FILTER N */
  filter: ConvolutionMask | null;
  columns: readonly RequestedColumn[];
  /** those of them that the `.param` names: they decide its FLAGS and NUMBER; undefined: all */
  asked?: readonly RequestedColumn[];
  /** text of STARNNW_NAME, where CLASS_STAR is asked for */
  network: string | undefined;
  /** rows of ASSOC_NAME, where an association is asked for */
  known: readonly (readonly number[])[] | undefined;
  /** what is worth a word */
  warnings: readonly string[];
}

/** Whether a column of a group is asked for. */
export const asksFor = (
  columns: readonly RequestedColumn[],
  group: RequestedColumn['parameter']['group'],
): boolean => columns.some(({ parameter }) => parameter.group === group);
