import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** Why a file of two runs is not the same. */
export type Difference = 'only one has it' | 'other bytes' | 'other bytes, the same pixels';

/** What is said of the run and not of the sky: how long it took, when, its images' ETags. */
const ACCOUNT = /(^|\/)(tasks|maps|lists|plan)\/|(^|\/)(run|request)\.json$|(^|\/)report\.html$/;
/** Text that names the moment at which it was written. */
const DATED = /properties$|\.(html|json)$/;
const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z?/g;

/**
 * The products of two runs that are not the same to the byte, by their names, and all names that
 * were compared. The moment of a text's writing does not count.
 */
export async function differences(
  ours: string,
  theirs: string,
  leftOut?: RegExp,
): Promise<{ names: string[]; different: Map<string, Difference> }> {
  const names = [...new Set([...products(ours), ...products(theirs)])]
    .filter((name) => !leftOut?.test(name))
    .sort();
  const different = new Map<string, Difference>();
  for (const name of names) {
    const [a, b] = [bytesAt(join(ours, name)), bytesAt(join(theirs, name))];
    if (!a || !b) different.set(name, 'only one has it');
    else if (!undated(name, a).equals(undated(name, b)))
      different.set(
        name,
        name.endsWith('.png') && (await hasSamePixels(a, b))
          ? 'other bytes, the same pixels'
          : 'other bytes',
      );
  }
  return { names, different };
}

const products = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !ACCOUNT.test(name) && statSync(join(folder, name)).isFile(),
  );

function bytesAt(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // the other run alone has it
  }
}

const undated = (name: string, bytes: Buffer): Buffer =>
  DATED.test(name) ? Buffer.from(bytes.toString('latin1').replace(MOMENT, ''), 'latin1') : bytes;

async function hasSamePixels(...pictures: Buffer[]): Promise<boolean> {
  const [a, b] = await Promise.all(pictures.map((bytes) => sharp(bytes).raw().toBuffer()));
  return a !== undefined && b !== undefined && a.equals(b);
}
