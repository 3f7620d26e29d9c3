import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { measureSlowness } from './test/slowness.ts';

/**
 * Limits are for what hangs: minutes, and more of them where the machine is slow or has other work.
 */
const limit =
  (process.env.STARFAN_TEST_LONG === '1' ? 900_000 : 300_000) * (await measureSlowness());

/**
 * What is long by nature: `npm run test:long` runs these, and shares that are larger. They are
 * whole runs and programs of others that take more than some 15 s each on two cores.
 */
const long = `
  ten-thousand needs-large npm-packages reference end-to-end/stack mosaic-cases mosaic-judges
  sky-map-again sky-map-bad-input sky-map-broken sky-map-bytes sky-map-finished
  sky-map-geometry sky-map-peers match photometry-queries cancel demo run-refused forced roles
  bundles viewer clients astromatic pipelines check-hips extractor/parity/parity template fits/astropy
  field-cases damaged redo sky-map-cases store/s3 cost/requests mosaic/large mosaic/context mosaic/https
  end-to-end/completeness storm/load odd-header bad-lines bombs readers/growth
`
  .trim()
  .split(/\s+/)
  .map((name) => `test/**/${name}.test.ts`);
/**
 * What plays as many cases as its share allows: in the long tests once more, with a larger share.
 */
const shares = ['fuzz', 'readers', 'schedules', 'day'].map((name) => `**/${name}.test.ts`);
const isLong = process.env.STARFAN_TEST_LONG === '1';
/** What asks emulators of others: `npm run test:aws`. */
const foreign = ['test/foreign-aws/*.test.ts'];
const isForeign = process.env.STARFAN_TEST_AWS === '1';
const own = ['test/**/*.test.ts', 'sep-wasm/test/**/*.test.ts'];

export default defineConfig({
  test: {
    include: isForeign ? foreign : isLong ? [...long, ...shares] : own,
    exclude: [...configDefaults.exclude, ...(isLong ? [] : long), ...(isForeign ? [] : foreign)],
    ...(isForeign
      ? { fileParallelism: false, reporters: ['default', './test/foreign-aws/report.ts'] }
      : {}),
    setupFiles: ['test/equal-arrays.ts'],
    maxWorkers: availableParallelism(),
    testTimeout: limit,
    hookTimeout: limit,
    expect: { poll: { timeout: limit } },
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      STARFAN_TEST_LIMIT: String(limit),
    },
  },
});
