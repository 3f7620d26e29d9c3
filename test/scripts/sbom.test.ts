import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  billOfMaterials,
  dependenciesOf,
  type Lock,
  licencesPage,
  withInstallScript,
} from '../../scripts/sbom/bill.ts';
import { root } from '../deploy/service.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const lock: Lock = JSON.parse(read('package-lock.json'));
const { dependencies, allowScripts } = JSON.parse(read('package.json'));

it('the bill of materials has each dependency with version, hash and licence', () => {
  const bill = billOfMaterials(lock) as {
    bomFormat: string;
    components: { name: string; version: string; hashes: { content: string }[]; purl: string }[];
  };
  expect(bill.bomFormat).toBe('CycloneDX');
  for (const [name, version] of Object.entries(dependencies))
    expect(bill.components.find((one) => one.name === name)?.version, name).toBe(version);
  for (const { purl, hashes } of bill.components) {
    expect(hashes.length, purl).toBeGreaterThan(0);
    for (const { content } of hashes) expect(content, purl).toMatch(/^[0-9a-f]{40,128}$/);
  }
  expect(new Set(bill.components.map(({ purl }) => purl)).size).toBe(bill.components.length);
  expect(dependenciesOf(lock).filter(({ license }) => license === 'unknown')).toEqual([]);
});

it('no package that runs has an install script, and none of the others may run its own', () => {
  const scripts = withInstallScript(lock);
  expect(scripts.filter(({ isDev }) => !isDev)).toEqual([]);
  for (const { name } of scripts) expect(allowScripts).toHaveProperty([name], false);
});

it('docs/licences.md is what npm run sbom writes', () => {
  expect(read('docs/licences.md')).toBe(licencesPage(lock));
});
