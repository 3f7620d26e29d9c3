import { constants } from 'node:os';

/** Ctrl-C and kill while work is under way that can be stopped in good order. */
export interface Signals {
  /** aborted by the first one; a second one ends the process at once */
  readonly signal: AbortSignal;
  /**
   * the exit status that a process ended by the signal has (128 and its number); undefined when
   * there was none
   */
  status(): number | undefined;
  /** Leaves signals to what the system does with them. */
  ignore(): void;
}

const caught = ['SIGINT', 'SIGTERM'] as const;

/** Begins to catch Ctrl-C and kill. */
export function catchSignals(): Signals {
  const abort = new AbortController();
  let status: number | undefined;
  const ignore = () => {
    for (const name of caught) process.off(name, stop);
  };
  function stop(name: NodeJS.Signals): void {
    ignore();
    status = 128 + constants.signals[name];
    abort.abort();
  }
  for (const name of caught) process.on(name, stop);
  return { signal: abort.signal, status: () => status, ignore };
}
