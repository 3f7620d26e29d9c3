import { describe, expect, it } from 'vitest';
import { imagesOfCells } from '../../functions/plan-matches/images-of-cells.ts';
import type { ImageToMatch } from '../../functions/plan-matches/read-images.ts';
import { CROWD_ORDER, FINE_ORDER } from '../../shared/core/catalogue/counts.ts';

const image = (uri: string, cells: number[], crowded: number[] = []): ImageToMatch => ({
  ...{ uri, sources: `${uri}.parquet`, pictures: [], cells, crowded },
});

describe('the images of a cell', () => {
  it('are those whose crowd lies in or around it, not elsewhere in the same pixel', () => {
    const pixel = 1_000_000;
    const images = [
      image('whole', [pixel]),
      image('first corner', [pixel], [64 * pixel]),
      image('last corner', [pixel], [64 * pixel + 63]),
      image('elsewhere', [pixel + 40]),
    ];
    const namesIn = (order: number, npix: number) =>
      [...imagesOfCells([{ order, npix }], images, 0.1)].flatMap(({ images: own }) =>
        own.map(({ uri }) => uri),
      );
    expect(namesIn(FINE_ORDER, pixel)).toEqual(['whole', 'first corner', 'last corner']);
    expect(namesIn(CROWD_ORDER, 64 * pixel)).toEqual(['whole', 'first corner']);
    expect(namesIn(CROWD_ORDER, 64 * pixel + 63)).toEqual(['whole', 'last corner']);
    expect(namesIn(CROWD_ORDER, 64 * pixel + 21)).toEqual(['whole']);
  });
});
