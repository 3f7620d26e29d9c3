import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trustPage } from './page.ts';
import { readReports } from './reports.ts';

// npm run trust: docs/trust.md, from the reports of tests.
const root = fileURLToPath(new URL('../../', import.meta.url));
const { storms, foreign } = readReports(root);
writeFileSync(join(root, 'docs/trust.md'), trustPage(storms, foreign));
