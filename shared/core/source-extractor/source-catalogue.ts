import type { Header } from '../fits/header.ts';
import type { Configuration } from './keywords.ts';
import type { RequestedColumn, SourceTable } from './source-table.ts';

/** The sources of a file of one or more images, as a catalogue of any form is written from it. */
export interface SourceCatalogue {
  /** names of the image's file and of the configuration, without folders */
  image: string;
  configurationName: string;
  configuration: Configuration;
  columns: readonly RequestedColumn[];
  /** one of each searched image */
  extensions: readonly SearchedExtension[];
  warnings: readonly string[];
}

/** One image of a file with its sources and its header. */
export interface SearchedExtension {
  table: SourceTable;
  /** header of the image's own HDU */
  header: Header;
  /** whether a `.head` file changed it */
  hasExternalHeader: boolean;
  /** EXT_NUMBER */
  number: number;
}
