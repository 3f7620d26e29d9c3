import { existsSync, readdirSync, readFileSync, renameSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { secondsOf } from '../peers.ts';

const starfan = fileURLToPath(new URL('../../cli/starfan.mjs', import.meta.url));

/** The words after `node` of a whole command `starfan` with 2 workers. */
export const wordsOf = (
  machine: 'detect' | 'sky-map' | 'mosaic',
  out: string,
  inputs: readonly string[],
  ...options: string[]
): string[] => [
  ...[starfan, machine, ...inputs, '--out', out],
  ...['--concurrency', '2', '--json', ...options],
];

/** Seconds of that command. Throws when it fails. */
export const command = (...words: Parameters<typeof wordsOf>): number =>
  secondsOf(process.execPath, wordsOf(...words));

/** The same into a folder that is new. */
export const freshCommand = (
  ...[machine, out, inputs, ...options]: Parameters<typeof command>
): number => command(machine, freshFolder(out), inputs, ...options);

/**
 * The path of a folder that is not there. One that is there is emptied and put aside, not removed:
 * ext4 takes no inode that was freed within minutes, and to look at thousands of them for each file
 * costs a tenth of a sky map that nobody pays in a new folder.
 */
export function freshFolder(path: string): string {
  if (!existsSync(path)) return path;
  for (const file of readdirSync(path, { recursive: true, withFileTypes: true }))
    if (file.isFile()) truncateSync(join(file.parentPath, file.name));
  renameSync(path, `${path}-${Date.now()}`);
  return path;
}

/**
 * Seconds from the start of a command that has just ended to the last record of one of its stages.
 */
export function secondsToStage(out: string, stage: string, ended: number, seconds: number): number {
  const folder = join(out, 'tasks', stage);
  const last = Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs));
  return seconds - (ended - last) / 1000;
}

/** Largest resident memory of any task, MiB. */
export function memoryOf(out: string): number {
  const path = join(out, 'run.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).memory / 2 ** 20 : 0;
}
