// Builds everything that runs: the kernels of sep-wasm and sky-wasm, one bundle per function, the
// worker and the command line. Seconds, no network; where nothing has changed since the last time,
// nothing is built.
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const sources = await hashSources();
if (
  (await stamp(`${root}/dist/sources.sha256`)) === sources &&
  (await stamp(`${root}/sep-wasm/build/wasm.js`)) &&
  (await stamp(`${root}/sky-wasm/build/wasm.js`))
)
  process.exit();

const { build } = await import('esbuild');
await import('../sep-wasm/scripts/build.mjs');
const { compileKernels } = await import('./compile-kernels.mjs');
await compileKernels(`${root}/sky-wasm`, 'sky');

const functions = (await readdir(`${root}/functions`, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** What a program imports as `starfan/fits` and so on. */
const library = ['fits', 'wcs', 'healpix', 'moc', 'hips'];

/** Beside its final place. */
const made = `${root}/.dist-${process.pid}`;

const entries = {
  ...Object.fromEntries(functions.map((name) => [name, `functions/${name}/handler.ts`])),
  worker: 'local/pool/worker.ts',
  api: 'api/index.ts',
  cli: 'cli/index.ts',
  overlay: 'cli/serve/overlay-worker.ts',
};

/** Each folder of dist is whole in itself: it is what a function's zip holds. */
const bundle = ([name, entry]) => buildInto(name, { index: entry });

/** Outside node_modules Node would warn of `new Buffer`, once a process. */
const withoutOldBuffers = {
  name: 'without-old-buffers',
  setup: ({ onLoad }) =>
    onLoad({ filter: /seek-bzip.lib.\w+\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('new Buffer(', 'Buffer.alloc('),
    })),
};

/** What xz-decompress asks Node for, browsers have. */
const webStreams = {
  name: 'web-streams',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^stream\/web$/ }, () => ({ path: 'stream/web', namespace: 'web' }));
    onLoad({ filter: /.*/, namespace: 'web' }, () => ({
      contents: 'module.exports = globalThis;',
    }));
  },
};

/** seek-bzip's buffers are arrays of bytes, but for one that it prints. */
const withoutBuffers = {
  name: 'without-buffers',
  setup: ({ onLoad }) =>
    onLoad({ filter: /seek-bzip.lib.\w+\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replaceAll('new Buffer(', 'new Uint8Array(')
        .replace(
          "buf.toString('hex')",
          "Array.from(buf, (b) => b.toString(16).padStart(2, '0')).join('')",
        ),
    })),
};

async function buildInto(folder, entryPoints) {
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir: `${made}/${folder}`,
    bundle: true,
    splitting: true, // the AWS SDK is loaded where an s3:// address is met, and only there
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: ['sharp', '@duckdb/node-api'], // they bring their own binaries
    plugins: [withoutOldBuffers],
    // this version of the SDK runs on Node 20, and says at each start that later ones will not
    define: { 'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"' },
    // what is CommonJS inside a bundle still calls require
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

await Promise.all([
  ...Object.entries(entries).map(bundle),
  // The same functions with what they share in common files: here several of them run in one
  // process.
  buildInto(
    'local',
    Object.fromEntries(functions.map((name) => [name, `functions/${name}/handler.ts`])),
  ),
]);
await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(library.map((name) => [name, `api/${name}.ts`])),
  outdir: `${made}/library`,
  bundle: true,
  splitting: true,
  platform: 'neutral', // browsers too
  mainFields: ['module', 'main'],
  format: 'esm',
  target: 'es2022',
  plugins: [withoutBuffers, webStreams],
  minifySyntax: true,
  logLevel: 'warning',
});
await writeFile(`${made}/package.json`, '{ "type": "module" }\n');
await writeFile(`${made}/functions.json`, JSON.stringify(await deployedFunctions()));
await writeFile(`${made}/sources.sha256`, sources);
// In its place only when it is whole: what runs meanwhile finds the old one.
await rename(`${root}/dist`, `${made}-old`).catch(() => {});
await rename(made, `${root}/dist`);
await rm(`${made}-old`, { recursive: true, force: true });

/**
 * The functions of serverless.yml, as they run here, their paths from the package's root: a command
 * that read that file itself would begin a fifth later.
 */
async function deployedFunctions() {
  await buildInto('reader', { index: 'local/pool/functions.ts' });
  const { readFunctions } = await import(`${made}/reader/index.js`);
  await rm(`${made}/reader`, { recursive: true });
  const functions = Object.entries(await readFunctions(`${root}/serverless.yml`));
  const pathOf = ({ bundle }) => `dist/local/${basename(dirname(bundle))}.js`;
  return Object.fromEntries(
    functions.map(([name, one]) => [name, { ...one, bundle: pathOf(one) }]),
  );
}

/** What a file holds; undefined when it is not there. */
async function stamp(path) {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** One hash of all that a build depends on: our sources and the versions of packages. */
async function hashSources() {
  const folders = ['api', 'cli', 'functions', 'local', 'scripts', 'sep-wasm', 'shared', 'sky-wasm'];
  const inside = async (folder) =>
    (await readdir(`${root}/${folder}`, { recursive: true }))
      .filter(
        (name) =>
          /\.(ts|mjs|json)$/.test(name) && !/(^|[/\\])(build|node_modules|test)[/\\]/.test(name),
      )
      .map((name) => `${folder}/${name}`);
  const names = [
    'package-lock.json',
    'serverless.yml',
    ...(await Promise.all(folders.map(inside))).flat().sort(),
  ];
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\0`).update(await readFile(`${root}/${name}`));
  return hash.digest('hex');
}
