import type { Failure } from '../../../shared/contracts/lists.ts';
import type { RunParameters } from '../../../shared/contracts/parameters.ts';
import type { RunSummary } from '../../../shared/contracts/run-summary.ts';
import type { SearchedHdu, TaskRecord } from '../../../shared/contracts/task-record.ts';
import { defaultParameters } from '../../../shared/core/detection/parameters.ts';
import { toRadians } from '../../../shared/core/sphere/angle.ts';
import type { Thumbnail } from '../../../shared/pages/report/input.ts';
import { seeded } from '../../core/pictures/slow-twins.ts';

/**
 * A run's ledger, typed by the contracts: that it fits renderReport is what holds the two together.
 */
export interface SyntheticRun {
  summary: RunSummary;
  records: TaskRecord[];
  failures: Failure[];
  thumbnails: Thumbnail[];
  parameters: RunParameters;
}

/** Shape of a synthetic run. */
export interface RunShape {
  tasks: number;
  /** share of the images that fail */
  failing?: number;
  sky?: boolean;
  magnitudes?: boolean;
  /** mean number of sources in an image */
  sources?: number;
  /** images around one place of the sky */
  perField?: number;
  state?: RunSummary['state'];
}

const reasons = [
  [
    'NoSuchObject',
    'There is no such object. Check the key, and that the bucket is the one of the archive.',
  ],
  [
    'TruncatedFits',
    'The file ends 1,048,576 bytes before its data do. Copy it again from the archive.',
  ],
  [
    'AccessDenied',
    'The bucket refuses to give the object (403): the exposure may still be proprietary.',
  ],
] as const;

