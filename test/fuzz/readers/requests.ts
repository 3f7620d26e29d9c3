import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { exchange, type Operation, SfnError } from '../../../local/aws-json.ts';
import { type ExecutionRecord, type Executions, executionArn } from '../../../local/executions.ts';
import { machineArn } from '../../../local/local-executions.ts';
import { createQueue } from '../../../local/queue.ts';
import { answerTo } from '../../../local/s3-front/route.ts';
import { asS3Error } from '../../../local/s3-front/s3-error.ts';
import { sfnOperations } from '../../../local/sfn-operations.ts';
import { must, type Reader } from './reader.ts';
import { requestOf } from './wire.ts';

/** What stands beside the folder that is served, and must stay and stay unknown. */
const SECRET = 'what nobody may read';

function servedFolder(): { root: string; beside: string } {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-fuzz-'));
  const root = join(folder, 'root');
  mkdirSync(join(root, 'a-bucket', 'x'), { recursive: true });
  writeFileSync(join(root, 'a-bucket', 'x', 'one.txt'), 'an object');
  writeFileSync(join(folder, 'secret.txt'), SECRET);
  return { root, beside: folder };
}
let served: ReturnType<typeof servedFolder> | undefined;

async function drained(body: string | Readable | undefined): Promise<string> {
  if (typeof body !== 'object') return body ?? '';
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

const s3: Reader = {
  name: 'requests to the S3 front',
  share: 20_000,
  named: ['S3Error'],
  seeds: [
    'GET /a-bucket/x/one.txt HTTP/1.1\nhost: x\nrange: bytes=1-3\nif-match: "abc"\n\n',
    'PUT /a-bucket/y/two%20words.txt\ncontent-length: 5\nif-none-match: *\ncontent-md5: XUFAKrxLKna5cZ2REBfFkg==\n\nhello',
    'PUT /a-bucket/z\nx-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\nx-amz-trailer: x-amz-checksum-crc32\nx-amz-decoded-content-length: 5\n\n5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
    'PUT /a-bucket/copy\nx-amz-copy-source: /a-bucket/x/one.txt\n\n',
    'GET /a-bucket?list-type=2&prefix=x%2F&delimiter=%2F&max-keys=3&encoding-type=url&continuation-token=x\n\n',
    'POST /a-bucket?delete\n\n<Delete><Object><Key>y/two words.txt</Key></Object><Object><Key>&lt;&#x2f;</Key></Object></Delete>',
    'POST /a-bucket/big?uploads\n\n',
    'POST /a-bucket/big?uploadId=x\n\n<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"a"</ETag></Part></CompleteMultipartUpload>',
    'PUT /a-bucket/big?uploadId=x&partNumber=1\n\nhello',
    'HEAD /a-bucket/x/one.txt\nif-none-match: "b"\nif-modified-since: Wed, 21 Oct 2015 07:28:00 GMT\n\n',
    'DELETE /a-bucket/y/two%20words.txt\n\n',
  ],
  words: [
    '%2e%2e',
    '%2f',
    '..',
    '/',
    '%00',
    '%',
    '.starfan',
    'a-bucket',
    'secret.txt',
    'bytes=-',
    '-1',
    '99999999999',
    '*',
    'uploads',
    'tagging',
    'acl',
    'versions',
    '<Key>',
    '</Key>',
    '&#0;',
    '&#x110000;',
    'root',
  ],
  async read(input) {
    served ??= servedFolder();
    const { root, beside } = served;
    const request = requestOf(input);
    try {
      const { status, body } = await answerTo({ root }, request);
      must(status >= 200 && status < 400, `the answer ${status}`);
      must(!(await drained(body)).includes(SECRET), 'a file beside the folder is read');
    } catch (error) {
      const known = asS3Error(error, request.url ?? '', request.method ?? '');
      if (known.status === 500) throw error;
      throw known;
    } finally {
      must(
        readdirSync(beside).sort().join() === 'root,secret.txt',
        'something stands beside the folder',
      );
      must(
        readFileSync(join(beside, 'secret.txt'), 'utf8') === SECRET,
        'a file beside the folder is written',
      );
    }
  },
};

/** A machine and one execution of it, of which nothing is kept. */
function executions(): Executions {
  const arn = machineArn('sky-map');
  const known = new Map<string, ExecutionRecord>();
  const record = (name: string, machine: string, input: string): ExecutionRecord => ({
    ...{ arn: executionArn(machine, name), name, machineArn: machine, input },
    ...{ status: 'FAILED', started: new Date(0), stopped: new Date(), redrives: 0 },
  });
  const put = (one: ExecutionRecord) => known.set(one.arn, one);
  put(record('a', arn, '{}'));
  return {
    async start(name, machine, input) {
      if (machine !== arn) throw new SfnError('StateMachineDoesNotExist', machine);
      const one = record(name, machine, input);
      put(one);
      return one;
    },
    describe: async (one) => known.get(one),
    list: async (machine) => [...known.values()].filter((one) => one.machineArn === machine),
    async stop() {},
    async redrive() {},
    machines: () => [{ arn, name: 'sky-map', made: new Date(0), tags: { a: 'b' } }],
  };
}

/** What Step Functions and SQS answer here, as `starfan local` puts it together. */
function operations(): Record<string, Operation> {
  const queue = createQueue();
  queue.put('a message');
  return { ...queue.operations, ...sfnOperations(executions()) };
}

const skyMap = machineArn('sky-map');
const sfn = (operation: string, fields: object) =>
  `POST /\nx-amz-target: AWSStepFunctions.${operation}\n\n${JSON.stringify(fields)}`;
const sqs = (operation: string, fields: object) =>
  `POST /\nx-amz-target: AmazonSQS.${operation}\n\n${JSON.stringify(fields)}`;
const executionOf = { executionArn: executionArn(skyMap, 'a') };

const functions: Reader = {
  name: 'requests to Step Functions and queues',
  share: 30_000,
  seeds: [
    sfn('StartExecution', { stateMachineArn: skyMap, name: 'x', input: '{"list":"s3://a/b"}' }),
    sfn('DescribeExecution', executionOf),
    sfn('ListExecutions', { stateMachineArn: skyMap, statusFilter: 'FAILED', maxResults: 5 }),
    sfn('StopExecution', { ...executionOf, error: 'Cancelled', cause: 'why' }),
    sfn('RedriveExecution', executionOf),
    sfn('ListStateMachines', { maxResults: 1000 }),
    sfn('ListTagsForResource', { resourceArn: skyMap }),
    sqs('ReceiveMessage', { QueueUrl: 'x', MaxNumberOfMessages: 10, VisibilityTimeout: 5 }),
    sqs('ChangeMessageVisibilityBatch', {
      Entries: [{ Id: 'a', ReceiptHandle: 'b', VisibilityTimeout: 0 }],
    }),
    sqs('PurgeQueue', { QueueUrl: 'x' }),
    'POST /\nx-amz-target: AWSStepFunctions.__proto__\n\n{"a":[1]}',
  ],
  words: [
    ...['x-amz-target', 'AWSStepFunctions.', 'AmazonSQS.', 'constructor', 'toString', '{', '['],
    ...[
      'stateMachineArn',
      'maxResults',
      'nextToken',
      'VisibilityTimeout',
      'Entries',
      ':execution:',
    ],
    ...['null', 'true', '[]', '{}', '-1', '1e999', '1001', '""'],
  ],
  async read(input) {
    let status = 0;
    const response = {
      writeHead: (code: number) => {
        status = code;
      },
      end: (text: string) => JSON.parse(text),
    } as unknown as ServerResponse;
    await exchange(operations(), requestOf(input), response, undefined);
    must(status === 200 || status === 400, `the answer ${status}`);
  },
};

/** Readers of requests to the local AWS. */
export const requests = [s3, functions];
