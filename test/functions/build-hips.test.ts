import { describe, expect, it } from 'vitest';
import { buildCell } from '../../functions/build-hips/build-cell.ts';
import { buildSurveys } from '../../functions/build-hips/build-surveys.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { COLOUR_SURVEY, skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { parseProperties } from '../../shared/core/hips/properties.ts';
import { parseTilePath } from '../../shared/core/hips/tile-path.ts';
import { mocPixels } from '../../shared/core/moc/moc.ts';
import { readMoc } from '../../shared/core/moc/moc-fits.ts';
import type { Store } from '../../shared/store/store.ts';
import { type Frame, wcsOfFrame } from '../end-to-end/sky/frames.ts';
import { putRecord, RUN, recordOf, textOf, urlOf } from '../run/run-objects.ts';
import { drawnSky } from './mapped-sky.ts';

const ORDER = 4;
const frame = (band: string, ra = 45): Frame => ({
  ...{ ra, dec: 40, band, width: 60, height: 60, scale: 30 },
  value: (_x, _y, _z, column, row) => column + row,
  cards: { 'DATE-OBS': '2026-01-02T03:04:05' },
});
const bands = { r: 'K', g: 'J', b: 'K' };
const frames = { a: frame('K'), b: frame('J') };

/** Base cells that have no plate leave nothing, and may be built all the same. */
async function built(store: Store): Promise<{ surveys: string[] }> {
  for (let cell = 0; cell < 12; cell++) await buildCell(store, RUN, cell);
  return buildSurveys(store, RUN);
}

async function filesOf(store: Store, survey: string): Promise<string[]> {
  const folder = `${RUN}hips/${survey}/`;
  const files: string[] = [];
  for await (const { url } of store.list(folder)) files.push(url.slice(folder.length));
  return files;
}

const propertiesOf = async (store: Store, survey: string) =>
  parseProperties(await textOf(store, skyKeys.hips(survey, 'properties')));

