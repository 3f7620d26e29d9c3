import { existsSync, readFileSync } from 'node:fs';
import { hasSharedCases, sharedCase, sharedData } from '../shared-data.ts';
import {
  type Allowance,
  type Comparison,
  compare,
  disagreements,
  type Misses,
  readCsv,
} from './compare.ts';
import { type Right, rightAnswers } from './right.ts';
import { type CaseRun, copyCase, runCase } from './run-case.ts';

/** Cases that come with catalogues of Source Extractor. */
const cases = [
  'all-columns',
  'assoc',
  'backphoto-local',
  'catalogue-types',
  'crowded',
  'dual-image',
  'dual-weights',
  'flag-images',
  'mask-type',
  'mosaic-ldac',
  'pipelines',
  'plain-default',
  'plate',
  'thresholds',
];

/** The command of a catalogue whose right.json does not tell it. */
const untold: Record<string, string[]> = {
  'catalogue-types field': ['../images/field.fits', '-c', 'k.sex'],
};

/** What the README says of single cases. */
export const allowances: Record<string, Allowance> = {
  // an aperture of 160 pixels above a local background: 1.5 % by one step of float32
  'pipelines fwhm': { columns: { FLUX_APER_3: 0.03 } },
  // CORRECT and BLANK are 2 to 5 % apart
  ...Object.fromEntries(
    ['correct', 'blank', 'none', 'field_correct'].map((tag) => [
      `mask-type ${tag}`,
      { blended: 0.012 },
    ]),
  ),
};

/** One catalogue: its name (case and tag), the command that makes it, what is right. */
export interface RightCatalogue {
  name: string;
  folder: string;
  path: string;
  command: string[];
  right: Right;
}

/** All of them; the same copy of a case's folder for all of its catalogues. */
export function rightCatalogues(): RightCatalogue[] {
  if (!hasSharedCases) return [];
  return cases.flatMap((folderName) => {
    const tags = Object.entries(rightAnswers(folderName)).filter(([tag]) =>
      existsSync(sharedCase(`extractor/${folderName}/right_${tag}.csv`)),
    );
    const folder = copyCase(folderName);
    return tags.map(([tag, right]) => {
      const name = `${folderName} ${tag}`;
      const command = right.command ?? untold[name] ?? [];
      return {
        name,
        folder,
        path: `${folder}/right_${tag}.csv`,
        command: command.map((word) =>
          word.startsWith('shared/data/') ? sharedData(word.slice('shared/data/'.length)) : word,
        ),
        right,
      };
    });
  });
}

/** A catalogue made by `starfan source-extractor`, beside the right one. */
export async function compareCatalogue(
  one: RightCatalogue,
): Promise<{ run: CaseRun; comparison: Comparison; misses: Misses }> {
  const run = await runCase(one.folder, one.command);
  const comparison = compare(readCsv(one.path), run.columns, allowances[one.name]);
  const misses = disagreements(comparison);
  if (Math.abs(run.rows - (one.right.sources ?? run.rows)) > 1) misses.sources = run.rows;
  return { run, comparison, misses };
}

/** What is known not to agree yet, by catalogue: written by write-misses.ts. */
export const knownMisses: Record<string, Misses> = JSON.parse(
  readFileSync(new URL('known-misses.json', import.meta.url), 'utf8'),
);
