import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { TestCase, TestModule, TestSuite } from 'vitest/node';
import type { Reporter } from 'vitest/reporters';
import { judgesOfStores, templateHash } from './judged.ts';

/** One judge's verdict, as report.json keeps it. */
interface Verdict {
  tests: number;
  passed: number;
  /** the template that was judged: judged.ts */
  template?: string;
  /** titles */
  skipped?: string[];
  failed?: string[];
  /** what the judge itself does otherwise than AWS: passed when it fails there */
  faults?: string[];
  /** numbers that a test gave by `task.meta.counts` */
  [count: string]: number | string | string[] | undefined;
}

declare module 'vitest' {
  interface TaskMeta {
    /** how often something was tried, by a name that the report gives it */
    counts?: Record<string, number>;
  }
}

const path = new URL('report.json', import.meta.url);

/**
 * Writes report.json: for each file of tests and each judge in it what was tried and what came of
 * it. What was not run keeps what it had. No dates and no seconds: the same code gives the
 * same report.
 */
export default class ForeignReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const report: Record<string, Record<string, Verdict>> = JSON.parse(readFileSync(path, 'utf8'));
    const template = templateHash();
    for (const module of modules) {
      const kind = basename(module.moduleId).replace('.test.ts', '');
      const before = report[kind] ?? {};
      const verdicts = [...module.children].flatMap((child): [string, Verdict][] => {
        const judged = judgesOfStores.includes(kind) ? {} : { template };
        const verdict = { ...verdictOf(child), ...judged };
        return verdict.tests > (verdict.skipped?.length ?? 0) ? [[child.name, verdict]] : [];
      });
      const isNew = (judge: string) => verdicts.some(([name]) => programOf(name) === judge);
      const kept = Object.entries(before).filter(([name]) => !isNew(programOf(name)));
      report[kind] = Object.fromEntries([...kept, ...verdicts]);
    }
    writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`);
  }
}

/** Of `ministack 1.5.33` the program. */
const programOf = (judge: string): string => judge.split(' ')[0]!;

function verdictOf(child: TestSuite | TestCase): Verdict {
  const tests = child.type === 'test' ? [child] : [...child.children.allTests()];
  const by = (state: string) => tests.filter((test) => test.result().state === state);
  const names = (namesIn: TestCase[]) => namesIn.map(({ name }) => name);
  const [failed, skipped] = [names(by('failed')), names(by('skipped'))];
  const faults = names(tests.filter(({ options }) => options.fails));
  return {
    tests: tests.length,
    passed: by('passed').length,
    ...(failed.length > 0 ? { failed } : {}),
    ...(skipped.length > 0 ? { skipped } : {}),
    ...(faults.length > 0 ? { faults } : {}),
    ...Object.assign({}, ...tests.map((test) => test.meta().counts ?? {})),
  };
}
