import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, it } from 'vitest';
import { differences } from '../../scripts/bytes/differences.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-differences-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Two runs with these files; answers how the second differs. */
async function compare(
  ours: Record<string, string | Buffer>,
  theirs: Record<string, string | Buffer>,
) {
  for (const [side, files] of Object.entries({ ours, theirs }))
    for (const [name, body] of Object.entries(files)) {
      const path = join(folder, side, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, body);
    }
  const { names, different } = await differences(join(folder, 'ours'), join(folder, 'theirs'));
  return { names, different: Object.fromEntries(different) };
}

it('finds what differs by one byte, and what only one run has', async () => {
  expect(
    await compare(
      { 'images/a/catalogue.fits': 'abc', 'images/a/sources.reg': 'x', 'hips/new.fits': '' },
      { 'images/a/catalogue.fits': 'abd', 'images/a/sources.reg': 'x' },
    ),
  ).toEqual({
    names: ['hips/new.fits', 'images/a/catalogue.fits', 'images/a/sources.reg'],
    different: { 'hips/new.fits': 'only one has it', 'images/a/catalogue.fits': 'other bytes' },
  });
});

it('does not count the moment of writing, but all else of a text', async () => {
  const properties = (moment: string, order: number) =>
    `hips_creation_date = ${moment}\nhips_order = ${order}\n`;
  const ours = {
    'hips/a/properties': properties('2026-11-30T08:00Z', 3),
    'hips/b/properties': properties('2026-11-30T08:00Z', 3),
    'a.fits': 'DATE = 2026-11-30T08:00Z',
  };
  const theirs = {
    'hips/a/properties': properties('2026-12-01T09:30Z', 3),
    'hips/b/properties': properties('2026-12-01T09:30Z', 4),
    'a.fits': 'DATE = 2026-12-01T09:30Z',
  };
  expect((await compare(ours, theirs)).different).toEqual({
    'a.fits': 'other bytes',
    'hips/b/properties': 'other bytes',
  });
});

it('leaves out what tells of the run: records, times, the report', async () => {
  const account = [
    'sky/tasks/tiles/a.json',
    'maps/m/x.json',
    'plan/images.jsonl',
    'run.json',
    'sky/report.html',
  ];
  const files = (body: string) => Object.fromEntries(account.map((name) => [name, body]));
  expect(
    await compare({ ...files('a'), 'list.jsonl': '' }, { ...files('b'), 'list.jsonl': '' }),
  ).toEqual({ names: ['list.jsonl'], different: {} });
});

it('says of a PNG whether its pixels are the same', async () => {
  const pixels = (value: number, compressionLevel: number) =>
    sharp(Buffer.alloc(64 * 64, value), { raw: { width: 64, height: 64, channels: 1 } })
      .png({ compressionLevel })
      .toBuffer();
  const [plain, packed, other] = [await pixels(7, 0), await pixels(7, 9), await pixels(8, 9)];
  expect(
    (await compare({ 'a.png': plain, 'b.png': packed }, { 'a.png': packed, 'b.png': other }))
      .different,
  ).toEqual({ 'a.png': 'other bytes, the same pixels', 'b.png': 'other bytes' });
});
