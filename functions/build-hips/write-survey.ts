import sharp from 'sharp';
import { keys } from '../../shared/contracts/keys.ts';
import { VERSION } from '../../shared/contracts/version.ts';
import { allskyOrder } from '../../shared/core/hips/allsky.ts';
import { viewOf } from '../../shared/core/hips/coverage.ts';
import { renderMetadata } from '../../shared/core/hips/metadata.ts';
import { paintPreview, planPreview } from '../../shared/core/hips/preview.ts';
import {
  type HipsProperties,
  renderFinderProperties,
  renderProperties,
} from '../../shared/core/hips/properties.ts';
import { parseTilePath, tilePath } from '../../shared/core/hips/tile-path.ts';
import { type Moc, mocOfCells, touchesCell } from '../../shared/core/moc/moc.ts';
import { writeMoc } from '../../shared/core/moc/moc-fits.ts';
import type { Stretch } from '../../shared/core/stretch/stretch.ts';
import { regimeOf } from '../../shared/core/units/wavelengths.ts';
import { renderIndex } from '../../shared/pages/hips/index-page.ts';
import { readRgba } from './build-pictures.ts';
import { PART_LEVELS, type SurveyJob, urlIn } from './survey-job.ts';

/** What says what the lists of images are. */
const finderFiles = ['HpxFinder/properties', 'HpxFinder/metadata.xml'] as const;

/**
 * The files that say what a survey is, and what they say. `stretch` is a band's own; the colour
 * survey has none.
 */
export async function writeSurvey(
  job: SurveyJob,
  deepest: number[],
  stretch: Stretch | undefined,
): Promise<HipsProperties> {
  const { store, run, plan, sky, survey, facts } = job;
  const { order, width, frame } = plan;
  const isColour = stretch === undefined;
  const moc = mocOfCells(order, deepest);
  const view = viewOf(
    job.parts.length > 0 ? mocOfCells(plan.plateOrder + PART_LEVELS, job.parts) : moc,
    frame,
  );
  const { files, bytes } = await keepTiles(job, moc);
  const { date } = job;
  const title = `${isColour ? 'Colour' : survey} sky`;
  const properties: HipsProperties = {
    id: `ivo://starfan/P/${survey.replace(/[^A-Za-z0-9_-]/g, '-')}`,
    title,
    description: isColour
      ? `${sky.bands?.r}, ${sky.bands?.g}, ${sky.bands?.b} as red, green, blue; one stretch for the whole sky`
      : `Band ${survey}; background ${sky.background === 'none' ? 'not matched' : `matched (${sky.background})`}; one stretch for the whole sky`,
    progenitor: `list of ${run.replace(/\/$/, '').split('/').pop()}`,
    frame,
    order,
    tileWidth: width,
    formats: isColour || !sky.fits ? ['png'] : ['png', 'fits'],
    isColour,
    tiles: moc,
    view,
    regimes: facts.wavelengths ? [regimeOf(facts.wavelengths)] : [],
    wavelengths: facts.wavelengths,
    epochs: facts.epochs,
    cut: stretch && stretch.low < stretch.high ? [stretch.low, stretch.high] : undefined,
    range: stretch && [stretch.min, stretch.max],
    imageScale: facts.imageScale,
    sampling: sky.sampling,
    files,
    bytes,
    builder: `Starfan ${VERSION}`,
    created: date,
    released: date,
  };
  const put = (path: string, body: string | Uint8Array) => store.put(urlIn(job, path), body);
  const [about, finderMetadata] = finderFiles;
  await Promise.all([
    preview(job, view).then((jpeg) => put('preview.jpg', jpeg)),
    // In the tiles' own frame, as Hipsgen does: Aladin Lite takes it for that.
    put('Moc.fits', writeMoc(moc, frame === 'galactic' ? 'G' : 'C')),
    put('properties', renderProperties(properties)),
    put('metadata.xml', renderMetadata(title)),
    put('index.html', renderIndex(properties, `../../${keys.viewer}#${survey}`)),
    ...(sky.fits && !isColour
      ? [put(about, renderFinderProperties(properties)), put(finderMetadata, renderMetadata(title))]
      : []),
  ]);
  return properties;
}

async function preview(job: SurveyJob, view: HipsProperties['view']): Promise<Uint8Array> {
  const { store, plan } = job;
  const wanted = planPreview({ view, frame: plan.frame, order: plan.order, tileWidth: plan.width });
  const tiles = await Promise.all(
    wanted.tiles.map(async (ipix) => {
      const url = urlIn(job, tilePath(wanted.order, ipix, 'png'));
      if (!(await store.head(url))) return undefined;
      return readRgba(await store.get(url));
    }),
  );
  const rgb = paintPreview(wanted, (index) => tiles[index]);
  return sharp(rgb, { raw: { width: wanted.width, height: wanted.width, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/**
 * Counts tiles and Allskys of all orders and formats, and removes what an earlier run of another
 * plan left.
 */
async function keepTiles(job: SurveyJob, moc: Moc): Promise<{ files: number; bytes: number }> {
  const { store, plan, sky } = job;
  let [files, bytes] = [0, 0];
  const tiles = urlIn(job, 'Norder');
  const root = tiles.slice(0, -'Norder'.length);
  for await (const { url, size } of store.list(tiles)) {
    const path = url.slice(root.length);
    const tile = parseTilePath(path);
    const isOurs = tile
      ? tile.order <= plan.order && touchesCell(moc, tile)
      : path.startsWith(`Norder${allskyOrder(plan.order)}/Allsky.`);
    if (isOurs && (sky.fits || !path.endsWith('.fits'))) {
      files++;
      bytes += size;
    } else await store.delete(url);
  }
  const finder = urlIn(job, 'HpxFinder/Norder');
  for await (const { url } of store.list(finder)) {
    const tile = parseTilePath(`${url.slice(finder.length - 'Norder'.length)}.fits`);
    if (!(sky.fits && tile?.order === plan.order && touchesCell(moc, tile)))
      await store.delete(url);
  }
  if (!sky.fits) for (const file of finderFiles) await store.delete(urlIn(job, file));
  return { files, bytes };
}
