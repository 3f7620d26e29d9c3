import { describe, expect, it } from 'vitest';
import { fieldFigure } from '../../../shared/pages/report/field-figure.ts';
import { skyFieldsOf } from '../../../shared/pages/report/fields.ts';
import { plotCounts } from '../../../shared/pages/report/plot-counts.ts';
import { addDot, plotSky, type SkyDots } from '../../../shared/pages/report/plot-sky.ts';
import type { PlacedHdu } from '../../../shared/pages/report/sky-images.ts';

const image = (label: string, ra: number, dec: number, half: number, sources = 1): PlacedHdu => ({
  label,
  line: 1,
  sources,
  sky: {
    ra,
    dec,
    footprint: [
      [ra + half, dec - half],
      [ra - half, dec - half],
      [ra - half, dec + half],
      [ra + half, dec + half],
    ],
    brightest: [],
  },
});

describe('fieldsOf', () => {
  it('puts near images together, across RA 0 too, most sources first', () => {
    const fields = skyFieldsOf([
      image('a', 359.99, 0, 0.02, 5),
      image('far', 100, 0, 0.02, 50),
      image('b', 0.01, 0, 0.02, 7),
      image('c', 0.5, 0, 0.02, 7), // half a degree away, twenty times the image: a field of its own
    ]);
    expect(fields.map(({ images }) => images.map(({ label }) => label))).toEqual([
      ['far'],
      ['a', 'b'],
      ['c'],
    ]);
    expect(Math.min(fields[1]!.ra, 360 - fields[1]!.ra)).toBeLessThan(1e-9);
    expect(fields.map(({ sources }) => sources)).toEqual([50, 12, 7]);
  });

  it('joins wide images that overlap, and not those further than a degree that do not', () => {
    expect(skyFieldsOf([image('a', 10, 0, 3), image('b', 14, 0, 3)])).toHaveLength(1);
    expect(skyFieldsOf([image('a', 10, 0, 0.4), image('b', 11.5, 0, 0.4)])).toHaveLength(2);
  });

  it('leaves images of half the sky to the map', () => {
    expect(skyFieldsOf([image('all', 180, 0, 60)])).toEqual([]);
  });
});

/** Attributes of the first element of a class. */
const attributes = (markup: string, cls: string): Record<string, string> => {
  const tag = new RegExp(`<[a-z]+ class="${cls}"[^>]*>`).exec(markup)![0];
  return Object.fromEntries([...tag.matchAll(/([a-z-]+)="([^"]*)"/g)].map((m) => [m[1]!, m[2]!]));
};

const skyOf = (images: PlacedHdu[]): string => {
  const dots: SkyDots = new Map();
  for (const one of images) addDot(dots, one);
  return plotSky(dots, 'source').markup;
};

describe('plots', () => {
  it('the field has north up and east left', () => {
    const field = skyFieldsOf([image('a', 10, 0, 1)])[0]!;
    // east and north of the centre
    field.images[0]!.sky = { ...field.images[0]!.sky, brightest: [[10.5, 0.25, 20]] };
    const dot = attributes(fieldFigure(field).markup, 'source');
    expect(Number(dot.cx)).toBeCloseTo(220 - (0.5 / 1.2) * 160, 0); // box 60…380, half width 1.2°
    expect(Number(dot.cy)).toBeCloseTo(170 - (0.25 / 1.2) * 160, 0);
    expect(fieldFigure(field).markup).toContain('scale');
  });

  it('the field draws 100 images and 500 sources, the brightest, and says so', () => {
    const images = Array.from({ length: 103 }, (_, i) => image(`i${i}`, 10 + i / 1e4, 0, 0.1));
    images.forEach(({ sky }, i) => {
      sky.brightest = Array.from({ length: 6 }, (_, k) => [10, k / 100, 18 + k] as const);
      if (i === 0) sky.brightest = [[10.01, 0, null]];
    });
    const markup = fieldFigure(skyFieldsOf(images)[0]!).markup;
    expect(markup.match(/<polygon/g)).toHaveLength(100);
    // of 595: those of magnitude 23 are cut, and the one without
    expect(markup.match(/<circle/g)).toHaveLength(500);
    expect(markup).toContain(
      'the brightest 500 as dots, mag 18.0 to 23.0; 3 more images are not drawn',
    );
  });

  it('the map has RA to the left about 12h, north up', () => {
    const at = (ra: number, dec: number) => attributes(skyOf([image('a', ra, dec, 0.1)]), 'dot');
    expect([Number(at(180, 0).cx), Number(at(180, 0).cy)]).toEqual([360, 184]);
    expect(Number(at(190, 0).cx)).toBeLessThan(360);
    expect(Number(at(180, 10).cy)).toBeLessThan(184);
  });

  it('the map merges what falls on one spot and says how many', () => {
    const markup = skyOf([image('a', 181, 1, 0.1, 3), image('b', 181.01, 1.01, 0.1, 4)]);
    expect(markup.match(/<circle class="dot"[^>]*data-tip/g)).toHaveLength(1);
    expect(markup).toContain('2 images, a among them: 7 sources');
  });

  it('the map of very many places is of squares, darker where there is more', () => {
    const many = Array.from({ length: 3000 }, (_, k) =>
      image('a', (k * 0.61803 * 360) % 360, 60 * Math.sin(k), 0.1, k === 7 ? 100 : 1),
    );
    const markup = skyOf(many);
    const shades = [
      ...markup.matchAll(/<rect class="spot" fill-opacity="([\d.]+)"[^>]*data-tip/g),
    ].map((m) => Number(m[1]));
    expect(shades.length).toBeGreaterThan(1500);
    // the one of a hundred sources; all are drawn in the order of their sources
    expect(shades[0]).toBe(0.9);
    expect(Math.max(...shades.slice(1))).toBeLessThan(0.5); // some places have several
    expect(markup).not.toContain('circle class="dot"');
  });

  it('number counts: a factor of ten is the same height everywhere, the tip says the bin', () => {
    const markup = plotCounts(
      new Map([
        [40, 1],
        [41, 10],
        [42, 100],
        [-3, 2],
      ]),
    ).markup;
    const y = [...markup.matchAll(/class="mark" cx="[\d.]+" cy="([\d.]+)"/g)].map((m) =>
      Number(m[1]),
    );
    expect(y).toHaveLength(4);
    expect(y[1]! - y[2]!).toBeCloseTo(y[2]! - y[3]!, 1);
    expect(y[1]).toBeGreaterThan(y[2]!);
    expect(markup).toContain('data-tip="20.5 to 21.0 mag: 10 sources"');
    expect(markup).toContain('data-tip="−1.5 to −1.0 mag: 2 sources"');
    expect(markup).not.toContain('NaN');
  });
});
