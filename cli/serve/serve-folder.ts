import { existsSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import { type Audience, type Loopback, listenOnLoopback } from '../../local/loopback.ts';
import { UsageError } from '../../local/usage-error.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { hasCode } from '../../shared/store/error-code.ts';
import { catalogueParts } from './read-overlay.ts';
import { readOverlayWithin } from './read-within.ts';
import { CATALOGUE_FILE, isHips, respond } from './respond.ts';

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

/** The addresses of the surveys below the root. */
async function surveysOf(root: string, url: string): Promise<string[]> {
  const names = await readdir(join(root, 'hips')).catch((): string[] => []);
  const surveys = names.filter((name) => existsSync(join(root, 'hips', name, 'properties'))).sort();
  return surveys.map((name) => `${url}/hips/${encodeURIComponent(name)}/`);
}
