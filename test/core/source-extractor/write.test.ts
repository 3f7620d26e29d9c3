import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { Header } from '../../../shared/core/fits/header.ts';
import { readColumns } from '../../../shared/core/source-extractor/read-columns.ts';
import { readConfiguration } from '../../../shared/core/source-extractor/read-configuration.ts';
import type { SourceCatalogue } from '../../../shared/core/source-extractor/source-catalogue.ts';
import { lengthOf, makeCells } from '../../../shared/core/source-extractor/source-table.ts';
import { formatter } from '../../../shared/core/source-extractor/write/c-format.ts';
import { writeForm } from '../../../shared/core/source-extractor/write/forms.ts';

/** A catalogue of two images with `rows` sources each, whose numbers count up. */
function makeCatalogue(rows: number): SourceCatalogue {
  const { columns } = readColumns(
    'NUMBER\nDELTA_J2000\nFLUX_APER(2)\nVIGNET(2,3)\nFLAGS',
    'x.param',
  );
  const facts = {
    width: 9,
    height: 9,
    background: 100.5,
    rms: 2,
    threshold: 3,
    analysisThreshold: 3,
    gain: 2.5,
    saturation: 5e4,
  };
  const header = Header.parse(
    new TextEncoder().encode(
      "XTENSION= 'IMAGE   '".padEnd(80) + 'NAXIS   = 2 / no column'.padEnd(80),
    ),
  );
  const extension = (number: number) => ({
    number,
    header,
    hasExternalHeader: false,
    table: {
      rows,
      facts: { ...facts, pixelScale: 0.2, weightScale: 1, detected: rows, extracted: rows },
      columns: columns.map((asked) => ({
        ...asked,
        cells: makeCells(asked, rows * lengthOf(asked)).map((_, i) => i + number),
      })),
    },
  });
  const { configuration } = readConfiguration([]);
  return {
    image: 'a & b.fits',
    configurationName: 'x.sex',
    configuration,
    columns,
    extensions: [extension(1), extension(2)],
    warnings: ['w < 1'],
  };
}

const text = (form: Parameters<typeof writeForm>[0], rows = 2) =>
  String(writeForm(form, makeCatalogue(rows)));
const fits = async (form: 'FITS_1.0' | 'FITS_LDAC', rows = 2) =>
  (await openFits(memorySource(writeForm(form, makeCatalogue(rows)) as Uint8Array))).hdus();

describe('numbers as C writes them', () => {
  // printf("%10d|%8.4f|%18.10e|%12.7g")
  it.each([
    ['I10', 12, '        12'],
    ['F8.4', -0.00004, ' -0.0000'],
    ['F8.4', 99, ' 99.0000'],
    ['E18.10', 1.5e-7, '  1.5000000000e-07'],
    ['E18.10', 0, '  0.0000000000e+00'],
    ['G12.7', 297.575, '     297.575'],
    ['G12.7', 1e30, '       1e+30'],
    ['G12.7', 12345678, '1.234568e+07'],
    ['G12.7', 0.00012345678, '0.0001234568'],
    ['G12.7', 1.2e-5, '     1.2e-05'],
    ['G12.7', 100, '         100'],
    ['F8.2', Number.NaN, '     nan'],
  ])('%s of %d is "%s"', (display, value, written) =>
    expect(formatter(display)(value)).toBe(written),
  );
});

