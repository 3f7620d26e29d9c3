import { expect, it } from 'vitest';
import { bandColumns } from '../../../shared/core/matching/bands.ts';
import { objectColumns } from '../../../shared/core/matching/object-columns.ts';

it('names of bands begin those of columns, and differ by more than case', () => {
  const bands = [
    'r',
    'R',
    'g',
    'Halpha/[NII]',
    '../../../etc/x',
    "O'III",
    '606',
    '—',
    'r_2',
    'V',
    'V psf',
  ];
  const columns = bandColumns(bands);
  expect([...columns.values()].every((name) => /^[A-Za-z][A-Za-z0-9_]*$/.test(name))).toBe(true);
  expect(new Set([...columns.values()].map((name) => name.toLowerCase())).size).toBe(bands.length);
  expect(columns.get('g')).toBe('g');
  expect(columns.get('V psf')).toBe('V_psf_2'); // V_psf_mag is the PSF's magnitude in V
  expect(columns.get('Halpha/[NII]')).toBe('Halpha_NII');
  expect(bandColumns([...bands].reverse())).toEqual(columns);
});

it('fluxes are microjansky in AB alone, and of the pixels where no zero point is one', () => {
  const unitsOf = (system: string | null) =>
    objectColumns({ bands: [{ name: 'K', column: 'K', system }] })
      .filter(({ name }) => name === 'K_flux' || name === 'K_fluxErr')
      .map(({ unit }) => unit);
  expect(['AB', 'Vega', '', null].map(unitsOf)).toEqual([
    ['uJy', 'uJy'],
    ['', ''],
    ['', ''],
    ['adu', 'adu'],
  ]);
});
