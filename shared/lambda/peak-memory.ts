import { readFileSync } from 'node:fs';

const maxRss = (): number => process.resourceUsage().maxRSS * 1024;

/**
 * What the system gave when this was loaded. Linux hands a process the peak of the one that started
 * it (signal->maxrss stays over fork and exec), and no process can lower that.
 */
const inherited = maxRss();

/**
 * Peak resident memory of this process, bytes. Where the system may speak of its parent, from
 * /proc/self/status, else without reading a file.
 */
export function ownPeakRss(): number {
  const peak = maxRss();
  return peak > inherited ? peak : (statusField('self', 'VmHWM') ?? peak);
}

/** A field in kB of /proc/PROCESS/status, in bytes; undefined where the system gives none. */
export function statusField(process: string, field: string): number | undefined {
  try {
    const status = readFileSync(`/proc/${process}/status`, 'utf8');
    const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
