import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A part of a CloudFormation template. */
export interface Resource {
  Type: string;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  Properties: Record<string, unknown>;
}

/** The CloudFormation template that `serverless package` makes. */
export interface Template {
  text: string;
  Resources: Record<string, Resource>;
  Outputs: Record<string, unknown>;
}

/**
 * What `serverless package` says, in a folder of its own where empty files stand for the zips; no
 * network is asked.
 */
export function serverlessPackage(args: string[] = []): {
  status: number | null;
  said: string;
  template?: Template;
} {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-package-'));
  try {
    for (const name of ['deploy', 'statemachines', 'node_modules'])
      symlinkSync(join(root, name), join(folder, name));
    for (const name of ['package.json', 'serverless.yml'])
      copyFileSync(join(root, name), join(folder, name));
    mkdirSync(join(folder, 'build'));
    for (const [, zip] of readFileSync(join(root, 'serverless.yml'), 'utf8').matchAll(
      /artifact: (build\/\S+\.zip)/g,
    ))
      writeFileSync(join(folder, zip!), '');
    const { status, stdout, stderr } = spawnSync(
      join(root, 'node_modules/.bin/serverless'),
      ['package', '--param', 'zips=keep', ...args],
      {
        cwd: folder,
        encoding: 'utf8',
        // neither credentials nor a way out
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          HTTPS_PROXY: 'http://127.0.0.1:9',
          HTTP_PROXY: 'http://127.0.0.1:9',
        },
      },
    );
    const said = stdout + stderr;
    if (status !== 0) return { status, said };
    const text = readFileSync(
      join(folder, '.serverless/cloudformation-template-update-stack.json'),
      'utf8',
    );
    return { status, said, template: { text, ...JSON.parse(text) } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The template of a deployment with those arguments. */
export function compiledTemplate(args: string[] = []): Template {
  const { template, said } = serverlessPackage(args);
  if (!template) throw new Error(said);
  return template;
}

/** The parts of one type, by their names. */
export const ofType = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

/** Arguments of a deployment that asks for everything that there is. */
export const everything: string[] = [
  ...[
    '--stage',
    'prod',
    '--region',
    'us-west-2',
    '--param',
    'bucket=my-sky',
    '--param',
    'workingDays=30',
  ],
  ...['--param', 'inputBuckets=nasa-irsa-wise,my-images', '--param', 'maxConcurrency=300'],
  ...['--param', 'inputHosts=archive.example.org,*.example.net'],
  ...['--param', 'alarmEmail=me@example.org', '--param', 'monthlyBudget=200'],
];

/** start-run as CloudFormation's parts and ASL's placeholders have it: StartRun. */
export const logical = (name: string): string =>
  name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
