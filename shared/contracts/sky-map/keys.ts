/** Keys of a sky map, relative to the run. */
export const skyKeys = {
  plan: 'plan/plan.json',
  bands: 'plan/bands.jsonl',
  /** what is decided over all bands before each is planned, and the images that were left out */
  depth: 'plan/depth.json',
  unsorted: 'plan/unsorted.jsonl',
  /** of a band: its plan, items of the maps to come, and images that it leaves out */
  bandPlan: (band: string) => `plan/of-bands/${band}/plan.json`,
  bandOverlaps: (band: string) => `plan/of-bands/${band}/overlaps.jsonl`,
  bandPlates: (band: string) => `plan/of-bands/${band}/plates.jsonl`,
  bandRefusals: (band: string) => `plan/of-bands/${band}/failures.jsonl`,
  /** images of a band in the order of the list, so many to a part */
  images: (band: string, part: number) => `plan/images/${band}/${part}.jsonl`,
  /** what the map over the images fans out over */
  chunks: 'lists/chunks.jsonl',
  overlapItems: 'plan/overlaps.jsonl',
  overlapGroups: (band: string, pack: number) => `plan/overlaps/${band}/${pack}.jsonl`,
  plateItems: 'plan/plates.jsonl',
  platePlans: (band: string, pack: number) => `plan/plates/${band}/${pack}.json`,
  pictureItems: 'plan/pictures.jsonl',
  refusals: 'plan/failures.jsonl',
  /**
   * what is to be subtracted from each image of a part: a, b, c by place, float64, little-endian
   */
  planes: (band: string, part: number) => `background/${band}/${part}.bin`,
  pairs: (band: string) => `background/${band}/pairs.jsonl`,
  fixed: (band: string) => `background/${band}/fixed.json`,
  tiles: (band: string, npix: number) => `tiles/${band}/${npix}.tiles`,
  histogram: (band: string, npix: number) => `histograms/${band}/${npix}.bin`,
  /** of a band: the sum of its histograms, and what went into it */
  mergedHistogram: (band: string) => `histograms/${band}/all.bin`,
  bandSum: (band: string) => `histograms/${band}/all.json`,
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
