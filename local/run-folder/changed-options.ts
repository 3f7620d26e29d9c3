import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keys } from '../../shared/contracts/keys.ts';
import { type RunInput, runRequestSchema } from '../../shared/contracts/run.ts';

/** What of a run's input decides no result. */
const aside: ReadonlySet<string> = new Set([
  'list',
  'run',
  'maxConcurrency',
  'toleratedFailurePercentage',
  'add',
  'folder',
  'etag',
  'versionId',
]);

/**
 * Names of the options that differ from those of the run that a folder holds; none where it holds
 * none.
 */
export async function changedOptions(folder: string, input: Partial<RunInput>): Promise<string[]> {
  const text = await readFile(join(folder, keys.request), 'utf8').catch(() => undefined);
  const request = text === undefined ? undefined : runRequestSchema.safeParse(parsed(text)).data;
  if (!request) return [];
  const [before, now] = [flat(request.input), flat(input)];
  return [...new Set([...before.keys(), ...now.keys()])]
    .filter((name) => before.get(name) !== now.get(name))
    .sort();
}

/** Options by name, those of a sky map beside the others; as JSON, so that they compare. */
function flat({ sky, ...rest }: Partial<RunInput>): Map<string, string> {
  return new Map(
    Object.entries({ ...rest, ...sky })
      .filter(([name, value]) => value !== undefined && !aside.has(name))
      .map(([name, value]) => [name, JSON.stringify(value)]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the command says of them before the work; nothing where nothing has changed. */
export const changedLines = (names: readonly string[]): string[] =>
  names.length > 0
    ? [
        `  options differ from those of the run in the folder (${names.join(', ')}): results that depend on them are made again, the others are kept`,
      ]
    : [];
