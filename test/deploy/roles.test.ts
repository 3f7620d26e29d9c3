import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCameras } from '../../cli/demo/camera.ts';
import { objectAddresses } from '../../local/engine/addresses.ts';
import type { Json } from '../../local/engine/json.ts';
import { runMachine } from '../../local/engine/run-machine.ts';
import { readFunctions } from '../../local/pool/functions.ts';
import { createPool, type Pool } from '../../local/pool/pool.ts';
import { startS3Front } from '../../local/s3-front/server.ts';
import { openStore } from '../../shared/store/open.ts';
import { smallImage } from '../end-to-end/images.ts';
import { withSmallVolumes } from '../functions/small-volumes.ts';
import { type Call, isAllowed, own, type Statement, statementsOf } from './policies.ts';
import { kindsOf, type Recorded, readRecorded, writeRecorded } from './recorded.ts';
import { compiledTemplate, logical, root, type Template } from './service.ts';
import { type Seen, type Traffic, watchTraffic } from './traffic.ts';

// The machines run here over S3, every function with credentials of its own and the rights of its
// role: what it may not do is refused.

const BUCKET = 'my-sky';
const folder = mkdtempSync(join(tmpdir(), 'starfan-roles-'));
const closing: (() => Promise<void>)[] = [];
let template: Template;
let traffic: Traffic;

const write = (key: string, content: string | Uint8Array) => {
  mkdirSync(join(folder, key, '..'), { recursive: true });
  writeFileSync(join(folder, key), content);
};

