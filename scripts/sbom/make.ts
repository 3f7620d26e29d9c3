import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { billOfMaterials, type Lock, licencesPage } from './bill.ts';

// npm run sbom: dist/sbom.cdx.json (CycloneDX 1.6) and docs/licences.md, from package-lock.json.
const root = fileURLToPath(new URL('../../', import.meta.url));
const lock: Lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(path);
};
write('dist/sbom.cdx.json', `${JSON.stringify(billOfMaterials(lock), null, 1)}\n`);
write('docs/licences.md', licencesPage(lock));
