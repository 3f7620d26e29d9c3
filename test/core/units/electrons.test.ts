import { expect, test } from 'vitest';
import { electronsOf } from '../../../shared/core/units/electrons.ts';
import { pixelKind } from '../../../shared/core/units/pixel-kind.ts';
import { headerOf } from './keywords.ts';

test.each([
  ['a gain', { GAIN: 2.5 }, 2.5],
  ['EGAIN', { EGAIN: 0.25, BUNIT: 'adu' }, 0.25],
  ['CCDGAIN', { CCDGAIN: 7, BUNIT: 'DN' }, 7],
  ['of several GAIN', { GAIN: 2, EGAIN: 3, BUNIT: 'adu' }, 2],
  ['no gain', { GAIN: 0, BUNIT: 'adu' }, undefined],
  ['electrons', { BUNIT: 'electron', GAIN: 3 }, 1],
  ['elec', { BUNIT: 'elec' }, 1],
  ['counts a second', { GAIN: 2, BUNIT: 'DN/s', EXPTIME: 30 }, 60],
  ['electrons a second', { BUNIT: 'elec/s', EXPTIME: 30 }, 30],
  ['a flux, of which the gain says nothing', { GAIN: 2, BUNIT: 'MJy/sr' }, undefined],
])('electrons of one unit: %s', (_, cards, electrons) => {
  expect(electronsOf(headerOf(cards))).toBe(electrons);
});

test('electrons are counts however they are written', () => {
  for (const unit of ['elec', 'elec/s', 'electron/s', 'e-/s'])
    expect(pixelKind(unit)).toBe('counts');
});
