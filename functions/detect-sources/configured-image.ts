import { keys } from '../../shared/contracts/keys.ts';
import type { Item } from '../../shared/contracts/lists.ts';
import { crtfRegions, regionsHead } from '../../shared/core/catalogue/regions.ts';
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
import type { Output, TaskResult } from '../../shared/run/task.ts';
import type { Head, Store } from '../../shared/store/store.ts';
import { detectionsOf } from './detections-of.ts';
import { type ConfiguredSources, searchConfigured } from './search-configured.ts';
import { writeExtractorParquet } from './write-extractor-parquet.ts';
import { writeSources } from './write-sources.ts';

/**
 * Searches an image by a Source Extractor configuration, and makes the files that it and the run
 * ask for. Throws DataError, StoreError.
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
  const asked = { extractor, bits, note: (text: string) => void notes.push(text) };
  for await (const one of searchConfigured(store, heads, item, asked)) found.push(one);
  const catalogue = joinCatalogues(found.map((one) => one.catalogue));
  const searched = found.map((one) => one.image);
  const columns = columnsNamed(extractor.columns);
  const name = decodeURIComponent(item.uri.slice(item.uri.lastIndexOf('/') + 1));
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
  const outputs: Output[] = [
    output('catalogue.fits', writeCatalogue(catalogue, item.uri, cards, comments, tables)),
    output(
      'sources.parquet',
      writeSources(
        catalogue,
        found.map((one) => one.errors),
      ),
    ),
    output('sources.reg', [regionsHead, ...found.map((one) => one.regions)].join('')),
    ...found.flatMap((one) => one.pictures),
    ...extractor.catalogues.map((form) => {
      if (form === 'parquet') return output('sextractor.parquet', writeExtractorParquet(sources));
      if (form === 'crtf') return output('sources.crtf', crtfRegions(catalogue));
      const [type, ending] = catalogueFiles[form];
      return output(`sextractor.${ending}`, writeForm(type, sources));
    }),
    ...[...checkImageFiles(searched, undefined)].map(([index, body]) =>
      output(`check-${fileWord(extractor.configuration.CHECKIMAGE_TYPE[index] ?? '')}.fits`, body),
    ),
  ];
  return {
    outputs,
    warnings: [...new Set([...found.flatMap((one) => one.warnings), ...notes])],
    detections: detectionsOf(
      item,
      catalogue,
      found.map((one) => one.searched),
    ),
  };
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
