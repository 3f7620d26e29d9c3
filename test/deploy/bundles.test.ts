import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { root } from './service.ts';

interface Line {
  name: string;
  zipped: number;
  unzipped: number;
  hasSharp: boolean;
}
const script: string = new URL('../../scripts/package.mjs', import.meta.url).href;
const { zipFunctions } = (await import(script)) as {
  zipFunctions(options: { arch: string; out: string }): Promise<Line[]>;
};

const folder = mkdtempSync(join(tmpdir(), 'starfan-zips-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const functions: Record<string, { handler: string; package: { artifact: string } }> = parse(
  readFileSync(join(root, 'serverless.yml'), 'utf8'),
).functions;

/**
 * sharp for this machine stands in where handlers are loaded; it is in npm's cache, as it was
 * installed from there
 */
const here = process.arch;
let lines: Line[] = [];
const filesOf = (out: string, name: string) =>
  unzipSync(readFileSync(join(folder, out, `${name}.zip`)));

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  lines = await zipFunctions({ arch: here, out: join(folder, here) });
  vi.restoreAllMocks();
});

describe('the zips', () => {
  it('hold the handler of every function of serverless.yml', () => {
    for (const {
      handler,
      package: { artifact },
    } of Object.values(functions)) {
      const name = /^build\/(.+)\.zip$/.exec(artifact)![1]!;
      const files = Object.keys(filesOf(here, name));
      expect(files, artifact).toContain(handler.replace(/\.\w+$/, '.js'));
      expect(files, artifact).toContain('dist/package.json'); // says that they are modules
    }
    expect(lines.map(({ name }) => `build/${name}.zip`).sort()).toEqual(
      [...new Set(Object.values(functions).map(({ package: { artifact } }) => artifact))].sort(),
    );
  });

  it('are small, and only those that draw with sharp carry it', () => {
    const MiB = 2 ** 20;
    for (const { name, unzipped, hasSharp } of lines) {
      expect(unzipped, name).toBeLessThanOrEqual((hasSharp ? 60 : 5) * MiB);
      const files = Object.keys(filesOf(here, name));
      expect(
        files.some((path) => path.startsWith('node_modules/')),
        name,
      ).toBe(hasSharp);
    }
    expect(lines.some(({ hasSharp }) => hasSharp)).toBe(true);
    expect(lines.some(({ hasSharp }) => !hasSharp)).toBe(true);
  });

  it('are the same bytes each time, in any time zone', async () => {
    const { TZ } = process.env;
    process.env.TZ = TZ === 'Pacific/Kiritimati' ? 'UTC' : 'Pacific/Kiritimati';
    vi.spyOn(console, 'log').mockImplementation(() => {});
    try {
      await zipFunctions({ arch: here, out: join(folder, 'again') });
    } finally {
      vi.restoreAllMocks();
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
    const hashes = (out: string) =>
      readdirSync(join(folder, out)).map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, out, name)))
          .digest('hex'),
      ]);
    expect(hashes('again')).toEqual(hashes(here));
  });

  it.each(
    Object.values(functions)
      .map(({ package: { artifact } }) => artifact)
      .filter((one, i, all) => all.indexOf(one) === i),
  )('%s is loaded by a clean process and refuses what is no event', (artifact) => {
    const name = /^build\/(.+)\.zip$/.exec(artifact)![1]!;
    const home = join(folder, 'task', name);
    for (const [path, bytes] of Object.entries(filesOf(here, name))) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), bytes);
    }
    const program = `
        const begin = performance.now();
        const { handler } = await import('./dist/${name}/index.js');
        const loaded = performance.now() - begin;
        const error = await handler({ nonsense: true }, { functionName: '${name}' }).catch((error) => error);
        const { readdirSync } = await import('node:fs');
        const whole = performance.now();
        for (const file of readdirSync('dist/${name}')) if (file.endsWith('.js')) await import('./dist/${name}/' + file);
        process.stderr.write(JSON.stringify({ error: error?.name, loaded, rest: performance.now() - whole }));`;
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: home,
      env: {},
      encoding: 'utf8',
    });
    const { error, loaded, rest } = JSON.parse(stderr.slice(stderr.lastIndexOf('{"error"')));
    expect(error).toBe('BadRequest');
    console.log(
      `${name}: loaded in ${loaded.toFixed(0)} ms, the AWS SDK in ${rest.toFixed(0)} ms more`,
    );
  });
});

describe('sharp for Lambda', () => {
  it('is the one for arm64, in the version of the lock (asks npm once)', async ({ skip }) => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    try {
      await zipFunctions({ arch: 'arm64', out: join(folder, 'arm64') });
    } catch (error) {
      vi.restoreAllMocks();
      const said = String(error);
      if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/i.test(said)) throw error;
      console.warn(`npm's registry cannot be reached: sharp for arm64 is not looked at\n${said}`);
      return skip("npm's registry cannot be reached");
    }
    vi.restoreAllMocks();
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const files = filesOf('arm64', 'detect-sources');
    const version = (path: string) => JSON.parse(Buffer.from(files[path]!).toString()).version;
    expect(version('node_modules/sharp/package.json')).toBe(
      lock.packages['node_modules/sharp'].version,
    );
    const binaries = Object.keys(files).filter((path) => /\.node$|\.so[.\d]*$/.test(path));
    expect(binaries.length).toBeGreaterThanOrEqual(2);
    for (const path of binaries) {
      const bytes = Buffer.from(files[path]!);
      expect(bytes.subarray(0, 4).toString('latin1'), path).toBe('\x7fELF');
      expect(bytes.readUInt16LE(18), path).toBe(0xb7); // AArch64, ELF's e_machine
    }
  });
});
