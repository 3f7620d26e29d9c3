/** What the images of a survey have in common. */
export interface SurveyFacts {
  /** MJD */
  epochs?: [number, number] | undefined;
  /** metres */
  wavelengths?: [number, number] | undefined;
  /** of the finest image, degrees */
  imageScale?: number | undefined;
}

/** Of one image; its scale in arcsec. */
export const factsOfImage = ({
  epoch,
  wavelengths,
  pixelScale,
}: {
  epoch: [number, number] | null;
  wavelengths: [number, number] | null;
  pixelScale: number;
}): SurveyFacts => ({
  epochs: epoch ?? undefined,
  wavelengths: wavelengths ?? undefined,
  imageScale: pixelScale / 3600,
});

/** Of several together. */
export const jointFacts = (facts: readonly SurveyFacts[]): SurveyFacts => ({
  epochs: hull(facts.map(({ epochs }) => epochs)),
  wavelengths: hull(facts.map(({ wavelengths }) => wavelengths)),
  imageScale: hull(
    facts.map(({ imageScale: scale }) => (scale === undefined ? undefined : [scale, scale])),
  )?.[0],
});

function hull(ranges: ([number, number] | undefined)[]): [number, number] | undefined {
  const known = ranges.filter((range) => range !== undefined);
  if (known.length === 0) return undefined;
  return [Math.min(...known.map(([least]) => least)), Math.max(...known.map(([, most]) => most))];
}
