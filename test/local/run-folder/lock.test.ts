import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCK_NAME, lockFolder, lockOwner } from '../../../local/run-folder/lock.ts';

let folder: string;
/** of a process that has ended */
let dead: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfan-lock-'));
  dead = await new Promise<number>((resolve) => {
    const child = execFile(process.execPath, ['-e', ''], () => resolve(child.pid!));
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const made = async (name: string, lock?: string): Promise<string> => {
  const path = join(folder, name);
  await mkdir(path);
  if (lock !== undefined) await writeFile(join(path, LOCK_NAME), lock);
  return path;
};

describe('the lock of a folder', () => {
  it.each([
    ['free', undefined],
    ['dead', ''],
    ['as older versions wrote it', 'pid'],
  ])('that is %s is taken by exactly one of many at once', async (name, lock) => {
    for (let round = 0; round < 6; round++) {
      const path = await made(
        `${name}-${round}`,
        lock === 'pid' ? `${dead}` : lock === '' ? `${dead} 00` : undefined,
      );
      const taken = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(path)));
      const winners = taken.filter(({ status }) => status === 'fulfilled');
      expect(winners).toHaveLength(1);
      for (const one of taken)
        if (one.status === 'rejected')
          expect(one.reason).toMatchObject({
            name: 'UsageError',
            message: expect.stringContaining('is at work'),
          });
      expect(await lockOwner(path)).toBe(process.pid);
      await (winners[0] as PromiseFulfilledResult<() => Promise<void>>).value();
      expect(await readdir(path)).toEqual([]);
    }
  });

  it('whose taker died while it took it is taken all the same', async () => {
    const path = await made('twice', `${dead} 00`);
    const first = await lockFolder(path);
    const [left = ''] = await readdir(path);
    expect(left).toBe(LOCK_NAME);
    await first();
    await writeFile(join(path, LOCK_NAME), `${dead} 11`);
    const { createHash } = await import('node:crypto');
    const next = `${LOCK_NAME}-${createHash('sha256').update(`${dead} 11`).digest('hex').slice(0, 16)}`;
    await writeFile(join(path, next), `${dead} 22`);
    const unlock = await lockFolder(path);
    expect(await readdir(path)).toEqual([LOCK_NAME]);
    await unlock();
  });

  it.each(['a folder', 'a link that leads nowhere'])('that is %s is named, soon', async (kind) => {
    const path = await made(kind);
    if (kind === 'a folder') await mkdir(join(path, LOCK_NAME));
    else await symlink('nowhere', join(path, LOCK_NAME));
    await expect(lockFolder(path)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(/who is at work here, cannot be read .*: remove it$/),
    });
  });

  it('that another has taken over meanwhile is left to it', async () => {
    const path = await made('lost');
    const unlock = await lockFolder(path);
    await writeFile(join(path, LOCK_NAME), `${process.ppid} 33`);
    await unlock();
    expect(await lockOwner(path)).toBe(process.ppid);
  });
});
