import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Loopback, listenOnLoopback } from '../../local/loopback.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { UsageError } from '../command.ts';
import { isEmptySky } from './empty-sky.ts';
import { catalogueParts, readOverlay } from './read-overlay.ts';

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

export interface ServeOptions {
  /** a free one when not given */
  port?: number | undefined;
  /** of what `readOverlay` reads; the folder's own when not given */
  catalogue?: string | undefined;
}

export interface ServedFolder extends Loopback {
  /** of the report */
  report: string;
  /** of the sky, where there is one */
  sky?: string;
  /** sources in the catalogue beside the sky, and those of them that are shown */
  sources?: { total: number; shown: number };
}

/** Under this name the viewer finds its catalogue. */
const catalogueFile = 'catalogue.tsv';

/** Aladin Lite as its package has it, and its licence: served as files of their own, unmodified. */
const aladinFiles = (): Map<string, string> => {
  const script = fileURLToPath(import.meta.resolve('aladin-lite'));
  return new Map([
    [keys.aladin, script],
    [`${keys.aladin}.LICENSE`, join(dirname(script), '../LICENSE')],
  ]);
};

/** Serves the plain files of a run's folder. Throws UsageError when it is no run, or the catalogue is none. */
export async function serveFolder(
  folder: string,
  { port, catalogue }: ServeOptions = {},
): Promise<ServedFolder> {
  const root = resolve(folder);
  if (!existsSync(join(root, keys.report)))
    throw new UsageError(`${folder} has no ${keys.report}: give the --out folder of a finished run`);
  const hasSky = existsSync(join(root, keys.viewer));
  if (catalogue !== undefined && !hasSky)
    throw new UsageError(`--catalogue: ${folder} has no sky to mark sources on (starfan sky-map makes one)`);
  const source = catalogue ?? ((await catalogueParts(root)).length > 0 ? root : undefined);
  const overlay = hasSky && source !== undefined ? await readOverlay(source) : undefined;
  const tsv = overlay && Buffer.from(overlay.tsv());

  const loopback = await listenOnLoopback(async ({ url = '/', method }, response) => {
    const refuse = (status: number, text: string) =>
      response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
    if (method !== 'GET' && method !== 'HEAD') return void refuse(405, 'only GET');
    let path: string;
    let query: string;
    try {
      const address = new URL(url, 'http://localhost');
      path = decodeURIComponent(address.pathname).slice(1) || keys.report;
      query = address.search;
    } catch {
      return void refuse(400, 'malformed address');
    }
    // The page is the one that stands in the folder; its address says that there is a catalogue.
    if (tsv && path === keys.viewer && query === '')
      return void response.writeHead(302, { location: skyPath }).end();
    if (tsv && path === catalogueFile) {
      response.writeHead(200, { 'content-type': types['.tsv'], 'content-length': tsv.length });
      return void response.end(method === 'HEAD' ? undefined : tsv);
    }
    const own = path.startsWith(keys.aladin) ? aladinFiles().get(path) : undefined;
    const file = own ?? join(root, path);
    if (!own && !file.startsWith(root + sep)) return void refuse(404, 'not here');
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) {
      if (await isEmptySky(root, path)) return void response.writeHead(204).end();
      return void refuse(404, 'not here');
    }
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

  const skyPath = `/${keys.viewer}${tsv ? `?catalogue=${catalogueFile}` : ''}`;
  return {
    ...loopback,
    report: `${loopback.url}/${keys.report}`,
    ...(hasSky ? { sky: loopback.url + skyPath } : {}),
    ...(overlay ? { sources: { total: overlay.total, shown: overlay.shown } } : {}),
  };
}
