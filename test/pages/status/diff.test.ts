import { describe, expect, it } from 'vitest';
import { type DiffTask, diffTask, sameBytes } from '../../../shared/pages/status/diff.ts';

const DIGEST = 'd41d8cd98f00b204e9800998ecf8427e';
const OTHER = 'd41d8cd98f00b204e9800998ecf8427f';
const task = (more: Partial<DiffTask> = {}): DiffTask => ({
  stage: 'detections',
  name: 'a',
  state: 'done',
  outputs: [{ url: 'images/a/catalogue.fits', bytes: 10, etag: DIGEST }],
  warnings: [],
  error: null,
  seconds: 2,
  ...more,
});

describe('the bytes of two objects', () => {
  const object = (etag: string, bytes = 10) => ({ url: 'k', bytes, etag });
  it('are told by size and digest, or have to be read', () => {
    expect(sameBytes(object(DIGEST), object(DIGEST))).toBe(true);
    expect(sameBytes(object(DIGEST), object(OTHER))).toBe(false);
    expect(sameBytes(object('a-1-2'), object('a-9-8', 11))).toBe(false);
    // files: their etags are of the disk
    expect(sameBytes(object('a-1-2'), object('a-9-8'))).toBe(undefined);
    expect(sameBytes(object(`${DIGEST}-3`), object(DIGEST))).toBe(undefined); // an upload in parts
  });
});

describe('two tasks', () => {
  it('are the same when only their seconds differ a little', () => {
    expect(diffTask(task(), task({ seconds: 2.9 }), [])).toBe(undefined);
    expect(diffTask(task({ seconds: 0.01 }), task({ seconds: 0.9 }), [])).toBe(undefined);
  });

  it('differ in seconds when one takes twice as long and a second more', () => {
    expect(diffTask(task(), task({ seconds: 4 }), [])?.kinds).toEqual(['seconds']);
  });

  it('differ in how they ended, what they made and of what they warn', () => {
    const failed = task({ state: 'failed', error: 'TruncatedFits', outputs: [] });
    expect(diffTask(task(), failed, [])).toMatchObject({
      kinds: ['state', 'outputs'],
      text: 'done here, failed (TruncatedFits) there; images/a/catalogue.fits only here',
    });
    const otherWay = task({ state: 'failed', error: 'NotFits', outputs: [] });
    expect(diffTask(failed, otherWay, [])?.kinds).toEqual(['state']);
    expect(diffTask(task(), task({ warnings: ['no WCS'] }), [])?.kinds).toEqual(['warnings']);
    expect(diffTask(task(), task(), ['images/a/catalogue.fits'])?.kinds).toEqual(['outputs']);
  });
});
