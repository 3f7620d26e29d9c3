/** `image.fits[2]`, `image.fits[SCI,2]`: the file, and what stands in brackets behind it. */
export function splitHdu(address: string): { file: string; hdu: string | undefined } {
  const [, file = address, hdu] = address.match(/^(.*?)(?:\[([A-Za-z0-9_,]+)\])?$/s) ?? [];
  return { file, hdu };
}