const credentials = (who: string) => ({
  AWS_ACCESS_KEY_ID: who,
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL_S3: traffic.url,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

/** Runs a machine; functions whose names begin with `broken` throw in place of their work. */
async function run(
  pool: Pool,
  machine: string,
  name: string,
  input: Json,
  {
    broken,
    by = 'Runtime.OutOfMemory',
    before,
  }: { broken?: string; by?: string; before?: (name: string) => void } = {},
) {
  const outcome = await runMachine({
    definition: JSON.parse(readFileSync(join(root, `statemachines/${machine}.asl.json`), 'utf8')),
    substitutions: Object.fromEntries(
      functionNames.map((one) => [`${logical(one)}FunctionArn`, one]),
    ),
    input,
    machineName: machine,
    name,
    store: openStore(credentials(`${machine} machine`)),
    addresses: objectAddresses,
    concurrency: 2,
    waitScale: 0,
    invoke: (functionName, payload, options) => {
      const lambda = logical(functionName.replaceAll('-', 'Dash'));
      invoked.push([
        `${logical(machine)}Machine`,
        { action: 'lambda:InvokeFunction', resource: `\${${lambda}LambdaFunction.Arn}` },
      ]);
      before?.(functionName);
      if (broken && functionName.startsWith(broken))
        throw Object.assign(new Error('{"errorMessage":"too large"}'), { name: by });
      return pool.invoke<Json>(functionName, payload, options);
    },
  });
  return outcome;
}

let functionNames: string[] = [];
/** functions that the machines called */
const invoked: Recorded = [];

beforeAll(async () => {
  template = compiledTemplate(['--param', `bucket=${BUCKET}`]);
  const images = [
    'stpubdata/hst/public/one_drz.fits',
    ...['two', 'three', 'four_drz'].map((n) => `${BUCKET}/inputs/${n}.fits`),
  ];
  // a third of an arcsecond apart
  for (const [i, image] of images.entries())
    write(image, smallImage(demoCameras.drizzled, 1, 0.004 + 0.0001 * i));
  write(`${BUCKET}/inputs/bad.fits`, 'no image');
  write(`${BUCKET}/config/my.sex`, 'DETECT_THRESH 3\nMASK_TYPE NONE\n');
  const others = ['bad', 'missing'].map((name) => `${BUCKET}/inputs/${name}.fits`);
  const lines = [...images, ...others, 'stpubdata/hst/public/missing.fits'].map(
    (key) => `s3://${key}`,
  );
  write(`${BUCKET}/lists/detect.txt`, [...lines, 'nothing'].join('\n'));
  const banded = lines
    .slice(0, 4)
    .map((uri, i) => JSON.stringify({ uri, band: i < 2 ? 'K' : 'H' }));
  write(`${BUCKET}/runs/sky/given/sky.jsonl`, banded.join('\n'));

  const front = await startS3Front({ root: folder });
  const rights = new Map<string, Statement[]>();
  traffic = await watchTraffic(front.url, (asked) => {
    const role = roleOf(asked.who);
    const statements = rights.get(role) ?? statementsOf(template.Resources[role]!);
    rights.set(role, statements);
    return isAllowed(statements, callOf(asked));
  });
  const functions = await readFunctions(join(root, 'serverless.yml'));
  functionNames = Object.keys(functions);
  for (const [name, deployed] of Object.entries(functions))
    Object.assign(deployed.environment, credentials(name));
  const pool = createPool({
    functions,
    maxWorkers: 48,
    workerEntry: join(root, 'dist/worker/index.js'),
  });
  closing.push(
    () => pool.close(),
    () => traffic.close(),
    () => front.close(),
  );

  const detect = {
    list: `s3://${BUCKET}/lists/detect.txt`,
    config: `s3://${BUCKET}/config/my.sex`,
    match: 1,
    toleratedFailurePercentage: 90,
  };
  const sky = {
    list: `s3://${BUCKET}/runs/sky/given/sky.jsonl`,
    toleratedFailurePercentage: 90,
    sky: { fits: true, bands: { r: 'K', g: 'H', b: 'K' }, colour: 'lupton' },
  };
  const mosaic = { list: sky.list, toleratedFailurePercentage: 90, mosaic: {} };
  // Longer than their beginning, in which no line comes to anything.
  const nothing = Array.from({ length: 999 }, (_, i) => `nothing-${i}`);
  const late = ['s3://my-sky/inputs/missing.fits', ...nothing, 's3://my-sky/inputs/two.fits'].join(
    '\n',
  );
  write(`${BUCKET}/lists/late.txt`, late);
  for (const machine of ['detect-sources', 'sky-map', 'mosaic']) {
    const { error } = await run(pool, machine, `late-${machine}`, {
      list: `s3://${BUCKET}/lists/late.txt`,
    });
    if (error !== 'AllFailed') throw new Error(`${machine} ended with ${error}`);
  }
  const outcomes = [];
  for (let time = 1; time <= 2; time++) {
    // the second time there are records and results to look at
    outcomes.push(await run(pool, 'detect-sources', 'detect', detect));
    write(`${BUCKET}/runs/detect/catalogue/part-0009.parquet`, 'of a longer run');
    write(`${BUCKET}/runs/detect/photometry/objects/skymap_old.fits`, 'of another match');
    write(`${BUCKET}/runs/sky/hips/K/Norder3/Dir0/Npix9.png`, 'of another plan');
    outcomes.push(await run(pool, 'sky-map', 'sky', sky));
    outcomes.push(await run(pool, 'mosaic', 'mosaic', mosaic));
  }
  outcomes.push(
    await run(pool, 'sky-map', 'adaptive', { ...sky, sky: { fits: true, adaptive: true } }),
  );
  // A catalogue in volumes; the second time there are records of them.
  for (let time = 1; time <= 2; time++)
    outcomes.push(await run(pool, 'detect-sources', 'volumes', detect, { before: cutVolumes }));
  // At places that are given: in a file, and as the objects of a run.
  write(`${BUCKET}/config/stars.csv`, 'id,ra,dec\n1,202.47,47.204\n');
  write(`${BUCKET}/lists/measure.txt`, `s3://${BUCKET}/inputs/two.fits\n`);
  for (const [name, positions] of [
    ['at-stars', `s3://${BUCKET}/config/stars.csv`],
    ['at-objects', `s3://${BUCKET}/runs/detect`],
  ] as const)
    outcomes.push(
      await run(pool, 'detect-sources', name, {
        list: `s3://${BUCKET}/lists/measure.txt`,
        positions,
      }),
    );
  outcomes.push(
    await run(pool, 'detect-sources', 'completeness', {
      list: `s3://${BUCKET}/lists/measure.txt`,
      completeness: { magnitudes: { from: 20, to: 21, step: 1 } },
    }),
  );
  for (const outcome of outcomes)
    if (outcome.status !== 'SUCCEEDED') throw new Error(JSON.stringify(outcome));

  // What breaks off: of runs that have records already, and of a new one.
  await run(pool, 'detect-sources', 'detect', detect, { broken: 'match-sources' });
  await run(pool, 'detect-sources', 'volumes', detect, {
    before: cutVolumes,
    broken: 'merge-volumes',
  });
  await run(pool, 'detect-sources', 'detect', detect, { broken: 'detect-sources' });
  const tolerant = { ...sky, toleratedFailurePercentage: 100 };
  await run(pool, 'sky-map', 'read-images', tolerant, { broken: 'read-images' });
  for (const broken of ['measure-overlaps', 'paint-tiles', 'draw-pictures'])
    await run(pool, 'sky-map', 'sky', tolerant, { broken });
  await run(pool, 'sky-map', 'draw-pictures', tolerant, { broken: 'draw-pictures' });
  for (const broken of ['measure-overlaps', 'paint-strips', 'write-mosaics'])
    await run(pool, 'mosaic', 'mosaic', mosaic, { broken });
  // What ends a run at once; and a catalogue that is damaged when all are merged.
  await run(pool, 'sky-map', 'sky', tolerant, { broken: 'paint-tiles', by: 'StoreFull' });
  const before = (name: string) => {
    if (name === 'merge-catalogue')
      write(`${BUCKET}/runs/damaged/images/three/catalogue.fits`, 'damaged');
  };
  await run(pool, 'detect-sources', 'damaged', detect, { before });
  await run(pool, 'detect-sources', 'volumes', detect, {
    before: (name) => {
      cutVolumes(name);
      if (name === 'merge-volumes')
        write(`${BUCKET}/runs/volumes/images/three/catalogue.fits`, 'damaged');
    },
  });
});

/** The merged catalogue of the run `volumes` is cut. */
function cutVolumes(name: string): void {
  if (name !== 'merge-catalogue') return;
  const key = `${BUCKET}/runs/volumes/parameters.json`;
  write(key, withSmallVolumes(readFileSync(join(folder, key), 'utf8')));
}

afterAll(async () => {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true, force: true });
});

