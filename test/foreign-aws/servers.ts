import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { install, type ToolName } from './tools.ts';

/** A server of others that runs here, on loopback alone. */
export interface Server {
  /** `http://127.0.0.1:port` */
  url: string;
  /** what a client of AWS needs to find it */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/** How a server is started: its program, arguments and environment. */
interface Start {
  program: string;
  args: string[];
  env?: Record<string, string>;
}

/** Keys that every emulator takes. */
export const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

type ServerName = Extract<
  ToolName,
  'ministack' | 'localstack' | 'moto' | 'seaweedfs' | 'versitygw'
>;

/** Each with what keeps it on loopback: most listen on all addresses when nothing is said. */
const starts: Record<ServerName, (tool: string, port: number, data: string) => Promise<Start>> = {
  ministack: async (tool, port, data) => ({
    program: `${tool}/bin/python`,
    args: ['-m', 'ministack'],
    env: {
      BIND_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: '0',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      STATE_DIR: join(data, 'state'),
      S3_DATA_DIR: join(data, 's3'),
      TMPDIR: data,
    },
  }),
  localstack: async (tool, port, data) => ({
    program: `${tool}/bin/python`,
    args: [fileURLToPath(new URL('start_localstack.py', import.meta.url))],
    env: {
      GATEWAY_SERVER: 'hypercorn', // the other one listens on all addresses
      GATEWAY_LISTEN: `127.0.0.1:${port}`,
      FILESYSTEM_ROOT: data,
      XDG_CACHE_HOME: join(data, 'cache'),
      DISABLE_EVENTS: '1',
      SKIP_SSL_CERT_DOWNLOAD: '1',
      DNS_ADDRESS: '0',
    },
  }),
  moto: async (tool, port) => ({
    program: `${tool}/bin/python`,
    args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
  }),
  async seaweedfs(tool, port, data) {
    const identities = [
      {
        name: 'test',
        credentials: [{ accessKey: 'test', secretKey: 'test' }],
        actions: ['Admin', 'Read', 'Write', 'List', 'Tagging'],
      },
    ];
    await writeFile(join(data, 's3.json'), JSON.stringify({ identities }));
    const [master, volume, filer] = await Promise.all([freePort(), freePort(), freePort()]);
    return {
      program: `${tool}/bin/weed`,
      args: [
        ...['server', '-master.telemetry=false', '-ip=127.0.0.1', '-ip.bind=127.0.0.1'],
        ...[`-dir=${data}`, `-master.port=${master}`, `-volume.port=${volume}`],
        ...['-filer', `-filer.port=${filer}`, '-s3', `-s3.port=${port}`],
        ...[`-s3.config=${data}/s3.json`, '-s3.port.lance=0', '-s3.port.iceberg=0'],
      ],
    };
  },
  versitygw: async (tool, port, data) => ({
    program: `${tool}/versitygw`,
    args: ['--port', `127.0.0.1:${port}`, 'posix', data],
    env: { ROOT_ACCESS_KEY: 'test', ROOT_SECRET_KEY: 'test' },
  }),
};

/** The account of every emulator. */
export const ACCOUNT = '000000000000';

/**
 * Installs and starts a server with an empty store of its own; or says why it cannot. `env` is
 * beside what it always has.
 */
export async function startServer(
  name: ServerName,
  env: Record<string, string> = {},
): Promise<{ server: Server; missing?: never } | { server?: never; missing: string }> {
  const { folder, missing } = await install(name);
  if (missing !== undefined) return { missing };
  const data = await mkdtemp(join(tmpdir(), `starfan-${name}-`));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const start = await starts[name](folder, port, data);
  const child = spawn(start.program, start.args, {
    cwd: data,
    env: { PATH: process.env.PATH, HOME: data, ...start.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // with a group of its own: what it has started ends with it
  });
  process.once('exit', () => kill(child)); // where a test ends before it closes
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      said = (said + text).slice(-4000);
    });
  const close = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  };
  // not kept alive: a server closes what is idle while the template is made
  const isUp = () => fetch(url, { headers: { connection: 'close' } }).catch(() => undefined);
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`${name} ended at its start:\n${said}`);
    await wait(200);
  }
  const environment = { ...credentials, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: url };
  return { server: { url, environment, close } };
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = once(child, 'exit');
  kill(child);
  await gone;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode !== null || signalCode !== null;

/** With all that it has started. */
const kill = (child: ChildProcess) => {
  if (!hasEnded(child)) process.kill(-child.pid!, 'SIGKILL');
};

/** A port that is free now. */
export function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve) =>
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    }),
  );
}
