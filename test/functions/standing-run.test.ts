import { beforeEach, describe, expect, it } from 'vitest';
import { openList, type Read } from '../../functions/start-run/read-list.ts';
import { joinedLists, refuseOther } from '../../functions/start-run/standing-run.ts';
import type { Machine } from '../../shared/contracts/run.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';

const RUN = 'memory://mine/run/';
const item = (line: number, name: string) => ({ line, uri: `s3://mine/${name}.fits`, name });
const lines = (...values: unknown[]) =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('a place where a run stands', () => {
  let store: Store;
  const listOf = async (text: string) => {
    await store.put('memory://mine/new.txt', text);
    return openList(store, 'memory://mine/new.txt', { folder: undefined })();
  };

  beforeEach(async () => {
    store = memoryStore();
    const request = {
      machine: 'detect-sources',
      execution: 'x',
      input: { list: 's3://mine/old.txt' },
    };
    const bad = {
      line: 2,
      uri: 'nothing',
      stage: 'lists',
      error: 'NotAUri',
      message: 'write a URI',
    };
    await store.put(`${RUN}request.json`, JSON.stringify(request));
    await store.put(`${RUN}list.jsonl`, lines(item(1, 'a'), item(3, 'b')));
    await store.put(`${RUN}lists/failures.jsonl`, lines(bad));
  });

  const runOf = (machine: Machine, positions?: string) => ({
    machine,
    input: { list: 's3://mine/list.txt', ...(positions ? { positions } : {}) },
  });
  const refused = async (text: string, machine: Machine = 'detect-sources') =>
    refuseOther(store, RUN, runOf(machine), await listOf(text));

  it('goes on with the same images in any order, and with more', async () => {
    await refused('s3://mine/b.fits\ns3://mine/a.fits\n');
    await refused('s3://mine/c.fits\ns3://mine/a.fits\ns3://mine/b.fits\n');
  });

  it('is kept from a list that lacks an image, unless that image failed', async () => {
    await expect(refused('s3://mine/a.fits\n')).rejects.toMatchObject({
      name: 'OtherRun',
      message: expect.stringMatching(/1 of its 2 images .*b\.fits.*option add .*option replace/),
    });
    const failure = { ...item(3, 'b'), stage: 'detections', error: 'NotFits', message: 'no FITS' };
    await store.put(`${RUN}failures.jsonl`, lines(failure));
    await refused('s3://mine/a.fits\n');
  });

  it('is kept from another machine, added or not', async () => {
    await expect(refused('s3://mine/a.fits\ns3://mine/b.fits\n', 'sky-map')).rejects.toThrow(
      /holds a run of detect, this is sky-map/,
    );
    await expect(refuseOther(store, RUN, runOf('sky-map'), undefined)).rejects.toThrow(
      /option replace/,
    );
    const measured = runOf('detect-sources', 's3://mine/stars.csv');
    await expect(refuseOther(store, RUN, measured, undefined)).rejects.toThrow(
      /holds a run of detect, this is measure/,
    );
  });

  it('without a run takes any list', async () => {
    await refuseOther(
      store,
      'memory://mine/empty/',
      runOf('sky-map'),
      await listOf('s3://mine/a.fits\n'),
    );
  });

  it('gets the new lines of an added list after its own, each image once, names kept apart', async () => {
    const added = await listOf('s3://other/a.fits\ns3://mine/b.fits\nnothing\nwrong\n');
    const all: Read[] = [];
    for await (const read of joinedLists(store, RUN, added)) all.push(read);
    expect(all.flatMap((read) => ('item' in read ? [read.item] : []))).toEqual([
      item(1, 'a'),
      item(3, 'b'),
      { line: 4, uri: 's3://other/a.fits', name: 'a-baa23c7724d7b8bd' },
    ]);
    expect(
      all.flatMap((read) => ('failure' in read ? [[read.failure.line, read.failure.uri]] : [])),
    ).toEqual([
      [2, 'nothing'],
      [7, 'wrong'],
    ]);
  });
});
