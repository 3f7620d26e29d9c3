import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunPlace } from '../api/run-place.ts';
import { isFolderActive, type Snapshot, watchRun } from '../api/status.ts';
import { UsageError } from '../local/usage-error.ts';
import type { RunRequest } from '../shared/contracts/run.ts';
import { statusOf } from '../shared/pages/status/status.ts';
import { isRun } from '../shared/run/is-run.ts';
import { RunReader } from '../shared/run/run-reader.ts';
import { openStore } from '../shared/store/open.ts';
import { schemeOf, splitUrl } from '../shared/store/url.ts';
import type { Stack } from './stack/stack.ts';

/** The options that say where a run is, for parseArgs. */
export const stackOptions = { stack: { type: 'string' }, region: { type: 'string' } } as const;

/** What every command on a run says of them. */
export const STACK_HELP = `  --stack NAME       RUN is the name of a run of this deployed stack
  --region R         where the stack is (default: AWS_REGION, or the profile's)`;

/** A run that exists, wherever it is. */
export interface RunAddress extends RunPlace {
  /** of a run on this machine's disk */
  folder?: string;
  /** of a run of a stack */
  stack?: { stack: Stack; name: string };
}

/**
 * Finds what a command line calls RUN: a folder, an s3:// prefix, or the name of a run of a stack.
 * Throws UsageError.
 */
export async function findRun(
  text: string | undefined,
  { stack, region }: { stack?: string | undefined; region?: string | undefined },
  command: string,
): Promise<RunAddress> {
  if (text === undefined)
    throw new UsageError(
      `say which run: starfan ${command} ${stack === undefined ? 'DIR' : `NAME --stack ${stack}`}`,
    );
  if (region !== undefined) process.env.AWS_REGION = region;
  const address =
    stack === undefined ? addressOf(text, command) : await addressOfStack(text, stack, command);
  if (await isRun(address.store, address.run)) return address;
  if (address.stack && (await address.stack.stack.lastExecution(address.stack.name)))
    return address;
  throw new UsageError(
    `there is no run in ${address.label}: neither request.json, parameters.json nor list.jsonl of Starfan's is there; give the folder or prefix of a run`,
  );
}

const ownStore = () => openStore({ ...process.env, STARFAN_FILES: '1' });

function addressOf(text: string, command: string): RunAddress {
  if (schemeOf(text) === 's3') {
    const run = text.endsWith('/') ? text : `${text}/`;
    if (/^\/*$/.test(splitUrl(run).key))
      throw new UsageError(`${text} is a whole bucket: give the prefix of a run, ${run}runs/NAME`);
    return { store: ownStore(), run, label: run };
  }
  if (schemeOf(text) !== '')
    throw new UsageError(`${text}: a run is in a folder or under an s3:// prefix`);
  const folder = resolve(text);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(
      `there is no folder ${text}: give the folder of a run; of a run in the cloud its name: starfan ${command} NAME --stack STACK`,
    );
  return { store: ownStore(), run: pathToFileURL(`${folder}/`).href, label: folder, folder };
}

async function addressOfStack(
  text: string,
  stackName: string,
  command: string,
): Promise<RunAddress> {
  const { openStack } = await import('./stack/stack.ts');
  const stack = await openStack(stackName);
  const prefix = stack.runUrl('');
  const name = text.startsWith(prefix) ? text.slice(prefix.length).replace(/\/$/, '') : text;
  if (!/^[A-Za-z0-9_.-]{1,80}$/.test(name))
    throw new UsageError(`${text} is no run's name: starfan ${command} NAME --stack ${stackName}`);
  const run = stack.runUrl(name);
  return { store: openStore(process.env), run, label: run, stack: { stack, name } };
}

/** Whether somebody is at work on a run; undefined when nobody can be asked. */
export async function isActive(
  { folder, stack }: RunAddress,
  request: RunRequest | undefined,
): Promise<boolean | undefined> {
  if (stack) return (await stack.stack.lastExecution(stack.name))?.status === 'RUNNING';
  if (folder === undefined) return undefined;
  return isFolderActive(folder, request);
}

/** Looks at a run again and again: `watchRun`, with who may be at work there. */
export const watchAddress = (address: RunAddress): (() => Promise<Snapshot>) =>
  watchRun(address, (request) => isActive(address, request));

/** Throws UsageError when a run is under way. */
export async function refuseActive(address: RunAddress, verb: string): Promise<void> {
  const files = await new RunReader(address.store, address.run).refresh();
  const active = await isActive(address, files.request);
  const { state, ended } = statusOf({ ...files, isActive: active, now: Date.now() / 1000 });
  if (state !== 'running') return;
  const stop = `starfan cancel ${address.stack ? `${address.stack.name} --stack ${address.stack.stack.name}` : address.label}`;
  throw new UsageError(
    active
      ? `${address.label} is under way and cannot be ${verb}: wait for it, or stop it: ${stop}`
      : `${address.label} may be under way, its last record is ${Math.round((Date.now() / 1000 - (ended ?? 0)) / 60)} min old: wait until it is 15 min old, or name its stack (--stack)`,
  );
}
