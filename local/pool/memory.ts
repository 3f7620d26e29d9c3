import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Resident memory of another process, bytes; undefined where the system does not tell or the
 * process is gone.
 */
export function rssOf(pid: number): number | undefined {
  const kibibytes = statusField(String(pid), 'VmRSS');
  return kibibytes === undefined ? undefined : kibibytes * 1024;
}

/** what ownPeakRss told when it was last begun anew */
let begun = 0;

/**
 * From now on ownPeakRss tells of what comes (Linux); elsewhere it tells of the process's whole
 * life. Where the peak has not risen since the last time, nothing has to be asked of the system.
 */
export function resetOwnPeakRss(): void {
  if (ownPeakRss() === begun) return;
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not Linux, or not allowed.
  }
  begun = ownPeakRss();
}

/** Peak resident memory of this process, bytes: VmHWM, without reading a file. */
export const ownPeakRss = (): number => process.resourceUsage().maxRSS * 1024;

function statusField(process: string, field: string): number | undefined {
  try {
    const value = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(
      readFileSync(`/proc/${process}/status`, 'utf8'),
    )?.[1];
    return value === undefined ? undefined : Number(value);
  } catch {
    return undefined;
  }
}
