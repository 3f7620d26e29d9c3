import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { trustPage } from '../../scripts/trust/page.ts';
import { readReports } from '../../scripts/trust/reports.ts';
import { root } from '../deploy/service.ts';

const { storms, foreign } = readReports(root);

it('docs/trust.md is what the reports say: npm run trust', () => {
  expect(readFileSync(join(root, 'docs/trust.md'), 'utf8')).toBe(trustPage(storms, foreign));
});

it('the day has 24 hours, the hour of lists 3,600 seconds', () => {
  const report = (name: string) =>
    JSON.parse(readFileSync(join(root, `test/storm/reports/${name}.json`), 'utf8'));
  expect(report('day').hours).toBeGreaterThanOrEqual(24);
  expect(report('load').seconds).toBeGreaterThanOrEqual(3600);
});

it('every storm says what plays it again, by a command that there is', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(storms.length).toBeGreaterThan(2);
  for (const { command } of storms)
    expect(scripts).toHaveProperty([/npm run ([\w:]+)/.exec(command)?.[1] ?? command]);
});
