import { writeFileSync } from 'node:fs';
import { ownPeakRss, statusField } from '../../shared/lambda/peak-memory.ts';

/**
 * Resident memory of another process, bytes; undefined where the system does not say or the
 * process is gone.
 */
export const rssOf = (pid: number): number | undefined => statusField(String(pid), 'VmRSS');

/** what ownPeakRss gave when it was last begun anew */
let begun = 0;

/**
 * From now on ownPeakRss is that of what comes (Linux); elsewhere that of the process's whole
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
