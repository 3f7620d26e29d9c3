/**
 * A run's parameters, by which the volumes of its merged catalogue have a row each; or again what
 * is usual. For files that start-run has written.
 */
export function withSmallVolumes(text: string, areSmall = true): string {
  const { catalogue: _, ...parameters } = JSON.parse(text);
  const catalogue = { rowsOfPart: 1, rowsOfVolume: 1 };
  return JSON.stringify(areSmall ? { ...parameters, catalogue } : parameters);
}
