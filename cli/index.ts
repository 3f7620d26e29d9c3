import { constants } from 'node:os';
import { systemWords } from '../local/system-words.ts';
import { UsageError } from '../local/usage-error.ts';
import { VERSION } from '../shared/contracts/version.ts';
import { nearest } from '../shared/core/nearest.ts';
import type { Command } from './command.ts';
import { printable } from './printable.ts';
import { complain, say } from './say.ts';

/** Loaded when they are called. */
export const commands: Record<string, { summary: string; load(): Promise<Command> }> = {
  detect: {
    summary: 'find and measure the sources of images',
    load: async () => (await import('./commands/detect.ts')).detectCommand,
  },
  match: {
    summary: 'make objects and measurements from the detections of many images',
    load: async () => (await import('./commands/match.ts')).matchCommand,
  },
  'source-extractor': {
    summary: 'take the command line of source-extractor',
    load: async () => (await import('./commands/source-extractor.ts')).sourceExtractorCommand,
  },
  query: {
    summary: 'query the tables of a run, or of any HATS catalogue, in SQL',
    load: async () => (await import('./commands/query.ts')).queryCommand,
  },
  measure: {
    summary: 'forced photometry: the flux at given positions in every image that covers them',
    load: async () => (await import('./commands/measure.ts')).measureCommand,
  },
  completeness: {
    summary: 'artificial stars: how many of each magnitude are found, and how well measured',
    load: async () => (await import('./commands/completeness.ts')).completenessCommand,
  },
  lightcurve: {
    summary: 'light curve of an object: variability, period, a page with plots',
    load: async () => (await import('./commands/lightcurve.ts')).lightcurveCommand,
  },
  'sky-map': {
    summary: 'make a HiPS sky of overlapping images, one per band and one in colour',
    load: async () => (await import('./commands/sky-map.ts')).skyMapCommand,
  },
  mosaic: {
    summary: 'make mosaics of overlapping images: one image, or the tiles of a grid',
    load: async () => (await import('./commands/mosaic.ts')).mosaicCommand,
  },
  cutout: {
    summary: 'cut a piece out of an image, a mosaic or a sky map',
    load: async () => (await import('./commands/cutout.ts')).cutoutCommand,
  },
  status: {
    summary: 'show how far a run is: counts, pace, failures and what to do, cost so far',
    load: async () => (await import('./commands/status.ts')).statusCommand,
  },
  redo: {
    summary: 'do what is missing or failed in a run',
    load: async () => (await import('./commands/redo.ts')).redoCommand,
  },
  cancel: {
    summary: 'stop a run; redo continues it',
    load: async () => (await import('./commands/cancel.ts')).cancelCommand,
  },
  cost: {
    summary: 'what a run costs on AWS, item by item',
    load: async () => (await import('./commands/cost.ts')).costCommand,
  },
  estimate: {
    summary: 'what a survey that has not been run would cost and how long it would take',
    load: async () => (await import('./commands/estimate.ts')).estimateCommand,
  },
  clean: {
    summary: 'remove what a run made, and prove that nothing is left',
    load: async () => (await import('./commands/clean.ts')).cleanCommand,
  },
  check: {
    summary: 'verify a HiPS beyond what a lint looks at, and mosaics',
    load: async () => (await import('./commands/check.ts')).checkCommand,
  },
  local: {
    summary: 'an S3 endpoint on this machine where a dropped list starts a run',
    load: async () => (await import('./commands/local.ts')).localCommand,
  },
  serve: {
    summary: 'show what a run made, in a browser',
    load: async () => (await import('./commands/serve.ts')).serveCommand,
  },
  demo: {
    summary: 'detect, sky-map and mosaic on synthetic skies; ends with a map',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
};

const overview = `starfan ${VERSION}: from FITS images to catalogues and maps, here or on AWS Lambda

  starfan <command> [--help]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(16)} ${summary}`)
  .join('\n')}

  --help     what a command takes, with examples
  --version
  --debug    errors with their stack traces

Exit status: 0 when all went well; 1 when not; 2 for a command line or a folder that cannot be used;
130 when stopped by Ctrl-C, 143 by kill: starfan redo continues the run.
`;

/**
 * The `starfan` command. Answers the exit status: 0 when all went well, 1 when not, 2 for a command
 * line it cannot understand. Throws nothing: what went wrong is said on standard error.
 */
export async function main(argv: string[]): Promise<number> {
  const debug = argv.includes('--debug');
  const [word, ...args] = argv.filter((arg) => arg !== '--debug');
  process.stdout.on('error', leave);
  process.stderr.on('error', () => {}); // nobody looks at what is said any more: the work goes on
  try {
    if (word === '--version') return print(VERSION);
    if (word === undefined || word === '--help' || word === 'help') return print(overview);
    const known = Object.hasOwn(commands, word) ? commands[word] : undefined;
    if (!known) throw new UsageError(unknownCommand(word));
    const command = await known.load();
    if (args.includes('--help') || args.includes('-h')) return print(command.help);
    return await command.run(args);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    complain((debug && error instanceof Error && error.stack) || `starfan: ${inWords(error)}`);
    return isUsage ? 2 : 1;
  }
}

/** Of what went wrong one sentence. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UsageError) return error.message;
  return systemWords(error) ?? printable(`${error.name}: ${error.message}`);
}

/** Who reads what is printed has seen enough (`| head`): the end of any program, without a word. */
function leave({ code }: NodeJS.ErrnoException): void {
  process.exit(code === 'EPIPE' ? 128 + constants.signals.SIGPIPE : 1);
}

function unknownCommand(word: string): string {
  const near = nearest(word, Object.keys(commands));
  const isOption = word.startsWith('-');
  const what = isOption ? `the command comes before its options` : `there is no command '${word}'`;
  return near === undefined || isOption
    ? `${what}: starfan --help lists them`
    : `${what}: did you mean starfan ${near}?`;
}

function print(text: string): number {
  say(text.trimEnd());
  return 0;
}
