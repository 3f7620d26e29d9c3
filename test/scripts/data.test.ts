import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchData, NoNetwork } from '../../scripts/data/fetch-data.ts';
import { type DataFile, readManifest } from '../../scripts/data/manifest.ts';
import { hasSharedData, sharedData } from '../shared-data.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const content = (name: string): Buffer => Buffer.from(`what ${name} holds\n`);
const file = (path: string, source: string): DataFile => ({
  path,
  source,
  bytes: content(source).length,
  sha256: createHash('sha256').update(content(source)).digest('hex'),
  repository: 'owner/name',
  commit: COMMIT,
  licence: 'MIT',
});
const files = [file('a/one.fits', 'one.fits'), file('two.fits', 'in a folder/two+2.fits')];

let folder = '';
let server: Server;
let base = '';
/** paths that were asked for */
let asked: string[] = [];
/** what the server answers by the path in the repository; 404 for the rest */
let served: Map<string, Buffer>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'starfan-data-'));
  asked = [];
  served = new Map(files.map(({ source }) => [source, content(source)]));
  server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const body = served.get(decodeURIComponent(url.replace(`/owner/name/${COMMIT}/`, '')));
    response.writeHead(body ? 200 : 404).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true, force: true });
});

describe('npm run data', () => {
  it('fetches what is missing, and asks for nothing that is there', async () => {
    const first = await fetchData(files, { base, folder });
    expect(first).toMatchObject({ kept: [], problems: [] });
    expect(first.fetched.sort()).toEqual(['a/one.fits', 'two.fits']);
    expect(readFileSync(join(folder, 'two.fits'))).toEqual(content('in a folder/two+2.fits'));
    expect(asked).toContain(`/owner/name/${COMMIT}/in%20a%20folder/two%2B2.fits`);
    asked = [];
    rmSync(join(folder, 'two.fits'));
    const second = await fetchData(files, { base, folder });
    expect(second).toEqual({ kept: ['a/one.fits'], fetched: ['two.fits'], problems: [] });
    expect(asked).toHaveLength(1);
  });

  it('keeps nothing of which the bytes are others than those of the manifest', async () => {
    served.set('one.fits', Buffer.from('a page that says: too many requests'));
    const { problems } = await fetchData(files.slice(0, 1), { base, folder });
    expect(problems).toEqual([expect.stringContaining('has other bytes than the manifest says')]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says what a server does not have, and fetches the rest', async () => {
    served.delete('one.fits');
    const { fetched, problems } = await fetchData(files, { base, folder });
    expect(fetched).toEqual(['two.fits']);
    expect(problems).toEqual([
      expect.stringMatching(/one\.fits cannot be had: the server answers 404$/),
    ]);
  });

  it('leaves a file alone that stands there with other bytes', async () => {
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a/one.fits'), 'mine');
    const { problems } = await fetchData(files, { base, folder });
    expect(problems).toEqual([expect.stringContaining('is another file than the manifest')]);
    expect(readFileSync(join(folder, 'a/one.fits'), 'utf8')).toBe('mine');
  });

  it('says plainly where there is no network', async () => {
    const closed = createServer();
    await new Promise<void>((listening) => closed.listen(0, '127.0.0.1', listening));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    const going = fetchData(files, { base: `http://127.0.0.1:${port}`, folder });
    await expect(going).rejects.toThrow(NoNetwork);
    await expect(going).rejects.toThrow(
      /127\.0\.0\.1:\d+ does not answer .*: is there a network\?/,
    );
  });
});

describe('the manifest of the data', () => {
  const manifest = readManifest();

  it('names each file once, with a commit, a hash and a licence, inside its folder', () => {
    expect(manifest.length).toBeGreaterThan(100);
    expect(new Set(manifest.map(({ path }) => path)).size).toBe(manifest.length);
    for (const { path, bytes, sha256, repository, commit: hash, source, licence } of manifest) {
      expect([path, sha256, hash, repository].join(' ')).toMatch(
        /^[\w+-][\w./+-]* [0-9a-f]{64} [0-9a-f]{40} [\w-]+\/[\w.-]+$/,
      );
      expect(path).not.toContain('..');
      expect(bytes).toBeGreaterThan(0);
      expect(source).not.toBe('');
      expect(licence.length).toBeGreaterThan(2);
    }
  });

  it.skipIf(!hasSharedData)(
    'has the bytes of the files that the tests read (skipped without ../shared/data)',
    () => {
      const small = manifest.filter(({ bytes }) => bytes < 100_000);
      expect(small.length).toBeGreaterThan(20);
      for (const { path, sha256 } of small)
        expect(
          createHash('sha256')
            .update(readFileSync(sharedData(path)))
            .digest('hex'),
          path,
        ).toBe(sha256);
    },
  );
});