describe('forms of a catalogue', () => {
  it('ASCII_HEAD numbers the fields of its columns', () => {
    const lines = text('ASCII_HEAD').split('\n');
    expect(lines.slice(0, 5).map((line) => line.slice(0, 20).trimEnd())).toEqual([
      '#   1 NUMBER',
      '#   2 DELTA_J2000',
      '#   3 FLUX_APER',
      '#   5 VIGNET',
      '#  11 FLAGS',
    ]);
    expect(lines[1]).toMatch(/\[deg\]$/);
    expect(lines[5]!.trim().split(/ +/)).toEqual('1 +1.0000000 1 2 1 2 3 4 5 6 1'.split(' '));
    expect(lines).toHaveLength(10);
    expect(text('ASCII')).toBe(`${lines.slice(5).join('\n')}`);
  });

  it('SkyCat has its own first names, tabs, and an end', () => {
    expect(text('ASCII_SKYCAT')).toMatch(
      /\nid\tra\tdec\tmag\tFLAGS\n-+\n {9}1 \t +\+1\.0000000 \t/,
    );
    expect(text('ASCII_SKYCAT')).toMatch(/\n\[EOD\]\n$/);
  });

  it('CSV has a name for each number', () => {
    expect(text('CSV').split('\n')[0]).toBe(
      'NUMBER,DELTA_J2000,FLUX_APER_1,FLUX_APER_2,VIGNET_1,VIGNET_2,VIGNET_3,VIGNET_4,VIGNET_5,VIGNET_6,FLAGS',
    );
    expect(text('CSV').split('\n')[1]).toBe('1,1,1,2,1,2,3,4,5,6,1');
  });

  it('VOTable has three tables, and text is escaped', () => {
    const xml = text('ASCII_VOTABLE');
    expect(xml.match(/<TABLE /g)).toHaveLength(3);
    expect(xml).toContain(
      '<FIELD name="VIGNET" ucd="obs.image" datatype="float" unit="ct" arraysize="2x3">',
    );
    expect(xml).toContain(
      '<FIELD name="FLUX_APER" ucd="phot.flux" datatype="float" unit="ct" arraysize="2">',
    );
    expect(xml).toContain('a &amp; b.fits');
    expect(xml).toContain('<TD>w &lt; 1</TD>');
  });

  it('FITS_LDAC has a header table and a table of sources for each image', async () => {
    const hdus = await fits('FITS_LDAC');
    expect(hdus.map(({ extname }) => extname)).toEqual([
      '',
      'LDAC_IMHEAD',
      'LDAC_OBJECTS',
      'LDAC_IMHEAD',
      'LDAC_OBJECTS',
    ]);
    const [, head, table] = hdus;
    const width = head!.header.number('NAXIS1')!;
    expect(head!.header.get('TFORM1')).toBe(`${width}A`);
    expect(head!.header.get('TDIM1')).toBe(`(80, ${width / 80})`);
    const cards = new TextDecoder('latin1')
      .decode(await head!.source.read(head!.dataOffset, width))
      .match(/.{80}/g)!;
    expect(cards[0]).toMatch(/^XTENSION= 'IMAGE {3}' *$/);
    expect(cards[1]).toBe('NAXIS   = 2 / no column'.padEnd(80));
    expect(cards.some((card) => /^SEXBKDEV= +2 \//.test(card))).toBe(true);
    expect(cards.some((card) => /^SEXGAIN = +2\.5 \//.test(card))).toBe(true);
    expect(cards.at(-1)).toBe('END'.padEnd(80));
    expect(
      ['TFORM3', 'TFORM4', 'TDIM4', 'TDISP4', 'TUNIT4'].map((keyword) =>
        table!.header.get(keyword),
      ),
    ).toEqual(['2E', '6E', '(2, 3)', 'G12.7', 'count']);
    expect(table!.header.get('NAXIS1')).toBe(4 + 8 + 8 + 24 + 2);
  });

  it('FITS_1.0 has the run in its primary header', async () => {
    const hdus = await fits('FITS_1.0');
    expect(hdus.map(({ extname }) => extname)).toEqual(['', 'OBJECTS', 'OBJECTS']);
    expect(hdus[0]!.header.get('SEXBKGND')).toBe(100.5);
  });

  it('an image without sources has a table without rows', async () => {
    const [, , table] = await fits('FITS_LDAC', 0);
    expect(table!.header.get('NAXIS2')).toBe(0);
    expect(table!.header.get('TFORM4')).toBe('6E');
    expect(text('ASCII', 0)).toBe('');
  });
});
