// Fetches the real images that tests and benchmarks read, into ../shared/data, where they look for
// them: what is missing, from the
// public repositories of manifest.tsv. STARFAN_DATA_BASE is the address before
// /OWNER/NAME/COMMIT/PATH.
import { fileURLToPath } from 'node:url';
import { fetchData, NoNetwork } from './fetch-data.ts';
import { readManifest } from './manifest.ts';

const folder = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const base = process.env.STARFAN_DATA_BASE || 'https://raw.githubusercontent.com';
const files = readManifest();
try {
  const { kept, fetched, problems } = await fetchData(files, {
    base,
    folder,
    onFetched: (path) => console.log(`  ${path}`),
  });
  for (const problem of problems) console.error(problem);
  console.log(
    `${folder}: ${kept.length + fetched.length} of ${files.length} files, ${fetched.length} of them new`,
  );
  process.exitCode = problems.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof NoNetwork)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
