/**
 * What an observatory's script does with each of the cases' pipelines: the search, and who reads
 * its results. `field.ref` and the configurations of SCAMP and PSFEx stand beside.
 */
export const scripts: Readonly<Record<string, string>> = {
  tiles: `
    source-extractor ../images/meas.fits -c tiles.sex
    psfex tiles.cat -c psfex.conf -PSFVAR_DEGREES 0 -SAMPLE_MINSN 5
  `,
  astrom: `
    source-extractor ../images/field.fits -c astrom.sex
    scamp astrom.cat -c scamp.conf -ASTREFCAT_NAME field.ref -WRITE_XML N
    cp ../images/field.fits astrom.fits
    SWarp astrom.fits -IMAGEOUT_NAME astrom_coadd.fits -SUBTRACT_BACK N -WRITE_XML N
  `,
  plates: 'source-extractor ../images/plate.fits -c plates.sex',
  fwhm: `
    source-extractor ../images/field.fits -c fwhm.sex
    SWarp fwhm_obj.fits -IMAGEOUT_NAME fwhm_coadd.fits -SUBTRACT_BACK N -WRITE_XML N
  `,
  rmspair: `
    source-extractor ../images/det.fits,../images/meas.fits -c rmspair.sex
    SWarp rp_obj.fits -IMAGEOUT_NAME rp_coadd.fits -SUBTRACT_BACK N -WRITE_XML N
  `,
  absolute: 'source-extractor ../images/meas.fits -c absolute.sex',
};

/** Where the catalogue of a script stands, and what else it leaves to be looked at. */
export const results: Readonly<Record<string, { images: readonly string[]; isLdac: boolean }>> = {
  tiles: { images: [], isLdac: true },
  astrom: { images: ['astrom_coadd.fits'], isLdac: true },
  plates: { images: [], isLdac: false },
  fwhm: { images: ['fwhm_seg.fits', 'fwhm_obj.fits', 'fwhm_coadd.fits'], isLdac: true },
  rmspair: { images: ['rp_seg.fits', 'rp_obj.fits', 'rp_coadd.fits'], isLdac: false },
  absolute: { images: ['abs_seg.fits'], isLdac: false },
};
