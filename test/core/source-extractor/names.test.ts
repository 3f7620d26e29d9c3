import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keywords } from '../../../shared/core/source-extractor/keywords.ts';
import { refusal } from '../../../shared/core/source-extractor/parameters/refused.ts';
import { parameters } from '../../../shared/core/source-extractor/parameters.ts';
import { readConfiguration } from '../../../shared/core/source-extractor/read-configuration.ts';

/** What source-extractor 2.25 says of itself (test/truth/source-extractor/make.py). */
interface Names {
  keywords: Record<string, string>;
  parameters: string[];
  described: Record<string, [tform: string, tdisp: string, tunit: string, ucd: string]>;
}
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const names: Names = JSON.parse(
  readFileSync(path('../../truth/source-extractor/names.json'), 'utf8'),
);

describe('the keywords', () => {
  it('are those of -dd, in its order, with its defaults', () => {
    const own = Object.entries(keywords).map(([name, { preset }]) => [name, preset]);
    const withoutStyle = ([name, preset = '']: string[]) => [
      name,
      name === 'XSL_URL' ? '' : preset,
    ];
    expect(own.map(withoutStyle)).toEqual(Object.entries(names.keywords).map(withoutStyle));
  });

  it('have defaults that can be read', () => {
    const { configuration, warnings } = readConfiguration([]);
    expect(warnings).toEqual([]);
    expect(configuration.PHOT_AUTOPARAMS).toEqual([2.5, 3.5]);
    expect(configuration.FILTER).toEqual([true]);
    expect(configuration.WEIGHT_THRESH).toEqual([]);
  });
});

it('docs/detection.md has each keyword with its default and what may stand there', () => {
  const text = readFileSync(path('../../../docs/detection.md'), 'utf8');
  for (const [name, keyword] of Object.entries(keywords)) {
    const words = 'words' in keyword ? `: ${keyword.words.join(', ')}` : '';
    expect(text).toContain(
      `| \`${name}\` | ${keyword.preset.trim()} | ${keyword.says}${words} |\n`,
    );
  }
});

describe('the parameters', () => {
  it('are those of -dp, measured or refused with a reason', () => {
    const refused = names.parameters.filter((name) => refusal(name) !== undefined);
    expect([...Object.keys(parameters), ...refused].sort()).toEqual([...names.parameters].sort());
    for (const name of refused) expect(refusal(name), name).toMatch(/\w/);
  });

  it('have the types, formats, units and UCDs that are written there', () => {
    for (const { name, type, display, unit, ucd } of Object.values(parameters)) {
      const [tform = '', tdisp, tunit, theirs] = names.described[name]!;
      // of Y_IMAGE_DBL the UCD there says x
      const isSlip = name === 'Y_IMAGE_DBL';
      expect([name, `1${type}`, display, unit, isSlip ? theirs : ucd]).toEqual([
        name,
        tform,
        tdisp,
        tunit,
        theirs,
      ]);
    }
  });
});
