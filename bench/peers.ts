import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Absent } from './contest.ts';

/** Aladin's archive, with Hipsgen in it, where Debian puts it. */
export const ALADIN = '/usr/share/java/aladin.jar';
/** The Python with packages of PyPI; STARFAN_PYPI names it. */
export const pypiPython = process.env.STARFAN_PYPI ?? 'python3';
const montage = [
  'mImgtbl',
  'mMakeHdr',
  'mProjExec',
  'mOverlaps',
  'mDiffExec',
  'mFitExec',
  'mBgModel',
  'mBgExec',
  'mAdd',
];

const answer = (command: string, ...args: string[]): string | undefined => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? `${stdout}${stderr}`.trim() : undefined;
};

/** The version of a Debian package that is installed. */
const debian = (name: string): string | undefined =>
  answer('dpkg-query', '-s', name)?.match(/^Version: (.*)$/m)?.[1];

const peers = {
  'source-extractor': () => answer('source-extractor', '--version')?.match(/[\d.]+/)?.[0],
  sep: () => answer('/usr/bin/python3', '-c', 'import astropy, sep; print(sep.__version__)'),
  hipsgen: () =>
    existsSync(ALADIN) && answer('java', '-version') !== undefined
      ? `Aladin ${debian('aladin') ?? 'of unknown version'}`
      : undefined,
  montage: () =>
    montage.every((name) => answer('sh', '-c', `command -v ${name}`) !== undefined)
      ? (debian('montage') ?? 'of unknown version')
      : undefined,
  reproject: () => answer(pypiPython, '-c', 'import reproject; print(reproject.__version__)'),
  swarp: () => answer('SWarp', '--version')?.match(/[\d.]+/)?.[0],
};
/** A program that Starfan is compared with. */
export type Peer = keyof typeof peers;
/** All of these programs. */
export const peerNames = Object.keys(peers) as Peer[];

const known = new Map<Peer, string | undefined>();

/** A peer's version; undefined when it is not installed. */
export function versionOf(peer: Peer): string | undefined {
  if (!known.has(peer)) known.set(peer, peers[peer]());
  return known.get(peer);
}

/** Throws Absent. */
export function requirePeer(peer: Peer): void {
  if (versionOf(peer) === undefined) throw new Absent(`${peer} is not installed`);
}

/** The absolute path of a real image in the folder beside the checkout. Throws Absent. */
export function sharedImage(path: string): string {
  const file = fileURLToPath(new URL(`../../shared/data/${path}`, import.meta.url));
  if (!existsSync(file)) throw new Absent(`../shared/data/${path} is not there`);
  return file;
}

/** Seconds of a whole process. Throws with its words when it fails. */
export function secondsOf(command: string, args: readonly string[], cwd?: string): number {
  const begin = performance.now();
  run(command, args, cwd);
  return (performance.now() - begin) / 1000;
}

/** The same, and the processor's seconds: all, and those of the system. */
export function timesOf(
  command: string,
  args: readonly string[],
  cwd?: string,
): { seconds: number; processor: number; system: number } {
  const script = 'TIMEFORMAT="%U %S"; { time "$@" 2>&4; } 4>&2 2>&1 >&4';
  const begin = performance.now();
  const spent = run('bash', ['-c', script, 'bash', command, ...args], cwd);
  const seconds = (performance.now() - begin) / 1000;
  const [user = Number.NaN, system = Number.NaN] = spent.trim().split(' ').map(Number);
  return { seconds, processor: user + system, system };
}

/** What a process said. Throws when it fails. */
export function run(command: string, args: readonly string[], cwd?: string): string {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...(cwd ? { cwd } : {}),
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}${stdout}`);
  return stdout;
}
