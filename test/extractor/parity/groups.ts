/** Columns that are compared, by what they are of. */
export const columnGroups: Record<string, readonly string[]> = {
  centres: ['X_IMAGE', 'Y_IMAGE'],
  windowed: ['XWIN_IMAGE', 'YWIN_IMAGE', 'ERRX2WIN_IMAGE', 'FLUX_WIN', 'SNR_WIN'],
  shapes: ['A_IMAGE', 'B_IMAGE', 'THETA_IMAGE', 'ERRX2_IMAGE', 'ELLIPTICITY'],
  isophotes: ['FLUX_ISO', 'FLUXERR_ISO', 'FLUX_ISOCOR', 'ISOAREA_IMAGE', 'ISOAREAF_IMAGE'],
  apertures: ['FLUX_APER(2)', 'FLUXERR_APER(2)'],
  AUTO: ['FLUX_AUTO', 'FLUXERR_AUTO', 'KRON_RADIUS'],
  PETRO: ['FLUX_PETRO', 'PETRO_RADIUS'],
  radii: ['FLUX_RADIUS(2)', 'FWHM_IMAGE'],
  peaks: ['XPEAK_IMAGE', 'YPEAK_IMAGE', 'FLUX_MAX', 'MU_MAX'],
  levels: ['BACKGROUND', 'THRESHOLD'],
  flags: ['FLAGS'],
};

const columns = Object.values(columnGroups).flat();

/** The lines of a `.param` that asks for them. */
export const parityParam = `${columns.join('\n')}\n`;

/** Their names, one for each number of a row: FLUX_APER_1 … */
export const namesOf = (group: readonly string[]): string[] =>
  group.flatMap((column) => {
    const [, name = column, count] = column.match(/^(\w+)\((\d)\)$/) ?? [];
    return count === undefined
      ? [name]
      : Array.from({ length: Number(count) }, (_, i) => `${name}_${i + 1}`);
  });
