import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium, newPage } from '../browser/chromium.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const versions = [20, 22, 24];

const run = (cwd: string, command: string, ...args: string[]): string =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

let folder = '';
let app = '';
let tarballs: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'starfan-packages-'));
  for (const place of [root, join(root, 'sep-wasm')])
    run(place, 'npm', 'pack', '--ignore-scripts=false', '--pack-destination', folder);
  tarballs = readdirSync(folder).map((name) => join(folder, name));
  app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }\n');
  run(app, 'npm', 'install', '--no-audit', '--no-fund', ...tarballs);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Reads a header, a pixel of a WCS, a cell and a MOC, and detects a star: the same module for Node
 * and a browser.
 */
const PROGRAM = `
import { memorySource, openFits, writeFits, writeImage } from 'starfan/fits';
import { parseWcs } from 'starfan/wcs';
import { healpixToLonLat, lonLatToHealpix } from 'starfan/healpix';
import { mocOfCells, readMoc, skyFraction, writeMoc } from 'starfan/moc';
import { tilePath } from 'starfan/hips';
import { createImage, extract, loadSep } from 'sep-wasm';

const cards = Object.entries({ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 10, CRVAL2: 20, CRPIX1: 16, CRPIX2: 16,
  CDELT1: -0.01, CDELT2: 0.01, OBJECT: 'star' }).map(([keyword, value]) => ({ keyword, value }));
const star = Float32Array.from({ length: 1024 }, (_, i) => 900 * Math.exp(-(((i % 32) - 15) ** 2 + ((i >> 5) - 15) ** 2) / 4));
const hdu = await (await openFits(memorySource(writeFits([writeImage(star, [32, 32], cards)])))).hdu(0);
const [ra, dec] = parseWcs(hdu.header).pixelToIcrs(15, 15);
const cell = lonLatToHealpix(9, ra, dec);
const { moc } = await readMoc(memorySource(writeMoc(mocOfCells(9, [cell]))));
await loadSep();
const { length, x } = extract(createImage(32, 32, star), { thresh: 1 });
export const seen = [hdu.header.string('OBJECT'), ra.toFixed(6), dec.toFixed(6), cell === lonLatToHealpix(9, ...healpixToLonLat(9, cell)),
  Math.round(skyFraction(moc) * 12 * 4 ** 9), tilePath(3, 448, 'png'), length, x[0].toFixed(3)].join(' ');
`;
const EXPECTED = 'star 10.000000 20.000000 true 1 Norder3/Dir0/Npix448.png 1 15.000';

/** What a program in TypeScript may write, and what it may not. */
const TYPED_PROGRAM = `
import { cost, cutout, cutoutFile, detect, type Failure, match, mosaic, query, redo } from 'starfan';
import { type Run, type RunSummary, skyMap, status } from 'starfan';
import { openFits, memorySource } from 'starfan/fits';
import { lonLatToHealpix } from 'starfan/healpix';
import { tilePath } from 'starfan/hips';
import { mocOfCells, writeMoc } from 'starfan/moc';
import { parseWcs, readLookups } from 'starfan/wcs';
import { extract } from 'sep-wasm';
export async function program(bytes: Uint8Array): Promise<number> {
  const run: Run = await detect(['a.fits'], { out: 'a', match: 0.5 });
  await skyMap({ list: 'list.txt' }, { out: 'b', stretch: 'asinh', order: 5 });
  // @ts-expect-error: there is no such option
  await skyMap({ list: 'list.txt' }, { out: 'b', bannds: 1 });
  await mosaic(['a.fits'], { out: 'c', layout: { centre: [10, 20], size: { degrees: [1, 1] }, scale: 1 } });
  const summary: RunSummary = (await match(['a', 'b'], { radius: 1 })).summary;
  const failures: AsyncIterable<Failure> = (await redo('a', { only: 'a' })).failures();
  for await (const { line, message } of failures) console.log(line, message);
  const size = { unit: 'degrees', width: 0.1, height: 0.1 } as const;
  const piece: Uint8Array = cutoutFile((await cutout('c', { ra: 10, dec: 20, size })).cuts);
  const dollars: number = (await cost('a', { days: 30 })).total + (await status('a')).cost.total;
  console.log(piece.length, dollars, summary.seconds, tilePath(3, lonLatToHealpix(3, 10, 20), 'png'), writeMoc(mocOfCells(3, [1])));
  for await (const row of query('a', 'SELECT 1', { signal: AbortSignal.timeout(1) })) console.log(row);
  const fits = await openFits(memorySource(bytes));
  const hdu = await fits.hdu(0);
  const wcs = parseWcs(hdu.header, await readLookups(fits, hdu));
  return (wcs?.pixelToIcrs(0, 0)[0] ?? 0) + run.summary.done + extract.length;
}
`;

