import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { fileDrafts } from '../../shared/store/drafts.ts';
import { fileStore } from '../../shared/store/file.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-drafts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MIB = 2 ** 20;
const store = fileStore();
const drafts = fileDrafts((address) => fileURLToPath(address));
const url = (name: string) => pathToFileURL(join(folder, name, 'object')).href;
const bytes = (text: string) => new TextEncoder().encode(text);

async function* pieces(...all: (string | number)[]) {
  for (const one of all) yield typeof one === 'number' ? one : bytes(one);
}

const listed = async () => {
  const out: string[] = [];
  for await (const head of store.list(pathToFileURL(folder).href)) out.push(head.url);
  return out;
};

describe('an object in the making', () => {
  it('is written at its places by several, is not listed, and gets its name at last', async () => {
    const draft = { url: url('one'), mark: 'a' };
    await Promise.all([
      drafts.write(draft, 5, [bytes('five')], true),
      drafts.write(draft, 20, [bytes('seal')], true),
      drafts.write(draft, 9, [bytes('ni'), bytes('ne')], true),
    ]);
    expect(await store.head(draft.url)).toBeUndefined();
    expect(await listed()).toEqual([]);
    const seal = { at: 20, bytes: await drafts.read(draft, 20, 4) };
    const put = await drafts.publish(draft, seal, pieces('first', 8, '.'));
    expect(readFileSync(join(folder, 'one', 'object'), 'latin1')).toBe('firstfivenine.');
    expect(put).toEqual({ bytes: 14, etag: (await store.head(draft.url))?.etag });
    expect(await drafts.read(draft, 0, 4)).toHaveLength(0);
  });

  it('of another mark is another one', async () => {
    const draft = { url: url('two'), mark: 'a' };
    await drafts.write(draft, 0, [bytes('a')], true);
    expect(await drafts.read({ ...draft, mark: 'b' }, 0, 1)).toHaveLength(0);
  });

  it('has zeros where they are written over something', async () => {
    const draft = { url: url('three'), mark: 'a' };
    await drafts.write(draft, 0, [new Uint8Array(3 * MIB).fill(7)], true);
    await drafts.write(draft, MIB, [new Uint8Array(MIB)], false);
    const found = await drafts.read(draft, MIB - 1, MIB + 2);
    expect([found[0], found[MIB + 1]]).toEqual([7, 7]);
    expect(found.subarray(1, MIB + 1).every((byte) => byte === 0)).toBe(true);
  });

  it('is not published where another process has been faster', async () => {
    const draft = { url: url('four'), mark: 'a' };
    const standing = { at: 0, bytes: bytes('seal') };
    const publish = () => drafts.publish(draft, standing, pieces(4));
    await expect(publish()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await drafts.write(draft, 0, [bytes('SEAL')], true);
    await expect(publish()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await store.head(draft.url)).toBeUndefined();
  });
});
