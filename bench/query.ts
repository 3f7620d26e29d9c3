// npm run bench:query: seconds and memory of `starfan query` on 400,000 objects with 4 million
// measurements in 62 row groups, and the same on a tenth of them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { healpix29 } from '../shared/core/healpix/pixel.ts';
import type { Cone } from '../shared/core/query/constraints.ts';
import type { CellValue, ResultColumn } from '../shared/core/query/result.ts';
import { seededRandom } from '../shared/core/random.ts';
import { QueryEngine } from '../shared/query/engine.ts';
import { writeResult } from '../shared/query/write-parquet.ts';
import { openStore } from '../shared/store/open.ts';
import { objectUrl } from '../shared/store/url.ts';

const OBJECTS = 400_000;
const VISITS = 10;
const TIMES = 7;

const columns: ResultColumn[] = [
  { name: '_healpix_29', type: 'int64' },
  { name: 'objid', type: 'int64' },
  { name: 'ra', type: 'float64' },
  { name: 'dec', type: 'float64' },
  { name: 'pix4096', type: 'int64' },
  { name: 'g_mag', type: 'float64' },
  { name: 'g_chi2', type: 'float64' },
];

/** A field of 10 by 10 degrees across RA 0. */
async function* objects(): AsyncGenerator<CellValue[][]> {
  const { uniform: random } = seededRandom(1);
  const rows = Array.from({ length: OBJECTS }, () => {
    const ra = (355 + 10 * random()) % 360;
    const dec = -5 + 10 * random();
    const pixel = healpix29(ra, dec);
    return [pixel, pixel, ra, dec, pixel >> 34n, 14 + 10 * random(), 1 / (0.001 + random())];
  });
  yield rows.sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
}

async function makeTables(folder: string): Promise<void> {
  await writeResult(join(folder, 'objects.parquet'), { columns, rows: objects() });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT _healpix_29, objid, ra, dec, pix4096, k AS number,
    CASE WHEN k % 2 = 0 THEN 'g' ELSE 'r' END AS filter, 58000 + 37.5e0 * k + (objid % 997) / 997e0 AS mjd,
    30e0 AS exptime, g_mag + sin(objid % 100 + k) / 20 AS mag, 0.02e0 AS magErr,
    pow(10, -0.4 * (g_mag - 25)) AS flux, 3e0 AS fluxErr, 0 AS flags
    FROM read_parquet('${join(folder, 'objects.parquet')}'), range(${VISITS}) AS visits(k)
    ORDER BY _healpix_29, objid, filter, mjd)
    TO '${join(folder, 'measurements.parquet')}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 65536)`);
  connection.closeSync();
  instance.closeSync();
}

async function time(engine: QueryEngine, name: string, sql: string, cone?: Cone): Promise<void> {
  const times: number[] = [];
  const used: number[] = [];
  let count = 0;
  for (let i = 0; i <= TIMES; i++) {
    const began = performance.now();
    const before = process.cpuUsage();
    count = 0;
    for await (const rows of (await engine.query(sql, { cone })).rows) count += rows.length;
    times.push(performance.now() - began);
    const { user, system } = process.cpuUsage(before);
    used.push((user + system) / 1000);
  }
  const [first = 0, ...warm] = times;
  warm.sort((a, b) => a - b);
  const cpu = used.slice(1).sort((a, b) => a - b);
  const mib = process.memoryUsage.rss() / 2 ** 20;
  console.log(
    `${name.padEnd(44)} ${String(count).padStart(7)} rows  first ${first.toFixed(0).padStart(5)} ms  warm ${warm[0]!.toFixed(0).padStart(5)} to ${warm.at(-1)!.toFixed(0)} ms  CPU ${cpu[TIMES >> 1]!.toFixed(0)} ms  RSS ${mib.toFixed(0)} MiB`,
  );
}

const folder = await mkdtemp(join(tmpdir(), 'starfan-bench-'));
try {
  if (process.argv[2] === undefined) {
    await makeTables(folder);
    // the tables are made in a process of their own, so that its memory does not count
    const { spawnSync } = await import('node:child_process');
    spawnSync(process.execPath, [...process.execArgv, process.argv[1]!, folder], {
      stdio: 'inherit',
    });
  } else {
    const url = objectUrl(`${process.argv[2]}/`);
    const engine = await QueryEngine.open(openStore({ STARFAN_FILES: '1' }), url);
    const cone = { ra: 359.9, dec: 1, radius: 10 / 3600 };
    const map = (table: string) =>
      `SELECT pix4096, avg(ra), avg(dec), count(*) FROM ${table} GROUP BY pix4096`;
    await time(engine, 'cone of 10 arcsec, 4 M measurements', 'SELECT * FROM measurements', cone);
    const ids = await engine.query('SELECT objid FROM objects LIMIT 1 OFFSET 200000');
    for await (const [[id] = []] of ids.rows)
      await time(
        engine,
        'light curve by objid',
        `SELECT filter, mjd, mag FROM measurements WHERE objid = ${id} ORDER BY mjd`,
      );
    await time(engine, 'density map of 400,000 objects', map('objects'));
    await time(engine, 'density map of 4 M measurements', map('measurements'));
    await time(
      engine,
      'light curves of the most variable objects',
      'SELECT m.objid, m.filter, m.mjd, m.mag FROM objects o JOIN measurements m USING (objid) WHERE o.g_chi2 > 900',
    );
    engine.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
