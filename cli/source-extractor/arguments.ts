import { UsageError } from '../../local/usage-error.ts';

/** What the words behind `starfan source-extractor` say. */
export interface ExtractorArguments {
  /** one image, or the detection and the measurement image */
  images: string[];
  /** -c */
  configuration: string | undefined;
  /** keywords and values, in their order */
  settings: [keyword: string, value: string][];
  /** what is to be printed instead of a search */
  print: 'defaults' | 'parameters' | 'version' | undefined;
}

/** Most images of one search: where sources are found, and where they are measured. */
const MAX_IMAGES = 2;

const prints: Record<string, ExtractorArguments['print']> = {
  '-d': 'defaults',
  '-dd': 'defaults',
  '-dp': 'parameters',
  '-v': 'version',
  '--version': 'version',
};

/**
 * Reads the command line by Source Extractor's rules: `-c FILE`, `-KEYWORD value` or
 * `-KEYWORD=value`, in any place; what is no option is an image, or two with a comma between. A
 * value may begin with a dash. Throws UsageError.
 */
export function readExtractorArguments(args: readonly string[]): ExtractorArguments {
  const read: ExtractorArguments = {
    images: [],
    configuration: undefined,
    settings: [],
    print: undefined,
  };
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (Object.hasOwn(prints, word)) {
      read.print = prints[word];
    } else if (/^-[A-Za-z]/.test(word)) {
      const [, keyword = '', tied] = word.match(/^-([^=]*)(?:=([\s\S]*))?$/) ?? [];
      const value = tied ?? args[++i];
      if (value === undefined) throw new UsageError(`${word} needs a value after it`);
      if (keyword === 'c') read.configuration = value;
      else read.settings.push([keyword, value]);
    } else {
      read.images.push(
        ...word
          .split(COMMA_BETWEEN_NAMES)
          .map((name) => name.trim())
          .filter(Boolean),
      );
    }
  }
  const tooMany = read.images[MAX_IMAGES];
  if (tooMany !== undefined)
    throw new UsageError(
      `too many images: ${tooMany} is the third, and two can be searched: numbers of a list are written without blanks, or in quotes`,
    );
  return read;
}

/** Not the one of `image.fits[SCI,2]`. */
const COMMA_BETWEEN_NAMES = /,(?![^[\]]*\])/;
