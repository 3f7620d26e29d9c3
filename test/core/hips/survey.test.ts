import { describe, expect, it } from 'vitest';
import { healpixToLonLat, lonLatToHealpix } from '../../../shared/core/healpix/pixel.ts';
import { icrsCoverage, viewOf } from '../../../shared/core/hips/coverage.ts';
import { hipsToIcrs, icrsToHips } from '../../../shared/core/hips/frame.ts';
import { renderMetadata } from '../../../shared/core/hips/metadata.ts';
import { hipsPixelScale } from '../../../shared/core/hips/pixel-scale.ts';
import { paintPreview, planPreview } from '../../../shared/core/hips/preview.ts';
import {
  type HipsProperties,
  parseProperties,
  renderProperties,
} from '../../../shared/core/hips/properties.ts';
import { hpxFinderTile, provenanceLines } from '../../../shared/core/hips/provenance.ts';
import { emptyMoc, mocOfCells, mocPixels, touchesCell } from '../../../shared/core/moc/moc.ts';
import { toRadians } from '../../../shared/core/sphere/angle.ts';
import { renderIndex } from '../../../shared/pages/hips/index-page.ts';

const tiles = mocOfCells(6, [12345, 12346, 12347, 12400]);
const survey: HipsProperties = {
  id: 'ivo://starfan/P/ks',
  title: 'Ks <b>&',
  description: 'Line one\nhips_order = 99',
  progenitor: 'synthetic',
  frame: 'equatorial',
  order: 6,
  tileWidth: 512,
  formats: ['png', 'fits'],
  isColour: false,
  tiles,
  view: viewOf(tiles, 'equatorial'),
  regimes: ['Infrared'],
  wavelengths: [2.0e-6, 2.4e-6],
  epochs: [50600, 51900.5],
  cut: [-1.5, 300],
  range: [-20, 5000],
  imageScale: 1 / 3600,
  sampling: 'bilinear',
  files: 30,
  bytes: 1_000_000,
  builder: 'starfan 0.1.0',
  created: '2026-01-01T00:00Z',
  released: '2026-01-02T00:00Z',
};

describe('frames', () => {
  it('puts the galactic centre and pole where the IAU did, and comes back', () => {
    // Astropy: SkyCoord(0, 0, frame='galactic').icrs and (0, 90)
    const [ra, dec] = hipsToIcrs('galactic', 0, 0);
    expect(ra).toBeCloseTo(266.404988, 5);
    expect(dec).toBeCloseTo(-28.936178, 5);
    expect(hipsToIcrs('galactic', 0, 90)[1]).toBeCloseTo(27.128252, 5);
    const [l, b] = icrsToHips('galactic', ...hipsToIcrs('galactic', 123.4, -56.7));
    expect(l).toBeCloseTo(123.4, 10);
    expect(b).toBeCloseTo(-56.7, 10);
    expect(hipsToIcrs('equatorial', 12.5, -7)).toEqual([12.5, -7]);
  });
});

