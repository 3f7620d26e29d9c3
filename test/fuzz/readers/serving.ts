import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { respond } from '../../../cli/serve/respond.ts';
import { must, type Reader } from './reader.ts';
import { requestOf } from './wire.ts';

/** What stands beside the folder that is served, and must stay unknown. */
const SECRET = 'what nobody may read';

function runFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-fuzz-'));
  const root = join(folder, 'run');
  mkdirSync(join(root, 'hips', 'K', 'Norder3', 'Dir0'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), SECRET);
  writeFileSync(join(root, '.secret'), SECRET);
  writeFileSync(join(root, 'report.html'), '<p>a report</p>');
  writeFileSync(join(root, 'sky.html'), '<p>a sky</p>');
  writeFileSync(join(root, 'hips/K/properties'), 'hips_order = 3\nhips_tile_format = png\n');
  writeFileSync(join(root, 'hips/K/Norder3/Dir0/Npix4.png'), 'a tile');
  return root;
}
let root: string | undefined;

/** An answer as it is written: status, headers, body. */
class Answer extends Writable {
  status = 0;
  headers: Record<string, unknown> = {};
  body = '';
  setHeader(name: string, value: unknown): void {
    this.headers[name.toLowerCase()] = value;
  }
  writeHead(status: number, headers: Record<string, unknown> = {}): this {
    this.status = status;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    return this;
  }
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.body += chunk.toString('latin1');
    done();
  }
}

const serving: Reader = {
  name: 'requests to starfan serve',
  share: 30_000,
  seeds: [
    'GET / HTTP/1.1\nhost: 127.0.0.1:8080\n\n',
    'GET /report.html\nrange: bytes=2-7\n\n',
    'GET /sky.html?catalogue=catalogue.tsv\n\n',
    'HEAD /catalogue.tsv\n\n',
    'GET /hips/K/Norder3/Dir0/Npix4.png\norigin: https://example.org\n\n',
    'GET /hips/K/Norder3/Dir0/Npix7.png\n\n',
    'OPTIONS /hips/K/properties\norigin: https://example.org\n\n',
    'GET /hips/K\n\n',
  ],
  words: ['%2e%2e', '..', '%2f', '/', '\\', '%00', '%', '.secret', 'secret.txt', 'bytes=-', '*'],
  async read(input) {
    root ??= runFolder();
    const answer = new Answer();
    const ended = new Promise((resolve) => answer.on('close', resolve));
    const served = { root, skyPath: '/sky.html?catalogue=catalogue.tsv', tsv: Buffer.from('ra') };
    await respond(served, requestOf(input), answer as unknown as ServerResponse);
    await ended;
    const { status, headers, body } = answer;
    must([200, 204, 206, 302, 400, 404, 405, 416].includes(status), `the answer ${status}`);
    must(!body.includes(SECRET), 'a file beside the folder, or a hidden one, is read');
    const length = headers['content-length'];
    must(body === '' || length === undefined || length === body.length, `${length} bytes`);
    for (const value of Object.values(headers)) must(!/[\r\n]/.test(String(value)), 'a new header');
  },
};

/** Readers of requests to the pages' server. */
export const pages = [serving];
