import { join } from 'node:path';
import { readExtractorArguments } from '../../cli/source-extractor/arguments.ts';
import { search } from '../../cli/source-extractor/search.ts';
import type { Contest } from '../contest.ts';
import { requirePeer, timesOf } from '../peers.ts';
import { classic, full, here, type Image, images, searchWords } from './detection.ts';

const OUR_PROCESSOR =
  "processor seconds of a warm process's `starfan source-extractor`, image to FITS catalogue";
const THEIR_PROCESSOR = 'processor seconds of source-extractor, same settings and columns';

/** Processor seconds of both, which do not hang on what else the machine does. */
function processorsOf(imageOf: (folder: string) => Image, config: string): Contest['open'] {
  return async (folder) => {
    requirePeer('source-extractor');
    const image = imageOf(folder);
    const words = (name: string) => searchWords(image, config, join(folder, name));
    const silent = { folder: here, environment: {}, print: () => {}, say: () => {} };
    return {
      async ours() {
        const before = process.cpuUsage();
        await search(readExtractorArguments(words('ours.fits')), silent);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1e6;
      },
      theirs: async () => timesOf('source-extractor', words('theirs.fits'), here).processor,
    };
  };
}

/** Processor seconds of detection and of Source Extractor: also on a machine that is busy. */
export const processors: Contest[] = images.flatMap(([name, work, image]) => {
  const sides = { ours: OUR_PROCESSOR, theirs: THEIR_PROCESSOR };
  return [
    {
      ...{ name: `${name}-processor`, work: `processor, ${work}`, target: { ratio: 3 } },
      ...{ ...sides, open: processorsOf(image, classic) },
    },
    {
      ...{ name: `${name}-full-processor`, work: `processor, all columns, ${work}` },
      ...{ target: { ratio: 2 }, ...sides, open: processorsOf(image, full) },
    },
  ];
});
