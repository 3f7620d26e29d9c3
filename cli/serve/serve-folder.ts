import { existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import { type Audience, type Loopback, listenOnLoopback } from '../../local/loopback.ts';
import { viewerFiles } from '../../local/run-folder/viewer-files.ts';
import { UsageError } from '../../local/usage-error.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { hasCode } from '../../shared/store/error-code.ts';
import { answerFile, findFile, isHidden, typeOf } from './answer-file.ts';
import { isEmptySky } from './empty-sky.ts';
import { catalogueParts } from './read-overlay.ts';
import { readOverlayWithin } from './read-within.ts';

/** Who is served, and with which sources over the sky. */
export interface ServeOptions extends Pick<Audience, 'port' | 'host'> {
  /** of what `readOverlay` reads; the folder's own when not given */
  catalogue?: string | undefined;
}

/** A folder that is being served, and the addresses of its pages. */
export interface ServedFolder extends Loopback {
  /** of the report */
  report: string;
  /** of the sky, where there is one */
  sky?: string;
  /** of each HiPS */
  hips: string[];
  /** sources in the catalogue beside the sky, and those of them that are shown */
  sources?: { total: number; shown: number };
}

/** Under this name the viewer finds its catalogue. */
const CATALOGUE_FILE = 'catalogue.tsv';

/** HiPS are for any HiPS client, pages of other sites among them: Aladin Lite, ESASky. */
const isHips = (url: string): boolean => addressOf(url)?.path.startsWith('hips/') === true;

/**
 * Fetch Standard, CORS protocol; and what a browser asks before a page of the internet may reach
 * this machine.
 */
const shared = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': 'content-length, content-range, accept-ranges',
  'cross-origin-resource-policy': 'cross-origin',
};
const preflight = {
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-private-network': 'true',
  'access-control-max-age': '86400',
};

/** What is served: a folder, and the catalogue over its sky. */
interface Served {
  root: string;
  /** the viewer's address */
  skyPath: string;
  /** the catalogue's text, where there is one */
  tsv: Buffer | undefined;
}

/**
 * Serves the plain files of a run's folder. Throws UsageError when it is no run, or the catalogue
 * is none.
 */
export async function serveFolder(
  folder: string,
  { port, host, catalogue }: ServeOptions = {},
): Promise<ServedFolder> {
  if (!existsSync(join(folder, keys.report)))
    throw new UsageError(
      `${folder} has no ${keys.report}: give the --out folder of a finished run`,
    );
  const root = await realpath(resolve(folder));
  const hasSky = existsSync(join(root, keys.viewer));
  if (catalogue !== undefined && !hasSky)
    throw new UsageError(
      `--catalogue: ${folder} has no sky to mark sources on (starfan sky-map makes one)`,
    );
  const source = catalogue ?? ((await catalogueParts(root)).length > 0 ? root : undefined);
  const overlay = hasSky && source !== undefined ? await readOverlayWithin(source) : undefined;
  const tsv = overlay && Buffer.from(overlay.tsv);
  const skyPath = `/${keys.viewer}${tsv ? `?catalogue=${CATALOGUE_FILE}` : ''}`;

  const answer = (request: IncomingMessage, response: ServerResponse) =>
    respond({ root, skyPath, tsv }, request, response);
  const loopback = await listenOnLoopback(answer, { port, host, isShared: isHips }).catch(
    (error: Error) => {
      if (!hasCode(error, 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN')) throw error;
      throw new UsageError(
        `--host ${host}: this machine has no such address; 0.0.0.0 is all that it has`,
      );
    },
  );
  return {
    ...loopback,
    report: `${loopback.url}/${keys.report}`,
    hips: await surveysOf(root, loopback.url),
    ...(hasSky ? { sky: loopback.url + skyPath } : {}),
    ...(overlay ? { sources: { total: overlay.total, shown: overlay.shown } } : {}),
  };
}

async function respond(
  { root, skyPath, tsv }: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { url = '/', method } = request;
  const refuse = (status: number, text: string) =>
    void response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
  const redirect = (location: string) => void response.writeHead(302, { location }).end();
  if (isHips(url))
    for (const [name, value] of Object.entries(shared)) response.setHeader(name, value);
  if (method === 'OPTIONS' && isHips(url)) return void response.writeHead(204, preflight).end();
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'only GET');
  const address = addressOf(url);
  if (!address) return refuse(400, 'malformed address');
  const path = address.path || keys.report;
  if (isHidden(path)) return refuse(404, 'not here');
  // The page is the one that stands in the folder; its address says that there is a catalogue.
  if (tsv && path === keys.viewer && address.query === '') return redirect(skyPath);
  if (tsv && path === CATALOGUE_FILE) {
    response.writeHead(200, { 'content-type': typeOf(path), 'content-length': tsv.length });
    return void response.end(method === 'HEAD' ? undefined : tsv);
  }
  const wanted = path.endsWith('/') ? `${path}index.html` : path;
  const found = await findFile(root, wanted);
  if (found) return answerFile(request, response, { ...found, type: typeOf(wanted) });
  const file = viewerFiles().get(path);
  if (file) return answerFile(request, response, { file, size: (await stat(file)).size });
  if (await findFile(root, `${path}/index.html`)) return redirect(`/${encodeURI(path)}/`);
  if (await isEmptySky(root, path)) return void response.writeHead(204).end();
  return refuse(404, 'not here');
}

/** The addresses of the surveys below the root. */
async function surveysOf(root: string, url: string): Promise<string[]> {
  const names = await readdir(join(root, 'hips')).catch((): string[] => []);
  const surveys = names.filter((name) => existsSync(join(root, 'hips', name, 'properties'))).sort();
  return surveys.map((name) => `${url}/hips/${encodeURIComponent(name)}/`);
}

/** What is asked for, without the slash at its beginning; undefined for what is no address. */
function addressOf(url: string): { path: string; query: string } | undefined {
  try {
    const address = new URL(url, 'http://localhost');
    return { path: decodeURIComponent(address.pathname).slice(1), query: address.search };
  } catch {
    return undefined;
  }
}