const roleOf = (who: string) =>
  who.endsWith(' machine')
    ? `${logical(who.replace(' machine', ''))}MachineRole`
    : `${logical(who)}Role`;

const callOf = ({ action, bucket: name, key }: Seen): Call => {
  const arn = `arn:\${AWS::Partition}:s3:::${name}`;
  const context = name === BUCKET ? own : { 'aws:ResourceAccount': 'somebody else' };
  if (action !== 's3:ListBucket') return { action, resource: `${arn}/${key}`, context };
  return {
    action,
    resource: arn,
    context: key === '' ? context : { ...context, 's3:prefix': key },
  };
};

describe('what the functions ask of S3 while the machines run', () => {
  it('is allowed by their roles, but for what is missing in a bucket of somebody else', () => {
    const refused = new Set(
      traffic.refused.map(({ who, action, key }) => `${who}: ${action} ${key}`),
    );
    expect([...refused].sort()).toEqual([
      'detect-sources: s3:ListBucket hst/public/missing.fits',
      // what Source Extractor lays over a header
      'detect-sources: s3:ListBucket hst/public/one_drz.head',
      'record-failure: s3:ListBucket hst/public/missing.fits',
    ]);
  });

  it('is what recorded.json has, which others judge: STARFAN_RECORD=1 writes it', () => {
    const refused = new Set(traffic.refused);
    const done: Recorded = traffic.seen
      .filter((one) => !refused.has(one))
      .map((one) => [roleOf(one.who).replace(/Role$/, ''), callOf(one)]);
    done.push(...invoked);
    if (process.env.STARFAN_RECORD === '1') writeRecorded(done);
    expect(kindsOf(readRecorded())).toEqual(kindsOf(done));
  });

  it('asks for what stands beside an image by the beginning of its name', () => {
    for (const [name, key] of [
      ['stpubdata', 'hst/public/one_'],
      [BUCKET, 'inputs/four_'],
    ])
      expect(traffic.seen).toContainEqual({
        who: 'start-run',
        action: 's3:ListBucket',
        bucket: name,
        key,
      });
  });

  it('comes from every function but the larger ones, which have the roles of their smaller ones', () => {
    const asked = new Set(traffic.seen.map(({ who }) => who));
    for (const name of functionNames) {
      if (!name.endsWith('-large')) expect(asked, name).toContain(name);
      else {
        const smaller = name.replace('-large', '');
        const withoutLog = (one: string) =>
          JSON.stringify(statementsOf(template.Resources[`${logical(one)}Role`]!).slice(1));
        expect(withoutLog(name)).toBe(withoutLog(smaller));
      }
    }
  });

  it('uses every right that there is', () => {
    const unused = functionNames
      .filter((name) => !name.endsWith('-large'))
      .flatMap((name) => {
        const mine = traffic.seen.filter(({ who }) => who === name);
        return statementsOf(template.Resources[roleOf(name)]!).flatMap(({ Action, Resource }) =>
          ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:PutObjectTagging'].flatMap(
            (action) =>
              Action.includes(action)
                ? Resource.filter(
                    (arn) =>
                      !mine.some((one) =>
                        isAllowed(
                          [{ Effect: 'Allow', Action: [action], Resource: [arn] }],
                          callOf(one),
                        ),
                      ),
                  ).map((arn) => `${name}: ${action} ${arn}`)
                : [],
          ),
        );
      });
    expect(unused).toEqual([]);
  });

  it('reads versions of dropped lists alone', () => {
    for (const name of functionNames) {
      const versions = statementsOf(template.Resources[roleOf(name)]!).filter(({ Action }) =>
        Action.includes('s3:GetObjectVersion'),
      );
      const lists = `arn:\${AWS::Partition}:s3:::${BUCKET}/lists/*`;
      expect([name, versions.flatMap(({ Resource }) => Resource)]).toEqual([
        name,
        name === 'start-run' ? [lists] : [],
      ]);
    }
  });
});
