/**
 * Keys of a run that makes mosaics, relative to the run; those of images and overlaps are a sky
 * map's.
 */
export const mosaicKeys = {
  plan: 'plan/plan.json',
  /** what is decided over all bands before each is planned */
  grid: 'plan/grid.json',
  /** of a band: items of the maps to come */
  bandStrips: (band: string) => `plan/of-bands/${band}/strips.jsonl`,
  bandMosaics: (band: string) => `plan/of-bands/${band}/mosaics.jsonl`,
  stripItems: 'plan/strips.jsonl',
  mosaicItems: 'plan/mosaics.jsonl',
  mosaicPlan: (band: string, name: string) => `plan/mosaics/${band}/${name}.json`,
  /** planes of a strip, one after another, as they stand in the file */
  strip: (band: string, name: string, strip: number) => `strips/${band}/${name}/${strip}.planes`,
  /** what the planes are */
  stripFacts: (band: string, name: string, strip: number) => `strips/${band}/${name}/${strip}.json`,
  histogram: (band: string, name: string, strip: number) =>
    `histograms/${band}/${name}-${strip}.bin`,
  mosaic: (band: string, name: string) => `mosaics/${band}/${name}.fits`,
  preview: (band: string, name: string) => `mosaics/${band}/${name}.jpg`,
  page: (band: string, name: string) => `mosaics/${band}/${name}.html`,
} as const;
