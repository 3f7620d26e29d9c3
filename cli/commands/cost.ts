import { parseArgs } from 'node:util';
import { makeBill } from '../../shared/core/cost/bill.ts';
import { usageOfRecords } from '../../shared/core/cost/record-usage.ts';
import { openStore } from '../../shared/store/open.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { type Command, UsageError } from '../command.ts';
import { readRecords } from '../cost/read-records.ts';
import { readSizes } from '../cost/shipped.ts';
import { billTable, size } from '../cost/table.ts';
import { readOption } from '../numbers.ts';

export const cost: Command = {
  help: `starfan cost RUN [options]

What a run costs on AWS, from its records: quantity × price by line, in the groups processing, workflow, requests, storage, transfer.
Of a run on this machine: what the same records would cost on Lambda, with the memory sizes of serverless.yml.

  --days N               how long the products lie in S3 (default: 30)
  --download GB          what leaves AWS for the internet (default: 0)
  --architecture WHICH   arm64 (default) or x86_64
  --json

  starfan cost sky --download 10`,

  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        days: { type: 'string' },
        download: { type: 'string' },
        architecture: { type: 'string', default: 'arm64' },
        json: { type: 'boolean', default: false },
      },
    });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1)
      throw new UsageError('give one run: starfan cost DIR');
    const architecture = readArchitecture(values.architecture);
    const days = readOption('days', values.days, 0, 3650) ?? 30;
    const download = readOption('download', values.download, 0, 1e9) ?? 0;
    const store = openStore({ ...process.env, STARFAN_FILES: '1' });
    const sizes = await readSizes();
    const records = await readRecords(store, objectUrl(`${folder.replace(/\/+$/, '')}/`));
    const made = records.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
    const bill = makeBill(
      usageOfRecords(records, (stage) => sizes(stage).memory),
      architecture,
      [{ item: 'what the tasks wrote', bytes: made, days }],
      [{ item: 'download', bytes: download * 1e9 }],
    );
    const assumptions = [
      `list prices of ${bill.region}, ${bill.date}; no free tier, no tax`,
      `what these ${records.length} records would cost on Lambda (${architecture}) with the memory sizes of serverless.yml, each one invocation by an Express child, at the seconds that they took where they ran`,
      'steps without records of their own (list, plan, background, stretch, hips, report), logs and traces are not in it',
      `${size(made)} lie in S3 for ${days} days; ${download} GB leave AWS`,
    ];
    if (values.json) console.log(JSON.stringify({ bill, assumptions }));
    else console.log([...billTable(bill), '', ...assumptions.map((text) => `· ${text}`)].join('\n'));
    return 0;
  },
};

/** Throws UsageError. */
export function readArchitecture(text: string): 'arm64' | 'x86_64' {
  if (text === 'arm64' || text === 'x86_64') return text;
  throw new UsageError(`--architecture ${text}: arm64 and x86_64 are possible`);
}
