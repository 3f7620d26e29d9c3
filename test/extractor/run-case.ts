import { copyFileSync, cpSync, existsSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExtractorArguments } from '../../cli/source-extractor/arguments.ts';
import { search } from '../../cli/source-extractor/search.ts';
import type { SourceCatalogue } from '../../shared/core/source-extractor/source-catalogue.ts';
import { lengthOf } from '../../shared/core/source-extractor/source-table.ts';
import { sharedCase } from '../shared-data.ts';
import type { Columns } from './detect.ts';

/** The neural network that Debian's package brings. */
export const NETWORK = '/usr/share/source-extractor/default.nnw';

/** Whether cases that ask for CLASS_STAR can run. */
export const hasNetwork = existsSync(NETWORK);
if (!hasNetwork) console.warn(`${NETWORK} is absent: what asks for CLASS_STAR is not compared`);

/** A copy of a case's folder to run in, the images beside it as there. */
export function copyCase(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-extractor-'));
  const own = join(folder, name);
  cpSync(sharedCase(`extractor/${name}`), own, { recursive: true, mode: 0 });
  symlinkSync(sharedCase('extractor/images'), join(folder, 'images'));
  if (hasNetwork) copyFileSync(NETWORK, join(own, 'default.nnw'));
  return own;
}

/** What a run of `starfan source-extractor` made and said; `error` where it ended with one. */
export interface CaseRun {
  catalogue: SourceCatalogue | undefined;
  columns: Columns;
  rows: number;
  said: string[];
  error: string | undefined;
}

/** Runs the command's words in a folder, in this process. */
export async function runCase(folder: string, args: readonly string[]): Promise<CaseRun> {
  const said: string[] = [];
  try {
    const catalogue = await search(readExtractorArguments(args), {
      folder,
      environment: { CASEDIR: '.' },
      print: () => undefined,
      say: (line) => said.push(line),
    });
    const columns = columnsOf(catalogue);
    return {
      catalogue,
      columns,
      rows: Object.values(columns)[0]?.length ?? 0,
      said,
      error: undefined,
    };
  } catch (error) {
    return { catalogue: undefined, columns: {}, rows: 0, said, error: String(error) };
  }
}

/** Pixels of the largest vignette that a table holds whole. */
const SMALL_VIGNETTE = 81;

/**
 * Columns by name, one number a row, as the cases' tables have them: of a vector NAME_1, NAME_2 …;
 * of a vignette NAME_sum and NAME_centre, of its pixels that there are.
 */
export function columnsOf({ extensions }: SourceCatalogue): Columns {
  const columns: Columns = {};
  const add = (name: string, value: number) => {
    columns[name] ??= [];
    columns[name].push(value);
  };
  for (const { table } of extensions) {
    for (const column of table.columns) {
      const length = lengthOf(column);
      const { name, shape } = column.parameter;
      for (let row = 0; row < table.rows; row++) {
        const cells = Array.from(column.cells.subarray(row * length, (row + 1) * length));
        if (shape === 'image') {
          const [width = 1, height = 1] = column.sides;
          add(
            `${name}_sum`,
            cells.filter((value) => value > -1e29).reduce((sum, value) => sum + value, 0),
          );
          add(`${name}_centre`, cells[(height >> 1) * width + (width >> 1)]!);
          if (length <= SMALL_VIGNETTE)
            for (const [i, value] of cells.entries()) add(`${name}_${i + 1}`, value);
        } else if (length === 1) add(name, cells[0]!);
        else for (const [i, value] of cells.entries()) add(`${name}_${i + 1}`, value);
      }
    }
  }
  return columns;
}
