import type { Header } from '../../core/fits/header.ts';
import { emptyHdu, type HduToWrite, writeFits } from '../../core/fits/write.ts';
import type { ExtractorSetup } from '../../core/source-extractor/setup.ts';
import type { SourceCatalogue } from '../../core/source-extractor/source-catalogue.ts';
import { checkImageHdu } from '../../core/source-extractor/write/check-image.ts';
import type { SearchedImage } from './search-file.ts';

/** The catalogue of a file's searched images; `image` is the file's name without folders. */
export const catalogueOf = (
  setup: ExtractorSetup,
  image: string,
  searched: readonly SearchedImage[],
): SourceCatalogue => ({
  image,
  configurationName: setup.name,
  configuration: setup.configuration,
  columns: setup.columns,
  extensions: searched.map(({ measured, header, hasExternalHeader, number }) => ({
    table: measured.catalogue,
    header,
    hasExternalHeader,
    number,
  })),
  warnings: [...setup.warnings, ...searched.flatMap(({ measured }) => measured.warnings)],
});

/**
 * Check images as FITS files by their place in CHECKIMAGE_NAME: one HDU for each searched image; of
 * several images, behind an empty primary one.
 */
export function checkImageFiles(
  searched: readonly SearchedImage[],
  primary: Header | undefined,
): Map<number, Uint8Array> {
  const hdus = new Map<number, HduToWrite[]>();
  for (const { measured, header } of searched)
    for (const one of measured.checkImages)
      hdus.set(one.index, [...(hdus.get(one.index) ?? []), checkImageHdu(one, header)]);
  // the cards of a primary image go with its own HDU
  const cards = searched[0]?.hdu.index === 0 ? [] : (primary?.cards ?? []);
  const first = emptyHdu(
    cards.filter(({ keyword }) => !/^(SIMPLE|BITPIX|NAXIS|EXTEND|CHECKSUM|DATASUM)$/.test(keyword)),
  );
  return new Map(
    [...hdus].map(([index, images]) => [
      index,
      writeFits(searched.length === 1 ? images : [first, ...images]),
    ]),
  );
}