describe('coverage', () => {
  it('of an equatorial survey is its tiles, of a galactic one all ICRS cells they reach into', () => {
    expect(icrsCoverage(tiles, 'equatorial')).toBe(tiles);
    const moc = icrsCoverage(tiles, 'galactic');
    expect(moc.order).toBe(6);
    let looked = 0;
    // Centres of pixels four orders deeper, all of a tile: everything but slivers under an eighth
    // of a side is in.
    for (const ipix of mocPixels(tiles)) {
      for (let i = 0; i < 256; i++) {
        const [ra, dec] = hipsToIcrs('galactic', ...healpixToLonLat(10, ipix * 256 + i));
        if (touchesCell(moc, { order: 6, ipix: lonLatToHealpix(6, ra, dec) })) looked++;
      }
    }
    expect(looked / (4 * 256)).toBeGreaterThan(0.995);
    // And nothing that is not near: each cell's middle is within two tile widths of a tile.
    for (const ipix of mocPixels(moc)) {
      const [l, b] = icrsToHips('galactic', ...healpixToLonLat(6, ipix));
      const near = [...mocPixels(tiles)].some((one) => {
        const [l0, b0] = healpixToLonLat(6, one);
        return Math.hypot((l - l0) * Math.cos(toRadians(b)), b - b0) < 2;
      });
      expect(near).toBe(true);
    }
  });

  it('opens on the middle of the tiles and shows them all, across RA 0 too', () => {
    const around = [359.2, 359.7, 0.3, 0.8].map((ra) => lonLatToHealpix(7, ra, 10));
    const { ra, dec, fov } = viewOf(mocOfCells(7, around), 'equatorial');
    expect(Math.min(ra, 360 - ra)).toBeLessThan(0.3);
    expect(dec).toBeCloseTo(10, 0);
    expect(fov).toBeGreaterThan(1.6);
    expect(fov).toBeLessThan(4);
    expect(
      viewOf(
        mocOfCells(
          0,
          Array.from({ length: 12 }, (_, i) => i),
        ),
        'equatorial',
      ),
    ).toEqual({ ra: 0, dec: 0, fov: 180 });
    expect(viewOf(emptyMoc(3), 'galactic').fov).toBe(180);
  });
});

describe('properties', () => {
  it('has every mandatory and recommended key, once, a line each', () => {
    const text = renderProperties(survey);
    const entries = parseProperties(text);
    for (const key of [
      'creator_did',
      'obs_title',
      'hips_version',
      'hips_release_date',
      'hips_status',
      'hips_frame',
      'hips_order',
      'hips_tile_format',
      'dataproduct_type',
      'obs_description',
      'prov_progenitor',
      'obs_regime',
      'hips_creation_date',
      'hips_initial_ra',
      'hips_initial_dec',
      'hips_initial_fov',
      't_min',
      't_max',
      'em_min',
      'em_max',
      'hips_tile_width',
      'hips_pixel_cut',
      'hips_data_range',
      'hips_data_minmax',
      'hips_pixel_bitpix',
      'hips_order_min',
      'hips_pixel_scale',
      's_pixel_scale',
      'hips_sampling',
      'hips_overlay',
      'hips_skyval',
      'moc_sky_fraction',
      'hips_estsize',
      'hips_nb_tiles',
    ])
      expect(entries.get(key), key).toBeTruthy();
    expect(text.trimEnd().split('\n').length).toBe(entries.size);
    // A description cannot add a line of its own.
    expect(entries.get('hips_order')).toBe('6');
    expect(entries.get('hips_pixel_cut')).toBe('-1.5 300');
    expect(Number(entries.get('moc_sky_fraction'))).toBeCloseTo(4 / (12 * 4 ** 6), 10);
    expect(renderProperties({ ...survey })).toBe(text);
  });

  it('of a colour survey says so and names no values', () => {
    const entries = parseProperties(
      renderProperties({
        ...survey,
        isColour: true,
        formats: ['png'],
        cut: undefined,
        range: undefined,
      }),
    );
    expect(entries.get('dataproduct_subtype')).toBe('color');
    for (const key of ['hips_pixel_bitpix', 'hips_pixel_cut', 'hips_data_range'])
      expect(entries.has(key), key).toBe(false);
  });

  it('knows the size of a pixel', () => {
    // HiPS 1.0, table 1: order 9 tiles of 512 pixels have 0.805″.
    expect(hipsPixelScale(9, 512)).toBeCloseTo(0.8052, 4);
    expect(hipsPixelScale(3, 512) / 3600).toBeCloseTo(0.01431, 5);
  });
});

describe('pages', () => {
  it('show hostile titles as text', () => {
    const page = renderIndex(survey, '../../sky.html#ks');
    expect(page).toContain('Ks &lt;b&gt;&amp;');
    expect(page).not.toContain('<b>');
    expect(page).not.toContain('<script');
    expect(renderMetadata('a" <b>')).toContain('name="a&quot; &lt;b&gt;: images"');
  });
});

