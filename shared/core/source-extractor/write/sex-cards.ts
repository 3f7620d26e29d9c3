import type { CardToWrite } from '../../fits/write.ts';
import type { SearchedExtension, SourceCatalogue } from '../source-catalogue.ts';

/** Apertures that the header has room for. */
const APERTURES = 4;

/**
 * FITSFILE to SEXDWSCL of one searched image, as they stand behind its own cards in LDAC_IMHEAD:
 * PSFEx takes SEXBKDEV and SEXGAIN from them. What depends on the day (SEXDATE, SEXTIME, SEXELAPS)
 * is left out: the same image gives the same bytes.
 */
export function sexCards(
  catalogue: SourceCatalogue,
  { table, number }: SearchedExtension,
): CardToWrite[] {
  const { configuration, image, extensions, columns } = catalogue;
  const { facts } = table;
  const [meshWidth = 0, meshHeight = meshWidth] = configuration.BACK_SIZE;
  const [filterWidth = 0, filterHeight = filterWidth] = configuration.BACK_FILTERSIZE;
  const apertures = Array.from(
    { length: APERTURES },
    (_, i) => configuration.PHOT_APERTURES[i] ?? 0,
  );
  const [autoFactor, autoLeast] = configuration.PHOT_AUTOPARAMS;
  const [petroFactor, petroLeast] = configuration.PHOT_PETROPARAMS;
  return [
    card('FITSFILE', image, 'file of the searched image'),
    card('FITSEXT', number, 'its number in the file'),
    card('FITSNEXT', extensions.length, 'searched images of the file'),
    card('SEXVERS', 'Starfan', 'extraction software'),
    card('SEXBKGND', facts.background, 'median of the background (ADU)'),
    card('SEXBKDEV', facts.rms, 'median rms of the background (ADU)'),
    card('SEXTHLD', facts.threshold, 'detection threshold (ADU)'),
    card('SEXATHLD', facts.analysisThreshold, 'analysis threshold (ADU)'),
    card('SEXNDET', facts.detected, 'sources before cleaning'),
    card('SEXNFIN', facts.extracted, 'sources in the catalogue'),
    card('SEXNPARA', columns.length, 'parameters a source'),
    card('SEXPXSCL', facts.pixelScale, 'pixel scale (arcsec)'),
    card('SEXSFWHM', configuration.SEEING_FWHM[0], 'FWHM of stars (arcsec)'),
    card('SEXNNWF', configuration.STARNNW_NAME[0], 'neural network of CLASS_STAR'),
    card('SEXGAIN', facts.gain, 'gain (e-/ADU)'),
    card('SEXFLTR', configuration.FILTER[0], 'filtered before detection'),
    card('SEXFILTN', configuration.FILTER_NAME[0], 'filter'),
    card('SEXMINAR', configuration.DETECT_MINAREA[0], 'least area (pixels)'),
    card('SEXDBLDN', configuration.DEBLEND_NTHRESH[0], 'deblending thresholds'),
    card('SEXDBLDC', configuration.DEBLEND_MINCONT[0], 'deblending contrast'),
    card('SEXCLN', configuration.CLEAN[0], 'cleaned'),
    card('SEXCLNPA', configuration.CLEAN_PARAM[0], 'cleaning parameter'),
    card('SEXCLNST', configuration.MEMORY_OBJSTACK[0], 'cleaning stack'),
    ...apertures.map((diameter, i) => card(`SEXAPED${i + 1}`, diameter, 'aperture (pixels)')),
    card('SEXAUTP1', autoFactor, 'AUTO: Kron factor'),
    card('SEXAUTP2', autoLeast, 'AUTO: least scale'),
    card('SEXPETP1', petroFactor, 'PETRO: Petrosian factor'),
    card('SEXPETP2', petroLeast, 'PETRO: least scale'),
    card('SEXSATLV', facts.saturation, 'saturation level (ADU)'),
    card('SEXMGZPT', configuration.MAG_ZEROPOINT[0], 'magnitude of 1 ADU'),
    card('SEXMGGAM', configuration.MAG_GAMMA[0], 'gamma of the emulsion'),
    card('SEXBKGSX', meshWidth, 'background mesh, width (pixels)'),
    card('SEXBKGSY', meshHeight, 'background mesh, height (pixels)'),
    card('SEXBKGFX', filterWidth, 'background filter, width (cells)'),
    card('SEXBKGFY', filterHeight, 'background filter, height (cells)'),
    card('SEXPBKGS', configuration.BACKPHOTO_THICK[0], 'ring of the local background (pixels)'),
    card('SEXPIXSK', configuration.MEMORY_PIXSTACK[0], 'pixel stack (pixels)'),
    card('SEXFBUFS', configuration.MEMORY_BUFSIZE[0], 'image buffer (rows)'),
    card('SEXMWSCL', facts.weightScale, 'factor of the measurement weights'),
    card('SEXDWSCL', facts.weightScale, 'factor of the detection weights'),
  ];
}

const card = (keyword: string, value: CardToWrite['value'], comment: string): CardToWrite => ({
  keyword,
  value,
  comment,
});
