/** The state machines, by name: what the stages are, in their order. */
import { backgrounds, bandPlans, bandSums, headers, overlaps, planned, sorted } from './stages.ts';
import { listStage, machineOf, mapStage, partsStage, reduceStage } from './template.ts';

/** The state machines by name, as ASL. */
export const machines: Record<string, object> = {
  mosaic: machineOf(
    'mosaic',
    'From overlapping images to mosaics on any grid, with matched backgrounds: bands, tiles, strips. Only keys travel.',
    'Images',
    {
      ...listStage('mosaic', headers),
      Plan: reduceStage('Sorts the images by band; the grid', 'PlanMosaics', 'PlanBands', sorted),
      ...bandPlans(
        'PlanMosaics',
        'Tiles and strips, which images each needs, and which are compared: band by band',
      ),
      JoinBands: reduceStage('What is to be done of all bands', 'PlanMosaics', 'Overlaps', {
        payload: { step: 'join', 'batchSize.$': '$.batchSize' },
        ResultSelector: {
          'bands.$': '$.Payload.matching',
          'perChild.$': '$.Payload.perChild',
        },
        ResultPath: '$.matching',
      }),
      Overlaps: overlaps,
      ...backgrounds('Strips'),
      Strips: mapStage({
        stage: 'strips',
        comment: 'Images onto some rows of a mosaic',
        items: planned('strips'),
        functionName: 'PaintStrips',
        largeFunction: 'PaintStripsLarge',
        next: 'BandSums',
      }),
      ...bandSums('mosaic'),
      Stretch: reduceStage('One brightness scale per band', 'MakeStretch', 'Mosaics', {
        payload: { machine: 'mosaic' },
      }),
      Mosaics: mapStage({
        stage: 'mosaics',
        comment: 'Strips into the file of a mosaic, and its picture',
        items: planned('mosaics'),
        functionName: 'WriteMosaics',
        largeFunction: 'WriteMosaicsLarge',
        next: 'CutReport',
      }),
    },
  ),
  'detect-sources': machineOf(
    'detect-sources',
    'Sources of every image of a list: fan out, merge, report. Only keys travel.',
    'Detections',
    {
      ...listStage('detect-sources', {
        stage: 'detections',
        comment: 'Sources of each image',
        functionName: 'DetectSources',
        largeFunction: 'DetectSourcesLarge',
        next: 'MergeCatalogue',
      }),
      MergeCatalogue: reduceStage(
        'One Parquet data set of all catalogues; a large one is cut into volumes',
        'MergeCatalogue',
        'AreVolumesMany',
        { ResultSelector: { 'volumes.$': '$.Payload.volumes' }, ResultPath: '$.merging' },
      ),
      AreVolumesMany: {
        Comment: 'What has the rows of one volume is merged already',
        Type: 'Choice',
        Choices: [{ Variable: '$.merging.volumes', NumericGreaterThan: 0, Next: 'Volumes' }],
        Default: 'IsMatched',
      },
      Volumes: mapStage({
        stage: 'volumes',
        comment: 'Neighbouring parts of the merged catalogue',
        items: planned('volumes'),
        functionName: 'MergeVolumes',
        largeFunction: 'MergeVolumesLarge',
        next: 'IsMatched',
      }),
      IsMatched: {
        Comment: 'Objects of the detections of several images, where they are asked for',
        Type: 'Choice',
        Choices: [{ Variable: '$.isMatched', BooleanEquals: true, Next: 'Matching' }],
        Default: 'WriteReport',
      },
      Matching: reduceStage(
        'Cuts the sky into cells of as many detections, and says which images each needs',
        'PlanMatches',
        'Matches',
      ),
      Matches: mapStage({
        stage: 'matches',
        comment: 'Objects of each cell, and their measurements',
        items: planned('matches'),
        functionName: 'MatchSources',
        largeFunction: 'MatchSourcesLarge',
        next: 'Tables',
      }),
      Tables: reduceStage(
        'What makes one HATS collection of the rows of all cells',
        'BuildTables',
        'WriteReport',
      ),
    },
  ),
  'sky-map': machineOf(
    'sky-map',
    'From overlapping images to HiPS surveys, one per band and one in colour, with matched backgrounds and one stretch. Only keys travel.',
    'Images',
    {
      ...listStage('sky-map', headers),
      Plan: reduceStage(
        'Sorts the images by band; the order of the tiles',
        'PlanSky',
        'PlanBands',
        sorted,
      ),
      ...bandPlans(
        'PlanSky',
        'Which images each plate needs, and which images are compared: band by band',
      ),
      JoinBands: reduceStage('What is to be done of all bands', 'PlanSky', 'AreBandsAlike', {
        payload: { step: 'join', 'batchSize.$': '$.batchSize' },
        ResultSelector: {
          'bands.$': '$.Payload.matching',
          'isDeeper.$': '$.Payload.isDeeper',
          'perChild.$': '$.Payload.perChild',
        },
        ResultPath: '$.matching',
      }),
      AreBandsAlike: {
        Comment: 'Where a band needs smaller plates than others have, all are planned with such',
        Type: 'Choice',
        Choices: [{ Variable: '$.matching.isDeeper', BooleanEquals: true, Next: 'PlanBands' }],
        Default: 'Overlaps',
      },
      Overlaps: overlaps,
      ...backgrounds('PaintOnce'),
      PaintOnce: {
        Type: 'Pass',
        Result: { isRepainted: false },
        ResultPath: '$.tiles',
        Next: 'Tiles',
      },
      Tiles: mapStage({
        stage: 'tiles',
        comment: "Images onto the tiles of a plate, their parents, and the plate's histogram",
        items: planned('plates'),
        perChild: '$.matching.perChild.plates',
        functionName: 'PaintTiles',
        largeFunction: 'PaintTilesLarge',
        next: 'BandSums',
      }),
      ...bandSums('sky-map'),
      Stretch: reduceStage(
        'One brightness scale per band, and what is drawn',
        'MakeStretch',
        'AnyMixed',
        {
          payload: { 'isRepainted.$': '$.tiles.isRepainted', 'batchSize.$': '$.batchSize' },
          ResultSelector: {
            'isMixed.$': '$.Payload.isMixed',
            'cells.$': '$.Payload.cells',
            'perChild.$': '$.Payload.perChild',
          },
          ResultPath: '$.stretch',
        },
      ),
      AnyMixed: {
        Comment:
          'An image that changed while plates were painted is in some of them only: these are painted again, once',
        Type: 'Choice',
        Choices: [{ Variable: '$.stretch.isMixed', BooleanEquals: true, Next: 'PaintAgain' }],
        Default: 'Pictures',
      },
      PaintAgain: {
        Type: 'Pass',
        Result: { isRepainted: true },
        ResultPath: '$.tiles',
        Next: 'Tiles',
      },
      Pictures: mapStage({
        stage: 'pictures',
        comment: 'Tiles as PNG, grey and in colour',
        items: planned('pictures'),
        perChild: '$.stretch.perChild',
        functionName: 'DrawPictures',
        largeFunction: 'DrawPicturesLarge',
        next: 'LowOrders',
      }),
      ...partsStage('LowOrders', {
        comment: 'The orders above the plates, of each of the twelve base cells that has any',
        parts: '$.stretch.cells',
        part: { 'cell.$': '$$.Map.Item.Value' },
        functionName: 'BuildHips',
        next: 'Hips',
      }),
      Hips: reduceStage(
        'What joins the base cells: Allsky, MOC, properties',
        'BuildHips',
        'CutReport',
      ),
    },
  ),
};
