import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Store } from '../../shared/store/s3.ts';
import { conformance } from '../store/conformance.ts';
import { type Server, startServer } from './servers.ts';
import { titleOf } from './tools.ts';

// What the store promises, over S3 as others have written it: Python, Go.

/** What a server is known to do otherwise than S3; AWS's documentation has the last word. */
const faults = {
  ministack: [],
  localstack: [],
  versitygw: [],
  // CompleteMultipartUpload has If-Match, too: it is passed over
  moto: ['large bodies come back whole'],
  // "in UTF-8 binary order" (ListObjectsV2): it goes by folders
  seaweedfs: ['lists in the order of UTF-8 keys, by any prefix'],
} as const;

for (const name of Object.keys(faults) as (keyof typeof faults)[]) {
  const { server, missing } = await startServer(name);
  const title = titleOf(name);
  if (server) judgedBy(title, server, faults[name]);
  else it.skip(`${title} is not there: ${missing}`);
}

function judgedBy(title: string, server: Server, known: readonly string[]): void {
  describe(title, () => {
    const { url: endpoint, environment } = server;
    beforeAll(async () => {
      const client = new S3Client({
        endpoint,
        region: 'us-east-1',
        forcePathStyle: true,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      });
      await client.send(new CreateBucketCommand({ Bucket: 'conformance' }));
    });
    afterAll(() => server.close());

    conformance(
      title,
      async () => ({ store: s3Store(environment), folder: 's3://conformance/a/' }),
      { faults: known },
    );

    it('refuses a read with a wrong key in plain words', async () => {
      const store = s3Store({ ...environment, AWS_ENDPOINT_URL: endpoint });
      await expect(store.get('s3://conformance/none')).rejects.toMatchObject({
        name: 'NoSuchObject',
      });
      await expect(store.get('s3://no-such-bucket-here/none')).rejects.toMatchObject({
        name: 'NoSuchObject',
        message: expect.stringContaining('check the bucket'),
      });
    });
  });
}
