import { parseArgs } from 'node:util';
import { type Command, UsageError } from '../command.ts';
import { readCount } from '../numbers.ts';
import { serveFolder } from '../serve/serve-folder.ts';

export const serve: Command = {
  help: `starfan serve DIR [--catalogue RUN|FILE] [--port N]

Serves the folder of a run on this machine alone and prints the addresses of its report and its sky. Needs no network. Ends
with Ctrl-C.

  --catalogue RUN|FILE  sources to mark on the sky: the --out folder of starfan detect, or a Parquet or FITS table with
                        columns ra and dec (default: those of DIR, where it has some). The 20,000 brightest are shown
  --port N              (default: a free one)

  starfan detect images/*.fits --out run1
  starfan sky-map images/*.fits --out sky
  starfan serve sky --catalogue run1`,

  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { port: { type: 'string' }, catalogue: { type: 'string' } },
    });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1)
      throw new UsageError('give the folder of one run: starfan serve DIR');
    const port = readCount('port', values.port, 0, 65_535);
    const { report, sky, sources, close } = await serveFolder(folder, { port, catalogue: values.catalogue });
    console.log(`report   ${report}`);
    if (sky) console.log(`sky map  ${sky}`);
    if (sources)
      console.log(
        `         with ${sources.shown < sources.total ? `the ${sources.shown} brightest of ` : ''}${sources.total} sources`,
      );
    await new Promise((end) => {
      process.once('SIGINT', end);
      process.once('SIGTERM', end);
    });
    await close();
    return 0;
  },
};
