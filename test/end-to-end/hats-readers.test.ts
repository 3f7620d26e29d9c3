import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeImages } from './images.ts';
import { starfan } from './starfan.ts';

/** DuckDB's own command line, of PyPI; a Python with astropy and pyarrow. .ci/run has both. */
const duckdb = process.env.STARFAN_DUCKDB ?? 'duckdb';
const python = process.env.STARFAN_PYTHON ?? 'python3';

/** A folder of the classes by which Debian's STILTS reads Parquet: .ci/run, test/stil. */
const classes = process.env.STARFAN_STIL ?? 'no-classes';
const stilts = [
  '-cp',
  `${classes}/*:/usr/share/java/starlink-ttools.jar`,
  'uk.ac.starlink.ttools.Stilts',
];

/** Whether a program is there; where it is not, with a warning. */
function has(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`${program} ${args[0]} does not run: its look at a collection is skipped`);
    return false;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'starfan-readers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = join(folder, 'run');
const objects = join(run, 'photometry', 'objects');
const said = (program: string, args: readonly string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** All partitions of a table, as STILTS reads them: CSV with a row of names. */
function byStilts(table: string, columns: string): string[] {
  const dataset = join(run, 'photometry', table, 'dataset');
  const parts = readdirSync(dataset, { recursive: true, encoding: 'utf8' });
  const files = parts.filter((part) => /Npix=\d+\.parquet$/.test(part));
  const list = files.map((part) => join(dataset, part)).join(' ');
  const how = ['ifmt=parquet', `ocmd=keepcols '${columns}'`, 'ofmt=csv'];
  return said('java', [...stilts, 'tcat', `in=${list}`, ...how])
    .trim()
    .split('\n');
}

/** A row with its numbers written one way, whole ones digit for digit: 1.50E3 is 1500, 2.0 is 2. */
const asNumbers = (row: string) =>
  row.split(',').map((cell) => (/^-?\d*\.\d+(E-?\d+)?$/.test(cell) ? `${Number(cell)}` : cell));

const SQL = 'SELECT objid, nDet, pmRA FROM objects ORDER BY objid';

describe('programs of others and a collection', () => {
  let ours: string[];
  let votable: string;
  beforeAll(async () => {
    writeImages(join(folder, 'inputs'));
    const images = ['drz', 'flt'].map((name) => join(folder, 'inputs', `${name}.fits`));
    await starfan(['detect', ...images, '--out', run, '--match', '1s']);
    ours = (await starfan(['query', run, SQL])).stdout.trim().split('\n').slice(1);
    votable = (await starfan(['query', run, SQL, '--votable'])).stdout;
    expect(ours.length).toBeGreaterThan(1);
    expect(ours[0]).toMatch(/^\d{17,19},\d+,$/); // two images give no motion: null
  });

  it.skipIf(!has(duckdb, ['-version']))('DuckDB reads its rows, ids and nulls', () => {
    const files = `read_parquet('${objects}/dataset/Norder=*/Dir=*/Npix=*.parquet')`;
    const sql = SQL.replace('FROM objects', `FROM ${files}`);
    const rows = said(duckdb, ['-csv', '-noheader', '-c', sql]).trim().split('\n');
    expect(rows.map((row) => row.replace(/NULL$/, ''))).toEqual(ours);
  });

  it.skipIf(!has(python, ['-c', 'import astropy, pyarrow']))(
    'astropy reads a partition, with its nulls masked, and the map',
    () => {
      const answer = said(python, [
        '-c',
        `
import glob, sys
import numpy as np
from astropy.table import Table
ids, none, rows = [], 0, 0
for name in glob.glob(sys.argv[1] + '/dataset/Norder=*/Dir=*/*.parquet'):
    table = Table.read(name, format='parquet')
    ids += [int(one) for one in table['objid']]
    none += int(np.sum(~np.isfinite(np.ma.filled(np.ma.asarray(table['pmRA']).astype(float), np.nan))))
    rows += len(table)
print(*sorted(ids))
print(none, rows, int(np.sum(Table.read(sys.argv[1] + '/skymap.fits', hdu=1)['VALUE'])))
`,
        objects,
      ]);
      const [ids = '', counts] = answer.trim().split('\n');
      const own = ours.map((row) => row.split(',')[0]);
      expect(ids.split(' ')).toEqual(own);
      expect(counts).toBe(`${own.length} ${own.length} ${own.length}`);
    },
  );

  it.skipIf(!existsSync(classes) || !has('java', [...stilts, '-version']))(
    'STILTS reads the Parquet files: columns, rows, int64 ids and nulls',
    async () => {
      expect(byStilts('objects', 'objid nDet pmRA').slice(1).toSorted()).toEqual(ours.toSorted());
      const ids = 'SELECT * FROM measurements ORDER BY measid';
      const [names = '', ...rows] = (await starfan(['query', run, ids])).stdout.trim().split('\n');
      const [theirNames, ...theirs] = byStilts('measurements', '*');
      expect(theirNames).toBe(names);
      expect(theirs.map(asNumbers).toSorted()).toEqual(rows.map(asNumbers).toSorted());
    },
  );

  it.skipIf(!has('stilts', ['-version']))(
    'STILTS finds an answer in VOTable valid, and the map',
    () => {
      const file = join(folder, 'objects.vot');
      writeFileSync(file, votable);
      expect(said('stilts', ['votlint', `votable=${file}`])).not.toMatch(/ERROR|WARNING/);
      const ids = said('stilts', ['tpipe', `in=${file}`, 'cmd=keepcols objid', 'ofmt=csv']);
      expect(ids.trim().split('\n').slice(1)).toEqual(ours.map((row) => row.split(',')[0]));
      const map = join(objects, 'skymap.fits');
      const sum = said('stilts', [...['tpipe', `in=${map}#1`, 'cmd=stats Name Sum', 'ofmt=csv']]);
      expect(sum).toMatch(new RegExp(`^VALUE,${ours.length}(\\.0)?$`, 'm'));
    },
  );
});
