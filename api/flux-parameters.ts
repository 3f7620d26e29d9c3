/** What every machine that measures fluxes takes. */
export interface FluxParameters {
  /** magnitude of one unit of the pixels, of all images; by default the header's */
  readonly zeropoint?: number | undefined;
  /** bits of the data quality that say nothing against a pixel: `96`, `64,32`, `~DO_NOT_USE` */
  readonly bits?: string | undefined;
}
