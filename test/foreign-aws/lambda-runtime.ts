import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What LocalStack gives a function: an id, who is called, and the event as JSON. */
interface Invocation {
  'invoke-id': string;
  'invoked-function-arn': string;
  'trace-id': string;
  payload: string;
}

interface Answer {
  body: string;
  isError: boolean;
}

/** An invocation that is under way. */
interface Work {
  invocation: Invocation;
  settle: (answer: Answer) => void;
}

/** A program that runs functions, by the version of Node that it says. */
export interface Node {
  version: string;
  program: string;
}

/** Functions of unpacked zips, each environment a process of AWS's own runtime client. */
export interface Functions {
  /** http: POST /start/ID, /invoke/ID, /stop/ID */
  url: string;
  /** how many invocations each version of Node has answered */
  answered: Record<string, number>;
  close(): Promise<void>;
}

/** Starts what runs functions. Environments take the Nodes in turn. */
export async function startFunctions(client: string, nodes: readonly Node[]): Promise<Functions> {
  const environments = new Map<string, Environment>();
  const answered: Record<string, number> = {};
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: Error) => {
      response.writeHead(500).end(String(error));
    });
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [, action, id] = (request.url ?? '').split('/');
    const body = JSON.parse(await textOf(request));
    if (action === 'start') {
      const node = nodes[environments.size % nodes.length]!;
      environments.set(id!, new Environment(client, node, body.folder, body.environment));
      response.end();
      return;
    }
    const environment = environments.get(id!)!;
    if (action === 'stop') {
      await environment.stop();
      response.end();
      return;
    }
    const { isError, body: said } = await environment.invoke(body);
    const { version } = environment.node;
    answered[version] = (answered[version] ?? 0) + 1;
    response.writeHead(200, isError ? { 'x-amz-function-error': 'Unhandled' } : {}).end(said);
  };
  const url = await listen(server);
  const close = async () => {
    await Promise.all([...environments.values()].map((environment) => environment.stop()));
    server.close();
    server.closeAllConnections();
  };
  return { url, answered, close };
}

/**
 * One environment: a process of the runtime client, and the Runtime API that it asks
 * (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
 */
class Environment {
  readonly node: Node;
  private readonly client: string;
  private readonly folder: string;
  private readonly environment: Record<string, string>;
  private readonly api = createServer((request, response) => void this.serve(request, response));
  private process: ChildProcess | undefined;
  /** the client's request for work, while there is none */
  private waiting: ServerResponse | undefined;
  private current: Work | undefined;

  constructor(client: string, node: Node, folder: string, environment: Record<string, string>) {
    this.client = client;
    this.node = node;
    this.folder = folder;
    this.environment = environment;
  }

  async invoke(invocation: Invocation): Promise<Answer> {
    await this.start();
    const timer = setTimeout(() => {
      this.fail('Sandbox.Timedout', `Task timed out after ${this.seconds}.00 seconds`);
      this.process?.kill('SIGKILL');
    }, this.seconds * 1000);
    const answer = new Promise<Answer>((settle) => {
      this.current = { invocation, settle };
    });
    this.give();
    return answer.finally(() => clearTimeout(timer));
  }

  async stop(): Promise<void> {
    const { process } = this;
    if (process && process.exitCode === null && process.signalCode === null) {
      process.kill('SIGKILL');
      await once(process, 'exit');
    }
    this.api.close();
    this.api.closeAllConnections();
  }

  private get seconds(): number {
    return Number(this.environment.AWS_LAMBDA_FUNCTION_TIMEOUT);
  }

  private async start(): Promise<void> {
    if (this.process?.exitCode === null && this.process.signalCode === null) return;
    const api = this.api.listening ? addressOf(this.api) : await listen(this.api);
    const env = {
      ...this.environment,
      PATH: process.env.PATH,
      AWS_LAMBDA_RUNTIME_API: new URL(api).host,
      LAMBDA_TASK_ROOT: this.folder,
    };
    const args = [join(this.client, 'index.mjs'), this.environment._HANDLER!];
    this.waiting = undefined;
    this.process = spawn(this.node.program, args, { cwd: this.folder, env, stdio: 'ignore' });
    this.process.once('exit', (code, signal) =>
      this.fail(
        'Runtime.ExitError',
        `Runtime exited with error: ${signal ? 'signal: killed' : `exit status ${code}`}`,
      ),
    );
  }

  /** Gives the invocation to the client, when both are there. */
  private give(): void {
    const { current, waiting } = this;
    if (!current || !waiting) return;
    const { invocation } = current;
    this.waiting = undefined;
    waiting
      .writeHead(200, {
        // without these two the client dies of a segmentation fault
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(invocation.payload),
        'lambda-runtime-aws-request-id': invocation['invoke-id'],
        'lambda-runtime-deadline-ms': Date.now() + this.seconds * 1000,
        'lambda-runtime-invoked-function-arn': invocation['invoked-function-arn'],
        'lambda-runtime-trace-id': invocation['trace-id'],
      })
      .end(invocation.payload);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.endsWith('/invocation/next')) {
      this.waiting = response;
      this.give();
      return;
    }
    const body = await textOf(request);
    response.writeHead(202).end();
    this.settle({ body, isError: !request.url?.endsWith('/response') });
  }

  private fail(errorType: string, errorMessage: string): void {
    this.settle({ body: JSON.stringify({ errorType, errorMessage }), isError: true });
  }

  private settle(answer: Answer): void {
    this.current?.settle(answer);
    this.current = undefined;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function listen(server: Server): Promise<string> {
  server.timeout = server.requestTimeout = server.headersTimeout = server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return addressOf(server);
}

const addressOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
