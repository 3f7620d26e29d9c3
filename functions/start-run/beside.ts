import type { CompanionFile, Item } from '../../shared/contracts/lists.ts';
import {
  companionLookups,
  companionStems,
  imageStems,
  mayBeCompanion,
  stemOf,
  tellsOfCompanions,
} from '../../shared/core/planes/beside.ts';
import type { Store } from '../../shared/store/store.ts';
import { schemeOf } from '../../shared/store/url.ts';
import { namesInBuckets, namesOnDisk, splitName } from './names-beside.ts';
import { NamingLines } from './naming-lines.ts';

/** One line of a list as far as companions go: addresses resolved. */
export type PlacedLine = Pick<Item, 'line' | 'uri' | 'hdu' | 'measure' | 'companions'>;

/** The lines of a list, of a plain one those alone whose text matters. */
export type Lines = (mayMatter?: (text: string) => boolean) => AsyncIterable<PlacedLine>;

/** Whether the text of a line has the name of a companion, or of an image that has some. */
const mayMatter = (text: string): boolean => {
  const stem = stemOf(text.trim().replace(/\[[^\]]*\]$/, ''));
  return stem !== undefined && (mayBeCompanion(stem) || tellsOfCompanions(stem));
};

/** What stands beside the images of a list. */
export interface BesideFinder {
  /** Whether a line is no picture of the sky of its own: a companion of another line. */
  isTaken(line: PlacedLine): boolean;
  /**
   * The companions that a line names, with the lines on which they stand as if they were images.
   */
  named(line: PlacedLine): CompanionFile[];
  /**
   * The companions of an image that are known by their names: other lines of the list, else files
   * in its folder.
   */
  find(line: PlacedLine): Promise<CompanionFile[]>;
}

/**
 * Looks through a list for lines that belong together, in two passes at most, then answers for each
 * image. A folder of this machine is looked into once. A bucket is asked by one LIST for an image
 * whose own name says that it has companions; where it refuses, there are none.
 */
export async function besideFinder(
  store: Store,
  lines: Lines,
  hasFiles: boolean,
): Promise<BesideFinder> {
  const { taken, listed, namingCompanions } = await readListed(lines);
  const onDisk = namesOnDisk();
  const inBuckets = namesInBuckets(store);
  return {
    // a line that names companions is an image, whoever else takes it for one
    isTaken: ({ uri, hdu, companions }) =>
      hdu === undefined && companions === undefined && taken.has(uri),
    named: ({ companions = [] }) =>
      companions.map((one) => ({
        ...one,
        ...(taken.has(one.uri) ? { line: taken.get(one.uri)! } : {}),
      })),
    async find({ uri }) {
      const { folder, stem } = splitName(uri);
      if (stem === undefined) return [];
      const ofList = listed.get(folder + stem);
      if (ofList) return ofList;
      const scheme = schemeOf(uri);
      const isFile = scheme === 'file' && hasFiles;
      const isAsked =
        scheme === 's3' && tellsOfCompanions(stem) && companionLookups(namingCompanions) > 0;
      if (!isFile && !isAsked) return [];
      const inFolder = isFile ? await onDisk(folder) : undefined;
      if (inFolder?.size === 0) return [];
      const wanted = companionStems(stem).filter(({ isTold }) => isTold || isFile);
      const stems = wanted.map((one) => one.stem);
      const names = inFolder ?? (await inBuckets(uri, stems));
      return wanted.flatMap(({ stem, kind }) => {
        const url = names.get(stem);
        return url === undefined || url === uri ? [] : [{ uri: url, kind, isFound: true }];
      });
    },
  };
}

/**
 * The lines that are companions of others, with their numbers by address, and by the image's
 * address; and how many images' names say that they have some.
 */
async function readListed(lines: Lines) {
  const taken = new Map<string, number>();
  const candidates = new Map<string, CompanionFile[]>();
  const naming = new NamingLines();
  let namingCompanions = 0;
  for await (const line of lines(mayMatter)) {
    naming.count(line);
    const { folder, stem } = splitName(line.uri);
    if (stem === undefined) continue;
    if (tellsOfCompanions(stem)) namingCompanions++;
    if (line.hdu !== undefined || line.companions) continue;
    for (const { stem: image, kind } of imageStems(stem)) {
      const key = folder + image;
      const known = candidates.get(key) ?? [];
      if (known.some(({ uri }) => uri === line.uri)) continue;
      candidates.set(key, [...known, { uri: line.uri, kind, isFound: true, line: line.line }]);
    }
  }
  const listed = new Map<string, CompanionFile[]>();
  if (candidates.size > 0 || naming.areAny)
    for await (const line of lines()) {
      naming.add(line);
      const { folder, stem } = splitName(line.uri);
      const companions = candidates.get(folder + stem);
      if (!companions) continue;
      listed.set(folder + stem, companions);
      for (const { uri: beside, line: its } of companions) taken.set(beside, its!);
    }
  for (const [uri, line] of naming.taken()) if (!taken.has(uri)) taken.set(uri, line);
  return { taken, listed, namingCompanions };
}
