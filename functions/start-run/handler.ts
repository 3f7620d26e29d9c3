import * as z from 'zod';
import { dropEventSchema } from '../../shared/contracts/drop-event.ts';
import { machineSchema, runInputSchema, type StartedRun } from '../../shared/contracts/run.ts';
import { lambdaHandler } from '../../shared/lambda/handler.ts';
import { runUrl } from '../../shared/run/run-url.ts';
import { openStore } from '../../shared/store/open.ts';
import { isOwnMachine } from '../../shared/store/own-machine.ts';
import { inputRules } from './allowed-inputs.ts';
import { dropsOf, refuseMisplaced } from './drop-event.ts';
import { withVersion } from './dropped-version.ts';
import { judgeBeginning } from './judge-beginning.ts';
import { prepareRun } from './prepare-run.ts';
import { refuseImage } from './refuse-image.ts';

const beginSchema = z.object({
  machine: machineSchema.default('detect-sources'),
  input: runInputSchema,
  execution: z.string().min(1),
});

const judgeSchema = z.object({
  run: runUrl,
  machine: machineSchema,
  part: z.object({ items: z.int() }),
  items: z.int(),
  badLines: z.int(),
});

/**
 * One of the three, with the complaints of that one alone: those of a union say nothing that a
 * person could act on.
 */
const eventSchema = z.unknown().transform((event, context) => {
  const has = (field: string) => typeof event === 'object' && event !== null && field in event;
  const schema = has('Records') ? dropEventSchema : has('part') ? judgeSchema : beginSchema;
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  for (const { message, path } of parsed.error.issues)
    context.addIssue({ code: 'custom', message, path: [...path] });
  return z.NEVER;
});

/**
 * Begins a run. From S3's notification of a dropped list it starts the state machine; as the
 * machine's first state it checks the list and writes what the others need; when the beginning of a
 * long list has had its turn it says whether the rest has.
 */
export const handler = lambdaHandler(
  eventSchema,
  async (
    event,
    { store, log },
  ): Promise<StartedRun | { started: string[] } | { isPromising: true }> => {
    if ('part' in event) {
      await judgeBeginning(store, event);
      return { isPromising: true };
    }
    if (!('Records' in event)) {
      const { machine, input, execution } = event;
      const { list, versionId } = input;
      const dropped =
        versionId === undefined
          ? store
          : withVersion(store, list, openStore(process.env, versionId));
      return prepareRun(dropped, machine, input, {
        execution,
        folder: isOwnMachine(process.env) ? (input.folder ?? process.cwd()) : undefined,
        isAllowed: inputRules(process.env),
        bucket: process.env.STARFAN_BUCKET,
        maxConcurrency: Number(process.env.STARFAN_MAX_CONCURRENCY) || undefined,
      });
    }

    // not at the top: it brings the AWS SDK, which the machine's first state has no use for
    const { startRuns } = await import('./start-runs.ts');
    const drops = dropsOf(event);
    for (const { list } of drops) await refuseImage(store, list).catch(ignoreGone);
    const started = await startRuns(drops, log);
    refuseMisplaced(event);
    return { started };
  },
);

/** Of a list that is not there any more the run says so, by its version. */
function ignoreGone(error: Error): void {
  if (error.name !== 'NoSuchObject') throw error;
}