describe('preview', () => {
  it('has north up and east to the left, and asks for few tiles', () => {
    const order = 8;
    for (const frame of ['equatorial', 'galactic'] as const) {
      const view = { ra: 359.9, dec: 60, fov: 1 };
      const plan = planPreview({ view, frame, order, tileWidth: 512 });
      expect(plan.tiles.length).toBeLessThan(12);
      expect(plan.tiles).toEqual(plan.tiles.toSorted((a, b) => a - b));
      // One pixel of one tile is lit: that of a position in the north-east.
      const position = [view.ra + 0.4, view.dec + 0.3] as const;
      const deep = lonLatToHealpix(plan.order + 9, ...icrsToHips(frame, ...position));
      const lit = plan.tiles.indexOf(Math.floor(deep / 4 ** 9));
      const [x, y] = [0, 1].map((odd) => {
        let v = 0;
        for (let bit = 0; bit < 9; bit++) v |= (Math.floor(deep / 2 ** (2 * bit + odd)) & 1) << bit;
        return v;
      }) as [number, number];
      const rgb = paintPreview(plan, (index) => {
        const tile = new Uint8Array(4 * 512 * 512);
        for (let i = 3; i < tile.length; i += 4) tile[i] = 255;
        if (index === lit)
          for (let r = Math.max(0, x - 2); r < x + 2; r++)
            for (let c = Math.max(0, y - 2); c < y + 2; c++)
              tile.set([200, 100, 50, 255], 4 * (r * 512 + c));
        return tile;
      });
      const found: [number, number][] = [];
      for (let i = 0; i < rgb.length; i += 3)
        if (rgb[i] === 200) found.push([(i / 3) % 256, Math.floor(i / 3 / 256)]);
      // 256 pixels a degree: 0.4° of RA at Dec 60.3 is 0.198° = 50.7 pixels to the left, 0.3° is 77
      // up.
      // The lit square of 4 × 4 tile pixels (of up to one pixel here) stands on a corner: 2.8 to
      // each side, half a pixel off.
      expect(found.length).toBeGreaterThan(0);
      for (const [column, row] of found) {
        expect(Math.abs(column - (127.5 - 50.7))).toBeLessThan(4);
        expect(Math.abs(row - (127.5 - 77))).toBeLessThan(4);
      }
    }
  });

  it('shows the whole sky of a survey that has it, black where there is nothing', () => {
    const plan = planPreview({
      view: { ra: 0, dec: 0, fov: 180 },
      frame: 'equatorial',
      order: 3,
      tileWidth: 512,
    });
    expect(plan.tiles.length).toBeLessThanOrEqual(12);
    expect(paintPreview(plan, () => undefined).every((level) => level === 0)).toBe(true);
  });
});

describe('provenance', () => {
  const origin = (name: string) => ({
    name,
    uri: `s3://bucket/${name}`,
    ra: 10,
    dec: -1.5,
    footprint: { ra: [9, 11, 11, 9], dec: [-2, -2, -1, -1] },
  });

  it('is the same whatever the order the images were found in', () => {
    const one = provenanceLines(
      9,
      new Map([
        [7, ['b', 'a', 'b']],
        [3, ['c']],
      ]),
    );
    expect(one).toBe(
      '{"order":9,"ipix":3,"images":["c"]}\n{"order":9,"ipix":7,"images":["a","b"]}\n',
    );
    expect(
      provenanceLines(
        9,
        new Map([
          [3, ['c', 'c']],
          [7, ['a', 'b']],
        ]),
      ),
    ).toBe(one);
    expect(hpxFinderTile([origin('b'), origin('a')])).toBe(
      hpxFinderTile([origin('a'), origin('b')]),
    );
  });

  it('has the fields of progenitor tiles', () => {
    expect(JSON.parse(hpxFinderTile([origin('a')]))).toEqual({
      name: 'a',
      path: 's3://bucket/a',
      ra: '10',
      dec: '-1.5',
      stc: 'POLYGON ICRS 9 -2 11 -2 11 -1 9 -1',
    });
  });
});
