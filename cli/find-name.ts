import { UsageError } from '../local/usage-error.ts';
import { VERSION } from '../shared/contracts/version.ts';

/** CDS's name resolver (Sesame): Simbad, then NED, then VizieR. */
const SESAME = 'https://cds.unistra.fr/cgi-bin/nph-sesame/-oI/SNV?';
const PATIENCE_MS = 20_000;

/**
 * ICRS degrees of an object by its name, from CDS. Throws UsageError where it is not known, and
 * where the network does not answer.
 * @param option that has the name, for words
 */
export async function findName(
  name: string,
  option: string,
  ask: typeof fetch = fetch,
): Promise<[ra: number, dec: number]> {
  let answer: string;
  try {
    const response = await ask(SESAME + encodeURIComponent(name), {
      headers: { 'User-Agent': `Starfan/${VERSION}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    answer = await response.text();
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(
      `${option} ${name}: names are looked up at cds.unistra.fr, which does not answer (${why}): give a position in degrees`,
    );
  }
  const found = /^%J\s+([-+.\d]+)\s+([-+.\d]+)/m.exec(answer);
  if (!found)
    throw new UsageError(
      `${option} ${name}: no object of this name is known at CDS: give a position in degrees`,
    );
  return [Number(found[1]), Number(found[2])];
}
