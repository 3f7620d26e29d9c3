import { objectAddresses } from '../../../local/engine/addresses.ts';
import type { Json } from '../../../local/engine/json.ts';
import { runMachine } from '../../../local/engine/run-machine.ts';
import type { Machine } from '../../../shared/contracts/run.ts';
import type { Store } from '../../../shared/store/store.ts';
import { definitionOf, invoke, substitutions } from '../sky/machine.ts';
import { current, Invocation, type Schedule } from './faults.ts';

/** What one execution came to. */
export interface PlayedExecution {
  status: string;
  /** how many requests each invocation made */
  requests: { functionName: string; requests: number; writes: number }[];
  /** invocations that are still frozen */
  frozen: Frozen[];
}

/** An invocation that hangs, and is given up by who called it. */
interface Frozen {
  /** how many more invocations begin before it goes on */
  left: number;
  thaw(): void;
  ended: Promise<unknown>;
}

/** The schedule in which nothing fails. */
export const calmly: Schedule = { faults: [], stopAt: undefined };

const named = (name: string) => Object.assign(new Error('Runtime exited'), { name });

/** Lets all that is frozen go on to its end. */
export async function thawAll(frozen: readonly Frozen[]): Promise<void> {
  for (const one of frozen) one.thaw();
  await Promise.all(frozen.map(({ ended }) => ended));
}

/**
 * Runs a machine over the functions' sources in this process, one invocation at a time but for
 * those that are frozen, now or by an earlier execution: these go on some invocations later, beside
 * others.
 */
export async function runFaulty(
  machine: Machine,
  name: string,
  input: Record<string, Json>,
  store: Store,
  { faults, stopAt }: Schedule,
  before: readonly Frozen[] = [],
): Promise<PlayedExecution> {
  const requests: PlayedExecution['requests'] = [];
  const frozen = [...before];
  const stopping = new AbortController();
  let invocations = 0;

  const begin = (functionName: string, event: Json, me: Invocation) =>
    current.run(me, () => invoke(functionName, event));

  /** Two processes have the task; whichever is the first to end, the other one ends, too. */
  async function both(functionName: string, event: Json, me: Invocation): Promise<Json> {
    const two = [me, new Invocation(undefined)].map((one) => begin(functionName, event, one));
    const [first, second] = await Promise.allSettled(two);
    const ended = first!.status === 'fulfilled' ? first! : second!;
    if (ended.status === 'rejected') throw ended.reason;
    return ended.value;
  }

  async function call(functionName: string, event: Json): Promise<Json> {
    const number = invocations++;
    if (stopping.signal.aborted) throw named('Aborted');
    for (const one of frozen) if (--one.left <= 0) one.thaw();
    const fault = faults.find(({ invocation }) => invocation === number);
    const me = new Invocation(fault);
    const answer =
      fault?.kind === 'twice' ? both(functionName, event, me) : begin(functionName, event, me);
    const outcome = answer.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if (number === stopAt) stopping.abort();
    const end = await Promise.race([outcome, me.struck]);
    requests.push({ functionName, requests: me.requests, writes: me.writes });
    if (end === 'dead') {
      await outcome; // nothing that it does now reaches the store
      throw named('Runtime.ExitError');
    }
    if (end === 'frozen') {
      if (fault?.kind === 'twin' && !stopping.signal.aborted) {
        const twin = new Invocation(undefined);
        const theirs = await begin(functionName, event, twin);
        me.thaw();
        await outcome;
        return theirs;
      }
      frozen.push({ left: fault?.count ?? 1, thaw: me.thaw, ended: outcome });
      throw named('Sandbox.Timedout');
    }
    if ('error' in end) throw end.error;
    return end.value;
  }

  let last: Promise<unknown> = Promise.resolve();
  const { status } = await runMachine({
    definition: definitionOf(machine),
    substitutions,
    input,
    machineName: machine,
    name,
    store,
    addresses: objectAddresses,
    concurrency: 4,
    waitScale: 0,
    signal: stopping.signal,
    invoke: (functionName, payload) => {
      const turn = last.then(() => call(functionName, payload));
      last = turn.catch(() => {});
      return turn;
    },
  });
  await last; // what was under way when the execution was stopped
  return { status, requests, frozen };
}
