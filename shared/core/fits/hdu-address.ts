/** `image.fits[2]`, `image.fits[SCI,2]`: the file, and what stands in brackets behind it. */
export function splitHdu(address: string): { file: string; hdu: string | undefined } {
  const [, file = address, hdu] = address.match(/^(.*?)(?:\[([A-Za-z0-9_,]+)\])?$/s) ?? [];
  return { file, hdu };
}

const IMAGE_END = String.raw`\.(?:fits?|fts|fz)(?:\.(?:gz|bz2|xz|Z))?(?:\[[^\]]*\])?`;
const pair = new RegExp(`^(.+?${IMAGE_END}),\\s*(.+${IMAGE_END})$`, 'i');

/**
 * `detect.fits,measure.fits`, as Source Extractor takes two images: that in which sources are found
 * and that in which they are measured. Undefined for what names one.
 */
export function splitPair(text: string): [detect: string, measure: string] | undefined {
  const [, detect, measure] = pair.exec(text) ?? [];
  return detect === undefined || measure === undefined ? undefined : [detect, measure];
}