describe('the packed packages', () => {
  it('hold what they need and nothing of this machine', () => {
    for (const tarball of tarballs) {
      const names = run(folder, 'tar', 'tzf', tarball).trim().split('\n');
      expect(names).toContain('package/LICENSE');
      expect(
        names.filter((name) => /node_modules|\.sha256|\.log$|\.tmp|\/test\//.test(name)),
      ).toEqual([]);
      expect(run(folder, 'tar', 'xzOf', tarball)).not.toContain(root);
    }
  });

  it.each(versions)('run in Node %i: the readers, a detection, the command', (version) => {
    const node = (...args: string[]): string =>
      run(app, 'npx', '--yes', '-p', `node@${version}`, 'node', ...args);
    expect(node('--version')).toMatch(new RegExp(`^v${version}.`));
    writeFileSync(join(app, 'program.mjs'), `${PROGRAM}\nconsole.log(seen);\n`);
    expect(node('program.mjs').trim()).toBe(EXPECTED);
    writeFileSync(
      join(app, 'run.mjs'),
      `import { writeFileSync } from 'node:fs';
import { detect } from 'starfan';
import { writeFits, writeImage } from 'starfan/fits';
const pixels = Float32Array.from({ length: 4096 }, (_, i) => ((i * 7919) % 13) / 13 + 900 * Math.exp(-(((i % 64) - 30) ** 2 + ((i >> 6) - 30) ** 2) / 8));
writeFileSync('a.fits', writeFits([writeImage(pixels, [64, 64])]));
const run = await detect(['a.fits'], { out: 'out-${version}' });
console.log(run.summary.state, run.summary.sources);
`,
    );
    expect(node('run.mjs').trim()).toBe('SUCCEEDED 1');
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(node('node_modules/.bin/starfan', '--version').trim()).toBe(manifest.version);
  });

  it('type-check in a strict program, by both ways to resolve a module', () => {
    const types = join(app, 'node_modules/starfan/dist/types');
    const names = readdirSync(types, { recursive: true, encoding: 'utf8' });
    const left = names.filter(
      (name) =>
        name.endsWith('.d.ts') &&
        /['"]\.[^'"]*\.ts['"]/.test(readFileSync(join(types, name), 'utf8')),
    );
    expect(left).toEqual([]);
    writeFileSync(join(app, 'typed.ts'), TYPED_PROGRAM);
    for (const [module, resolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ])
      run(
        ...([app, process.execPath, join(root, 'node_modules/typescript/bin/tsc')] as const),
        ...['--strict', '--noEmit', '--skipLibCheck', 'false', '--target', 'es2022', '--lib'],
        ...['es2023,dom', '--module', module!, '--moduleResolution', resolution!, 'typed.ts'],
      );
  });

  it('pass publint and are-the-types-wrong', () => {
    const bin = (name: string): string => join(root, 'node_modules/.bin', name);
    for (const tarball of tarballs) {
      expect(run(root, bin('publint'), 'run', tarball, '--strict')).toContain('All good!');
      run(root, bin('attw'), tarball, '--profile', 'esm-only');
    }
  });

  it.skipIf(!hasChromium)(
    'are read by a page in Chromium (skipped where /usr/bin/chromium is absent)',
    async () => {
      const server = await serve(app);
      const browser = await launchChromium();
      try {
        const page = await newPage(browser);
        const complaints: string[] = [];
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/page.html`);
        await page.waitForFunction('globalThis.seen !== undefined || globalThis.failed');
        expect(complaints).toEqual([]);
        expect(await page.evaluate('globalThis.seen')).toBe(EXPECTED);
      } finally {
        await browser.close();
        server.close();
      }
    },
  );
});

/**
 * Serves the installed packages, and a page whose import map names their files as package.json
 * does.
 */
async function serve(from: string): Promise<Server> {
  const imports = Object.fromEntries(
    ['starfan', 'sep-wasm'].flatMap((name) => {
      const { exports } = JSON.parse(
        readFileSync(join(from, 'node_modules', name, 'package.json'), 'utf8'),
      );
      return Object.entries<{ default: string }>(exports).map(([subpath, { default: file }]) => [
        `${name}${subpath.slice(1)}`,
        `/node_modules/${name}/${file.slice(2)}`,
      ]);
    }),
  );
  const page = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">${PROGRAM.replace('export const seen', 'globalThis.seen')}</script>`;
  const server = createServer(({ url = '' }, response) => {
    if (url === '/page.html') response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    else if (!/^\/node_modules\/[\w./-]+\.js$/.test(url)) response.writeHead(404).end();
    else {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      createReadStream(join(from, url)).pipe(response);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}
