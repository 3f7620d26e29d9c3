import { existsSync } from 'node:fs';
import { loadSep } from 'sep-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasSharedCases, sharedCase } from '../shared-data.ts';
import { compare, disagreements, readCsv } from './compare.ts';
import { rightAnswers } from './right.ts';
import { copyCase, runCase } from './run-case.ts';

/**
 * Cases of which every catalogue is compared, and the columns of it (all, where none are named).
 */
const kinds: readonly (readonly [name: string, columns?: RegExp])[] = [
  ['all-columns', /^(?!CLASS_STAR|FWHM|PETRO|FLUXERR_PETRO|MAGERR_PETRO)/],
  ['mask-type', /^(?!FLUX_PETRO)/],
  ['thresholds', /^(?!FWHM|FLUX_AUTO|FLAGS)/],
  ['flag-images', /^(?!FLUX_AUTO)/],
  ['assoc', /^(?!FLUX_AUTO)/],
  ['dual-image', /^(?!FWHM|KRON|FLUX_RADIUS|[XY]WIN|(FLUX|FLUXERR|MAG)_A|ISOAREA)/],
  // one blended source gets a border pixel by dice that decides about its number
  ['dual-weights', /^(?!NUMBER$|THETA|FWHM|KRON|FLUX_RADIUS|[XY]WIN|(FLUX|FLUXERR|MAG)_A)/],
];

/** Digits in which Source Extractor tells background, rms and threshold. */
const SIX_DIGITS = 1e-5;

beforeAll(loadSep);

describe.skipIf(!hasSharedCases)(
  'catalogues of Source Extractor (skipped without ../shared/cases)',
  () => {
    for (const [name, columns] of hasSharedCases ? kinds : []) {
      const tags = Object.entries(rightAnswers(name)).filter(([tag]) =>
        existsSync(sharedCase(`extractor/${name}/right_${tag}.csv`)),
      );
      const folder = copyCase(name);
      it.each(tags)(
        `${name}: %s`,
        async (tag, { command = [], sources, background_rms_threshold }) => {
          const { catalogue, columns: ours, rows, error } = await runCase(folder, command);
          expect(error).toBeUndefined();
          const { facts } = catalogue!.extensions[0]!.table;
          expect(Math.abs(rows - sources!)).toBeLessThanOrEqual(1);
          const [own, detection = own] = background_rms_threshold!;
          const told = [own![0], own![1], detection![2]];
          for (const [k, value] of [facts.background, facts.rms, facts.threshold].entries())
            expect(Math.abs(value - told[k]!)).toBeLessThanOrEqual(SIX_DIGITS * Math.abs(told[k]!));
          const comparison = compare(readCsv(`${folder}/right_${tag}.csv`), ours);
          expect(comparison.found).toBeGreaterThanOrEqual(0.97);
          const isAsked = (line: string) => columns?.test(line.split(' ')[0]!) ?? true;
          expect(disagreements(comparison).filter(isAsked)).toEqual([]);
        },
      );
    }
  },
);
