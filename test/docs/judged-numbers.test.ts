import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../deploy/service.ts';

const report = JSON.parse(readFileSync(join(root, 'test/foreign-aws/report.json'), 'utf8'));
/** The numbers of a judge's report, whatever its version. */
const numbersOf = (kind: string, judge: string): Record<string, number> =>
  report[kind][Object.keys(report[kind]).find((name) => name.startsWith(judge))!];

const stack = { all: numbersOf('stack', 'localstack'), some: numbersOf('stack', 'ministack') };
const runs = numbersOf('runs', 'ministack');
const rights = numbersOf('iam', 'iam-simulate');

it.each([
  [`${stack.all.resources} resources`, 'README.md'],
  [`refuses ${stack.some.refused} alarms`, 'README.md'],
  [`${runs.same! + runs.told!} objects`, 'README.md'],
  [`${rights.recorded} recorded calls allowed, ${rights.forbidden} others denied`, 'README.md'],
  [`all of its ${stack.all.resources} resources`, 'docs/deploying.md'],
  [
    `ministack ${stack.some.resources}, as it refuses the ${stack.some.refused}`,
    'docs/deploying.md',
  ],
  [`${rights.recorded} kinds`, 'docs/deploying.md'],
  [`${rights.forbidden} (other buckets`, 'docs/deploying.md'],
])('what others judged is told as they reported it: %s in %s', (text, page) => {
  expect(readFileSync(join(root, page), 'utf8')).toContain(text);
});
