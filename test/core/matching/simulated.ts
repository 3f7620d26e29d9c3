import { writeSources } from '../../../functions/detect-sources/write-sources.ts';
import { matchCell } from '../../../functions/match-sources/match-cell.ts';
import { readDetections } from '../../../functions/match-sources/read-detections.ts';
import { writeMeasurements, writeObjects } from '../../../functions/match-sources/write-rows.ts';
import { keys } from '../../../shared/contracts/keys.ts';
import type { CellPlan, CellSums, MatchPlan } from '../../../shared/contracts/matches.ts';
import { fillCatalogue } from '../../../shared/core/catalogue/rows.ts';
import type { HatsCell } from '../../../shared/core/hats/cells.ts';
import { groupObjects } from '../../../shared/core/matching/group-objects.ts';
import { matchDetections } from '../../../shared/core/matching/match-detections.ts';
import { sortMeasurements } from '../../../shared/core/matching/measurement-table.ts';
import { measureObject } from '../../../shared/core/matching/object-table.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { lonLatToVector, unit, vectorToLonLat } from '../../../shared/core/sphere/vector.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';

/** Address of the run in memory. */
export const RUN = 'memory://bucket/run/';
const ARCSEC = Math.PI / 648_000;

/** A star: where it was at MJD 55,000 (degrees), and how it moves, arcsec a year. */
export interface Star {
  ra: number;
  dec: number;
  east?: number;
  north?: number;
}

/** A star seen in an image: its number among the stars. */
export interface Seen {
  star: number;
  ra: number;
  dec: number;
}

/** A place so many arcsec to the east and north of another. */
export function shifted(
  { ra, dec }: Star,
  east: number,
  north: number,
): { ra: number; dec: number } {
  const [x, y, z] = lonLatToVector(ra, dec);
  const across = Math.hypot(x, y);
  const [cos, sin] = across > 0 ? [x / across, y / across] : [1, 0];
  const e = [-sin, cos, 0];
  const n = [-z * cos, -z * sin, across];
  const at = [0, 1, 2].map((i) => [x, y, z][i]! + ARCSEC * (east * e[i]! + north * n[i]!));
  const [lon, lat] = vectorToLonLat(...unit([at[0]!, at[1]!, at[2]!]));
  return { ra: lon, dec: lat };
}

/** So many images of all stars, a year apart: each sees a share of them, with an error (arcsec). */
export function observe(
  stars: readonly Star[],
  { images, share, error, seed }: { images: number; share: number; error: number; seed: number },
): Seen[][] {
  const random = seededRandom(seed);
  return Array.from({ length: images }, (_, year) =>
    stars.flatMap((star, i) => {
      const [a, b, c] = [random.uniform(), random.normal(), random.normal()];
      const { east = 0, north = 0 } = star;
      return a < share
        ? [{ star: i, ...shifted(star, east * year + error * b, north * year + error * c) }]
        : [];
    }),
  );
}

/** The same as a run's files: what each cell is told of them. */
export async function runOf(images: readonly Seen[][], radius: number) {
  const store = memoryStore();
  const cellPlan: CellPlan = { images: [] };
  for (const [i, seen] of images.entries()) {
    const rows = seen.length;
    const catalogue = fillCatalogue(rows, {
      number: seen.map(({ star }) => star + 1),
      ra: seen.map(({ ra }) => ra),
      dec: seen.map(({ dec }) => dec),
      flux_auto: seen.map(({ star }) => 100 + star),
      fluxerr_auto: new Array(rows).fill(1),
    });
    const errors = {
      ra: new Float64Array(rows).fill(0.05),
      dec: new Float64Array(rows).fill(0.05),
    };
    await store.put(
      `${RUN}${keys.image(`image${i}`, 'sources.parquet')}`,
      writeSources(catalogue, [errors]),
    );
    cellPlan.images.push({
      sources: `${RUN}${keys.image(`image${i}`, 'sources.parquet')}`,
      uri: `memory://images/image${i}.fits`,
      pictures: [
        {
          ...{
            image: i + 1,
            hdu: 0,
            mjd: 55_000 + 365.25 * i,
            exptime: 30,
            filter: i % 2 ? 'r' : 'g',
          },
          ...{ band: i % 2, zeroPoint: 25, fwhm: 0.5, file: `image${i}.fits` },
        },
      ],
    });
  }
  const plan: MatchPlan = {
    radius,
    bands: ['g', 'r'].map((name) => ({ name, column: name, system: 'AB' })),
    ...{
      images: images.length,
      detections: images.flat().length,
      unplaced: 0,
      untimed: 0,
      unfiltered: 0,
      maxRows: 1,
    },
  };
  return { store, plan, cellPlan };
}

/** What some cells make of a run, by the ends of their files' keys. */
export async function matchCells(
  { store, plan, cellPlan }: { store: Store; plan: MatchPlan; cellPlan: CellPlan },
  cells: readonly HatsCell[],
) {
  const heads = await Promise.all(cellPlan.images.map(({ sources }) => store.head(sources)));
  const files: { table: string; cell: HatsCell; bytes: Uint8Array }[] = [];
  const sums: CellSums[] = [];
  for (const cell of cells) {
    const { outputs } = await matchCell(store, cell, { plan, cellPlan, heads });
    for await (const output of outputs) {
      if (!('body' in output)) throw new Error(`${output.key} is a stream`);
      const { key, body } = output;
      if (typeof body === 'string') sums.push(JSON.parse(body));
      else files.push({ table: key.split('/')[1]!, cell, bytes: body });
    }
  }
  return { files, sums };
}

/** What the whole sky makes of a run, not cut at all. */
export async function matchWhole({
  store,
  plan,
  cellPlan,
}: {
  store: Store;
  plan: MatchPlan;
  cellPlan: CellPlan;
}) {
  const heads = await Promise.all(cellPlan.images.map(({ sources }) => store.head(sources)));
  const ranges = [[0n, 12n << 58n]] as const;
  const toRead = { heads, ranges, hasIds: false, withPsf: false };
  const { detections, pictures } = await readDetections(store, cellPlan, toRead);
  const matched = matchDetections(detections, pictures, plan.radius);
  const objects = [...groupObjects(detections, pictures, matched, undefined)];
  const measured = objects.map((object) => measureObject(object, detections, pictures, plan.bands));
  const measurements = sortMeasurements(objects, detections, pictures);
  return [
    { table: 'objects', bytes: writeObjects(measured, detections, plan) },
    {
      table: 'measurements',
      bytes: writeMeasurements(measurements, detections, pictures, plan),
    },
  ];
}
