// Makes build/<function>.zip of dist: what Lambda gets. Same sources, same bytes. `node
// scripts/package.mjs [--arch x64]`; the
// framework calls it before it deploys. Beyond dist it needs npm's registry, once for each version
// of sharp.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { zipSync } from 'fflate';

const root = fileURLToPath(new URL('..', import.meta.url));
const MIB = 2 ** 20;

/**
 * What a cold start must unpack, at most, in bytes: with sharp's library of pictures, and without.
 */
const most = { withSharp: 60 * MIB, without: 5 * MIB };

/** Builds dist and zips it. Answers a line for each function: bytes. */
export async function packageFunctions({ arch = 'arm64', out = `${root}/build` } = {}) {
  await import('./build.mjs');
  return zipFunctions({ arch, out });
}

/** Zips dist as it stands. Throws when a zip unpacks to more than it may. */
export async function zipFunctions({ arch = 'arm64', out = `${root}/build` } = {}) {
  await mkdir(out, { recursive: true });
  const entries = await readdir(`${root}/functions`, { withFileTypes: true });
  const lines = [];
  for (const name of entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)) {
    const files = new Map([['dist/package.json', await readFile(`${root}/dist/package.json`)]]);
    await addFolder(files, `${root}/dist/${name}`, `dist/${name}`);
    const hasSharp = [...files].some(
      ([path, bytes]) => path.endsWith('.js') && importsSharp(bytes.toString()),
    );
    if (hasSharp) await addFolder(files, `${await sharpFor(arch)}/node_modules`, 'node_modules');
    const zip = zipped(files);
    await writeFile(`${out}/${name}.zip`, zip);
    const unzipped = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
    lines.push({ name, zipped: zip.length, unzipped, hasSharp });
  }
  for (const { name, zipped, unzipped, hasSharp } of lines) {
    const size = (bytes) => `${(bytes / MIB).toFixed(2)} MiB`.padStart(10);
    console.log(
      `${name.padEnd(18)} ${size(zipped)} zipped ${size(unzipped)} unzipped${hasSharp ? ` sharp, ${arch}` : ''}`,
    );
    const limit = hasSharp ? most.withSharp : most.without;
    if (unzipped > limit)
      throw new Error(
        `${name} unpacks to more than ${limit / MIB} MiB, too much for a short cold start: see what it imports`,
      );
  }
  return lines;
}

const importsSharp = (text) => /\bfrom\s*["']sharp["']|\bimport\(\s*["']sharp["']/.test(text);

async function addFolder(files, folder, prefix) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = resolve(entry.parentPath, entry.name);
    const inZip = `${prefix}/${path.slice(resolve(folder).length + 1)}`;
    // npm's own notes on what it installed
    if (!inZip.includes('/.')) files.set(inZip, await readFile(path));
  }
}

/**
 * In the order of their paths, readable for all, of one date: the same files make the same bytes.
 */
function zipped(files) {
  const mtime = new Date(1980, 0, 1); // the earliest that a zip can say, without a time zone
  const attributes = { mtime, os: 3, attrs: 0o100644 << 16, level: 9 };
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(sorted.map(([path, bytes]) => [path, [bytes, attributes]])));
}

/** A folder with sharp for Linux on that processor, in the versions of our lock; made once. */
async function sharpFor(arch) {
  const lock = JSON.parse(await readFile(`${root}/package-lock.json`, 'utf8'));
  const { version } = lock.packages['node_modules/sharp'];
  const folder = `${root}/build/sharp-${version}-linux-${arch}`;
  if (await readdir(folder).catch(() => undefined)) return folder;

  const made = `${folder}.${process.pid}`;
  const dependencies = { sharp: version };
  const packages = { '': { dependencies }, ...withDependencies(lock.packages, 'sharp') };
  await mkdir(made, { recursive: true });
  await writeFile(`${made}/package.json`, JSON.stringify({ private: true, dependencies }));
  await writeFile(
    `${made}/package-lock.json`,
    JSON.stringify({ lockfileVersion: 3, requires: true, packages }),
  );
  await cp(`${root}/.npmrc`, `${made}/.npmrc`).catch(() => {});
  const target = ['--os=linux', `--cpu=${arch}`, '--libc=glibc'];
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  try {
    await promisify(execFile)('npm', ['ci', ...target, ...quiet], { cwd: made });
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    throw new Error(
      `sharp ${version} for ${arch} could not be had from npm's registry:\n${error.stderr}`,
    );
  }
  // another was quicker
  await rename(made, folder).catch(() => rm(made, { recursive: true, force: true }));
  return folder;
}

/** The lock's entries of a package and of all that it may ask for. */
function withDependencies(packages, name, found = {}) {
  const entry = packages[`node_modules/${name}`];
  if (!entry || found[`node_modules/${name}`]) return found;
  found[`node_modules/${name}`] = entry;
  for (const next of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
    withDependencies(packages, next, found);
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { arch: { type: 'string' } } });
  await packageFunctions(values);
}
