import { keys } from '../../shared/contracts/keys.ts';
import type { Item } from '../../shared/contracts/lists.ts';
import type { RunParameters } from '../../shared/contracts/parameters.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { REGIONS_HEAD } from '../../shared/core/catalogue/regions.ts';
import { joinCatalogues } from '../../shared/core/catalogue/rows.ts';
import { writeCatalogue } from '../../shared/core/catalogue/write-fits.ts';
import { DataError } from '../../shared/core/errors.ts';
import { hduName } from '../../shared/core/planes/choose.ts';
import { withCompanions } from '../../shared/run/companions.ts';
import { headOf } from '../../shared/run/head.ts';
import { imageSource } from '../../shared/run/image-source.ts';
import { openImage } from '../../shared/run/open-image.ts';
import type { Output, TaskResult } from '../../shared/run/task.ts';
import type { Head, Store } from '../../shared/store/store.ts';
import { searchConfiguredImage } from './configured-image.ts';
import { detectionsOf } from './detections-of.ts';
import { hduSuffix } from './hdu-suffix.ts';
import { placesIn, type SearchArea } from './places-near.ts';
import { type FoundSources, type SearchOfHdu, searchHdu } from './search-hdu.ts';
import { writePlaces } from './write-places.ts';
import { writeSources } from './write-sources.ts';

/** What of a run's parameters decides what becomes of an image. */
export type SearchParameters = Pick<
  RunParameters,
  'detection' | 'extractor' | 'psf' | 'positions' | 'completeness'
>;

/**
 * Search an image: every HDU that is a picture of the sky, or the one that the list names; or
 * measure it at given places. `heads`: of its file and those beside it. The catalogue comes first;
 * the last HDU's picture is drawn while it is put. Throws DataError.
 */
export async function searchImage(
  store: Store,
  heads: readonly (Head | undefined)[],
  item: Item,
  parameters: SearchParameters,
): Promise<TaskResult> {
  const { detection, extractor, psf = false, positions, completeness } = parameters;
  if (extractor !== undefined)
    return searchConfiguredImage(store, heads, item, extractor, detection.DQ_BITS);
  const open = async (uri: string) => {
    const head = heads.find((one) => one?.url === uri) ?? (await headOf(store, uri));
    return { head, source: await imageSource(store, head) };
  };
  const own = await openImage((await open(item.uri)).source, item.hdu);
  const image = await withCompanions(own, item, open);
  const last = new LastHdu();
  const { found, pictures, warnings } = await searchHdus(image, item, last, {
    ...{ detection, psf, completeness },
    placesIn: positions && ((frame: SearchArea) => placesIn(store, positions, frame)),
  });
  try {
    const catalogue = joinCatalogues(found.map((one) => one.catalogue));
    if (positions && catalogue.rows === 0) warnings.push('no place of the table lies in it');
    return {
      outputs: outputs(item, tablesOf(found, catalogue, item, parameters), pictures, last),
      warnings,
      detections: detectionsOf(
        item,
        catalogue,
        found.map((one) => one.searched),
      ),
    };
  } catch (error) {
    last.free();
    throw error;
  }
}

/** The HDU searched last: its pixels are held until its pictures are drawn. */
class LastHdu {
  #found: FoundSources | undefined;

  hold(found: FoundSources): void {
    this.#found = found;
  }

  /** Its pictures, once. */
  async draw(): Promise<Output[]> {
    try {
      return (await this.#found?.draw()) ?? [];
    } finally {
      this.free();
    }
  }

  free(): void {
    this.#found?.free();
    this.#found = undefined;
  }
}

/** Searches one HDU after the other; of the last one the pixels are held. Throws DataError. */
async function searchHdus(
  image: Awaited<ReturnType<typeof withCompanions>>,
  item: Item,
  last: LastHdu,
  search: Omit<SearchOfHdu, 'suffix'>,
): Promise<{ found: FoundSources[]; pictures: Output[]; warnings: string[] }> {
  const found: FoundSources[] = [];
  const pictures: Output[] = [];
  const warnings = [...image.file.warnings, ...image.notes];
  const { planes: chosen } = image;
  for (const [i, planes] of chosen.entries()) {
    pictures.push(...(await last.draw()));
    try {
      const suffix = hduSuffix(i + 1);
      const sources = await searchHdu(image, planes, item, { ...search, suffix });
      last.hold(sources);
      found.push(sources);
      warnings.push(...sources.warnings);
    } catch (error) {
      // one dead chip is no reason to lose the other
      if (chosen.length === 1 || !(error instanceof DataError)) throw error;
      warnings.push(`${hduName(planes.science)} is left out: ${error.message}`);
      if (i === chosen.length - 1 && found.length === 0) throw error;
    }
  }
  return { found, pictures, warnings };
}

/** The tables of an image, by the names of their files, and its regions for DS9. */
function tablesOf(
  found: readonly FoundSources[],
  catalogue: Catalogue,
  { uri }: Item,
  { detection, positions }: SearchParameters,
): Readonly<Record<string, Uint8Array | string>> {
  const regions = [REGIONS_HEAD, ...found.map((one) => one.regions)].join('');
  if (positions) {
    const ids = found.flatMap((one) => one.ids ?? []);
    return {
      'sources.parquet': writePlaces(catalogue, ids, positions),
      'sources.reg': regions,
    };
  }
  const comments = found.flatMap((one) => one.comments);
  const errors = found.map((one) => one.errors);
  return {
    'catalogue.fits': writeCatalogue(catalogue, uri, detection, comments),
    'sources.parquet': writeSources(catalogue, errors),
    'sources.reg': regions,
  };
}

async function* outputs(
  item: Item,
  tables: Readonly<Record<string, Uint8Array | string>>,
  pictures: readonly Output[],
  last: LastHdu,
): AsyncGenerator<Output> {
  try {
    for (const [file, body] of Object.entries(tables))
      yield { key: keys.image(item.name, file), body };
    yield* pictures;
    yield* await last.draw();
  } finally {
    last.free();
  }
}
