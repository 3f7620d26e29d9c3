import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
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
const { dependencies } = JSON.parse(read('package.json'));

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

it('no package that runs has an install script', () => {
  expect(withInstallScript(lock).filter(({ isDev }) => !isDev)).toEqual([]);
});

it('no install script runs with our .npmrc, which would without it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-install-'));
  const [dependency, app] = [join(folder, 'package'), join(folder, 'app')];
  const ran = join(app, 'ran');
  const install = () =>
    execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund'], {
      cwd: app,
      stdio: 'pipe',
      // without what the npm that runs this test has set
      env: omit(process.env, /^npm_/i),
    });
  try {
    for (const path of [dependency, app]) mkdirSync(path);
    const postinstall = `node -e "require('fs').writeFileSync(process.env.INIT_CWD + '/ran', '')"`;
    writeJson(dependency, { name: 'eager', version: '1.0.0', scripts: { postinstall } });
    execFileSync('tar', ['czf', 'eager.tgz', 'package'], { cwd: folder });
    writeJson(app, { private: true, devDependencies: { eager: 'file:../eager.tgz' } });
    install();
    expect(existsSync(ran)).toBe(true);
    for (const made of ['ran', 'node_modules']) rmSync(join(app, made), { recursive: true });
    copyFileSync(join(root, '.npmrc'), join(app, '.npmrc'));
    install();
    expect(existsSync(join(app, 'node_modules/eager/package.json'))).toBe(true);
    expect(existsSync(ran)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const writeJson = (folder: string, value: object) =>
  writeFileSync(join(folder, 'package.json'), JSON.stringify(value));

const omit = (variables: NodeJS.ProcessEnv, pattern: RegExp): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !pattern.test(name)));

it('docs/licences.md is what npm run sbom writes', () => {
  expect(read('docs/licences.md')).toBe(licencesPage(lock));
});