/** HST-like images in fields over the sky, the same in every run. */
export function syntheticRun(shape: RunShape): SyntheticRun {
  const { tasks, failing = 0, sky = true, magnitudes = true, sources = 400, perField = 4 } = shape;
  const random = seeded(20261121);
  const records: TaskRecord[] = [];
  let field = { ra: 0, dec: 0 };
  for (let line = 1; line <= tasks; line++) {
    if ((line - 1) % perField === 0)
      field = { ra: 360 * random(), dec: (180 / Math.PI) * Math.asin(1.9 * random() - 0.95) };
    const name = `icsc${(line * 7919).toString(36).padStart(4, '0')}q_drz`;
    records.push(record(line, name, random() < failing));
  }
  const failed = records.flatMap(({ failure }) => failure ?? []);
  if (failing > 0) {
    const message = 'A line names an image by a URL, such as s3://bucket/key.fits.';
    failed.push({ line: tasks + 1, uri: 'not a uri', stage: 'lists', error: 'NotAUri', message });
  }
  const sum = (measureOf: (r: TaskRecord) => number) =>
    records.reduce((total, r) => total + measureOf(r), 0);
  const lines = tasks + (failing > 0 ? 1 : 0);
  const summary: RunSummary = {
    run: 's3://starfan-results/runs/2026-11-21-wfc3-deep',
    machine: 'detect-sources',
    state: shape.state ?? 'SUCCEEDED',
    lines,
    done: lines - failed.length,
    failed: failed.length,
    toleratedFailurePercentage: 10,
    failures: {},
    tasks: 0,
    brokenOff: 0,
    notes: [],
    sources: sum((r) => r.detections?.counts.sources ?? 0),
    warnings: sum((r) => r.warnings.length),
    seconds: sum((r) => r.seconds),
    requests: sum((r) => r.traffic.reads + r.traffic.writes),
    bytesRead: sum((r) => r.traffic.bytesRead),
    bytesWritten: sum((r) => r.traffic.bytesWritten),
    memory: records.reduce((most, r) => Math.max(most, r.memory), 0),
    catalogue: sources > 0 && failed.length < lines ? ['catalogue/part-0000.parquet'] : [],
    report: 'report.html',
  };
  const parameters: RunParameters = {
    detection: defaultParameters,
    config: null,
    notes: [],
    unique: false,
  };
  return { summary, records, failures: failed, thumbnails: [], parameters };

  function record(line: number, name: string, fails: boolean): TaskRecord {
    const uri = `s3://stpubdata/hst/public/icsc/${name.slice(0, 9)}/${name}.fits`;
    const [error, message] = reasons[Math.floor(random() * reasons.length)]!;
    const seconds = (fails ? 0.1 : 1.4) * Math.exp(random() + random() - 0.6);
    return {
      stage: 'detections',
      name,
      state: fails ? 'failed' : 'done',
      parameters: 'c0ffee',
      inputs: [{ url: uri, bytes: 67_000_000, etag: 'e' }],
      outputs: fails ? [] : [{ url: `images/${name}/catalogue.fits`, bytes: 120_000, etag: 'e' }],
      warnings:
        !fails && random() < 0.12
          ? ['The header has no zero point (PHOTFLAM, PHOTPLAM): magnitudes are null.']
          : [],
      failure: fails ? { line, uri, stage: 'detections', error, message } : null,
      failures: [],
      seconds,
      started: new Date(Date.UTC(2026, 10, 21, 8, 0, 0) + line * 350).toISOString(),
      cpu: 1,
      memorySize: 1769,
      memory: Math.round(2.4e8 + 1.2e8 * random()),
      traffic: {
        reads: Math.round(8 + 12 * random()),
        writes: 3,
        bytesRead: fails ? 5_760 : Math.round(6e7 + 1e7 * random()),
        bytesWritten: fails ? 900 : Math.round(3e6 + 2e6 * random()),
      },
      ...(fails ? {} : { detections: detections(line, name, uri) }),
    };
  }

  function detections(
    line: number,
    name: string,
    uri: string,
  ): NonNullable<TaskRecord['detections']> {
    const n = Math.round(sources * (0.3 + 1.4 * random()));
    const bins: Record<string, number> = {};
    for (let i = 0; magnitudes && i < n; i++) {
      const bin = String(Math.round(2 * (26 + Math.log(random()) / 0.75 + 0.8 * (random() - 0.5))));
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const hdu: SearchedHdu = {
      hdu: 1,
      extname: 'SCI',
      extver: 1,
      width: 2048,
      height: 2048,
      maskedPixels: 0,
      sources: n,
      globalback: 0.01,
      globalrms: 0.003,
      picture: `images/${name}/sources.png`,
      thumbnail: `images/${name}/thumbnail.png`,
      sky: sky ? place(n) : null,
    };
    return {
      uri,
      line,
      hdus: [hdu],
      counts: {
        sources: n,
        pixels: 2048 * 2048,
        maskedPixels: 0,
        magnitudes: bins,
        noMagnitude: magnitudes ? 0 : n,
        noSky: sky ? 0 : n,
      },
    };
  }

  /** A 2.7′ square at some roll, dithered about the field. */
  function place(n: number): NonNullable<SearchedHdu['sky']> {
    const shrink = Math.cos(toRadians(field.dec));
    const at = (xi: number, eta: number): [number, number] => [
      (field.ra + xi / shrink + 360) % 360,
      field.dec + eta,
    ];
    const [x0, y0, roll] = [0.03 * (random() - 0.5), 0.03 * (random() - 0.5), 0.5 + 0.2 * random()];
    const corner = (k: number) => roll + (k * Math.PI) / 2;
    const half = 0.0318;
    return {
      ra: at(x0, y0)[0],
      dec: at(x0, y0)[1],
      footprint: [0, 1, 2, 3].map((k) =>
        at(x0 + half * Math.cos(corner(k)), y0 + half * Math.sin(corner(k))),
      ),
      brightest: Array.from({ length: Math.min(n, 200) }, () => {
        const [u, v, mag] = [
          0.045 * (random() - 0.5),
          0.045 * (random() - 0.5),
          24 + Math.log(random() + 1e-4),
        ];
        const [c, s] = [Math.cos(roll + Math.PI / 4), Math.sin(roll + Math.PI / 4)];
        return [...at(x0 + u * c - v * s, y0 + u * s + v * c), magnitudes ? mag : null];
      }),
      fwhm: 0.2,
    };
  }
}
