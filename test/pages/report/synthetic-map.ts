import type { RunSummary } from '../../../shared/contracts/run-summary.ts';
import type { TaskRecord } from '../../../shared/contracts/task-record.ts';
import { addPixels, emptyHistogram } from '../../../shared/core/histogram/histogram.ts';
import { makeStretch } from '../../../shared/core/stretch/stretch.ts';
import { addImage, addPlate, noCoverage } from '../../../shared/pages/report/coverage.ts';
import type { ReportInput, SkyMap } from '../../../shared/pages/report/input.ts';
import { addSeam, noSeams, type Seams } from '../../../shared/pages/report/seams.ts';
import { seeded } from '../../core/pictures/slow-twins.ts';

/** A 1 × 1 PNG. */
export const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A report's input with all records of a synthetic sky map. */
export interface SyntheticMap extends ReportInput {
  summary: RunSummary;
  records: TaskRecord[];
  failures: [];
  map: SkyMap & { seams: Map<string, Seams> };
}

/** A sky of three bands: in each a row of images that overlap, on two plates. */
export function syntheticMap({ images = 5, background = 'plane' } = {}): SyntheticMap {
  const random = seeded(20261122);
  const bands = ['J', 'H', 'Ks'];
  const coverage = noCoverage();
  const seams = new Map<string, Seams>();
  const imageNames = new Map<string, Map<number, string>>();
  for (const [b, band] of bands.entries()) {
    const ofBand = noSeams();
    const names = new Map<number, string>();
    imageNames.set(band, names);
    for (let k = 0; k < images; k++) {
      const place = b * images + k;
      const ra = 83 + 0.1 * k;
      names.set(place, `${band}${k}`);
      addImage(coverage, {
        label: `${band}${k}`,
        band,
        pixelScale: 1,
        unit: band === 'J' ? 'DN' : '',
        bandFrom: 'FILTER',
        sky: {
          ra,
          dec: 0.2,
          footprint: [
            [ra + 0.06, 0.1],
            [ra - 0.06, 0.1],
            [ra - 0.06, 0.3],
            [ra + 0.06, 0.3],
          ],
        },
      });
      const size = Math.exp(random());
      if (k > 0)
        addSeam(ofBand, {
          i: place - 1,
          j: place,
          before: 5 * size,
          after: 0.05 * size,
          weight: k === 1 ? 0.25 : 1,
        });
    }
    if (background !== 'none') seams.set(band, ofBand);
    for (const npix of [17_400, 17_401]) addPlate(coverage, { band, npix });
  }
  const histogram = emptyHistogram();
  addPixels(
    histogram,
    Float32Array.from({ length: 1000 }, () => 600 + 10 * random()),
  );
  const stretch = makeStretch(histogram, { kind: 'gaussian-log', cut: '-2s max' });
  const records = [
    record('images', '00000', { images: [] }),
    record('overlaps', '0'),
    record('tiles', 'J-17400'),
    record('pictures', '17400'),
  ];
  return {
    summary: {
      run: 'file:///somewhere/sky/',
      machine: 'sky-map',
      state: 'SUCCEEDED',
      lines: 3 * images,
      done: 3 * images,
      failed: 0,
      toleratedFailurePercentage: 20,
      failures: {},
      sources: 0,
      tasks: 4,
      brokenOff: 0,
      notes: [],
      warnings: 0,
      seconds: 4,
      requests: 40,
      bytesRead: 1e6,
      bytesWritten: 1e6,
      memory: 1e8,
      catalogue: [],
      report: 'report.html',
    },
    records,
    failures: [],
    thumbnails: [],
    parameters: { sky: { background } },
    map: {
      grid: { order: 9, plateOrder: 6, width: 512, frame: 'equatorial', bands },
      viewer: 'sky.html',
      surveys: ['colour', ...bands].map((name) => ({
        name,
        colour: name === 'colour',
        page: `hips/${name}/index.html`,
        dataUri: PIXEL,
      })),
      coverage,
      background,
      seams,
      imageNames,
      adaptive: false,
      colour: 'stretch',
      stretches: bands.map((band) => ({ band, histogram, stretch })),
    },
  };
}

const record = (stage: string, name: string, more: Partial<TaskRecord> = {}): TaskRecord => ({
  stage,
  name,
  state: 'done',
  parameters: 'c0ffee',
  inputs: [
    { url: 'file:///somewhere/sky/plan/x.json', bytes: 1, etag: 'e' },
    { url: 'file:///images/a.fits', bytes: 1, etag: 'e' },
  ],
  outputs: [],
  warnings: [],
  failure: null,
  failures: [],
  seconds: 1,
  started: '2026-11-22T08:00:00.000Z',
  memory: 1e8,
  cpu: 1,
  memorySize: 1769,
  traffic: { reads: 7, writes: 3, bytesRead: 1000, bytesWritten: 1000 },
  ...more,
});
