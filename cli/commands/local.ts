import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startCloud } from '../../local/cloud.ts';
import { type Command, UsageError } from '../command.ts';
import { readCount } from '../numbers.ts';
import { showProgress } from '../progress.ts';

const bucket = 'starfan';

export const local: Command = {
  help: `starfan local [--root DIR] [--port N] [--concurrency N]

Stands in for the cloud: an S3 endpoint over plain files, where a list dropped under lists/detect/ of the bucket '${bucket}'
starts a run, as on AWS. Only this machine reaches it; any credentials do. Ends with Ctrl-C.

  --root DIR         where the buckets are folders (default: starfan-local)
  --port N           of the S3 endpoint (default: 9090)
  --concurrency N    images at a time (default: one per processor)

  starfan local
  aws --endpoint-url http://127.0.0.1:9090 s3 cp images.txt s3://${bucket}/lists/detect/
  s3cmd --no-ssl --host=127.0.0.1:9090 --host-bucket=127.0.0.1:9090 put images.txt s3://${bucket}/lists/detect/

A list may name objects of these buckets and files of this machine. The results are in starfan-local/${bucket}/runs/.`,

  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { root: { type: 'string' }, port: { type: 'string' }, concurrency: { type: 'string' } },
    });
    if (positionals.length > 0)
      throw new UsageError(`starfan local takes no ${positionals[0]}: --root DIR names the folder`);
    const root = values.root ?? 'starfan-local';
    const progress = showProgress();
    const cloud = await startCloud({
      root,
      bucket,
      port: readCount('port', values.port, 0, 65_535) ?? 9090,
      concurrency: readCount('concurrency', values.concurrency, 1, 1000) ?? availableParallelism(),
      onStart: ({ name }) => console.log(`run ${name} begins`),
      onEvent: (_, event) => progress.event(event),
      onEnd: ({ name, status, error, cause }) => {
        progress.stop();
        console.log(`run ${name} ${status === 'SUCCEEDED' ? 'is done' : `failed: ${error}: ${cause}`}`);
        console.log(`  ${join(resolve(root), bucket, 'runs', name, 'report.html')}`);
      },
      onRefused: (key, error) => console.error(`${key} started no run: ${error.name}: ${error.message}`),
    });
    console.log(`S3 at ${cloud.url}, bucket ${bucket}: drop a list under lists/detect/`);
    await new Promise((end) => {
      process.once('SIGINT', end);
      process.once('SIGTERM', end);
    });
    await cloud.close();
    return 0;
  },
};
