import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../../shared/core/source-extractor/read-configuration.ts';
import {
  commandLineSettings,
  readSettings,
} from '../../../shared/core/source-extractor/read-settings.ts';

const read = (text: string, ...line: [string, string][]) =>
  readConfiguration([
    ...readSettings(text, 'my.sex', { PLACE: 'x' }),
    ...commandLineSettings(line, {}),
  ]);

describe('a configuration', () => {
  it('takes blanks, tabs, =, commas, quotes and comments between and around values', () => {
    const text = `\uFEFFphot_apertures = 5 , 10\t20 # three\r\nFILTER_NAME "\${PLACE}/$PLACE.conv"\nCLEAN yes#no\nBACK_SIZE 32;64`;
    const { configuration } = read(text);
    expect(configuration.PHOT_APERTURES).toEqual([5, 10, 20]);
    expect(configuration.FILTER_NAME).toEqual(['x/x.conv']);
    expect(configuration.CLEAN).toEqual([true]);
    expect(configuration.BACK_SIZE).toEqual([32, 64]);
  });

  it('takes the last of two, the command line over the file, and whole parts of whole numbers', () => {
    const { configuration } = read('DETECT_MINAREA 5\nDETECT_MINAREA 12.7', ['DETECT_THRESH', '2']);
    expect(configuration.DETECT_MINAREA).toEqual([12]);
    expect(configuration.DETECT_THRESH).toEqual([2]);
  });

  it('takes a # within a name for its own, and for a comment behind any other value', () => {
    const text = 'CATALOG_NAME out#1.cat #two\nMASK_TYPE none# no mask\nPHOT_APERTURES 5,10#,20';
    const { configuration } = read(text);
    expect(configuration.CATALOG_NAME).toEqual(['out#1.cat']);
    expect(configuration.MASK_TYPE).toEqual(['NONE']);
    expect(configuration.PHOT_APERTURES).toEqual([5, 10]);
  });

  it('keeps the rest of a longer FLAG_TYPE alone', () => {
    const text = 'FLAG_TYPE AND,MAX\nBACK_SIZE 32,64';
    const { configuration } = read(text, ['FLAG_TYPE', 'OR'], ['BACK_SIZE', '16']);
    expect(configuration.FLAG_TYPE).toEqual(['OR', 'MAX']);
    expect(configuration.BACK_SIZE).toEqual([16]);
  });

  it('warns of keywords that are none and of values too many', () => {
    const { warnings } = read('DETECT_MINARAE 3\nDETECT_MINAREA 5 pixels\n-FILTER N');
    expect(warnings).toEqual([
      expect.stringMatching(
        /my\.sex: line 1: DETECT_MINARAE is no keyword.*is DETECT_MINAREA meant/,
      ),
      expect.stringMatching(/my\.sex: line 2: DETECT_MINAREA takes one value: pixels is ignored/),
      expect.stringMatching(/my\.sex: line 3: -FILTER is no keyword/),
    ]);
  });

  it.each([
    ['DEBLEND_NTHRESH 100', /line 1: DEBLEND_NTHRESH 100: .*from 1 to 64/],
    ['DETECT_MINAREA', /line 1: DETECT_MINAREA.*has no value/],
    ['MASK_TYPE MIRROR', /line 1.*NONE, BLANK or CORRECT/],
    ['DETECT_THRESH -1e30 0', /line 1: DETECT_THRESH -1e30,0: .*within 95 magnitudes/],
    ['ANALYSIS_THRESH 0 96', /line 1: ANALYSIS_THRESH 0,96: .*within 95 magnitudes/],
    ['CLEAN T', /line 1.*Y or N/],
    ['PHOT_APERTURES 10 pixels', /line 1.*pixels cannot stand here/],
    ['PHOT_AUTOPARAMS 2.5', /line 1.*2 values should stand here/],
    ['MEMORY_PIXSTACK 3e5', /line 1.*3e5 cannot stand here.*whole number/],
    ['DETECT_THRESH 0.3D1', /line 1.*0.3D1 cannot stand here/],
    ['CATALOG_NAME $(pwd)/x', /line 1: no name stands behind the \$/],
    ['CATALOG_NAME $NOWHERE/x', /line 1: the environment has no NOWHERE/],
    ['PHOT_APERTURES 5,\n 10,20', /line 2 begins with 10: a list cannot go on/],
  ])('refuses %j by its line', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
