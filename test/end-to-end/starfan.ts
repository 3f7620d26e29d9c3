import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { childrenOf, isAlive } from '../processes.ts';
import { until } from '../until.ts';

const command = fileURLToPath(new URL('../../cli/starfan.mjs', import.meta.url));

/** How the command ended and what it printed. */
export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the `starfan` command. */
export function startStarfan(
  args: string[],
  cwd?: string,
  environment: Record<string, string> = {},
) {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  /** what it has said so far */
  const said: Ended = { status: null, stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    said.stdout += data;
  });
  child.stderr.on('data', (data) => {
    said.stderr += data;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(Object.assign(said, { status })));
  });
  /**
   * Kills it and waits until its workers, too, are gone: they see that it is, and may still put a
   * last record.
   */
  async function kill(): Promise<void> {
    const workers = childrenOf(child.pid!);
    child.kill('SIGKILL');
    await ended;
    await until(() => !workers.some(isAlive));
  }
  return { child, said, ended, kill };
}

/** Runs the `starfan` command to its end. */
export const starfan = (
  args: string[],
  cwd?: string,
  environment?: Record<string, string>,
): Promise<Ended> => startStarfan(args, cwd, environment).ended;

/** The value of a file of JSON. */
export const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

/** The values of a file of JSON lines. */
export const readJsonLines = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
