import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { familyOf } from '../../processes.ts';
import type { Sample } from './growth.ts';

/** Megabytes that a process has in memory; 0 when it has ended. */
function residentOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function handlesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

const filesOf = (folder: string): number =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
        .length
    : 0;

const sumOf = (pids: number[], of: (pid: number) => number): number =>
  pids.reduce((sum, pid) => sum + of(pid), 0);

/**
 * What `starfan local` with that process, that root and those temporary files holds now.
 */
export function look(
  pid: number,
  root: string,
  temporary: string,
): Omit<Sample, 'lists' | 'waiting' | 'executions'> & { begun: number } {
  const family = familyOf(pid);
  return {
    memory: Math.round(residentOf(pid)),
    memoryOfAll: Math.round(sumOf(family, residentOf)),
    handles: sumOf(family, handlesOf),
    processes: family.length,
    temporary: existsSync(temporary) ? readdirSync(temporary).length : 0,
    // an object has one, while it is there
    notes: filesOf(join(root, '.starfan/notes')) - filesOf(join(root, 'starfan')),
    begun: filesOf(join(root, '.starfan/executions')),
  };
}
