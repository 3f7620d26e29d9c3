import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileStore } from '../../shared/store/file.ts';
import { conformance } from './conformance.ts';

const store = fileStore();
let folder = '';
const at = (path: string) => pathToFileURL(join(folder, path)).href;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfan file store '));
});
afterAll(() => rm(folder, { recursive: true }));

conformance('file', async () => ({ store, folder: `${at('conformance')}/` }));

async function listed(prefix: string): Promise<string[]> {
  const urls: string[] = [];
  for await (const head of store.list(prefix)) urls.push(head.url);
  return urls;
}

/** Runs a module text in a Node of its own that has `store` and `url`. */
const child = (code: string, url: string) => [
  '--import',
  'tsx',
  '--input-type=module',
  '-e',
  `import { fileStore } from '${new URL('../../shared/store/file.ts', import.meta.url).href}';
   const store = fileStore(); const url = '${url}'; ${code}`,
];

describe('file store', () => {
  test('across processes exactly one putIfUnchanged over nothing wins', async () => {
    const code = `await new Promise((go) => setTimeout(go, ${Date.now() + 1500} - Date.now()));
      for (let i = 0; i < 40; i++) console.log(i, (await store.putIfUnchanged(url + i, String(process.pid), undefined)) !== undefined);`;
    const run = promisify(execFile);
    const outputs = await Promise.all(
      [0, 1, 2, 3].map(() => run(process.execPath, child(code, at('race/x')))),
    );
    const winners = outputs.flatMap(({ stdout }) =>
      stdout.split('\n').filter((line) => line.endsWith('true')),
    );
    expect(winners.map((line) => Number(line.split(' ')[0])).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, i) => i),
    );
    expect((await readdir(join(folder, 'race'))).length).toBe(40);
  });

  test('across processes exactly one putIfUnchanged over a version wins, every round', async () => {
    const rounds = 25;
    const first = await store.put(at('versions/x'), 'first');
    // Each takes the version that stands and tries over it; a version is won by one.
    const code = `await new Promise((go) => setTimeout(go, ${Date.now() + 1500} - Date.now()));
      for (let won = 0; won < ${rounds}; ) {
        const { etag } = await store.head(url);
        const next = await store.putIfUnchanged(url, 'x'.repeat(won + process.pid % 97), etag);
        if (next !== undefined) { won++; console.log(etag); }
      }`;
    const run = promisify(execFile);
    const outputs = await Promise.all(
      [0, 1, 2].map(() => run(process.execPath, child(code, at('versions/x')))),
    );
    const over = outputs.flatMap(({ stdout }) => stdout.trim().split('\n'));
    expect(over).toContain(first);
    expect(new Set(over).size).toBe(3 * rounds);
    expect(await readdir(join(folder, 'versions'))).toEqual(['x']);
  });

  test('a version that a live process is about to replace is left to it, a dead one’s is not', async () => {
    const etag = await store.put(at('claimed/x'), 'first');
    const key = createHash('sha256').update(`x\n${etag}`).digest('hex').slice(0, 16);
    const name = `.starfan-over-${key}`;
    const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    await writeFile(join(folder, 'claimed', name), `${host} ${process.ppid} 00`);
    expect(await store.putIfUnchanged(at('claimed/x'), 'second', etag)).toBeUndefined();
    expect(await listed(at('claimed/'))).toEqual([at('claimed/x')]);
    const ended = spawn(process.execPath, ['-e', '']);
    await once(ended, 'exit');
    await writeFile(join(folder, 'claimed', name), `${host} ${ended.pid} 00`);
    expect(await store.putIfUnchanged(at('claimed/x'), 'second', etag)).toBeDefined();
    expect(await readdir(join(folder, 'claimed'))).toEqual(['x']);
  });

  test('what a killed process left half-written is not listed, and is swept by the next writer', async () => {
    const code = `import { openHalfWritten } from '${new URL('../../shared/store/atomic.ts', import.meta.url).href}';
      const half = await openHalfWritten(process.argv[1]); await half.handle.writeFile('half');
      console.log('written'); setInterval(() => {}, 1000);`;
    const process_ = spawn(process.execPath, [...child(code, ''), join(folder, 'killed', 'x')]);
    await once(process_.stdout, 'data');
    expect(await readdir(join(folder, 'killed'))).toHaveLength(1);
    expect(await listed(`${at('killed')}/`)).toEqual([]);
    process_.kill('SIGKILL');
    await once(process_, 'exit');
    await store.put(at('killed/y'), 'y');
    expect(await readdir(join(folder, 'killed'))).toEqual(['y']);
  });

  test('another machine’s half-written file is left alone for a day', async () => {
    await mkdir(join(folder, 'other'));
    const name = (n: number) =>
      join(folder, 'other', `.starfan-0000000${n}-1-0123456789abcdef.tmp`);
    await Promise.all([1, 2].map((n) => writeFile(name(n), 'half')));
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    await utimes(name(2), longAgo, longAgo);
    await store.put(at('other/x'), 'x');
    expect([existsSync(name(1)), existsSync(name(2))]).toEqual([true, false]);
    expect(await listed(`${at('other')}/`)).toEqual([at('other/x')]);
  });

  test('an object where a folder stands, and a folder where an object stands, are collisions', async () => {
    await store.put(at('c/a'), 'x');
    await expect(store.put(at('c/a/b'), 'x')).rejects.toMatchObject({ name: 'KeyCollision' });
    await expect(store.putIfUnchanged(at('c/a/b'), 'x', undefined)).rejects.toMatchObject({
      name: 'KeyCollision',
    });
    await expect(store.put(at('c'), 'x')).rejects.toMatchObject({ name: 'KeyCollision' });
    await expect(store.putIfUnchanged(at('c'), 'x', undefined)).rejects.toMatchObject({
      name: 'KeyCollision',
    });
    expect(await readdir(folder)).not.toContain('.starfan');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(await readdir(join(folder, 'c'))).toEqual(['a']);
    await expect(store.get(at('c/a/b'))).rejects.toMatchObject({ name: 'NoSuchObject' });
    expect(await store.head(at('c/a/b'))).toBeUndefined();
    await store.delete(at('c/a/b'));
  });

  test('follows links to files, never links to folders', async () => {
    await store.put(at('links/in/x'), 'x');
    await mkdir(join(folder, 'outside'));
    await writeFile(join(folder, 'outside', 'secret'), 's');
    await symlink(join(folder, 'outside'), join(folder, 'links', 'out'));
    await symlink('..', join(folder, 'links', 'round'));
    await symlink(join(folder, 'outside', 'secret'), join(folder, 'links', 'one'));
    await symlink(join(folder, 'nowhere'), join(folder, 'links', 'dangling'));
    expect(await listed(`${at('links')}/`)).toEqual([at('links/in/x'), at('links/one')]);
    expect(new TextDecoder().decode(await store.get(at('links/one')))).toBe('s');
  });

  test('a pipe is no object and hangs nobody', async () => {
    await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
    expect(await store.head(at('pipe'))).toBeUndefined();
    await expect(store.getRange(at('pipe'), 0, 2880)).rejects.toMatchObject({
      name: 'NoSuchObject',
    });
  });

  test.skipIf(process.getuid?.() === 0)(
    'what may not be read is AccessDenied (skipped as root, who may read all)',
    async () => {
      await store.put(at('mine'), 'x');
      await chmod(join(folder, 'mine'), 0);
      await expect(store.get(at('mine'))).rejects.toMatchObject({ name: 'AccessDenied' });
    },
  );

  test('URLs that are no files are BadUrl', async () => {
    for (const url of [
      'file:///a?b',
      'file:///a#b',
      'file:///a%00b',
      'file:///a%2Fb',
      's3://bucket/x',
      'nonsense',
    ])
      await expect(store.head(url)).rejects.toMatchObject({ name: 'BadUrl' });
    await expect(store.put(at('n'.repeat(300)), 'x')).rejects.toMatchObject({ name: 'BadUrl' });
  });
});
