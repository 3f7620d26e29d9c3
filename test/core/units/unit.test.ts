import { describe, expect, it } from 'vitest';
import { conversion, isNoUnit, parseUnit } from '../../../shared/core/units/unit.ts';

const factor = (from: string, to: string) => conversion(parseUnit(from)!, parseUnit(to)!);

describe('units are compared as units', () => {
  it.each([
    ['JY/BEAM', 'Jy/beam'],
    ['Jy beam-1', 'beam**(-1) Jy'],
    ['counts/s', 'DN s-1'],
    ['COUNTS/SEC', 'cts.s**-1'],
    ['ADU', 'dn'],
    ['ct / second', 'adu per sec'],
    ['ELECTRONS/S', 'e-/s'],
    ['electron s^-1', 'e-/second'],
    ['ELECTRONS', 'electron'],
    ['DN/pix', 'DN'],
    ['MJY/SR', 'MJy/sr'],
    ['MJy sr-1', 'sr**-1*MJy'],
    ['erg/s/cm2/A', 'erg s-1 cm-2 Angstrom-1'],
    ['ergs/(s cm**2 Ang)', 'erg/cm^2/s/Angstrom'],
    ['10**-17 erg/s/cm2/A', '1e-17 erg/cm2/s/A'],
    ['nanomaggies', 'nanomaggy'],
    ['uJy', 'µJy'],
    ['K.km/s', 'K km s-1'],
    ['Jy/beam.km/s', 'JY/BEAM KM/S'],
  ])('%s is %s', (one, other) => {
    expect(factor(one, other)).toBe(1);
  });

  // astropy.units: (1 * u.Unit(from)).to(to)
  it.each([
    ['mJy', 'Jy', 1e-3],
    ['MJy/sr', 'Jy/arcsec2', 2.350443053909789e-5],
    ['uJy/arcsec**2', 'MJy/sr', 0.04254517029615221],
    ['nJy', 'uJy', 1e-3],
    ['nanomaggy', 'uJy', 3.631],
    ['W m-2 Hz-1', 'Jy', 1e26],
    ['erg/s/cm2/Hz', 'Jy', 1e23],
    ['erg/s/cm2/um', 'erg/s/cm2/A', 1e-4],
    ['DN/min', 'DN/s', 1 / 60],
    ['mK', 'K', 1e-3],
  ])('%s is %s times %s', (from, to, wanted) => {
    expect(factor(from, to)! / wanted).toBeCloseTo(1, 6);
  });

  it.each([
    ['Jy', 'Jy/beam'],
    ['DN', 'DN/s'],
    ['electrons', 'counts'],
    ['MJy/sr', 'Jy'],
    ['K', 'Jy'],
    ['erg/s/cm2/A', 'erg/s/cm2/Hz'],
  ])('%s and %s are of different kinds', (one, other) => {
    expect(factor(one, other)).toBeUndefined();
  });

  it.each([
    'parsnips',
    'log(Jy)',
    'Jy/',
    'MJY/BEAM',
    '((Jy)',
    'm**',
    '1e999 Jy',
    '1e30 MJy/sr',
    '10**-300 Jy',
    'constructor',
    '0 Jy',
    '-Jy',
    'Jy--1',
  ])('%s is none that we know', (text) => {
    expect(parseUnit(text)).toBeUndefined();
  });

  it.each(['', '  ', 'N/A', 'none', 'UNKNOWN', '?'])('%j is no name of a unit', (text) => {
    expect(isNoUnit(text)).toBe(true);
  });
  it('counts are a unit like any other', () => expect(isNoUnit('counts')).toBe(false));
});
