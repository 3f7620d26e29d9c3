import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listenOnLoopback } from '../../local/loopback.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { type Command, UsageError } from '../command.ts';
import { readCount } from '../numbers.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl; charset=utf-8',
  '.png': 'image/png',
  '.fits': 'application/fits',
  '.parquet': 'application/vnd.apache.parquet',
  '.js': 'text/javascript',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.tsv': 'text/tab-separated-values; charset=utf-8',
  '.xml': 'application/xml',
  '': 'text/plain; charset=utf-8', // properties
};

export const serve: Command = {
  help: `starfan serve DIR [--port N]

Serves the folder of a run on this machine alone and prints the address of its report. Ends with Ctrl-C.

  --port N   (default: a free one)

  starfan detect images/*.fits --out run1
  starfan serve run1`,

  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { port: { type: 'string' } },
    });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1)
      throw new UsageError('give the folder of one run: starfan serve DIR');
    const { url, close } = await serveFolder(folder, readCount('port', values.port, 0, 65_535));
    console.log(`report   ${url}/${keys.report}`);
    if (existsSync(join(folder, keys.viewer))) console.log(`sky map  ${url}/${keys.viewer}`);
    await new Promise((end) => {
      process.once('SIGINT', end);
      process.once('SIGTERM', end);
    });
    await close();
    return 0;
  },
};

/** Aladin Lite (GPL-3) as its package has it: served as a file of its own, unmodified. */
const aladin = (): string => fileURLToPath(import.meta.resolve('aladin-lite'));

/** Serves the plain files of a run's folder. Throws UsageError when it is no run. */
export async function serveFolder(
  folder: string,
  port?: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const root = resolve(folder);
  if (!(await stat(join(root, 'report.html')).catch(() => undefined))) {
    throw new UsageError(`${folder} has no report.html: give the --out folder of a finished run`);
  }
  return listenOnLoopback(async ({ url = '/', method }, response) => {
    const refuse = (status: number, text: string) =>
      response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
    if (method !== 'GET' && method !== 'HEAD') return void refuse(405, 'only GET');
    let path: string;
    try {
      path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    } catch {
      return void refuse(400, 'malformed address');
    }
    const isAladin = path === `/${keys.aladin}`;
    const file = isAladin ? aladin() : join(root, path === '/' ? keys.report : path);
    const found =
      isAladin || file.startsWith(root + sep) ? await stat(file).catch(() => undefined) : undefined;
    if (!found?.isFile()) return void refuse(404, 'not here');
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-length': found.size,
    });
    if (method === 'HEAD') response.end();
    else
      createReadStream(file)
        .on('error', () => response.destroy())
        .pipe(response);
  }, port);
}
