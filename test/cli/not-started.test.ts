import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSfnFront } from '../../local/sfn-front.ts';
import { starfan } from '../end-to-end/starfan.ts';

// A stack as Step Functions and SQS tell of it: the queue's messages as Lambda writes them to a
// destination.

const bodies: string[] = [];
/** indices of messages that are out with a reader */
const hidden = new Set<number>();
let requests: string[] = [];
let sqs: Server;
let sfn: Awaited<ReturnType<typeof startSfnFront>>;
const stacks = ['starfan-dev', 'starfan-old'];

beforeAll(async () => {
  sqs = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    const asked = (await json(request)) as { Entries?: { ReceiptHandle: string }[] };
    requests.push(action);
    if (action === 'ChangeMessageVisibilityBatch')
      for (const { ReceiptHandle } of asked.Entries ?? []) hidden.delete(Number(ReceiptHandle));
    // three at a time: a queue is spread over servers, and an answer holds what one of them has
    const next = bodies
      .map((_, i) => i)
      .filter((i) => !hidden.has(i))
      .slice(0, 3);
    if (action === 'ReceiveMessage') for (const i of next) hidden.add(i);
    const Messages = next.map((i) => ({
      MessageId: String(i),
      ReceiptHandle: String(i),
      Body: bodies[i],
      MD5OfBody: createHash('md5').update(bodies[i]!).digest('hex'),
    }));
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(
      JSON.stringify(action === 'ReceiveMessage' ? { Messages } : { Successful: [], Failed: [] }),
    );
  });
  await new Promise<void>((resolve) => sqs.listen(0, '127.0.0.1', resolve));
  const queue = `http://127.0.0.1:${(sqs.address() as AddressInfo).port}/123456789012/starfan-dev-not-started`;
  const nothing = async () => undefined;
  sfn = await startSfnFront({
    start: () => Promise.reject(new Error('nothing is started here')),
    describe: nothing,
    list: async () => [],
    stop: nothing,
    redrive: nothing,
    machines: () =>
      stacks.flatMap((stack) =>
        ['detect-sources', 'sky-map'].map((machine) => ({
          arn: `arn:aws:states:us-east-1:123456789012:stateMachine:${stack}-${machine}`,
          name: `${stack}-${machine}`,
          made: new Date(),
          tags: {
            'starfan:bucket': 'b',
            ...(stack === 'starfan-dev' ? { 'starfan:not-started': queue } : {}),
          },
        })),
      ),
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SFN: sfn.url,
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_REGION: 'us-east-1',
  });
});
afterAll(async () => {
  await sfn.close();
  sqs.close().closeAllConnections();
});
beforeEach(() => {
  bodies.length = 0;
  requests = [];
});

/** What Lambda writes of an event that it gave up. */
const givenUp = (key: string, condition: string, responsePayload: unknown, timestamp: string) =>
  JSON.stringify({
    version: '1.0',
    timestamp,
    requestContext: {
      requestId: 'e4b46cbf',
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:starfan-dev-start-run:$LATEST',
      condition,
      approximateInvokeCount: condition === 'RetriesExhausted' ? 3 : 0,
    },
    requestPayload: {
      Records: [
        {
          eventName: 'ObjectCreated:Put',
          s3: { bucket: { name: 'b' }, object: { key, eTag: 'e', size: 1 } },
        },
      ],
    },
    responseContext: responsePayload ? { statusCode: 200, functionError: 'Unhandled' } : null,
    responsePayload,
  });

const status = (...args: string[]) => starfan(['status', '--stack', 'starfan-dev', ...args]);

test('says that every list has started a run where the queue is empty', async () => {
  const { status: exit, stdout } = await status();
  expect([exit, stdout]).toEqual([0, 'starfan-dev: every dropped list has started a run\n']);
});

