import { describe, expect, it } from 'vitest';
import { parameterList } from '../../../cli/source-extractor/dumps.ts';
import { parameters } from '../../../shared/core/source-extractor/parameters.ts';
import { readColumns } from '../../../shared/core/source-extractor/read-columns.ts';

const read = (text: string) =>
  readColumns(text, 'my.param').columns.map(({ parameter, sides }) => [parameter.name, ...sides]);

describe('a .param', () => {
  it('may be what -dp prints, without the first #', () => {
    const { columns, warnings } = readColumns(parameterList().replace(/^#/gm, ''), 'my.param');
    expect(warnings).toEqual([]);
    expect(columns).toHaveLength(Object.keys(parameters).length);
  });

  it('names columns in their order, each once, with how many numbers the last says', () => {
    const text =
      '# all\nFLUX_AUTO\r\nNUMBER   running number [x]\n\tFLUX_APER(2)  # two\nVIGNET(5, 7)\nVIGNET(3)\nX_IMAGE#x\nNUMBER\n';
    expect(read(text)).toEqual([
      ['FLUX_AUTO'],
      ['NUMBER'],
      ['FLUX_APER', 2],
      ['VIGNET', 3, 1],
      ['X_IMAGE'],
    ]);
  });

  it('of a vector without a number asks for one, and knows both brackets', () => {
    expect(read('FLUX_RADIUS\nVIGNET\nFLUX_APER[2]')).toEqual([
      ['FLUX_RADIUS', 1],
      ['VIGNET', 1, 1],
      ['FLUX_APER', 2],
    ]);
  });

  it.each([
    'FLUX_APER (3)',
    'FLUX_APER flux [count]',
    'FLUX_APER(0)',
    'FLUX_APER(2,2)',
    'FLUX_APER(1.5)',
    'VIGNET(1,2,3)',
  ])('refuses %s by its line', (line) =>
    expect(() => readColumns(`NUMBER\n${line}`, 'my.param')).toThrow(
      /my\.param: line 2: .*as (FLUX|VIGNET)/,
    ),
  );

  it('warns of a name that is none, and says which is near', () => {
    const { warnings } = readColumns('NUMBER\nFLUX_APPER', 'my.param');
    expect(warnings).toEqual([
      expect.stringMatching(/line 2: FLUX_APPER is no parameter.*is FLUX_APER meant/),
    ]);
  });

  it('refuses what needs a model, by its reason, and a file that asks for nothing', () => {
    expect(() => readColumns('MAG_PSF', 'my.param')).toThrow(
      /line 1: MAG_PSF is not measured: .*PSF/,
    );
    expect(() => readColumns('number\n', 'my.param')).toThrow(
      /asks for no parameter.*is NUMBER meant/,
    );
    expect(() => readColumns('', 'my.param')).toThrow(/asks for no parameter/);
  });
});
