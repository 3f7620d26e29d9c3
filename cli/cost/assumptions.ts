import type { EstimateOptions } from '../../shared/estimate/estimate.ts';
import { mosaicGeometry } from '../../shared/estimate/mosaic-survey.ts';
import { priceList } from '../../shared/estimate/prices.ts';
import { depthOf, type PlannedMosaics, type PlannedSurvey } from '../../shared/estimate/survey.ts';
import { surveyGeometry } from '../../shared/estimate/survey-geometry.ts';
import { bytes } from '../../shared/pages/report/quantities.ts';
import { readable } from './table.ts';

/** Everything an estimate rests on, in sentences. */
export function assumptionsOf(survey: PlannedSurvey, options: EstimateOptions): string[] {
  const { rates, concurrency, workflow, architecture, speed, latency, partitions, seed } = options;
  return [
    `survey: ${readable(survey.images)} files of ${survey.width} × ${survey.height} pixels at ${survey.pixelScale}″, ${bytes(survey.images * survey.bytes)} (${survey.compression === 'none' ? 'not packed' : survey.compression}), ${survey.bands.length} bands, ${readable(survey.area)} deg², ${depthOf(survey).toFixed(2)} images over one another`,
    ...(survey.machine === 'sky-map' ? [mapSentence(survey)] : []),
    ...(survey.mosaics ? [mosaicSentence(survey, survey.mosaics)] : []),
    `rates: ${rates.machine}, ${rates.date}; a core of Lambda (${architecture}, 1,769 MB) is taken to be ${speed} of that one: not measured. Less memory gives its share of it, more gives no more`,
    `limits: ${readable(concurrency)} executions at a time (an account has 1,000 unless it asks for more), ${workflow === 'express' ? '1,000' : '100'} starts of ${workflow} children a second, 1,000 new environments of a function at once and 100 a second after them, 625 Mbit/s each`,
    `S3: ${readable(1000 * latency)} ms to the first byte; ${readable(5500 * partitions)} reads and ${readable(3500 * partitions)} writes a second (${partitions} ${partitions === 1 ? 'partition' : 'partitions'} of the prefix); requests as the functions make them, each one waited for unless others are under way with it; no retries`,
    `tasks vary by a lognormal of the spread that was measured, seed ${seed}; cold starts are billed; no image fails`,
    "memory of a map's task: the process, the images it keeps (a fifth of its memory, 400 MiB at most), 8 bytes of a pixel that is searched, 17 of a pixel of tiles, 52 of a mosaic's",
    'memory of a reduce grows as its peak did from 3,000 to 60,000 images, garbage that was not collected yet included',
    `Step Functions: 64 MB a child, one transition of the parent to start it`,
    `storage: inputs ${survey.days.inputs}, working prefixes ${survey.days.working}, products ${survey.days.products} days; ${bytes(survey.download)} goes to the internet`,
    regionSentence(survey),
    `prices of ${priceList.region}, ${priceList.date}; no free tier, no tax; logs, traces and the upload of the inputs are not in it`,
  ];
}

function regionSentence({ region = priceList.region }: PlannedSurvey): string {
  const { unit, usd } = priceList.prices.crossing;
  return region === priceList.region
    ? `images, functions and products lie in ${region}, and nothing crosses to another region ($${usd} a ${unit})`
    : `images lie in ${region}, functions and products in ${priceList.region}: what is read of images crosses for $${usd} a ${unit}, which the owner of their bucket pays unless the one who reads is asked to. In ${region} a run would spare it`;
}

function mosaicSentence(survey: PlannedSurvey, mosaics: PlannedMosaics): string {
  const { strips, imagesOfStrip, imagesOfTile } = mosaicGeometry(survey, mosaics);
  const { tiles, side, scale, bytesPerPixel } = mosaics;
  const { pairs, groups } = surveyGeometry(survey);
  return `mosaics: ${readable(tiles)} of ${side}² pixels of ${scale}″, each in ${strips} strips, every band all over the area; ${imagesOfTile.toFixed(0)} images touch one and ${imagesOfStrip.toFixed(0)} a strip; ${readable(pairs)} pairs in ${readable(groups)} groups; lossless, ${bytesPerPixel} bytes a pixel with all planes; reduces go through strips as they go through a sky map's plates; images of one size stand for all surveys'`;
}

function mapSentence(survey: PlannedSurvey): string {
  const { order, plateOrder, cells, platesOfImage, pairs, groups } = surveyGeometry(survey);
  const { pictures, fits, colour } = survey.products;
  const which =
    pictures === 'colour' ? 'colour alone' : colour ? 'every band and colour' : 'every band';
  return `map: order ${order}, ${readable(cells)} plates of order ${plateOrder} a band; an image touches ${platesOfImage.toFixed(2)} plates; ${readable(pairs)} pairs in ${readable(groups)} groups; ${survey.inOrder ?? 1} images in a row of the list lie side by side; single PNG tiles of ${which}${fits ? ', single FITS tiles' : ''}`;
}
