import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { CloudOptions } from '../local/cloud.ts';
import { LOCAL_STACK } from '../local/local-executions.ts';
import { explain } from '../local/run-folder/explain.ts';
import { objectPath } from '../local/s3-front/names.ts';
import { machineSchema } from '../shared/contracts/run.ts';
import { openStore } from '../shared/store/open.ts';
import { joinUrl, splitUrl } from '../shared/store/url.ts';
import { showAnswer } from './answers.ts';
import { freeBytes } from './planned/free-bytes.ts';
import { type ProgressDisplay, showProgress } from './progress.ts';
import { endLines } from './run-end.ts';
import { complain, say } from './say.ts';

const inputSchema = z.object({ run: z.string().optional() });

type Shown = Required<
  Pick<CloudOptions, 'onStart' | 'onEvent' | 'onAnswer' | 'onEnd' | 'onRefused' | 'onLost'>
>;

/** An execution, as far as it says where its run stands. */
type StartedExecution = { name: string; input: string };

/** Throws for a run that is asked for in a place that is no bucket's. */
async function runFolder(
  { root, bucket }: { root: string; bucket: string },
  { name, input }: StartedExecution,
): Promise<string> {
  const given = inputSchema.safeParse(JSON.parse(input)).data?.run;
  const { bucket: bucketOfRun, key } = splitUrl(
    given ?? joinUrl(`s3://${bucket}/`, `runs/${name}`),
  );
  return objectPath(root, bucketOfRun, key.replace(/\/$/, ''));
}

/**
 * Shows what goes on in this machine's cloud, whose buckets are folders of `root`, as the command
 * shows a run of its own.
 */
export function showLocalRuns({
  root,
  bucket,
  cores,
}: {
  root: string;
  bucket: string;
  cores: number;
}): Shown {
  const shown = new Map<string, ProgressDisplay>();
  // of a dropped list no server behind the wall is asked, as functions do not
  const store = openStore({ ...process.env, STARFAN_FILES: '1', STARFAN_DROPPED: '1' });
  const folderOf = (execution: StartedExecution) => runFolder({ root, bucket }, execution);
  return {
    onStart: ({ name }) => {
      say(`run ${name} begins`);
      shown.set(name, showProgress());
    },
    onEvent: ({ name }, event) => shown.get(name)?.event(event),
    async onAnswer(execution, functionName, answer) {
      const progress = shown.get(execution.name);
      if (!progress) return undefined;
      return showAnswer(progress, functionName, answer, async () => {
        const folder = await folderOf(execution);
        const machine =
          machineSchema.options.find((one) => execution.machineArn.endsWith(one)) ?? 'sky-map';
        const run = pathToFileURL(`${folder}/`).href;
        return { machine, store, run, freeBytes: await freeBytes(folder), cores };
      });
    },
    async onEnd(execution) {
      const { name, status, error, cause } = execution;
      shown.get(name)?.stop();
      shown.delete(name);
      const why = explain(status, error, cause);
      const how =
        status === 'SUCCEEDED'
          ? 'is done'
          : why.error === 'Interrupted'
            ? `was stopped: starfan redo ${name} --stack ${LOCAL_STACK}`
            : `failed: ${why.error}: ${why.message}`;
      const ended = folderOf(execution).then(endLines);
      const lines = await ended.catch(() => []); // it did not come so far, or has no folder here
      say([`run ${name} ${how}`, ...lines].join('\n'));
    },
    onRefused: (key, error) => complain(`${key} started no run: ${error.message}`),
    onLost: ({ message }) => complain(`how a run ended could not be kept: ${message}`),
  };
}
