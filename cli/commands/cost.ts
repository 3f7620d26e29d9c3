import { billOf, MAX_DAYS, MAX_DOWNLOAD, type RunBill } from '../../api/cost/cost.ts';
import { WORKING_DAYS } from '../../api/cost/stored.ts';
import { UsageError } from '../../local/usage-error.ts';
import { duration } from '../../shared/pages/report/quantities.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readArchitecture, readWorkflow } from '../cost/choices.ts';
import { billTable, listed, readable } from '../cost/table.ts';
import { readOption } from '../numbers.ts';
import { findRun, STACK_HELP, stackOptions } from '../run-address.ts';
import { say } from '../say.ts';

/** `starfan cost`. */
export const costCommand: Command = {
  help: `starfan cost RUN [options]

What a run costs on AWS, from the records of its tasks: quantity × price = item, in the groups
processing, workflow, requests, storage and transfer; the items add up to the total. RUN is a
folder, the s3:// prefix of a run, or with --stack its name. For a run on this machine: what the
same seconds would cost on Lambda.

  --days N               how long the products lie in S3 (default: 30)
  --download GB          what leaves AWS for the internet (default: 0)
  --architecture WHICH   arm64 (default) or x86_64
  --workflow WHICH       children of the maps are standard (default, as deployed) or express
  --json
${STACK_HELP}

  starfan cost sky                                  what this folder's run would have cost
  starfan cost sky --download 10 --days 365         with a year of storage, and 10 GB fetched
  starfan cost nightly-20261121 --stack starfan-dev a run in the cloud
  starfan estimate --survey 2mass-all-sky           what has not been run yet`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        ...stackOptions,
        days: { type: 'string' },
        download: { type: 'string' },
        architecture: { type: 'string', default: 'arm64' },
        workflow: { type: 'string', default: 'standard' },
        json: { type: 'boolean', default: false },
      },
    });
    if (positionals.length > 1) throw new UsageError('give one run: starfan cost RUN');
    const architecture = readArchitecture(values.architecture);
    const workflow = readWorkflow(values.workflow);
    const days = readOption('days', values.days, 0, MAX_DAYS);
    const download = readOption('download', values.download, 0, MAX_DOWNLOAD);
    const place = await findRun(positionals[0], values, 'cost');
    const priced = await billOf(place, { days, download, architecture, workflow });
    const { bill, records } = priced;
    const assumptions = assumptionsOf(priced);
    if (values.json) say(JSON.stringify({ bill, records: records.length, assumptions }));
    else
      say([...billTable(bill), '', ...assumptions.flatMap((text) => listed('·', text))].join('\n'));
    return 0;
  },
};

function assumptionsOf({ bill: { region, date }, records, stored }: RunBill): string[] {
  const sum = (value: (record: RunBill['records'][number]) => number) =>
    records.reduce((total, record) => total + value(record), 0);
  const unknown = records.filter(
    ({ memorySize, seconds }) => memorySize === 0 && seconds > 0,
  ).length;
  const apart = stored.some(({ item }) => item.startsWith('working'));
  return [
    `list prices of ${region}, ${date}; no free tier, no tax`,
    `${readable(records.length)} records, each one invocation of a function of the size that it had, for the seconds that it took where it ran: ${duration(sum(({ seconds }) => seconds))} in all, ${duration(sum(({ cpu }) => cpu))} of them CPU`,
    'requests: those of the records, and those that every invocation makes beside its record',
    'not in it: reading the list, cold starts, tries that broke off, logs and traces',
    ...(unknown > 0
      ? [`${unknown} records do not give the size of their function, and are priced at nothing`]
      : []),
    ...(apart
      ? [`working prefixes are forgotten after ${WORKING_DAYS} days, as deployed by default`]
      : []),
  ];
}
