/**
 * How many arguments a function takes, and whether it sums up rows or looks at a window of them.
 */
interface Known {
  readonly least: number;
  readonly most: number;
  readonly kind: 'scalar' | 'aggregate' | 'window';
}

const list = (kind: Known['kind'], least: number, most: number, names: string) =>
  names.split(' ').map((name): [string, Known] => [name, { least, most, kind }]);

/**
 * Every function that a query may call: numbers, text of bounded length, and sums. None reads
 * anything but its arguments, none makes rows, and none makes much out of little (`repeat`,
 * `range`).
 */
export const functions: ReadonlyMap<string, Known> = new Map([
  ...list('scalar', 0, 0, 'pi'),
  ...list(
    'scalar',
    1,
    1,
    'abs ceil ceiling floor sign exp ln log2 log10 sqrt cbrt sin cos tan cot asin acos atan degrees radians isnan isfinite isinf lower upper length year month day hour minute second epoch bit_count',
  ),
  ...list('scalar', 1, 2, 'round trunc truncate trim ltrim rtrim'),
  ...list('scalar', 2, 2, 'mod power pow atan2 nullif ifnull xor starts_with ends_with strpos'),
  ...list('scalar', 2, 3, 'substr substring'),
  ...list('scalar', 1, 20, 'coalesce greatest least'),
  ...list(
    'aggregate',
    1,
    1,
    'count sum avg min max median mode stddev stddev_samp stddev_pop variance var_samp var_pop skewness kurtosis any_value bool_and bool_or bit_and bit_or approx_count_distinct mad',
  ),
  ...list(
    'aggregate',
    2,
    2,
    'corr covar_pop covar_samp regr_slope regr_intercept regr_r2 regr_count arg_min arg_max quantile_cont quantile_disc',
  ),
  ...list('window', 0, 0, 'row_number rank dense_rank percent_rank cume_dist'),
  ...list('window', 1, 1, 'first_value last_value ntile'),
  ...list('window', 1, 3, 'lag lead'),
]);

/** Words of ADQL and q3c for places on the sky, and how many arguments they take. */
export const geometries: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ['point', [2, 3]],
  ['circle', [2, 4]],
  ['contains', [2, 2]],
  ['distance', [2, 4]],
  ['q3c_radial_query', [5, 5]],
  ['q3c_dist', [4, 4]],
]);

/** What somebody may have meant by a function that there is not. */
export const advice: Readonly<Record<string, string>> = {
  log: 'log means ln in ADQL and log10 in PostgreSQL: write ln or log10',
  rand: 'a query gives the same rows each time it is asked: choose by random_id instead',
  random: 'a query gives the same rows each time it is asked: choose by random_id instead',
  polygon: 'polygons are not read yet: write a circle',
  box: 'boxes are not read yet: write ra BETWEEN … AND dec BETWEEN …',
  region: 'REGION is not read: write CIRCLE(ra, dec, radius)',
  concat: 'write a || b',
};

/** Types that CAST knows, and DuckDB's word for them. */
export const types: ReadonlyMap<string, string> = new Map([
  ['smallint', 'SMALLINT'],
  ['int', 'INTEGER'],
  ['integer', 'INTEGER'],
  ['bigint', 'BIGINT'],
  ['real', 'REAL'],
  ['float', 'DOUBLE'],
  ['double', 'DOUBLE'],
  ['boolean', 'BOOLEAN'],
  ['char', 'VARCHAR'],
  ['varchar', 'VARCHAR'],
  ['text', 'VARCHAR'],
  ['date', 'DATE'],
  ['timestamp', 'TIMESTAMP'],
]);
