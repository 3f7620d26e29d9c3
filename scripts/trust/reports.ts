import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ForeignReport, Report, Storm } from './page.ts';
import { storms } from './storms.ts';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

/** The storms with the reports that stand in the repository. */
export function readReports(root: string): {
  storms: (Storm & Report)[];
  foreign: ForeignReport | undefined;
} {
  const folder = join(root, 'test/storm/reports');
  const reported = Object.entries(storms).map(([name, storm]) => {
    const report: Report & Record<string, unknown> = json(join(folder, `${name}.json`));
    const { cases, faults } = report;
    const filled = (text: string) =>
      text.replace(/\{(\w+)\}/g, (_, key: string) => Number(report[key]).toLocaleString('en-US'));
    const { tried, remains } = storm;
    return { ...storm, tried: filled(tried), remains: remains.map(filled), cases, faults };
  });
  const foreign = join(root, 'test/foreign-aws/report.json');
  return { storms: reported, foreign: existsSync(foreign) ? json(foreign) : undefined };
}
