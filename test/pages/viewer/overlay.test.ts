import { describe, expect, it } from 'vitest';
import { Overlay, type OverlaySource } from '../../../shared/pages/viewer/overlay.ts';

const source = (more: Partial<OverlaySource>): OverlaySource => ({
  ra: 1,
  dec: 2,
  mag: Number.NaN,
  flux: Number.NaN,
  name: '',
  ...more,
});

function overlayOf(sources: Iterable<OverlaySource>): Overlay {
  const overlay = new Overlay();
  for (const one of sources) overlay.add(one);
  return overlay;
}

describe('the catalogue to overlay', () => {
  it('has a line a source, without those that have no position', () => {
    const overlay = overlayOf([
      source({ name: 'c' }),
      source({ ra: 30.1234567, dec: -1, mag: 12.34567, flux: 1234.5678, name: 'a\tb\n' }),
      source({ ra: Number.NaN, mag: 3, name: 'd' }),
    ]);
    expect(overlay.tsv()).toBe(
      '# sources: 2\nra\tdec\tmag\tflux\tname\n30.123457\t-1\t12.346\t1234.57\ta b \n1\t2\t\t\tc\n',
    );
  });

  it('goes by magnitude, then by flux, then by position', () => {
    const names = overlayOf([
      source({ name: 'neither', ra: 5 }),
      source({ flux: 10, name: 'weak' }),
      source({ mag: 20, name: 'faint' }),
      source({ flux: 1000, name: 'strong' }),
      source({ mag: -1, flux: 5, name: 'bright' }),
      source({ name: 'neither, before', ra: 4 }),
    ])
      .tsv()
      .trimEnd()
      .split('\n')
      .slice(2)
      .map((line) => line.split('\t')[4]);
    expect(names).toEqual(['bright', 'faint', 'strong', 'weak', 'neither, before', 'neither']);
  });

  it('keeps the 20,000 brightest of very many, in any order, and says how many there were', () => {
    const many = Array.from({ length: 90_001 }, (_, i) =>
      source({ ra: i / 1000, flux: i, name: `${i}` }),
    );
    const up = overlayOf(many);
    const down = overlayOf(many.toReversed());
    expect([up.total, up.shown]).toEqual([90_001, 20_000]);
    const lines = up.tsv().trimEnd().split('\n');
    expect(lines[0]).toBe('# sources: 90001');
    expect(lines).toHaveLength(20_002);
    expect(lines[2]).toMatch(/\t90000$/);
    expect(lines.at(-1)).toMatch(/\t70001$/);
    expect(down.tsv()).toBe(up.tsv());
  });
});
