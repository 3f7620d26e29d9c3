import { AsyncLocalStorage } from 'node:async_hooks';
import { vi } from 'vitest';
import { StoreError } from '../../../shared/store/errors.ts';
import type { Pieces } from '../../../shared/store/parts.ts';
import type { Store } from '../../../shared/store/store.ts';

/** What happens to a run: to some of its invocations, and to all of it. */
export interface Schedule {
  readonly faults: readonly Fault[];
  /**
   * The execution is stopped when its so-many-th invocation begins, which is left as it is by its
   * fault.
   */
  readonly stopAt: number | undefined;
}

/** What happens to one invocation at its n-th request to the store. */
export interface Fault {
  /** of the invocation in the execution, from 0 */
  readonly invocation: number;
  readonly kind:
    | 'killed before'
    | 'killed after'
    | 'killed within'
    | 'frozen'
    /** frozen at a request of any kind: a read that is answered after its caller has given up */
    | 'slow'
    /** a body that ends before its length: the client has some of its bytes, and an error */
    | 'short'
    /** what is there is said not to be there */
    | 'stale'
    | 'twin'
    | 'no answer'
    | '503'
    /** a condition holds, but the answer that it did is lost, and the second try finds it broken */
    | '412'
    /** of conditional writes at once none wins: nothing is written, and the client gives up */
    | '409'
    /** no room, or no right, for some requests */
    | 'full'
    | 'denied'
    /** the machine's clock jumps */
    | 'clock'
    /** the same task runs twice at once, step by step */
    | 'twice';
  /** which request, from 0; of frozen ones, twins and conditions which write */
  readonly request: number;
  /**
   * requests that are refused or stale; or invocations until what is frozen goes on; or days that
   * the clock jumps, back where they are odd
   */
  readonly count: number;
}

/** One invocation as the store sees it: a process of its own. */
export class Invocation {
  readonly fault: Fault | undefined;
  requests = 0;
  writes = 0;
  isDead = false;
  /** when the fault has struck: resolves with what the caller is told */
  readonly struck: Promise<'dead' | 'frozen'>;
  strike!: (how: 'dead' | 'frozen') => void;
  /** what is frozen waits for this */
  readonly thawed: Promise<void>;
  thaw!: () => void;

  constructor(fault: Fault | undefined) {
    this.fault = fault;
    this.struck = new Promise((resolve) => (this.strike = resolve));
    this.thawed = new Promise((resolve) => (this.thaw = resolve));
  }

  die(): never {
    this.isDead = true;
    this.strike('dead');
    throw new Error('this process is dead');
  }
}

/** The invocation that asks. */
export const current = new AsyncLocalStorage<Invocation>();

const DAY = 86_400_000;

const jump = (days: number): void =>
  void vi.setSystemTime(Date.now() + (days % 2 === 0 ? days : -days) * DAY);

/** What a request is refused with, by kind of fault; of writes alone where they alone can be. */
const refusals = {
  '503': ['StoreUnavailable', '503 Slow Down'],
  full: ['StoreFull', 'ENOSPC: no space left on device'],
  denied: ['AccessDenied', 'EACCES: permission denied'],
} as const;

const unavailable = (url: string, action: string) =>
  new StoreError('StoreUnavailable', '503 Slow Down', url, action);

/** A store as the functions see it: each request meets what its invocation is meant to meet. */
export function faultyStore(open: () => Store): Store {
  async function request<T>(
    isWrite: boolean,
    url: string,
    action: string,
    ask: () => Promise<T>,
  ): Promise<T> {
    const me = current.getStore();
    if (!me) return ask();
    if (me.isDead) me.die();
    const write = isWrite ? me.writes++ : -1;
    const number = me.requests++;
    const { fault } = me;
    if (!fault) return ask();
    const at = fault.kind === 'full' ? write : number;
    if (fault.kind in refusals && at >= fault.request && at < fault.request + fault.count) {
      const [name, message] = refusals[fault.kind as keyof typeof refusals];
      throw new StoreError(name, message, url, action);
    }
    const isFrozen =
      fault.kind === 'slow'
        ? number
        : fault.kind === 'frozen' || fault.kind === 'twin'
          ? write
          : -1;
    if (isFrozen === fault.request) {
      me.strike('frozen');
      await me.thawed;
    }
    if (number !== fault.request) return ask();
    if (fault.kind === 'clock') jump(fault.count);
    if (fault.kind === 'killed before') me.die();
    const answer = await ask();
    if (fault.kind === 'killed after') me.die();
    if (fault.kind === 'no answer' && isWrite) throw unavailable(url, action);
    if (fault.kind === 'short' && answer instanceof Uint8Array) {
      answer.fill(0x7f, answer.length >> 1); // of its own array, which may be used again
      throw unavailable(url, action);
    }
    return answer;
  }

  /** Whether the read that comes now finds nothing, whatever is there. */
  function isStale(): boolean {
    const me = current.getStore();
    if (me?.fault?.kind !== 'stale' || me.isDead) return false;
    const { request: first, count } = me.fault;
    return me.requests >= first && me.requests < first + count;
  }

  const read = <T>(url: string, action: string, ask: () => Promise<T>, nothing: () => T) => {
    const isNothing = isStale();
    return request(false, url, action, async () => (isNothing ? nothing() : ask()));
  };
  const missing = (url: string, action: string) => (): never => {
    throw new StoreError('NoSuchObject', `There is no object ${url}.`, url, action);
  };

  /** Dies when the first piece of a body has been read; the object is not there then. */
  async function* cut(pieces: Pieces) {
    const me = current.getStore();
    for await (const piece of pieces) {
      if (me?.fault?.kind === 'killed within' && me.requests > me.fault.request) me.die();
      yield piece;
    }
  }

  return {
    head: (url) =>
      read(
        url,
        'head',
        () => open().head(url),
        () => undefined,
      ),
    get: (url, etag) => read(url, 'get', () => open().get(url, etag), missing(url, 'get')),
    getRange: (url, ...rest) =>
      read(url, 'getRange', () => open().getRange(url, ...rest), missing(url, 'getRange')),
    getStart: (url, length) =>
      read(url, 'getStart', () => open().getStart(url, length), missing(url, 'getStart')),
    put: (url, body) => request(true, url, 'put', () => open().put(url, body)),
    putStream: (url, pieces) =>
      request(true, url, 'putStream', () => open().putStream(url, cut(pieces))),
    putIfUnchanged: (url, ...rest) =>
      request(true, url, 'putIfUnchanged', async () => {
        const { fault, writes = 0 } = current.getStore() ?? {};
        if (fault?.kind === '409' && writes > fault.request)
          throw new StoreError(
            'StoreUnavailable',
            '409 ConditionalRequestConflict',
            url,
            'putIfUnchanged',
          );
        const etag = await open().putIfUnchanged(url, ...rest);
        const me = current.getStore();
        const isLost = me?.fault?.kind === '412' && me.writes > me.fault.request;
        return isLost ? undefined : etag;
      }),
    async *list(prefix, after) {
      await request(false, prefix, 'list', async () => undefined);
      yield* open().list(prefix, after);
    },
    delete: (url) => request(true, url, 'delete', () => open().delete(url)),
  };
}
