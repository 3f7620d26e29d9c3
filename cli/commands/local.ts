import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { localStack, startCloud } from '../../local/cloud.ts';
import { readArguments } from '../arguments.ts';
import { type Command, UsageError } from '../command.ts';
import { refuseAddress } from '../listening.ts';
import { readCount } from '../numbers.ts';
import { type Progress, showProgress } from '../progress.ts';
import { explain, sourcesOf } from '../run.ts';
import { complain, say } from '../say.ts';

const bucket = 'starfan';

export const local: Command = {
  help: `starfan local [--root DIR] [--port N] [--concurrency N]

Stands in for the cloud: an S3 endpoint over plain files, where a list dropped under lists/detect/ of the bucket '${bucket}'
starts a run, as on AWS. Only this machine reaches it, and only with the key that it prints, a new one at each start. Ends with
Ctrl-C. It is the stack '${localStack}' of the other commands, in a terminal where what it prints was typed.

  --root DIR         where the buckets are folders (default: starfan-local)
  --port N           of the S3 endpoint; that of Step Functions is the next one (default: 9090)
  --concurrency N    images at a time (default: one per processor)

  starfan local
  aws --endpoint-url http://127.0.0.1:9090 s3 cp images.txt s3://${bucket}/lists/detect/
  s3cmd --no-ssl --host=127.0.0.1:9090 --host-bucket=127.0.0.1:9090 --access_key=$AWS_ACCESS_KEY_ID \\
      --secret_key=$AWS_SECRET_ACCESS_KEY put images.txt s3://${bucket}/lists/detect/
  starfan status images-0123456789ab --stack ${localStack}

A list may name objects of these buckets and files of this machine; it and its configuration stand in the bucket. The results are in starfan-local/${bucket}/runs/.`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: { root: { type: 'string' }, port: { type: 'string' }, concurrency: { type: 'string' } },
    });
    if (positionals.length > 0)
      throw new UsageError(`starfan local takes no ${positionals[0]}: --root DIR names the folder`);
    const root = values.root ?? 'starfan-local';
    const shown = new Map<string, Progress>();
    const port = readCount('port', values.port, 0, 65_534) ?? 9090;
    const cloud = await startCloud({
      root,
      bucket,
      port,
      concurrency: readCount('concurrency', values.concurrency, 1, 1000) ?? availableParallelism(),
      onStart: ({ name }) => {
        say(`run ${name} begins`);
        shown.set(name, showProgress());
      },
      onEvent: ({ name }, event) => shown.get(name)?.event(event),
      onAnswer: ({ name }, answer) => shown.get(name)?.found(sourcesOf(answer)),
      onEnd: ({ name, status, error, cause }) => {
        shown.get(name)?.stop();
        shown.delete(name);
        const report = join(resolve(root), bucket, 'runs', name, 'report.html');
        const why = explain(status, error, cause);
        const how = {
          SUCCEEDED: 'is done',
          ABORTED: `was stopped: starfan redo ${name} --stack ${localStack}`,
        }[status as string];
        say(`run ${name} ${how ?? `failed: ${why.error}: ${why.message}`}`);
        if (existsSync(report)) say(`  ${report}`);
      },
      onRefused: (key, error) => complain(`${key} started no run: ${error.message}`),
    }).catch(refuseAddress);
    say(`S3 at ${cloud.url}, bucket ${bucket}: drop a list under lists/detect/`);
    const variables = Object.entries(cloud.environment).map(([name, value]) => `${name}=${value}`);
    say(`for clients of S3 and starfan … --stack ${localStack}:\n  export ${variables.join(' ')}`);
    await new Promise((end) => {
      process.once('SIGINT', end);
      process.once('SIGTERM', end);
    });
    await cloud.close();
    return 0;
  },
};
