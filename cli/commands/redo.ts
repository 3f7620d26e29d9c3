import { forget } from '../../api/forget.ts';
import { UsageError } from '../../local/usage-error.ts';
import { RunReader } from '../../shared/run/run-reader.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { optionName } from '../option-name.ts';
import { readConcurrency } from '../read-concurrency.ts';
import { redoFolder } from '../redo/redo-folder.ts';
import { findRun, refuseActive, STACK_HELP, stackOptions } from '../run-address.ts';
import { say } from '../say.ts';

/** `starfan redo`. */
export const redoCommand: Command = {
  help: `starfan redo RUN [options]

Does what is missing or failed in a run, with the input that it was started with (request.json):
after the run was stopped or killed, or after the list, an image or Starfan was repaired. Tasks that
are done, and whose images have not changed, are not done again.

  --only WHAT        failed: the default. The name of a stage (detections, matches; images,
                     overlaps, tiles, pictures; strips, mosaics): all its tasks again, and the
                     following stages where it changed anything. Stages of one task, such as plan
                     or catalogue, are done each time. The name of an image: every task that reads
                     it
  --concurrency N    (default: as the run was started)
  --json             print the summary as JSON, and no progress
${STACK_HELP}

  starfan redo run1
  starfan redo run1 --only j94f05bgq_flt
  starfan redo nightly-20261121 --stack starfan-dev`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        ...stackOptions,
        only: { type: 'string' },
        concurrency: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    if (positionals.length > 1) throw new UsageError('give one run: starfan redo RUN');
    const concurrency = readConcurrency(values.concurrency, values.stack !== undefined);
    const address = await findRun(positionals[0], values, 'redo');
    if (address.folder === undefined && !address.stack)
      throw new UsageError(`${address.label} is in the cloud: starfan redo NAME --stack STACK`);
    await refuseActive(address, 'done again');
    const { request } = await new RunReader(address.store, address.run).refresh();
    if (!request && !address.stack)
      throw new UsageError(
        `${address.label} does not say what it was started with (request.json): give the command that began it`,
      );
    const forgotten =
      values.only === undefined ? 0 : await forget(address, values.only, optionName);
    if (forgotten > 0 && !values.json)
      say(`${forgotten} ${forgotten === 1 ? 'task' : 'tasks'} to be done again`);
    if (address.stack) {
      const { redoStack } = await import('../redo/redo-stack.ts');
      const isWhole = forgotten === 0;
      return redoStack(address, address.stack, request, {
        json: values.json,
        isWhole,
        concurrency,
      });
    }
    return redoFolder(address, request!, { concurrency, json: values.json });
  },
};
