import { keys } from '../../shared/contracts/keys.ts';
import type { Item } from '../../shared/contracts/lists.ts';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { crtfRegions, REGIONS_HEAD } from '../../shared/core/catalogue/regions.ts';
import { joinCatalogues } from '../../shared/core/catalogue/rows.ts';
import { writeCatalogue } from '../../shared/core/catalogue/write-fits.ts';
import {
  catalogueFiles,
  columnsNamed,
  type ExtractorParameters,
} from '../../shared/core/source-extractor/extractor-parameters.ts';
import type { SourceCatalogue } from '../../shared/core/source-extractor/source-catalogue.ts';
import { objectsTable } from '../../shared/core/source-extractor/write/fits.ts';
import { writeForm } from '../../shared/core/source-extractor/write/forms.ts';
import { catalogueOf, checkImageFiles } from '../../shared/run/extractor/search-outputs.ts';
import { nameOfFile } from '../../shared/run/name-of-file.ts';
import type { Output, TaskResult } from '../../shared/run/task.ts';
import type { Head, Store } from '../../shared/store/store.ts';
import { detectionsOf } from './detections-of.ts';
import { hduSuffix } from './hdu-suffix.ts';
import { type ConfiguredSources, searchConfigured } from './search-configured.ts';
import { writeExtractorParquet } from './write-extractor-parquet.ts';
import { writeSources } from './write-sources.ts';

/**
 * Searches an image by a Source Extractor configuration, and makes the files that it and the run
 * ask for. The catalogue comes first; the last picture is drawn while it is put. Throws DataError,
 * StoreError.
 */
export async function searchConfiguredImage(
  store: Store,
  heads: readonly (Head | undefined)[],
  item: Item,
  extractor: ExtractorParameters,
  bits: string | null,
): Promise<TaskResult> {
  const found: ConfiguredSources[] = [];
  const notes: string[] = [];
  const pictures: Output[] = [];
  const asked = { extractor, bits, note: (text: string) => void notes.push(text) };
  const search = searchConfigured(store, heads, item, asked);
  /** The last image's pixels make room. */
  const close = () => search.return(undefined);
  try {
    for (let next = await search.next(); !next.done; next = await search.next()) {
      found.push(next.value);
      if (next.value.image.isLast) break;
      pictures.push(...(await next.value.draw()));
    }
    const catalogue = joinCatalogues(found.map((one) => one.catalogue));
    return {
      outputs: outputs(catalogue),
      warnings: [...new Set([...found.flatMap((one) => one.warnings), ...notes])],
      detections: detectionsOf(
        item,
        catalogue,
        found.map((one) => one.searched),
      ),
    };
  } catch (error) {
    await close();
    throw error;
  }

  async function* outputs(catalogue: Catalogue): AsyncGenerator<Output> {
    try {
      yield* filesOf(found, catalogue, item, extractor);
      yield* pictures;
      const last = found.at(-1);
      if (last?.image.isLast) yield* await last.draw();
    } finally {
      await close();
    }
  }
}

/** All files but the pictures, each made when the one before is on its way. */
function* filesOf(
  found: readonly ConfiguredSources[],
  catalogue: Catalogue,
  item: Item,
  extractor: ExtractorParameters,
): Generator<Output> {
  const searched = found.map((one) => one.image);
  const columns = columnsNamed(extractor.columns);
  const name = nameOfFile(item.uri);
  const sources = ofColumns(catalogueOf({ ...extractor, columns }, name, searched), columns.length);
  const cards = Object.fromEntries(
    Object.entries(extractor.configuration).map(([keyword, values]) => [keyword, values.join(',')]),
  );
  const tables = extractor.hasColumns
    ? sources.extensions.map((one) => objectsTable('SEXTRACTOR', one))
    : [];
  const comments = found.flatMap((one) => one.comments);
  const output = (file: string, body: Uint8Array | string): Output => ({
    key: keys.image(item.name, file),
    body,
  });
  yield output('catalogue.fits', writeCatalogue(catalogue, item.uri, cards, comments, tables));
  const errors = found.map((one) => one.errors());
  yield output('sources.parquet', writeSources(catalogue, errors));
  yield output('sources.reg', [REGIONS_HEAD, ...found.map((one) => one.regions())].join(''));
  for (const form of extractor.catalogues) {
    if (form === 'parquet') yield output('sextractor.parquet', writeExtractorParquet(sources));
    else if (form === 'crtf')
      // CARTA opens one HDU: each has a file of its own, as with pictures
      for (const { catalogue, image } of found)
        yield output(`sources${hduSuffix(image.number)}.crtf`, crtfRegions(catalogue));
    else {
      const [type, ending] = catalogueFiles[form];
      yield output(`sextractor.${ending}`, writeForm(type, sources));
    }
  }
  for (const [index, body] of checkImageFiles(searched, undefined)) {
    const type = fileWord(extractor.configuration.CHECKIMAGE_TYPE[index] ?? '');
    yield output(`check-${type}.fits`, body);
  }
}

/** `-BACKGROUND` as a part of a file's name. */
const fileWord = (type: string): string =>
  type.toLowerCase().replace('-', 'minus-').replaceAll('_', '-');

/** The first columns of a catalogue: those that were asked for. */
const ofColumns = (catalogue: SourceCatalogue, count: number): SourceCatalogue => ({
  ...catalogue,
  extensions: catalogue.extensions.map((one) => ({
    ...one,
    table: { ...one.table, columns: one.table.columns.slice(0, count) },
  })),
});
