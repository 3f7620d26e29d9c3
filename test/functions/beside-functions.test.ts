import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const folderOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Functions whose tests stand in files of another name. */
const elsewhere: Readonly<Record<string, string>> = {
  'detect-sources': 'search-batch',
  'match-sources': 'build-tables',
  'read-images': 'planes',
};

it('each function has unit tests beside it', () => {
  const names = readdirSync(folderOf('../../functions'));
  const missing = names.filter(
    (name) => !existsSync(folderOf(`${elsewhere[name] ?? name}.test.ts`)),
  );
  expect(names.length).toBeGreaterThan(15);
  expect(missing).toEqual([]);
});
