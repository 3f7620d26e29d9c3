import { cpus, totalmem } from 'node:os';
import { peerNames, versionOf } from './peers.ts';

/** What was measured on: no names of hosts, no paths. */
export interface Machine {
  date: string;
  cpu: string;
  cores: number;
  /** GiB */
  memory: number;
  node: string;
  /** null: not installed */
  peers: Record<string, string | null>;
}

/** The day, the processor and the versions of this machine. */
export const thisMachine = (): Machine => ({
  date: new Date().toISOString().slice(0, 10),
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memory: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  peers: Object.fromEntries(peerNames.map((peer) => [peer, versionOf(peer) ?? null])),
});
