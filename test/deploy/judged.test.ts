import { expect, it } from 'vitest';
import { readReports } from '../../scripts/trust/reports.ts';
import { judgesOfStores, templateHash } from '../foreign-aws/judged.ts';
import { root } from './service.ts';

it('others have judged the template, the machines and the roles as they are: npm run test:aws', () => {
  const kinds = Object.entries(readReports(root).foreign ?? {}).filter(
    ([kind]) => !judgesOfStores.includes(kind),
  );
  const judged = kinds.flatMap(([kind, judges]) =>
    Object.entries(judges).map(([judge, verdict]) => [`${kind} by ${judge}`, verdict.template]),
  );
  expect(judged.length).toBeGreaterThan(7);
  const hash = templateHash();
  expect(judged.filter(([, template]) => template !== hash)).toEqual([]);
});
