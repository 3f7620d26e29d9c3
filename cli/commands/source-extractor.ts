import { UsageError } from '../../local/usage-error.ts';
import { VERSION } from '../../shared/contracts/version.ts';
import type { Command } from '../command.ts';
import { complain, say } from '../say.ts';
import { readExtractorArguments } from '../source-extractor/arguments.ts';
import { defaultConfiguration, parameterList } from '../source-extractor/dumps.ts';
import { search } from '../source-extractor/search.ts';

/** `starfan source-extractor`. */
export const sourceExtractorCommand: Command = {
  help: `starfan source-extractor IMAGE[,IMAGE2] [-c FILE.sex] [-KEYWORD value …]

Takes the command line of source-extractor 2.25: put starfan before it in a script. IMAGE2 is
measured where sources of IMAGE were found. Files that the configuration names (.param, .conv, .nnw,
weights, flags, lists) and its results (CATALOG_NAME, CHECKIMAGE_NAME) are in the working folder.
Options may stand before and after the images; of two, the last counts.

  -c FILE            the configuration (default: default.sex, if it is there)
  -KEYWORD value     replaces the configuration's; also -KEYWORD=value
  -dd                print a configuration with all keywords and their defaults
  -dp                print all parameters that a .param file may name
  -v                 print the version

An unknown keyword or parameter is left out, with a warning. A wrong value ends the program with the
keyword, the line and the values that are possible.

Exit status: 0; 1 when anything failed.

  starfan source-extractor image.fits -c default.sex -CATALOG_NAME image.cat
  starfan source-extractor det.fits,meas.fits -c dual.sex -DETECT_THRESH 2
  starfan source-extractor image.fits -CATALOG_TYPE FITS_LDAC -CATALOG_NAME image.ldac

Many images with one configuration: starfan detect LIST --config FILE.sex`,

  async run(args) {
    try {
      const asked = readExtractorArguments(args);
      if (asked.print !== undefined) process.stdout.write(printed[asked.print]());
      else if (asked.images.length === 0) {
        say(sourceExtractorCommand.help);
        return args.length === 0 ? 0 : 1;
      } else
        await search(asked, {
          folder: process.cwd(),
          environment: process.env,
          print: (body) => void process.stdout.write(body),
          say: (line) => complain(`> ${line}`),
        });
      return 0;
    } catch (error) {
      // there a wrong command line ends with 1, too
      if (!(error instanceof UsageError)) throw error;
      complain(`starfan: ${error.message}`);
      return 1;
    }
  },
};

const printed = {
  defaults: defaultConfiguration,
  parameters: parameterList,
  version: () => `starfan ${VERSION}, for Source Extractor 2.25\n`,
};
