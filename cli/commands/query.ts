import { rmSync } from 'node:fs';
import { openTables } from '../../api/query.ts';
import { UsageError } from '../../local/usage-error.ts';
import { advice, functions, geometries } from '../../shared/core/query/functions.ts';
import { usualLimits } from '../../shared/query/limits.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readCone } from '../query/read-cone.ts';
import { type Format, writeAnswer } from '../query/write-answer.ts';
import { complain } from '../say.ts';

const listed = (kind: 'scalar' | 'aggregate' | 'window'): string =>
  folded([...functions].flatMap(([name, known]) => (known.kind === kind ? [name] : [])).join(' '));

/** Words in lines of 85 characters, below one another in the column of the names. */
const folded = (words: string): string =>
  words.replace(/(.{1,85})(?: |$)/g, (_, line: string, at: number) =>
    at === 0 ? line : `\n${' '.repeat(14)}${line}`,
  );

const GB = 2 ** 30;

/** `starfan query`. */
export const queryCommand: Command = {
  help: `starfan query DIR|HATS "SELECT …" [--cone "ra dec radius"] [--csv|--json|--votable|--parquet]
              [--out FILE]

Runs a SQL query over tables and writes the rows to standard output or FILE. DIR is a run of
starfan. HATS is a collection or catalogue in HATS form, by whatever program: a folder or an s3://
prefix; or one Parquet file. Of each file only the row groups and columns that the query needs are
read.

  objects        one row for each object; measurements, one for each measurement; images, one for
                 each image
  catalogue      the detections of a run of starfan detect, or the one table of a catalogue

  --cone "ra dec radius"   only rows in this circle: degrees, ICRS; the radius also as 5s (arcsec)
                           or 2m (arcmin)
  --csv                    comma-separated (default); or --json, --votable, --parquet
  --out FILE               write the rows to FILE, whole or not at all

  starfan query run1 "SELECT TOP 100 * FROM catalogue"
  starfan query run1 "SELECT image, median(fwhm) AS seeing FROM catalogue GROUP BY image"
  starfan query sky "SELECT filter, mjd, mag FROM measurements" --cone "10.68 41.27 2s"
  starfan query s3://bucket/gaia \\
      "SELECT count(*) FROM catalogue WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(10.7, 41.3, 0.1))"

A query is one SELECT (or WITH … SELECT) of ADQL 2.1 and PostgreSQL: joins, subqueries, UNION, GROUP
BY, HAVING, windows; & | << >> on flags. Integers keep all their digits. NaN in a file is null; so
are x / 0 and the logarithm of a number that is not positive.
  functions   ${listed('scalar')}
  sums        ${listed('aggregate')}
  windows     ${listed('window')}
  places      ${[...geometries.keys()].join(' ')}
              (CONTAINS is 1 inside and 0 outside)
Not supported (the error says what to write instead):
              ${folded(Object.keys(advice).join(', '))}
A query stops after ${usualLimits.seconds} s; one that would read more than ${usualLimits.bytesRead / GB} GiB is refused. An answer
has at most ${usualLimits.rows / 1e6} million rows and ${usualLimits.answer / GB} GiB.`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        cone: { type: 'string' },
        csv: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        votable: { type: 'boolean', default: false },
        parquet: { type: 'boolean', default: false },
        out: { type: 'string' },
      },
    });
    const [place, sql] = positionals;
    if (place === undefined || sql === undefined || positionals.length > 2)
      throw new UsageError(
        'give a folder or address and one query in quotes: starfan query DIR "SELECT … FROM …"',
      );
    const cone = values.cone === undefined ? undefined : readCone('cone', values.cone);
    const format = formatOf(values);
    const engine = await openTables(place);
    process.once('exit', () => {
      engine.close();
      if (values.out !== undefined) rmSync(`${values.out}.part`, { force: true });
    });
    for (const [name, status] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)
      process.once(name, () => process.exit(status));
    const leave = (reason: Error) => {
      complain(`starfan: ${reason.name}: ${reason.message}`);
      process.exit(1);
    };
    await writeAnswer(await engine.query(sql, { cone, leave }), format, values.out);
    return 0;
  },
};

function formatOf(values: Readonly<Record<Format, boolean>>): Format {
  const asked = (['csv', 'json', 'votable', 'parquet'] as const).filter((one) => values[one]);
  if (asked.length > 1) throw new UsageError(`--${asked.join(' and --')}: write one of them`);
  return asked[0] ?? 'csv';
}
