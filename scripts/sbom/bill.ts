/** What is wanted of package-lock.json (version 3). */
export interface Lock {
  name: string;
  version: string;
  packages: Record<string, LockedPackage>;
}

interface LockedPackage {
  version?: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  link?: boolean;
  hasInstallScript?: boolean;
}

interface Dependency {
  name: string;
  version: string;
  license: string;
  integrity: string | undefined;
  isOptional: boolean;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 13);

/** The packages of others that are installed to run Starfan, each version once, by name. */
export function dependenciesOf({ packages }: Lock): Dependency[] {
  const found = new Map<string, Dependency>();
  for (const [path, one] of Object.entries(packages)) {
    if (!path.includes('node_modules/') || one.dev === true || one.link === true) continue;
    const { version = '', license = 'unknown', integrity, optional = false } = one;
    const name = nameOf(path);
    found.set(`${name}@${version}`, { name, version, license, integrity, isOptional: optional });
  }
  return [...found.values()].sort((a, b) =>
    `${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1,
  );
}

/** Packages whose installation would run a script of theirs. */
export const withInstallScript = ({ packages }: Lock): { name: string; isDev: boolean }[] =>
  Object.entries(packages)
    .filter(([, one]) => one.hasInstallScript === true)
    .map(([path, { dev = false }]) => ({ name: nameOf(path), isDev: dev }));

const purlOf = ({ name, version }: { name: string; version: string }): string =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** A bill of materials (CycloneDX 1.6, ECMA-424), the same for the same lock. */
export function billOfMaterials(lock: Lock): object {
  const own = { name: lock.name, version: lock.version };
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': purlOf(own), ...own, purl: purlOf(own) },
    },
    components: dependenciesOf(lock).map((one) => ({
      type: 'library',
      'bom-ref': purlOf(one),
      name: one.name,
      version: one.version,
      scope: one.isOptional ? 'optional' : 'required',
      hashes: hashesOf(one.integrity),
      licenses: [{ expression: spdx[one.license] ?? one.license }],
      purl: purlOf(one),
    })),
  };
}

/** Licences that a package writes in its own way, in that of SPDX. */
const spdx: Readonly<Record<string, string>> = { 'GPL-3': 'GPL-3.0-only' };

const algorithms: Readonly<Record<string, string>> = { sha512: 'SHA-512', sha1: 'SHA-1' };

function hashesOf(integrity = ''): { alg: string; content: string }[] {
  return integrity
    .split(' ')
    .filter(Boolean)
    .map((one) => {
      const [algorithm = '', base64 = ''] = one.split(/-(.*)/s);
      return {
        alg: algorithms[algorithm] ?? algorithm,
        content: Buffer.from(base64, 'base64').toString('hex'),
      };
    });
}

/** docs/licences.md: what is installed to run Starfan, by licence. */
export function licencesPage(lock: Lock): string {
  const byLicence = new Map<string, string[]>();
  for (const { name, version, license } of dependenciesOf(lock)) {
    const id = spdx[license] ?? license;
    byLicence.set(id, [...(byLicence.get(id) ?? []), `${name} ${version}`]);
  }
  const rows = [...byLicence]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, names]) => `| ${id} | ${names.length} | ${names.join(', ')} |\n`);
  return `# Licences

Starfan is under the MIT licence. What is installed to run it, of package-lock.json by
\`npm run sbom\`; a test fails when this page is stale. Aladin Lite is copied into the folders of sky
maps as a file of its own, with its licence beside it.

| licence | packages | which |
|---|---|---|
${rows.join('')}`;
}
