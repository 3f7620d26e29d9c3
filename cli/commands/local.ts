import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { startCloud } from '../../local/cloud.ts';
import { LOCAL_STACK } from '../../local/local-executions.ts';
import { UsageError } from '../../local/usage-error.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { refuseAddress } from '../listening.ts';
import { showLocalRuns } from '../local-runs.ts';
import { readCount } from '../numbers.ts';
import { readConcurrency } from '../read-concurrency.ts';
import { say } from '../say.ts';

const BUCKET = 'starfan';

/** `starfan local`. */
export const localCommand: Command = {
  help: `starfan local [--root DIR] [--port N] [--concurrency N]

Stands in for the cloud: an S3 endpoint over plain files, where a list dropped under lists/detect/
of the bucket '${BUCKET}' starts a run, as on AWS. Only this machine reaches it, and only with the
key that it prints, a new one at each start. Ctrl-C ends it. Other commands know it as the stack
'${LOCAL_STACK}', in a terminal where the printed lines were entered.

  --root DIR         its buckets are folders of DIR (default: starfan-local)
  --port N           of the S3 endpoint; Step Functions has the next one (default: 9090)
  --concurrency N    images at a time (default: one per processor)

  starfan local
  aws --endpoint-url http://127.0.0.1:9090 s3 cp images.txt s3://${BUCKET}/lists/detect/
  s3cmd --no-ssl --host=127.0.0.1:9090 --host-bucket=127.0.0.1:9090 \\
      --access_key=$AWS_ACCESS_KEY_ID --secret_key=$AWS_SECRET_ACCESS_KEY \\
      put images.txt s3://${BUCKET}/lists/detect/
  starfan status images-0123456789ab --stack ${LOCAL_STACK}

A list may name objects of these buckets, files that you may read and servers of the Internet; those
of private networks and of this machine only where STARFAN_INPUT_HOSTS names them, apart by commas.
The list and its configuration are objects of the bucket.
The results are in starfan-local/${BUCKET}/runs/.`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        root: { type: 'string' },
        port: { type: 'string' },
        concurrency: { type: 'string' },
      },
    });
    if (positionals.length > 0)
      throw new UsageError(`starfan local takes no ${positionals[0]}: --root DIR names the folder`);
    const root = values.root ?? 'starfan-local';
    const port = readCount('port', values.port, 0, 65_534) ?? 9090;
    const concurrency = readConcurrency(values.concurrency) ?? availableParallelism();
    const cloud = await startCloud({
      root,
      bucket: BUCKET,
      port,
      concurrency,
      ...showLocalRuns({ root: resolve(root), bucket: BUCKET, cores: concurrency }),
    }).catch(refuseAddress);
    say(`S3 at ${cloud.url}, bucket ${BUCKET}: drop a list under lists/detect/`);
    const variables = Object.entries(cloud.environment).map(([name, value]) => `${name}=${value}`);
    say(`for clients of S3 and starfan … --stack ${LOCAL_STACK}:\n  export ${variables.join(' ')}`);
    await new Promise((end) => {
      process.once('SIGINT', end);
      process.once('SIGTERM', end);
    });
    await cloud.close();
    return 0;
  },
};
