import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { type Drafts, fileDrafts } from '../../shared/store/drafts.ts';
import type { Store } from '../../shared/store/store.ts';
import { urlOf } from '../run/run-objects.ts';
import { flatFrame, paintStrips, plannedMosaics, writeMosaics } from './mosaic-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-mosaic-draft-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Three strips of 600 × 448 pixels or fewer; no image is in the last. */
const layout = { centre: [45, 11.2], size: { pixels: [600, 1000] }, scale: 30 };
const frames = { a: flatFrame(5, { dec: 8.2 }), b: flatFrame(9), c: flatFrame(3, { dec: 11 }) };

const noTask = (store: Store, stage: string, name: string) =>
  store.delete(urlOf(`tasks/${stage}/${name}.json`));

/** The bytes of a mosaic that is made without a draft. */
async function plainBytes(planes: readonly number[]): Promise<Uint8Array> {
  const { store } = await plannedMosaics(frames, { layout });
  await paintStrips(store, planes);
  await writeMosaics(store);
  return store.get(urlOf(mosaicKeys.mosaic('K', 'mosaic')));
}

let runs = 0;

/** A planned run whose mosaics have drafts in a folder of their own. */
async function drafted() {
  const path = join(folder, String(runs++), 'mosaic.fits');
  const files = fileDrafts(() => path);
  const published: (Uint8Array | number)[] = [];
  const drafts: Drafts = {
    ...files,
    publish: (draft, standing, pieces) => {
      async function* seen() {
        for await (const piece of pieces) {
          published.push(piece);
          yield piece;
        }
      }
      return files.publish(draft, standing, seen());
    },
  };
  const { store } = await plannedMosaics(frames, { layout });
  // A task looks for what it has made: in memory, where the run is.
  const withDrafts: Store = { ...store, drafts: () => drafts };
  return { store: withDrafts, path, published };
}

const planes = [1, 0, 0, 2, 0.5, 0, 3, 0, 0.25];

describe('the draft of a mosaic', () => {
  it('has the planes of strips in place: the same file, of which little is written last', async () => {
    const { store, path, published } = await drafted();
    const records = await paintStrips(store, planes);
    expect(records).toHaveLength(2);
    expect(existsSync(path)).toBe(false);
    await writeMosaics(store);
    expect(Buffer.compare(readFileSync(path), await plainBytes(planes))).toBe(0);
    // four planes of each strip
    expect(published.filter((piece) => typeof piece === 'number')).toHaveLength(8);
    expect(readdirSync(join(path, '..'))).toEqual(['mosaic.fits']);
  });

  it('is of no use where its strips were painted otherwise meanwhile, or not to their end', async () => {
    const { store, path, published } = await drafted();
    await paintStrips(store, planes);
    const [draft] = readdirSync(join(path, '..'));
    const stale = readFileSync(join(path, '..', draft!));
    // other backgrounds, without drafts
    const { drafts: _, ...plain } = store;
    const others = planes.map((value) => value + 1);
    await noTask(plain, 'strips', 'K-mosaic-0');
    await paintStrips(plain, others);
    await writeMosaics(store);
    expect(Buffer.compare(readFileSync(path), await plainBytes(others))).toBe(0);
    expect(published.some((piece) => typeof piece === 'number')).toBe(false);
    expect(stale.length).toBeGreaterThan(2_000_000);
  });

  it('is written over by a strip that is painted again', async () => {
    const { store, path } = await drafted();
    await paintStrips(store, planes);
    const others = planes.map((value) => value + 1);
    await paintStrips(store, others);
    await writeMosaics(store);
    expect(Buffer.compare(readFileSync(path), await plainBytes(others))).toBe(0);
  });
});
