import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtFunctions } from '../../../local/pool/built-functions.ts';
import { readFunctions } from '../../../local/pool/functions.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfan-yml-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string) {
  const file = join(folder, 'serverless.yml');
  await writeFile(file, text);
  return readFunctions(file);
}

it('reads limits and what of the environment exists here', async () => {
  const functions = await read(`
service: starfan
custom:
  big: 4096
provider:
  name: aws
  memorySize: 512
  timeout: 60
  environment:
    LEVEL: info
    BUCKET: !Ref Bucket
    STAGE: \${sls:stage}
functions:
  start-run:
    handler: dist/start-run/index.handler
    environment: { LEVEL: debug, DEPTH: 3, TABLE: !GetAtt [Table, Arn] }
  detect-sources:
    handler: dist/detect-sources/index.handler
    memorySize: \${self:custom.big}
    timeout: 300
`);
  expect(functions).toEqual({
    'start-run': {
      bundle: join(folder, 'dist/start-run/index.js'),
      handler: 'handler',
      memorySize: 512,
      timeout: 60,
      environment: { LEVEL: 'debug', DEPTH: '3' },
    },
    'detect-sources': {
      bundle: join(folder, 'dist/detect-sources/index.js'),
      handler: 'handler',
      memorySize: 4096,
      timeout: 300,
      environment: { LEVEL: 'info' },
    },
  });
});

it('takes the framework’s limits where the file says nothing', async () => {
  const { f } = await read('{ provider: { name: aws }, functions: { f: { handler: a/b.c } } }');
  expect(f).toMatchObject({ memorySize: 1024, timeout: 6 });
});

it.each([
  ['a limit that only the cloud knows', `memorySize: "\${ssm:/memory}"`],
  ['a timeout beyond Lambda’s', 'timeout: 901'],
])('refuses %s, by function', async (_, line) => {
  await expect(
    read(`{ provider: {}, functions: { f: { handler: a/b.c, ${line} } } }`),
  ).rejects.toThrow(/functions\.f\.(memorySize|timeout)/);
});

it('the build has read those of serverless.yml, and made their code', async () => {
  const root = join(import.meta.dirname, '../../..');
  const asDeployed = Object.entries(await readFunctions(join(root, 'serverless.yml')));
  const built = await builtFunctions(root);
  expect(Object.keys(built)).toEqual(asDeployed.map(([name]) => name));
  for (const [name, { bundle: _, ...limits }] of asDeployed) {
    expect(built[name]).toMatchObject(limits);
    await access(built[name]!.bundle);
  }
});