describe('the surveys of a map', () => {
  it('are one a band and one in colour, each complete', async () => {
    const store = await drawnSky(frames, { order: ORDER, bands });
    expect(await built(store)).toEqual({ surveys: [COLOUR_SURVEY, 'K', 'J'] });
    for (const survey of [COLOUR_SURVEY, 'K', 'J']) {
      const files = await filesOf(store, survey);
      expect(files).toEqual(
        expect.arrayContaining(['Moc.fits', 'index.html', 'metadata.xml', 'preview.jpg']),
      );
      const orders = new Set(files.map((path) => parseTilePath(path)?.order ?? 'none'));
      orders.delete('none');
      expect([...orders].sort()).toEqual([0, 1, 2, 3, 4]);
      expect(files).toContain('Norder3/Allsky.png');
      const properties = await propertiesOf(store, survey);
      expect(properties.get('hips_order')).toBe(`${ORDER}`);
      expect(properties.get('hips_tile_format')).toBe('png');
      expect(properties.get('dataproduct_subtype')).toBe(
        survey === COLOUR_SURVEY ? 'color' : undefined,
      );
    }
    expect(await textOf(store, keys.viewer)).toContain('hips/colour');
  });

  it('say where they are, when they were taken and how fine they are', async () => {
    const store = await drawnSky(frames, { order: ORDER });
    await built(store);
    const moc = await readMoc(memorySource(await store.get(urlOf(skyKeys.hips('K', 'Moc.fits')))));
    const tiles = (await filesOf(store, 'K')).flatMap((path) => {
      const tile = parseTilePath(path);
      return tile?.order === ORDER ? [tile.ipix] : [];
    });
    expect([...mocPixels(moc.moc)]).toEqual(tiles.sort((x, y) => x - y));
    const properties = await propertiesOf(store, 'K');
    // Time('2026-01-02T03:04:05').mjd
    expect(Number(properties.get('t_min'))).toBeCloseTo(61042.1278, 3);
    expect(Number(properties.get('s_pixel_scale'))).toBeCloseTo(30 / 3600, 6);
    const [ra, dec] = wcsOfFrame(frame('K')).pixelToIcrs(29.5, 29.5);
    expect(Number(properties.get('hips_initial_ra'))).toBeCloseTo(ra, 0);
    expect(Number(properties.get('hips_initial_dec'))).toBeCloseTo(dec, 0);
  });

  it('have values, too, where FITS tiles are published', async () => {
    const store = await drawnSky({ a: frame('K') }, { order: ORDER, fits: true });
    await built(store);
    const files = await filesOf(store, 'K');
    const tilesIn = (extension: string) =>
      files
        .filter((path) => path.startsWith('Norder') && path.endsWith(extension))
        .map((path) => path.slice(0, -extension.length));
    expect(tilesIn('.fits')).toEqual(tilesIn('.png'));
    expect(files).toContain('HpxFinder/properties');
    expect((await propertiesOf(store, 'K')).get('hips_tile_format')).toBe('png fits');
  });

  it('leave out a plate whose pictures broke off', async () => {
    const store = await drawnSky(
      { a: frame('K'), b: frame('K', 225) },
      { order: ORDER, background: 'none' },
    );
    await built(store);
    const both = await filesOf(store, 'K');
    const plates: string[] = [];
    for await (const { url } of store.list(`${RUN}${keys.tasks('pictures')}`))
      plates.push(url.slice(url.lastIndexOf('/') + 1, -'.json'.length));
    expect(plates).toHaveLength(2);
    await putRecord(store, recordOf('pictures', plates[0]!, { state: 'failed' }));
    await built(store);
    const left = await filesOf(store, 'K');
    expect(left.length).toBeLessThan(both.length);
    expect(left.filter((path) => parseTilePath(path)?.order === 1)).toEqual([
      expect.stringContaining(`Npix${plates[1]}.png`),
    ]);
  });

  it('keep the painted tiles of a band without any picture, for a redo', async () => {
    const two = { a: frame('K'), b: frame('K', 225) };
    const store = await drawnSky(two, { order: ORDER, background: 'none', fits: true });
    const tilesOf = async (plate: number) =>
      (await filesOf(store, 'K')).filter((path) => {
        const tile = parseTilePath(path);
        const below = (tile?.order ?? 0) - 1;
        return tile?.extension === 'fits' && below >= 0 && tile.ipix >> (2 * below) === plate;
      });
    const plates: number[] = [];
    for await (const { url } of store.list(`${RUN}${keys.tasks('pictures')}`))
      plates.push(Number(url.slice(url.lastIndexOf('/') + 1, -'.json'.length)));
    const painted = await Promise.all(plates.map(tilesOf));
    for (const plate of plates)
      await putRecord(store, recordOf('pictures', `${plate}`, { state: 'failed' }));
    await built(store);
    expect(painted.every((tiles) => tiles.length > 3)).toBe(true);
    expect(await Promise.all(plates.map(tilesOf))).toEqual(painted);
    expect(await filesOf(store, 'K')).not.toContain('properties');
  });

  it('take the place of those of an earlier run of other bands', async () => {
    const store = await drawnSky(frames, { order: ORDER });
    await store.put(urlOf(skyKeys.hips('old', 'properties')), 'hips_order = 3');
    await store.put(urlOf(skyKeys.hips('K', 'Norder9/Dir0/Npix1.png')), 'of a deeper map');
    await built(store);
    expect(await filesOf(store, 'old')).toEqual([]);
    expect(await filesOf(store, 'K')).not.toContain('Norder9/Dir0/Npix1.png');
  });

  it('that have no picture at all leave no page', async () => {
    const store = await drawnSky(frames, { order: ORDER });
    await built(store);
    await store.put(urlOf(skyKeys.pictureItems), '');
    expect(await built(store)).toEqual({ surveys: [] });
    expect(await store.head(urlOf(keys.viewer))).toBeUndefined();
    expect(await filesOf(store, 'K')).toEqual([]);
  });
});
