import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { viewerFiles } from '../../local/run-folder/viewer-files.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { answerFile, findFile, isHidden, typeOf } from './answer-file.ts';
import { isEmptySky } from './empty-sky.ts';

/** Under this name the viewer finds its catalogue. */
export const CATALOGUE_FILE = 'catalogue.tsv';

/** HiPS are for any HiPS client, pages of other sites among them: Aladin Lite, ESASky. */
export const isHips = (url: string): boolean => addressOf(url)?.path.startsWith('hips/') === true;

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
/** Of all else: no page of another site shows it. */
const own = { 'cross-origin-resource-policy': 'same-origin' };
const preflight = {
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-private-network': 'true',
  'access-control-max-age': '86400',
};

/** What is served: a folder, and the catalogue over its sky. */
export interface Served {
  root: string;
  /** the viewer's address */
  skyPath: string;
  /** the catalogue's text, where there is one */
  tsv: Buffer | undefined;
}

/** Answers a request with a file of the folder, or refuses it. */
export async function respond(
  { root, skyPath, tsv }: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { url = '/', method } = request;
  const refuse = (status: number, text: string) =>
    void response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
  const redirect = (location: string) => void response.writeHead(302, { location }).end();
  for (const [name, value] of Object.entries(isHips(url) ? shared : own))
    response.setHeader(name, value);
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

/** What is asked for, without the slash at its beginning; undefined for what is no address. */
function addressOf(url: string): { path: string; query: string } | undefined {
  try {
    const address = new URL(url, 'http://localhost');
    return { path: decodeURIComponent(address.pathname).slice(1), query: address.search };
  } catch {
    return undefined;
  }
}
