import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const sourcesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules') && !name.startsWith('build'))
    .map((name) => `${folder}/${name}`);

/** What a file imports: paths from the root for our own, names for packages. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import '([^']+)'/g,
  );
  return [...found].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    return name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name;
  });
}

/** Who may import whom: each room, and what its files may name. */
const rooms: Record<string, RegExp[]> = {
  'shared/core': [/^shared\/core\//],
  'shared/contracts': [/^shared\/(contracts|core)\//, /^zod$/],
  'shared/store': [/^shared\/(store|contracts)\//, /^shared\/core\/fits\/source\.ts$/, /^node:/],
  'shared/lambda': [/^shared\//, /^node:/, /^(zod|aws-lambda|@middy\/core)$/],
  functions: [
    /^(functions|shared)\//,
    /^sep-wasm/,
    /^node:/,
    /^(zod|sharp|hyparquet-writer|@aws-sdk\/client-sfn)$/,
  ],
  local: [/^(local|shared)\//, /^node:/, /^(yaml|zod|p-limit|aws-lambda)$/],
  cli: [/^(cli|local|shared)\//, /^node:/, /^(zod|sharp|cli-progress|hyparquet)$/],
  'sep-wasm/src': [/^sep-wasm\/(src|build)\//],
};

/** The few files with a reason to import more. */
const exceptions: Record<string, RegExp> = {
  'shared/core/fits/codecs/gzip.ts': /^fflate$/, // a pure function of bytes; core must stay synchronous
  'shared/core/unpack/bzip2.ts': /^seek-bzip$/, // the same
  'shared/core/unpack/xz.ts': /^xz-decompress$/, // a function of bytes, in WebAssembly
  'shared/store/s3.ts': /^@aws-sdk\/client-s3$/,
  'shared/store/s3-errors.ts': /^@aws-sdk\/client-s3$/,
  'shared/store/s3-missing.ts': /^@aws-sdk\/client-s3$/,
  // The command acts on a deployed stack: it starts and stops executions, and ends unfinished uploads.
  'cli/stack/stack.ts': /^@aws-sdk\/client-sfn$/,
  'cli/stack/not-started.ts': /^@aws-sdk\/client-sqs$/,
  'cli/clean/bucket.ts': /^@aws-sdk\/client-s3$/,
};

describe('who may import whom', () => {
  for (const [room, allowed] of Object.entries(rooms)) {
    it(`${room} keeps to its neighbours`, () => {
      const files = sourcesOf(room);
      const broken = files.flatMap((file) =>
        importsOf(file)
          .filter((name) => !allowed.some((rule) => rule.test(name)) && !exceptions[file]?.test(name))
          .map((name) => `${file} imports ${name}`),
      );
      expect(files.length).toBeGreaterThan(0);
      expect(broken).toEqual([]);
    });
  }

  it('no function imports another', () => {
    const broken = sourcesOf('functions').flatMap((file) => {
      const own = file.split('/').slice(0, 2).join('/');
      return importsOf(file)
        .filter((name) => name.startsWith('functions/') && !name.startsWith(`${own}/`))
        .map((name) => `${file} imports ${name}`);
    });
    expect(broken).toEqual([]);
  });

  it('core knows no clock, no chance and no environment', () => {
    const broken = sourcesOf('shared/core').filter((file) =>
      /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.)/.test(
        readFileSync(join(root, file), 'utf8'),
      ),
    );
    expect(broken).toEqual([]);
  });

  it('finds imports of every form', () => {
    const forms = importsOf('shared/store/open.ts');
    expect(forms).toContain('shared/store/s3.ts'); // a dynamic one
    expect(importsOf('functions/start-run/start-runs.ts')).toContain('@aws-sdk/client-sfn');
  });
});
