import { needsOf } from '../../../shared/core/query/needs.ts';
import { toSql } from '../../../shared/core/query/render.ts';
import { parseSql } from '../../../shared/core/query/select.ts';
import { must, type Reader, textOf } from './reader.ts';

const queries: Reader = {
  name: 'queries (SQL and ADQL)',
  share: 120_000,
  seeds: [
    'SELECT TOP 10 ra, dec, mag FROM objects WHERE mag < 20 AND n > 3 ORDER BY mag DESC',
    "SELECT o.objid, count(*) AS n, avg(m.flux) FROM objects o JOIN measurements m USING (objid) WHERE m.band IN ('K','J') GROUP BY o.objid HAVING count(*) > 2",
    "SELECT * FROM objects WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 45.0, 40.0, 0.1))",
    "WITH a AS (SELECT ra, CASE WHEN mag IS NULL THEN 'x' ELSE 'y' END AS k FROM objects) SELECT k, min(ra) FROM a GROUP BY k UNION ALL SELECT 'z', 2 LIMIT 3",
    "SELECT DISTANCE(POINT(ra, dec), POINT(1, 2)) AS d, CAST(flags AS INTEGER) & 4 FROM measurements WHERE EXISTS (SELECT 1 FROM objects) AND NOT (a BETWEEN 1 AND 2 OR b LIKE '%x')",
  ],
  words: [
    ...[
      'SELECT',
      'FROM',
      'WHERE',
      'WITH',
      'RECURSIVE',
      'UNION',
      'JOIN',
      'ON',
      'USING',
      'CASE',
      'END',
      'NOT',
      'NULL',
    ],
    ...[
      'read_csv',
      'COPY',
      'ATTACH',
      'INSTALL',
      'PRAGMA',
      'getenv',
      'pg_catalog',
      'INTO',
      ';',
      '--',
      '/*',
      '*/',
      "'",
      '"',
    ],
    ...[
      '(',
      ')',
      '::',
      '||',
      '(SELECT',
      'POLYGON',
      'BOX',
      'INTERSECTS',
      'OVER',
      'PARTITION',
      '1e999',
      '$$',
      '?',
      '$1',
    ],
  ],
  read(input) {
    const query = parseSql(textOf(input));
    const written = toSql(query);
    must(!written.includes(';') || /['"]/.test(written), 'a second statement');
    const tables = (sql: string) => [...needsOf(parseSql(sql)).tables.keys()].sort().join();
    const own = [...needsOf(query).tables.keys()].sort().join();
    must(tables(written) === own, `written again ${written} asks other tables than ${own}`);
  },
};

/** Readers of queries. */
export const databases = [queries];
