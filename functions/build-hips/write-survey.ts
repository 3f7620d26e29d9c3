import sharp from 'sharp';
import { keys } from '../../shared/contracts/keys.ts';
import { version } from '../../shared/contracts/version.ts';
import { icrsCoverage, viewOf } from '../../shared/core/hips/coverage.ts';
import { renderIndex } from '../../shared/core/hips/index-page.ts';
import { renderMetadata } from '../../shared/core/hips/metadata.ts';
import { paintPreview, planPreview } from '../../shared/core/hips/preview.ts';
import { renderProperties, type Survey } from '../../shared/core/hips/properties.ts';
import { tilePath } from '../../shared/core/hips/tile-path.ts';
import { mocOfCells } from '../../shared/core/moc/moc.ts';
import { writeMoc } from '../../shared/core/moc/moc-fits.ts';
import type { Stretch } from '../../shared/core/stretch/stretch.ts';
import { readLedger } from '../../shared/lambda/ledger.ts';
import { type SurveyJob, urlIn } from './survey-job.ts';

/** What the infrared bands of 2MASS span, metres; other bands are not known by name. */
const wavelengths: Record<string, [number, number]> = {
  j: [1.1e-6, 1.4e-6],
  h: [1.5e-6, 1.8e-6],
  k: [2e-6, 2.32e-6],
  ks: [2e-6, 2.32e-6],
};

/** The files that say what a survey is, and what they say. `stretch` is a band's own; the colour survey has none. */
export async function writeSurvey(
  job: SurveyJob,
  deepest: number[],
  stretch: Stretch | undefined,
): Promise<Survey> {
  const { store, run, plan, sky, survey } = job;
  const { order, width, frame } = plan;
  const isColour = stretch === undefined;
  const moc = mocOfCells(order, deepest);
  const view = viewOf(moc, frame);
  const { files, bytes } = await tileFiles(job);
  const date = await newestImage(job);
  const title = `${isColour ? 'Colour' : survey} sky`;
  const properties: Survey = {
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
    regimes: ['Infrared'],
    wavelengths: wavelengths[survey.toLowerCase()],
    epochs: undefined,
    cut: stretch && [stretch.low, stretch.high],
    range: stretch && [stretch.min, stretch.max],
    imageScale: undefined,
    sampling: sky.sampling,
    files,
    bytes,
    builder: `Starfan ${version}`,
    created: date,
    released: date,
  };
  await store.put(urlIn(job, 'Moc.fits'), writeMoc(icrsCoverage(moc, frame)));
  await store.put(urlIn(job, 'properties'), renderProperties(properties));
  await store.put(urlIn(job, 'metadata.xml'), renderMetadata(title));
  await store.put(urlIn(job, 'index.html'), renderIndex(properties, `../../${keys.viewer}#${survey}`));
  await store.put(urlIn(job, 'preview.jpg'), await preview(job, view));
  return properties;
}

async function preview(job: SurveyJob, view: Survey['view']): Promise<Uint8Array> {
  const { store, plan } = job;
  const wanted = planPreview({ view, frame: plan.frame, order: plan.order, tileWidth: plan.width });
  const tiles = await Promise.all(
    wanted.tiles.map(async (ipix) => {
      const url = urlIn(job, tilePath(wanted.order, ipix, 'png'));
      if (!(await store.head(url))) return undefined;
      return sharp(await store.get(url))
        .toColourspace('srgb')
        .ensureAlpha()
        .raw()
        .toBuffer();
    }),
  );
  const rgb = paintPreview(wanted, (index) => tiles[index]);
  return sharp(rgb, { raw: { width: wanted.width, height: wanted.width, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** Tiles and Allskys of all orders and formats. */
async function tileFiles(job: SurveyJob): Promise<{ files: number; bytes: number }> {
  let [files, bytes] = [0, 0];
  for await (const { size } of job.store.list(urlIn(job, 'Norder'))) {
    files++;
    bytes += size;
  }
  return { files, bytes };
}

/** When the youngest of the images was read: the same for a run that is done again. */
async function newestImage({ store, run }: SurveyJob): Promise<string> {
  let newest = '';
  for await (const { record } of readLedger(store, run, 'images')) {
    if (record && record.started > newest) newest = record.started;
  }
  return `${newest.slice(0, 16)}Z`;
}
