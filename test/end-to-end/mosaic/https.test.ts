import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../shared/core/random.ts';
import { hasOpenssl, makeCertificate } from '../../store/certificate.ts';
import { readJson, starfan } from '../starfan.ts';
import { writeMade } from './made.ts';
import { readMosaic } from './mosaics.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-mosaic-https-'));
/** 6 images of 1.2 MB, and what the server does to each beside its ordinary answer. */
const SIDE = 540;
const names = ['good', 'also', 'busy', 'breaks', 'stalls', 'gone'];
/** Every so many requests the server has had enough for a second. */
const ENOUGH = 12;

interface Asked {
  name: string;
  agent: string | undefined;
  /** of the body that were sent */
  bytes: number;
  status: number;
}
const asked: Asked[] = [];
/** What it does once: each way of failing, of the image of its name. */
const done = new Set<string>();
let server: Server;
let certificate: string;

const once = (what: string): boolean => !done.has(what) && Boolean(done.add(what));

function serve(bytes: Uint8Array, one: Asked, method: string, range: string | undefined) {
  const [, from = '0', last = String(bytes.length - 1)] =
    /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  const [start, end] = [Number(from), Math.min(Number(last) + 1, bytes.length)];
  const part = range ? { 'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}` } : {};
  const headers = { ETag: `"${one.name}"`, 'Content-Length': `${end - start}`, ...part };
  const body = method === 'HEAD' ? undefined : bytes.subarray(start, end);
  if (body && one.name === 'breaks' && once('breaks'))
    return {
      status: range ? 206 : 200,
      headers,
      body: body.subarray(0, body.length >> 1),
      ending: 'reset',
    };
  if (body && one.name === 'stalls' && once('stalls'))
    return { status: range ? 206 : 200, headers, body: body.subarray(0, 1000), ending: 'silence' };
  return { status: range ? 206 : 200, headers, body, ending: 'end' };
}

/** What the server answers to its `count`th request. */
function answer(one: Asked, count: number, method: string, range: string | undefined) {
  const nothing = { body: undefined, ending: 'end' };
  if (count % ENOUGH === 0) return { status: 429, headers: { 'Retry-After': '1' }, ...nothing };
  if (one.name === 'gone') return { status: 404, headers: {}, ...nothing };
  if (one.name === 'busy' && once('busy')) return { status: 503, headers: {}, ...nothing };
  return serve(readFileSync(join(folder, `${one.name}.fits`)), one, method, range);
}

describe.runIf(hasOpenssl)('images of a server that is slow, busy and broken', () => {
  let base: string;
  beforeAll(async () => {
    const made = makeCertificate(folder);
    certificate = made.path;
    const random = seededRandom(3);
    for (const [k, name] of names.entries()) {
      const pixels = Float32Array.from({ length: SIDE * SIDE }, () => 10 + k + random.normal());
      const place = { crval: [150, 2], crpix: [270.5 - 300 * k, 270.5], scale: 1 } as const;
      writeMade(join(folder, `${name}.fits`), pixels, [SIDE, SIDE], place);
    }
    server = createServer(made.server, (request, response) => {
      const name = /^\/(\w+)\.fits$/.exec(request.url ?? '')?.[1] ?? '';
      const one = { name, agent: request.headers['user-agent'], bytes: 0, status: 0 };
      asked.push(one);
      const { method = '', headers: said } = request;
      const { status, headers, body, ending } = answer(one, asked.length, method, said.range);
      Object.assign(one, { status, bytes: body?.length ?? 0 });
      response.writeHead(status, headers);
      if (ending === 'end') return void response.end(body);
      response.write(body, () => {
        if (ending === 'reset') response.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    base = `https://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The mosaic of images, by the command. */
  async function mosaicOf(images: string[], out: string) {
    const list = join(folder, 'list.txt');
    writeFileSync(list, images.join('\n'));
    const environment = { NODE_EXTRA_CA_CERTS: certificate };
    const given = ['mosaic', list, '--out', join(folder, out), '--center', '149.8 2'];
    const grid = ['--size', '2000x600', '--scale', '1s', '--tolerate', '50'];
    const ended = await starfan([...given, ...grid], undefined, environment);
    const [band] = readdirSync(join(folder, out, 'mosaics'));
    const mosaic = await readMosaic(join(folder, out, 'mosaics', band!, 'mosaic.fits'));
    return { ended, pixels: mosaic.science.data as Float32Array };
  }

  it('make the mosaic that the same files make on a disk, but for the one that is not there', async () => {
    const far = await mosaicOf(
      names.map((name) => `${base}/${name}.fits`),
      'far',
    );
    expect(far.ended.stdout).toContain('5 of 6 images in mosaics');
    const failures = readFileSync(join(folder, 'far/failures.jsonl'), 'utf8').trim().split('\n');
    expect(failures.map((line) => JSON.parse(line))).toMatchObject([
      { error: 'NoSuchObject', uri: `${base}/gone.fits` },
    ]);
    const near = await mosaicOf(
      names.slice(0, 5).map((name) => join(folder, `${name}.fits`)),
      'near',
    );
    expect(far.pixels).toEqual(near.pixels);
    expect([...done].sort()).toEqual(['breaks', 'busy', 'stalls']);
  });

  it('come once, and are asked for in the name of Starfan at a pace that was slowed', () => {
    for (const { agent } of asked) expect(agent).toMatch(/^Starfan\/\d/);
    const sentOf = (name: string) =>
      asked.filter((one) => one.name === name).reduce((sum, { bytes }) => sum + bytes, 0);
    const size = readFileSync(join(folder, 'good.fits')).length;
    expect([sentOf('good'), sentOf('also'), sentOf('busy')]).toEqual([size, size, size]);
    // What broke off is asked for from there on; of what went silent 1,000 bytes may come twice.
    expect(sentOf('breaks')).toBeLessThanOrEqual(size + 1000);
    expect(sentOf('stalls')).toBeLessThanOrEqual(size + 1000);
    const hosts = join(folder, 'far/fetched/hosts');
    const [host] = readdirSync(hosts);
    const { slowed, interval } = readJson(join(hosts, host!));
    const good = asked.filter(({ status }) => status < 400).length;
    expect(slowed).toBeGreaterThan(0);
    // Once halved, and 5 % faster with each good answer: no faster than that.
    expect(interval).toBeGreaterThanOrEqual(2 * 250 * 0.95 ** good);
  });
});
