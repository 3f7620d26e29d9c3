import type { Storm } from './page.ts';

/** The storms whose reports stand in test/storm/reports, by the name of the report. */
export const storms: Readonly<Record<string, Storm>> = {
  fits: {
    tried:
      'FITS files with damaged cards, tables, tiles and streams: searched by detect-sources; headers and pixels read by sky-map, and the map planned',
    holds: 'an answer or a named error, in 2 s and 512 MB',
    unit: 'files',
    found: [],
    remains: [
      'The suite plays a share of 12 s, the long tests of CI a minute.',
      'Of damaged FITS files none is matched, painted or written as a tile of a sky map, and none comes to a mosaic: what stands behind the reading of pixels sees their values alone.',
    ],
    command: 'npm run test:fuzz',
  },
  guided: {
    tried:
      'The same, guided by coverage of the readers of FITS, WCS, units and packings: what comes to a block of the code where none had been is damaged further',
    holds: 'an answer or a named error, in 2 s and 512 MB',
    unit: 'files',
    found: [],
    remains: [
      'Undamaged files come to {blocksOfCorpus} blocks of the readers, those made from them to {blocks}. It has found no fault that chance had not.',
    ],
    command: 'npm run test:guided',
  },
  readers: {
    tried:
      'Damaged lists, configurations, .param, .nnw and .conv files, records, plate files, histograms and gzip (behind right checksums, too), MOCs, Parquet footers, tables of places, all codecs, WCS, units, queries, addresses, requests, XML and signatures; FITS files as weight, error, mask, flag and cut-out, HiPS that are checked, catalogues of the viewer',
    holds: 'a right answer or a named error, in 2 s and 512 MB',
    unit: 'inputs',
    found: [
      'A survey file of brackets that never close kept the YAML parser busy for hours.',
      'A unit of 40,000 blanks took 16 s; dates, angles and positions are bounded now, too.',
      'A misspelt parameter of 100,000 letters was compared with every known one letter by letter.',
      'A damaged file of a run itself ended in a SyntaxError without a name; it is DamagedRun now.',
      'A key of an event that is not percent-encoded ended in a URIError; it is BadRequest now.',
      'Damaged footers of Parquet files ended in a TypeError of the library.',
      'A key of S3 with a % of its own (50%/x.fits) ended in a URIError in seven places.',
      'A file that claims 10^12 pixels made the disk too small for the whole list; eight of 8 kB made sky-map plan thousands of tiles for them.',
      '23 kB whose hundred tiles are one stream became 400 million pixels.',
      'VIGNET(100000,100000) in a .param file ended in a RangeError of the language.',
      'DETECT_THRESH -1e30 0 was read, and searching with it ended in a RangeError; VIGNET(512,512) of 441 sources took 1.8 GB.',
      'A request to the local queue with a field of another type ended in an InternalFailure.',
      'A table of places of 9 kB that claims 20 million rows took minutes; a column of it without a name ended in a TypeError.',
    ],
    remains: [
      'The pages of Parquet files that the run itself wrote: a changed byte can keep the library busy until the function’s timeout.',
    ],
    command: 'npm run test:readers',
  },
  schedules: {
    tried:
      'All three machines (detect with `--match`, too) over tiny images, functions killed, frozen and thawed, doubled, without answers, room or rights, with slow, short and stale answers and conditional writes of which none wins, under a clock that jumps, the run stopped; then redo',
    holds: 'the bytes of a calm run, and a ledger that a second, simple reading finds whole',
    unit: 'seeded schedules',
    found: [
      'A start-run that hung before it said RUNNING, and went on after a redo had reported, changed the report.',
    ],
    remains: [
      'Schedules act at the requests to the store: a short body is what the clients of the stores make of it, an error.',
    ],
    command: 'npm run test:schedules',
  },
  kills: {
    tried:
      'SIGKILL of one process ({ofOne}), or of all ({ofAll}), at a random moment of a real `starfan detect` (with `--match`, too), `sky-map` or `mosaic`; then done again. Besides, the same command was started beside the first ({beside} times, not counted)',
    holds: 'the files of a calm run, byte for byte; no line lost, none twice',
    unit: 'kills',
    found: [],
    remains: [],
    command: 'npm run test:kills',
  },
  disk: {
    tried:
      'The same commands on a disk of their own, filled to the last byte at a random moment, until so many were ended by it (of {runs}; the others had ended, or had room enough); then, with room again, done again',
    holds: 'it says that the disk is full; then the files of a calm run, byte for byte',
    unit: 'runs that it ended',
    found: [],
    remains: [],
    command: 'npm run test:disk',
  },
  load: {
    tried:
      'A list a second dropped into `starfan local`, some of them twice, some with an image that is not there',
    holds: 'each list ends once and as it has to; memory, handles, processes and files do not grow',
    unit: 'lists',
    found: ['`starfan local` kept everything of the runs that had ended.'],
    remains: [],
    command: 'npm run test:load',
  },
  day: {
    tried:
      'A day of dropped lists in a cloud whose clock is simulated: events late and twice, calls of functions turned away, failed or dead',
    holds: 'each list ends once and as it has to; nothing is left of it',
    unit: 'lists',
    found: [],
    remains: [],
    command: 'npm run test:day',
  },
};
