/** Keys of a sky map, relative to the run. */
export const skyKeys = {
  plan: 'plan/plan.json',
  /** every image of the plan, its place being its line */
  images: 'plan/images.jsonl',
  /** what the map over the images fans out over */
  chunks: 'lists/chunks.jsonl',
  overlapItems: 'plan/overlaps.jsonl',
  overlapGroup: (group: number) => `plan/overlaps/${group}.json`,
  plateItems: 'plan/plates.jsonl',
  platePlan: (band: string, npix: number) => `plan/plates/${band}/${npix}.json`,
  pictureItems: 'plan/pictures.jsonl',
  refusals: 'plan/failures.jsonl',
  overlaps: (group: number) => `overlaps/${group}.json`,
  /** what is to be subtracted from each image: a, b, c by place, float64, little-endian */
  planes: 'background/planes.bin',
  pairs: 'background/pairs.jsonl',
  fixed: 'background/fixed.json',
  tiles: (band: string, npix: number) => `tiles/${band}/${npix}.tiles`,
  histogram: (band: string, npix: number) => `histograms/${band}/${npix}.bin`,
  mergedHistogram: (band: string) => `histograms/${band}/all.bin`,
  stretch: 'stretch.json',
  /** the colour model of Lupton et al. */
  lupton: 'lupton.json',
  /** the images of each tile of a plate */
  provenance: (band: string, npix: number) => `tiles/${band}/${npix}.images.jsonl`,
  /** what the surveys have in a base cell */
  hipsCell: (cell: number) => `plan/hips/${cell}.json`,
  hips: (survey: string, path: string) => `hips/${survey}/${path}`,
} as const;

/** The name of the colour survey's folder. */
export const COLOUR_SURVEY = 'colour';
