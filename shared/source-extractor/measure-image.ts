import type { Image } from 'sep-wasm';
import type { ConvolutionMask } from '../core/detection/kernel.ts';
import type { Configuration } from '../core/source-extractor/keywords.ts';
import type {
  CheckImage,
  RequestedColumn,
  SourceTable,
} from '../core/source-extractor/source-table.ts';
import { drawCheckImages } from './check-images.ts';
import { measures } from './groups/measures.ts';
import { openScene } from './scene.ts';
import type { SkyImage } from './sky-image.ts';

export { loadSep } from 'sep-wasm';

/** All that decides a catalogue, read already: nothing here asks for a file. */
export interface MeasureInput {
  /** sources are found and shaped here */
  detection: SkyImage;
  /** and measured here; undefined: in the same image */
  measurement: SkyImage | undefined;
  /** not 0 where a pixel of the detection image is NaN because of a mask */
  masked?: Uint8Array | undefined;
  /**
   * weight maps as they stand in their files, changed in place, of the detection and of the
   * measurement image; undefined without; the second undefined where the first serves both
   */
  weights: readonly [detection: Image | undefined, measurement: Image | undefined];
  /** pixels of FLAG_IMAGE, in its order */
  flags: readonly Int32Array[];
  /** rows of ASSOC_NAME, undefined where no association is asked for */
  known: readonly (readonly number[])[] | undefined;
  configuration: Configuration;
  /** FILTER_NAME's; null with FILTER N */
  filter: ConvolutionMask | null;
  /** text of STARNNW_NAME; undefined where no class is asked for */
  network: string | undefined;
  columns: readonly RequestedColumn[];
  /** those of them that decide FLAGS among them, and NUMBER; undefined: all */
  asked?: readonly RequestedColumn[];
  /** EXT_NUMBER: 1 for the first image of a file */
  extension: number;
  /** hears how many rows the columns will have, before there are any; throws for too many */
  needCells?: ((columns: readonly RequestedColumn[], rows: number) => void) | undefined;
}

/** What was measured in an image, and its check images. */
export interface Measured {
  catalogue: SourceTable;
  checkImages: readonly CheckImage[];
  /** what is worth a word, in sentences */
  warnings: readonly string[];
}

/**
 * Finds the sources of an image and measures what is asked for, by the rules of SExtractor. Only
 * what a column or a check image needs is computed. `loadSep` must have been awaited. Throws
 * DataError, and what `needCells` throws.
 */
export function measureImage(input: MeasureInput): Measured {
  const scene = openScene(input);
  try {
    input.needCells?.(input.columns, scene.rows);
    const columns = input.columns.map((column) => ({
      ...column,
      cells: measures[column.parameter.group](scene, column),
    }));
    return {
      catalogue: { rows: scene.rows, columns, facts: scene.facts },
      checkImages: drawCheckImages(scene),
      warnings: scene.warnings,
    };
  } finally {
    scene.free();
  }
}
