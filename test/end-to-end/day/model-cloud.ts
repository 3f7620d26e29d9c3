import { objectAddresses } from '../../../local/engine/addresses.ts';
import type { Json } from '../../../local/engine/json.ts';
import { runMachine } from '../../../local/engine/run-machine.ts';
import type { Random } from '../../../shared/core/random.ts';
import { logNormal } from '../../../shared/estimate/simulate.ts';
import type { Store } from '../../../shared/store/store.ts';
import { definitionOf, invoke, substitutions } from '../sky/machine.ts';
import type { SimClock } from './sim-clock.ts';

const named = (name: string) => Object.assign(new Error(name), { name });
const SECOND = 1000;
/** Calls at the same time: of start-run, which has them reserved, and of all others together. */
const RESERVED = 10;
const SHARED = 30;
/** How often a call dies, Lambda itself fails, S3 tells twice, and late. */
const chance = { dies: 0.005, fails: 0.002, twice: 0.05, late: 0.02 };

/** S3's events, Lambda and Step Functions over the functions' sources, by a simulated clock. */
export class ModelCloud {
  /** how each execution ended, by its name */
  readonly ended = new Map<string, { status: string; error: string | undefined }>();
  /** names that were started; a second start is refused, as by AWS */
  readonly names = new Set<string>();
  readonly counts = { calls: 0, throttled: 0, died: 0, events: 0, again: 0, lost: 0 };
  readonly #running = { own: 0, shared: 0 };
  readonly #clock: SimClock;
  readonly #random: Random;
  readonly #store: Store;
  readonly #onEnd: (name: string) => Promise<void>;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    clock: SimClock,
    random: Random,
    store: Store,
    onEnd: (name: string) => Promise<void>,
  ) {
    this.#clock = clock;
    this.#random = random;
    this.#store = store;
    this.#onEnd = onEnd;
  }

  /** S3 tells start-run of an object some time later, sometimes twice. */
  tell(event: Json): void {
    const { uniform } = this.#random;
    const times = uniform() < chance.twice ? 2 : 1;
    for (let i = 0; i < times; i++) {
      this.counts.events++;
      const delay = uniform() < chance.late ? 3600 * uniform() : uniform();
      this.#clock.after(delay * SECOND, () => void this.#deliver(event, 0, this.#clock.time));
    }
  }

  /** Starts an execution; answers whether its name was free. */
  start(machine: string, name: string, input: Record<string, Json>): boolean {
    if (this.names.has(name)) {
      this.counts.again++;
      return false;
    }
    this.names.add(name);
    void runMachine({
      definition: definitionOf(machine),
      substitutions,
      input,
      machineName: machine,
      name,
      store: this.#store,
      addresses: objectAddresses,
      concurrency: 40,
      clock: this.#clock,
      invoke: (functionName, payload) => this.#call(functionName, payload),
    }).then(({ status, error }) =>
      this.#clock.atOnce(async () => {
        this.ended.set(name, { status, error });
        await this.#onEnd(name);
      }),
    );
    return true;
  }

  /** Lambda's asynchronous calls: six hours for a turn, and two tries more of what fails. */
  async #deliver(event: Json, tries: number, since: number): Promise<void> {
    try {
      await this.#call('start-run', event);
    } catch (error) {
      const isThrottled = (error as Error).name === 'Lambda.TooManyRequestsException';
      const isOver = this.#clock.time - since > 6 * 3600 * SECOND;
      if (isOver || (!isThrottled && tries === 2)) this.counts.lost++;
      else {
        const more = isThrottled ? tries : tries + 1;
        const delay = isThrottled ? 1 + 4 * this.#random.uniform() : 60 * more;
        this.#clock.after(delay * SECOND, () => void this.#deliver(event, more, since));
      }
    }
  }

  /** One call of a function: refused where too many are under way; else it takes its time. */
  async #call(functionName: string, payload: Json): Promise<Json> {
    const { uniform } = this.#random;
    const [kind, most] =
      functionName === 'start-run' ? (['own', RESERVED] as const) : (['shared', SHARED] as const);
    if (this.#running[kind] >= most) {
      this.counts.throttled++;
      throw named('Lambda.TooManyRequestsException');
    }
    this.counts.calls++;
    this.#running[kind]++;
    try {
      const luck = uniform();
      if (luck < chance.fails) throw named('Lambda.ServiceException');
      const answer = this.#clock.atOnce(() => this.#oneAtATime(functionName, payload));
      const ended = await answer.then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      await this.#clock.sleep(2 * SECOND * logNormal(this.#random, 0.7));
      if (luck > 1 - chance.dies) {
        this.counts.died++;
        throw named('Runtime.ExitError'); // when all was done, and nobody was told
      }
      if ('error' in ended) throw ended.error;
      return ended.value;
    } finally {
      this.#running[kind]--;
    }
  }

  #oneAtATime(functionName: string, payload: Json): Promise<Json> {
    const turn = this.#turn.then(() => invoke(functionName, payload));
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
