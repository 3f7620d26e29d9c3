import { isLoopback } from '../../local/loopback.ts';
import { UsageError } from '../../local/usage-error.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { refuseAddress } from '../listening.ts';
import { readCount } from '../numbers.ts';
import { complain, say } from '../say.ts';
import { serveFolder } from '../serve/serve-folder.ts';

/** `starfan serve`. */
export const serveCommand: Command = {
  help: `starfan serve DIR [--catalogue RUN|FILE] [--port N] [--host ADDRESS]

Serves the folder of a run to this machine only, and prints the addresses of its report, its sky
viewer and its HiPS; Aladin, Aladin Lite and ESASky open the latter. Needs no network. Ctrl-C ends
it.

  --catalogue RUN|FILE  sources to mark on the sky: the --out folder of starfan detect, or a Parquet
                        or FITS table with columns ra and dec (default: the catalogue of DIR, if
                        any). The 20,000 brightest are shown; a source of several images is marked
                        once
  --port N              (default: a free one)
  --host ADDRESS        listen on this address instead, 0.0.0.0 for all. Anyone who reaches it can
                        read all of DIR, without a password

  starfan detect images/*.fits --out run1
  starfan sky-map images/*.fits --out sky
  starfan serve sky --catalogue run1`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        catalogue: { type: 'string' },
        host: { type: 'string' },
      },
    });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1)
      throw new UsageError('give the folder of one run: starfan serve DIR');
    const port = readCount('port', values.port, 0, 65_535);
    const { catalogue, host } = values;
    const { report, sky, sources, hips, close } = await serveFolder(folder, {
      port,
      host,
      catalogue,
    }).catch(refuseAddress);
    if (host !== undefined && !isLoopback(host))
      complain(
        `starfan: whoever reaches ${host} reads every file of ${folder}, without a password`,
      );
    say(`report   ${report}`);
    if (sky) say(`sky map  ${sky}`);
    if (sources)
      say(
        `         with ${sources.shown < sources.total ? `the ${sources.shown} brightest of ` : ''}${sources.total} sources`,
      );
    for (const address of hips) say(`HiPS     ${address}`);
    await new Promise((end) => {
      process.once('SIGINT', end);
      process.once('SIGTERM', end);
    });
    await close();
    return 0;
  },
};
