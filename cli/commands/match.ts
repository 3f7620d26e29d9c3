import { matchRequest } from '../../api/match.ts';
import { UsageError } from '../../local/usage-error.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readRadius } from '../radius.ts';
import { readConcurrency } from '../read-concurrency.ts';
import { redoFolder } from '../redo/redo-folder.ts';
import { findRun, type RunAddress, refuseActive } from '../run-address.ts';

/** `starfan match`. */
export const matchCommand: Command = {
  help: `starfan match DIR … [options]

Makes objects and measurements from what starfan detect found: detections of all images within a
radius are one object. The tables are a HATS collection in the first DIR, DIR/photometry; with
several runs they hold the detections of all. The images are not searched again. Runs with
different detection parameters, or with an image in common, are refused.

  --radius RADIUS    0.5s is half an arcsec, 0.01m a hundredth of an arcmin; up to 60s
                     (default: 0.5s)
  --concurrency N    cells of the sky at a time (default: as the run was started)
  --json             print the summary as JSON, and no progress

DIR/photometry holds the tables objects, measurements and images, a margin and an index by objid:
docs/photometry.md. To match while images are searched: starfan detect LIST --out DIR --match 0.5s

  starfan match run1 --radius 1s
  starfan match first-epoch second-epoch --radius 0.3s`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        radius: { type: 'string', default: '0.5s' },
        concurrency: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const concurrency = readConcurrency(values.concurrency);
    const radius = readRadius('radius', values.radius);
    const addresses = await Promise.all(
      (positionals.length === 0 ? [undefined] : positionals).map((one) =>
        findRun(one, {}, 'match'),
      ),
    );
    for (const address of addresses) await refuseUnmatchable(address);
    const request = await matchRequest(addresses, radius);
    return redoFolder(addresses[0]!, request, { concurrency, json: values.json });
  },
};

/** Throws UsageError for a run that cannot be matched here and now. */
async function refuseUnmatchable(address: RunAddress): Promise<void> {
  if (address.folder === undefined)
    throw new UsageError(`${address.label} is in the cloud: give match to its run there`);
  await refuseActive(address, 'matched');
}