test('names every list, why it started nothing, and how it is sent again; and leaves all in the queue', async () => {
  const refused = {
    errorType: 'ThrottlingException',
    errorMessage: 'Rate\u001b[2J exceeded',
    trace: [],
  };
  for (let i = 0; i < 12; i++)
    bodies.push(
      givenUp(`lists/detect/n${i}.txt`, 'RetriesExhausted', refused, `2026-11-29T12:00:${i + 10}Z`),
    );
  bodies.push(
    givenUp('lists/sky-map/my+list%27s.csv', 'EventAgeExceeded', null, '2026-11-29T11:00:00Z'),
  );
  bodies.push('{"Event":"s3:TestEvent"}');
  const { status: exit, stdout } = await status();
  expect(exit).toBe(1);
  const lines = stdout.split('\n');
  expect(lines.slice(0, 5)).toEqual([
    'starfan-dev: 13 dropped lists started nothing; kept for 14 days',
    "  2026-11-29T11:00:00Z  s3://b/lists/sky-map/my list's.csv",
    '    0 tries: it had no turn in six hours',
    '  2026-11-29T12:00:10Z  s3://b/lists/detect/n0.txt',
    '    3 tries: ThrottlingException: Rate\ufffd[2J exceeded',
  ]);
  expect(stdout).toContain('1 message in the queue that is no dropped list');
  const list = "'s3://b/lists/sky-map/my list'\\''s.csv'";
  expect(lines).toContain(`  aws s3 cp ${list} ${list} --metadata-directive REPLACE`);
  expect(stdout).toMatch(/aws sqs purge-queue --queue-url http:\S+\/starfan-dev-not-started\n$/);
  expect([...hidden]).toEqual([]);
  expect([...new Set(requests)]).toEqual(['ReceiveMessage', 'ChangeMessageVisibilityBatch']);
});

test('is the same as a page, on which nothing of a list is markup', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-not-started-'));
  const page = join(folder, 'lists.html');
  const refused = { errorType: 'Error', errorMessage: '<script>alert(1)</script>' };
  const time = '2026-11-29T12:00:00Z';
  bodies.push(givenUp('lists/detect/%3Cimg+src=x%3E.txt', 'RetriesExhausted', refused, time));
  try {
    const { status: exit, stdout } = await status('--out', page);
    expect([exit, stdout.split('\n')[0]]).toEqual([
      1,
      'starfan-dev: 1 dropped list started nothing; kept for 14 days',
    ]);
    const text = readFileSync(page, 'utf8');
    expect(text).toContain('content="default-src &#39;none&#39;; style-src &#39;sha256-');
    expect(text).toContain('Error: &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('<code>s3://b/lists/detect/&lt;img src=x&gt;.txt</code>');
    expect(text).toMatch(/\naws sqs purge-queue --queue-url http:\S+\n/);
    expect(text).not.toContain('\ufffd');
    expect(text).not.toMatch(/<(script|img)/);
    bodies.length = 0;
    expect((await status('--out', page)).status).toBe(0);
    expect(readFileSync(page, 'utf8')).toContain('every dropped list has started a run');
    expect(readFileSync(page, 'utf8')).not.toContain('<table>');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('is the same as JSON', async () => {
  bodies.push(
    givenUp(
      'lists/detect/x.txt',
      'RetriesExhausted',
      { errorMessage: 'no' },
      '2026-11-29T12:00:00Z',
    ),
  );
  const { stdout } = await status('--json');
  expect(JSON.parse(stdout)).toMatchObject({
    stack: 'starfan-dev',
    lists: [
      { list: 's3://b/lists/detect/x.txt', time: '2026-11-29T12:00:00Z', tries: 3, reason: 'no' },
    ],
    others: 0,
    isCut: false,
  });
});

test.each([
  [
    ['status', '--stack', 'starfan-old'],
    'has no queue of lists that started nothing: deploy it again',
  ],
  [['status', '--stack', 'starfan-none'], 'there are starfan-dev, starfan-old'],
  [
    ['status', '--stack', 'starfan-dev', '--watch'],
    'say which run: starfan status NAME --stack starfan-dev',
  ],
])('%j is refused with a sentence', async (args, words) => {
  const { status: exit, stderr } = await starfan(args);
  expect([exit, stderr]).toEqual([2, expect.stringContaining(words)]);
  expect(requests).toEqual([]);
});
