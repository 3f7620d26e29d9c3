/** Stages that sky maps and mosaics have in common. */
import { mapStage, partsStage, type States } from './template.ts';

/** Where the items of a map stand in the plan. */
export const planned = (list: string) => ({
  'Key.$': `States.Format('{}plan/${list}.jsonl', $.prefix)`,
});

/** What sky maps and mosaics have in common: the headers of the list, and overlaps. */
export const headers = {
  stage: 'images',
  comment: 'Headers: where each image lies, its band, its scale',
  functionName: 'ReadImages',
  largeFunction: 'ReadImages',
  next: 'Plan',
} as const;
/** The map over the groups of overlapping images. */
export const overlaps = mapStage({
  stage: 'overlaps',
  comment: 'Differences of overlapping images',
  items: planned('overlaps'),
  perChild: '$.matching.perChild.overlaps',
  functionName: 'MeasureOverlaps',
  largeFunction: 'MeasureOverlapsLarge',
  next: 'Background',
});
/** The first step of a plan, which answers the bands. */
export const sorted = {
  payload: { step: 'sort' },
  ResultSelector: { 'bands.$': '$.Payload.bands' },
  ResultPath: '$.planned',
};
/** The plan of each band. */
export const bandPlans = (functionName: string, comment: string): States =>
  partsStage('PlanBands', {
    comment,
    parts: '$.planned.bands',
    part: { 'band.$': '$$.Map.Item.Value' },
    functionName,
    next: 'JoinBands',
  });
/** Backgrounds band by band, each by the function that has the memory for so many images. */
export const backgrounds = (next: string): States =>
  partsStage('Background', {
    comment: 'One plane per image, so that neighbours agree: band by band',
    parts: '$.matching.bands',
    part: { 'band.$': '$$.Map.Item.Value.band' },
    isLarge: '$$.Map.Item.Value.isLarge',
    functionName: 'MatchBackground',
    next,
  });

/** The histograms of each band. */
export const bandSums = (machine: string): States =>
  partsStage('BandSums', {
    comment: 'All histograms of a band into one: band by band',
    parts: '$.matching.bands',
    part: { 'band.$': '$$.Map.Item.Value.band', machine },
    functionName: 'MakeStretch',
    next: 'Stretch',
  });
