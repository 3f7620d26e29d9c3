import { keys } from '../../shared/contracts/keys.ts';
import type { Item } from '../../shared/contracts/lists.ts';
import type { RunParameters } from '../../shared/contracts/parameters.ts';
import type { PositionId } from '../../shared/contracts/positions.ts';
import type { SearchedHdu } from '../../shared/contracts/task-record.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { regionsHead } from '../../shared/core/catalogue/regions.ts';
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
import { placesIn, type SearchArea } from './places-near.ts';
import { type FoundSources, searchHdu } from './search-hdu.ts';
import { writePlaces } from './write-places.ts';
import { type PositionErrors, writeSources } from './write-sources.ts';

/** What of a run's parameters decides what becomes of an image. */
export type SearchParameters = Pick<
  RunParameters,
  'detection' | 'extractor' | 'psf' | 'positions' | 'completeness'
>;

/**
 * Search an image: every HDU that is a picture of the sky, or the one that the list names; or measure
 * it at given places. `heads`:
 * of its file and those beside it. The catalogue comes first; the last HDU's picture is drawn while
 * it is put. Throws DataError.
 */
export async function searchImage(
  store: Store,
  heads: readonly (Head | undefined)[],
  item: Item,
  { detection: parameters, extractor, psf, positions, completeness }: SearchParameters,
): Promise<TaskResult> {
  if (extractor !== undefined)
    return searchConfiguredImage(store, heads, item, extractor, parameters.DQ_BITS);
  const open = async (uri: string) => {
    const head = heads.find((one) => one?.url === uri) ?? (await headOf(store, uri));
    return { head, source: await imageSource(store, head) };
  };
  const own = await openImage((await open(item.uri)).source, item.hdu);
  const image = await withCompanions(own, item, open);
  const { planes: chosen } = image;
  const catalogues: Catalogue[] = [];
  const searched: SearchedHdu[] = [];
  const warnings = [...image.file.warnings, ...image.notes];
  const comments: string[] = [];
  const regions = [regionsHead];
  const errors: PositionErrors[] = [];
  const ids: PositionId[] = [];
  const search = {
    detection: parameters,
    psf: psf ?? false,
    completeness,
    placesIn: positions && ((frame: SearchArea) => placesIn(store, positions, frame)),
  };
  const pictures: Output[] = [];
  let last: FoundSources | undefined;
  /** The pictures of the HDU searched last, whose pixels make room. */
  const drawLast = async (): Promise<Output[]> => {
    try {
      return (await last?.draw()) ?? [];
    } finally {
      freeLast();
    }
  };
  const freeLast = () => {
    last?.free();
    last = undefined;
  };

  for (const [i, planes] of chosen.entries()) {
    pictures.push(...(await drawLast()));
    try {
      const suffix = i === 0 ? '' : `-${i + 1}`;
      last = await searchHdu(image, planes, item, { ...search, suffix });
      catalogues.push(last.catalogue);
      searched.push(last.searched);
      warnings.push(...last.warnings);
      comments.push(...last.comments);
      regions.push(last.regions);
      errors.push(last.errors);
      ids.push(...(last.ids ?? []));
    } catch (error) {
      // one dead chip is no reason to lose the other
      if (chosen.length === 1 || !(error instanceof DataError)) throw error;
      warnings.push(`${hduName(planes.science)} is left out: ${error.message}`);
      if (i === chosen.length - 1 && searched.length === 0) throw error;
    }
  }

  try {
    const catalogue = joinCatalogues(catalogues);
    if (positions && catalogue.rows === 0) warnings.push('no place of the table lies in it');
    return {
      outputs: outputs(
        positions
          ? { 'sources.parquet': writePlaces(catalogue, ids, positions) }
          : {
              'catalogue.fits': writeCatalogue(catalogue, item.uri, parameters, comments),
              'sources.parquet': writeSources(catalogue, errors),
            },
      ),
      warnings,
      detections: detectionsOf(item, catalogue, searched),
    };
  } catch (error) {
    freeLast();
    throw error;
  }

  async function* outputs(tables: Readonly<Record<string, Uint8Array>>): AsyncGenerator<Output> {
    try {
      for (const [file, body] of Object.entries(tables))
        yield { key: keys.image(item.name, file), body };
      yield { key: keys.image(item.name, 'sources.reg'), body: regions.join('') };
      yield* pictures;
      yield* await drawLast();
    } finally {
      freeLast();
    }
  }
}
