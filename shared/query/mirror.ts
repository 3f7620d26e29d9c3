import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, realpath, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atOnce } from '../core/bytes/at-once.ts';
import { selectRowGroups } from '../core/parquet/select-groups.ts';
import type { Store } from '../store/store.ts';
import { schemeOf, splitFileUrl } from '../store/url.ts';
import { type GroupChoice, spansOf } from './choose-groups.ts';

/** Bytes between two spans that are read along rather than asked for apart. */
const GAP = 128 * 1024;
/** What one request reads, at most. */
const READ = 16 * 2 ** 20;
/** Requests at a time. */
const AT_ONCE = 8;

/**
 * Copies of Parquet files on this machine's disk with holes where nobody reads: of a file the
 * chosen row groups and columns, at their places, and a footer that lists these row groups
 * alone.
 */
export class Mirror {
  readonly #store: Store;
  readonly #copies = new Map<string, Promise<string>>();
  #folder: string | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The folder of the copies, and of what a query writes while it works. */
  folder(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'starfan-query-'));
    return this.#folder;
  }

  /** The path of a file that has what was chosen; what is on this disk and whole is not copied. */
  async path(choice: GroupChoice): Promise<string> {
    const { file, groups, columns } = choice;
    if (schemeOf(file.url) === 'file' && groups.length === file.metadata.row_groups.length)
      return realpath(splitFileUrl(file.url, 'query'));
    const key = createHash('sha256')
      .update(JSON.stringify([file.url, file.etag, groups, columns]))
      .digest('hex');
    let copy = this.#copies.get(key);
    if (!copy) {
      copy = this.#copy(choice, key.slice(0, 32));
      this.#copies.set(key, copy);
      copy.catch(() => this.#copies.delete(key));
    }
    return copy;
  }

  async #copy(choice: GroupChoice, name: string): Promise<string> {
    const { file, groups } = choice;
    const path = join(this.folder(), `${name}.parquet`);
    const half = `${path}.tmp`;
    const handle = await open(half, 'w');
    try {
      await handle.truncate(file.size);
      await atOnce(readsOf(spansOf(choice)), AT_ONCE, async ([start, end]) => {
        const bytes = await this.#store.getRange(
          file.url,
          start,
          end - start,
          undefined,
          file.etag,
        );
        await handle.write(bytes, 0, bytes.length, start);
      });
      const footer = selectRowGroups(file.footer, groups);
      const end = new Uint8Array(footer.length + 8);
      end.set(footer);
      new DataView(end.buffer).setUint32(footer.length, footer.length, true);
      end.set([0x50, 0x41, 0x52, 0x31], footer.length + 4);
      await handle.write(end, 0, end.length, file.size - end.length);
      await handle.write(end, footer.length + 4, 4, 0);
    } finally {
      await handle.close();
    }
    await rename(half, path);
    return path;
  }

  /** Removes all copies; synchronous, so that a process that ends can call it. */
  close(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
    this.#copies.clear();
  }
}

/** Spans as they are asked for: neighbours together, long ones in pieces. */
function readsOf(spans: readonly (readonly [number, number])[]): [number, number][] {
  const reads: [number, number][] = [];
  for (const [start, end] of spans) {
    const last = reads.at(-1);
    if (last && start - last[1] <= GAP && end - last[0] <= READ) {
      last[1] = Math.max(last[1], end);
      continue;
    }
    for (let at = start; at < end; at += READ) reads.push([at, Math.min(end, at + READ)]);
  }
  return reads;
}
