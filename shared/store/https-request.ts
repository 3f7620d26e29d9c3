import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout } from 'node:timers/promises';
import { VERSION } from '../contracts/version.ts';
import { StoreError } from './errors.ts';
import { type HostGuard, hostGuard } from './host-guard.ts';
import { addressOf } from './https-address.ts';
import { retryAfterMs } from './https-answer.ts';
import { isBusy, isJam, networkError, Silence, statusError } from './https-errors.ts';
import type { HostPace } from './pace.ts';
import type { HostOutcome } from './pace-host.ts';

/** One question to a server. */
export interface Question {
  url: string;
  /** the method of the port, for errors */
  action: string;
  method: 'GET' | 'HEAD';
  /** value of the header Range */
  range?: string | undefined;
}

/**
 * Asks, follows redirects and waits for a busy server; the answer has any status that is neither.
 * Throws StoreError.
 */
export type Ask = (question: Question) => Promise<IncomingMessage>;

const MAX_REDIRECTS = 5;
const MAX_ATTEMPTS = 3;
/** With a pace, a busy host is asked at longer and longer intervals: it is worth more of them. */
const MAX_PACED_ATTEMPTS = 8;
/** Of one question, between attempts that failed. */
const LONGEST_PAUSE_MS = 5000;
/** A longer wait is the state machine's: a function that waits costs money. */
const LONGEST_WAIT_MS = 20_000;
const SILENCE_MS = 60_000;

/**
 * Only hosts that `hostGuard` allows are asked, redirects included. A server that is silent for
 * `silenceMs` is asked again; then the function throws StoreError.
 */
export function asker(
  environment: Record<string, string | undefined>,
  silenceMs = SILENCE_MS,
  pace?: HostPace,
): Ask {
  const client = new Client(environment, silenceMs, pace);
  const attempts = pace ? MAX_PACED_ATTEMPTS : MAX_ATTEMPTS;
  return async (question) => {
    const { url, action } = question;
    for (let attempt = 1; ; attempt++) {
      const { answer, error } = await client.follow(question).then(
        (answer) => ({ answer, error: undefined }),
        (error: unknown) => ({ answer: undefined, error }),
      );
      const outcome = outcomeOf(answer, error);
      if (answer && !isBusy(answer.statusCode ?? 0)) return answer;
      answer?.resume();
      const named = answer ? undefined : networkError(error, url, action);
      // What is a StoreError already is the guard's, or the pace's: the host was not asked.
      const isFinal = error instanceof StoreError || attempt === attempts;
      if (named && (isFinal || named.name !== 'StoreUnavailable')) throw named;
      const waitMs = answer ? retryAfterMs(answer) : undefined;
      if (answer && (attempt === attempts || (waitMs ?? 0) > LONGEST_WAIT_MS))
        throw statusError(answer.statusCode ?? 0, url, action);
      // The pace makes all wait for a busy host, but not for one that failed this question.
      if (!pace || outcome === 'broken')
        await setTimeout(waitMs ?? Math.min(LONGEST_PAUSE_MS, 250 * 2 ** attempt));
    }
  };
}

/** What an answer, or none, says of the pace. */
function outcomeOf(answer: IncomingMessage | undefined, error: unknown): HostOutcome {
  const status = answer?.statusCode ?? 0;
  if (answer ? isJam(status) : error instanceof Silence) return 'busy';
  return answer && !isBusy(status) ? 'good' : 'broken';
}

/** Connections that are used again, and the rule of which hosts may be asked. */
class Client {
  readonly #silenceMs: number;
  readonly #pace: HostPace | undefined;
  readonly #guard: HostGuard;
  readonly #agents: { http: HttpAgent; https: HttpsAgent };

  constructor(environment: Record<string, string | undefined>, silenceMs: number, pace?: HostPace) {
    this.#silenceMs = silenceMs;
    this.#pace = pace;
    this.#guard = hostGuard(environment);
    const { lookup } = this.#guard;
    const options = { keepAlive: true, maxSockets: pace ? 16 : 8, ...(lookup ? { lookup } : {}) };
    this.#agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  }

  /** Asks, and follows redirects. */
  async follow(question: Question): Promise<IncomingMessage> {
    const { url, action } = question;
    let address = addressOf(url, url, action);
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      this.#guard.check(address.hostname.replace(/^\[|\]$/g, ''), url, action);
      const answer = await this.#inTurn(address, question);
      const { location } = answer.headers;
      if (![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) || location === undefined)
        return answer;
      answer.resume();
      address = addressOf(location, url, action, address);
    }
    const advice = `${url} redirects more than ${MAX_REDIRECTS} times: give the address where it ends.`;
    throw new StoreError('BadUrl', advice, url, action);
  }

  /** Sends a request when the host's turn comes, and reports to the pacing how it ended. */
  async #inTurn(address: URL, question: Question): Promise<IncomingMessage> {
    await this.#pace?.leave(address, question.url);
    try {
      const answer = await this.#send(address, question);
      const outcome = outcomeOf(answer, undefined);
      this.#pace?.report(address, outcome, outcome === 'busy' ? retryAfterMs(answer) : 0);
      return answer;
    } catch (error) {
      this.#pace?.report(address, outcomeOf(undefined, error));
      throw error;
    }
  }

  #send(address: URL, { method, range }: Question): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const isHttps = address.protocol === 'https:';
      const send = isHttps ? httpsRequest : httpRequest;
      const headers = {
        'User-Agent': `Starfan/${VERSION}`,
        'Accept-Encoding': 'identity',
        ...(range === undefined ? {} : { Range: range }),
      };
      const agent = isHttps ? this.#agents.https : this.#agents.http;
      const timeout = this.#silenceMs;
      const request = send(address, { method, headers, agent, timeout }, resolve);
      request.on('timeout', () => request.destroy(new Silence(`no word for ${timeout / 1000} s`)));
      request.on('error', reject);
      request.end();
    });
  }
}
