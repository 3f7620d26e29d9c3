import type { Store } from '../../shared/store/store.ts';
import type { Status } from './events.ts';
import { StateFailure } from './failures.ts';
import type { Json } from './json.ts';
import { MAX_PAYLOAD_BYTES } from './limits.ts';

/** What Step Functions writes of one child execution. Field order is the file's. */
export interface ChildRecord {
  Cause?: string;
  Error?: string;
  ExecutionArn?: string;
  Input: string;
  InputDetails: { Included: true };
  Name?: string;
  Output?: string;
  OutputDetails?: { Included: true };
  StartDate?: string;
  StateMachineArn?: string;
  Status: Status | 'PENDING';
  StopDate?: string;
}

/** Takes children's records in the order of the list, whatever the order in which they end. */
export interface ResultSink {
  add(record: ChildRecord): Promise<void>;
  /** The Map state's result. */
  finish(): Promise<Json>;
}

/**
 * Without a ResultWriter the outputs are the state's result; a failed child stands there as its
 * record. `finish` throws States.DataLimitExceeded when the outputs are more than a payload may be.
 */
export function resultArray(): ResultSink {
  const results: Json[] = [];
  let bytes = 2;
  return {
    async add(record) {
      const text =
        record.Status === 'SUCCEEDED' ? (record.Output ?? 'null') : JSON.stringify(record);
      bytes += Buffer.byteLength(text) + 1;
      // What is over the limit cannot be a result any more, so it is not kept.
      if (bytes <= MAX_PAYLOAD_BYTES + 1) results.push(JSON.parse(text));
    },
    async finish() {
      if (bytes <= MAX_PAYLOAD_BYTES + 1) return results;
      throw new StateFailure(
        'States.DataLimitExceeded',
        `The children’s outputs are ${bytes} bytes together; give the Map a ResultWriter.`,
        true,
      );
    },
  };
}

type Kind = 'SUCCEEDED' | 'FAILED' | 'PENDING';

const FILE_CHARS = 4 * 1024 * 1024;

const kindOf = ({ Status }: ChildRecord): Kind =>
  Status === 'SUCCEEDED' || Status === 'PENDING' ? Status : 'FAILED';

/** Where the results of a map go. */
export interface ResultWriterOptions {
  store: Store;
  urlOf(bucket: string, key: string): string;
  bucket: string;
  prefix: string;
  uuid: string;
  mapRunArn: string;
}

/**
 * Writes `<prefix>/<uuid>/SUCCEEDED_n.json`, `FAILED_n.json`, `PENDING_n.json` (JSON arrays) and
 * `manifest.json` as Step Functions does; a file is begun anew every 4 Mi characters, so that
 * memory does not grow with the number of children. FAILED holds failed, timed out and stopped
 * children.
 */
export const resultWriter = (options: ResultWriterOptions): ResultSink => new ResultWriter(options);

class ResultWriter implements ResultSink {
  readonly #options: ResultWriterOptions;
  readonly #folder: string;
  readonly #files: Record<Kind, { Key: string; Size: number }[]> = {
    FAILED: [],
    PENDING: [],
    SUCCEEDED: [],
  };
  readonly #waiting: Record<Kind, { parts: string[]; chars: number }> = {
    FAILED: { parts: [], chars: 0 },
    PENDING: { parts: [], chars: 0 },
    SUCCEEDED: { parts: [], chars: 0 },
  };

  constructor(options: ResultWriterOptions) {
    const { prefix, uuid } = options;
    this.#options = options;
    this.#folder = prefix === '' ? uuid : `${prefix}/${uuid}`;
  }

  async add(record: ChildRecord): Promise<void> {
    const kind = kindOf(record);
    const text = JSON.stringify(record);
    const held = this.#waiting[kind];
    held.parts.push(text);
    held.chars += text.length;
    if (held.chars >= FILE_CHARS) await this.#flush(kind);
  }

  async finish(): Promise<Json> {
    for (const kind of ['FAILED', 'PENDING', 'SUCCEEDED'] as const)
      if (this.#waiting[kind].parts.length > 0) await this.#flush(kind);
    const { bucket: Bucket, mapRunArn: MapRunArn } = this.#options;
    const Key = `${this.#folder}/manifest.json`;
    const manifest = { DestinationBucket: Bucket, MapRunArn, ResultFiles: this.#files };
    await this.#put(Key, JSON.stringify(manifest));
    return { MapRunArn, ResultWriterDetails: { Bucket, Key } };
  }

  async #flush(kind: Kind): Promise<void> {
    const { parts } = this.#waiting[kind];
    this.#waiting[kind] = { parts: [], chars: 0 };
    const files = this.#files[kind];
    const entry = { Key: `${this.#folder}/${kind}_${files.length}.json`, Size: 0 };
    files.push(entry);
    entry.Size = await this.#put(entry.Key, `[${parts.join(',')}]`);
  }

  async #put(key: string, text: string): Promise<number> {
    const { store, urlOf, bucket } = this.#options;
    const body = new TextEncoder().encode(text);
    try {
      await store.put(urlOf(bucket, key), body);
    } catch (error) {
      throw new StateFailure(
        'States.ResultWriterFailed',
        `cannot write ${key}: ${error instanceof Error ? error.message : error}`,
      );
    }
    return body.length;
  }
}
