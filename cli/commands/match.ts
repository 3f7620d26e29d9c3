import { UsageError } from '../../local/usage-error.ts';
import { RunReader } from '../../shared/run/run-reader.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readCount } from '../numbers.ts';
import { readRadius } from '../radius.ts';
import { redoFolder } from '../redo/redo-folder.ts';
import { findRun, type RunAddress, refuseActive } from '../run-address.ts';

/** `starfan match`. */
export const matchCommand: Command = {
  help: `starfan match DIR … [options]

Objects and measurements out of what starfan detect found: detections of all images that lie within a radius are one object. The tables
are a HATS collection in the first DIR, DIR/photometry; of several runs they have the detections of all. Images are not searched again.
Runs whose images were searched with different parameters, or that have an image in common, are refused.

  --radius RADIUS    0.5s is half an arcsec, 0.01m the hundredth of an arcmin; up to 60s (default: 0.5s)
  --concurrency N    cells of the sky at a time (default: as the run was started)
  --json             print the summary as JSON, no progress

DIR/photometry holds the tables objects, measurements and images, a margin and an index of objid: docs/photometry.md. The same while the
images are searched: starfan detect LIST --out DIR --match 0.5s

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
    const concurrency = readCount('concurrency', values.concurrency, 1, 10_000);
    const radius = readRadius('radius', values.radius);
    const [first, ...others] = await Promise.all(
      (positionals.length === 0 ? [undefined] : positionals).map((one) =>
        findRun(one, {}, 'match'),
      ),
    );
    const request = await requestOf(first!);
    for (const other of others) await requestOf(other);
    const { matchWith: _, ...input } = request.input;
    return redoFolder(
      first!,
      {
        ...request,
        input: {
          ...input,
          match: radius,
          ...(others.length === 0 ? {} : { matchWith: others.map(({ run }) => run) }),
        },
      },
      { concurrency, json: values.json },
    );
  },
};

/** What a run was started with. Throws UsageError for what cannot be matched here. */
async function requestOf(address: RunAddress) {
  if (address.folder === undefined)
    throw new UsageError(`${address.label} is in the cloud: give match to its run there`);
  await refuseActive(address, 'matched');
  const { request, machine } = await new RunReader(address.store, address.run).refresh();
  if (machine !== 'detect-sources' || !request)
    throw new UsageError(`${address.label} holds no run of starfan detect`);
  return request;
}
