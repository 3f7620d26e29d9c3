import sharp from 'sharp';
import { keys } from '../../shared/contracts/keys.ts';
import { VERSION } from '../../shared/contracts/version.ts';
import { viewOf } from '../../shared/core/hips/coverage.ts';
import { renderMetadata } from '../../shared/core/hips/metadata.ts';
import { paintPreview, planPreview } from '../../shared/core/hips/preview.ts';
import {
  type HipsProperties,
  renderFinderProperties,
  renderProperties,
} from '../../shared/core/hips/properties.ts';
import type { SurveyFacts } from '../../shared/core/hips/survey-facts.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import type { Moc } from '../../shared/core/moc/moc.ts';
import { writeMoc } from '../../shared/core/moc/moc-fits.ts';
import type { Stretch } from '../../shared/core/stretch/stretch.ts';
import { regimeOf } from '../../shared/core/units/wavelengths.ts';
import { renderIndex } from '../../shared/pages/hips/index-page.ts';
import { readRgba } from './build-pictures.ts';
import { type SurveyJob, urlIn } from './survey-job.ts';
import { finderFiles, type TileCount } from './tidy-hips.ts';

/** A survey whose tiles are there, and what is to be said of it. */
export interface WholeSurvey extends TileCount {
  /** cells of the deepest order that have a tile */
  tiles: Moc;
  /** parts of plates that have data, finer than tiles; none where there are many plates */
  parts: Moc;
  facts: SurveyFacts;
  /**
   * when the youngest image of the run was read: the same for a run that is done again
   */
  date: string;
  /** a band's own; the colour survey has none */
  stretch: Stretch | undefined;
}

/** The files that say what a survey is, and what they say. */
export async function writeSurvey(
  job: SurveyJob,
  { tiles, parts, facts, date, stretch, files, bytes }: WholeSurvey,
): Promise<HipsProperties> {
  const { store, run, plan, sky, survey } = job;
  const { order, width, frame } = plan;
  const isColour = stretch === undefined;
  const view = viewOf(parts.ranges.length > 0 ? parts : tiles, frame);
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
    tiles,
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
    put('Moc.fits', writeMoc(tiles, frame === 'galactic' ? 'G' : 'C')),
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
