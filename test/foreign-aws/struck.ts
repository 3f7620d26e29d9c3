import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { demoCameras } from '../../cli/demo/camera.ts';
import { smallImage } from '../end-to-end/images.ts';
import { STACK } from './deploy.ts';
import type { Objects } from './lists.ts';
import { credentials, type Server } from './servers.ts';

/** Key of the list whose images strike the function that takes them. */
export const STRUCK_KEY = 'lists/detect/struck.txt';

/**
 * Six images and their list. `fragile.fits` kills the ordinary function that takes it,
 * `doomed.fits` the large one too.
 */
export function struckInputs(bucket: string): { images: Objects; list: string } {
  const names = ['calm', 'quiet', 'still', 'steady', 'fragile', 'doomed'];
  const image = smallImage(demoCameras.drizzled, 1);
  return {
    images: new Map(names.map((name) => [`inputs/${name}.fits`, image])),
    list: names.map((name) => `s3://${bucket}/inputs/${name}.fits`).join('\n'),
  };
}

const TABLE = 'details.stage div.scroll table';

/**
 * What a run in which `doomed.fits` was recorded as `error` says otherwise than one in which it is
 * not there, by keys of the run: why it failed, and which memory the functions had.
 */
export const fieldsThatTell = (error: string): Record<string, string[]> => ({
  'failures.jsonl': ['[].error', '[].message'],
  'report.html': [
    `section#failures ${TABLE}.failures tbody tr td`,
    `section#failures ${TABLE}.failures tbody tr td [data-v]`,
    'section#failures details.stage summary span.name.bad',
    `section#tasks div.tree ${TABLE}.tasks tbody tr td.task p.bad`,
    `section#tasks div.tree ${TABLE}.tasks tbody tr td.task p.bad b`,
  ].map((place) => `html body main ${place}`),
  'run.json': [`.failures.${error}`, '.failures.NoSuchObject'].sort(),
  'tasks/detections/doomed.json': ['.failure.error', '.failure.message', '.memorySize'],
  'tasks/detections/fragile.json': ['.memorySize'],
});

/**
 * Gives both functions of detect-sources, when they run already, a handler before their own: it
 * ends its process by SIGKILL, in the ways of `struckInputs`. Answers what says which functions
 * were struck, each as often as that was.
 */
export async function strikeFunctions(server: Server, zip: Uint8Array): Promise<() => string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-struck-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const log = join(folder, 'log');
  const ZipFile = Buffer.from(deadly(zip, log)).toString('base64');
  for (const name of ['detect-sources', 'detect-sources-large'])
    await updateCode(server, `${STACK}-${name}`, ZipFile);
  return () => readFileSync(log, 'utf8').trim().split('\n').sort();
}

function deadly(zip: Uint8Array, log: string): Uint8Array {
  const folder = 'dist/detect-sources';
  const files = unzipSync(zip);
  const handler = `
    import { appendFileSync } from 'node:fs';
    import { handler as own } from './own.js';
    const name = process.env.AWS_LAMBDA_FUNCTION_NAME;
    export const handler = (event, context) => {
      const text = JSON.stringify(event);
      const isFatal = text.includes('fragile.fits') && !name.endsWith('-large');
      if (isFatal || text.includes('doomed.fits')) {
        appendFileSync(${JSON.stringify(log)}, name + '\\n');
        process.kill(process.pid, 'SIGKILL');
      }
      return own(event, context);
    };`;
  return zipSync({
    ...files,
    [`${folder}/own.js`]: files[`${folder}/index.js`]!,
    [`${folder}/index.js`]: strToU8(handler),
  });
}

/** UpdateFunctionCode of Lambda's API; waits until it is done. */
async function updateCode(server: Server, name: string, ZipFile: string): Promise<void> {
  const scope = `${credentials.AWS_ACCESS_KEY_ID}/20260101/us-east-1/lambda/aws4_request`;
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    'x-amz-date': '20260101T000000Z',
  };
  const url = `${server.url}/2015-03-31/functions/${name}`;
  const body = JSON.stringify({ ZipFile });
  const put = await fetch(`${url}/code`, { method: 'PUT', headers, body });
  if (!put.ok) throw new Error(`${name}: ${await put.text()}`);
  for (;;) {
    const said = await (await fetch(`${url}/configuration`, { headers })).json();
    if (said.LastUpdateStatus === 'Successful') return;
    await wait(200);
  }
}
