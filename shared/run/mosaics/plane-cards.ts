import { VERSION } from '../../contracts/version.ts';
import type { CardToWrite } from '../../core/fits/write.ts';
import { RADIANS_PER_ARCSEC } from '../../core/sphere/angle.ts';
import type { MosaicWork } from './load-work.ts';

/** What the headers of a mosaic say of it. */
export type DescribedMosaic = Pick<MosaicWork, 'tile' | 'band' | 'parameters' | 'title'> & {
  /** in its grid */
  name: string;
  /** images that were read */
  used: number;
};

/** What each plane is, in a comment of its header. */
const meanings: Readonly<Record<string, string>> = {
  SCI: 'NaN where no image has a value',
  WHT: 'sum of the weights of the images that have a value',
  COV: 'how many images have a value here; parts of pixels count as parts',
  ERR: 'standard deviation of SCI; noise of neighbours is not independent',
  CTX: 'bit i % 32 of plane i / 32: image i of the table INPUTS (from 0) has a value here',
};

/** The cards of one plane of a mosaic. */
export function planeCards(mosaic: DescribedMosaic, name: string): CardToWrite[] {
  const { tile, band } = mosaic;
  const kind = name.replace(/\d+$/, '');
  const plane = Number(name.slice(kind.length)) || undefined;
  const unit = kind === 'SCI' || kind === 'ERR' ? band.unit : '';
  return [
    { keyword: 'EXTNAME', value: kind },
    ...(plane === undefined
      ? []
      : [
          {
            keyword: 'EXTVER',
            value: plane,
            comment: `images ${32 * (plane - 1)} to ${32 * plane - 1}`,
          },
        ]),
    ...(kind === 'WHT' && band.combine === 'sum' ? [noInverseVariance] : []),
    ...tile.cards,
    ...(unit ? [{ keyword: 'BUNIT', value: unit }] : []),
    ...(kind === 'SCI' ? [...zeroPointCards(band), ...provenance(mosaic)] : []),
    comment(meanings[kind]!),
  ];
}

/** The noise of a sum grows with its weights: detection shall not take them for 1/σ². */
const noInverseVariance: CardToWrite = {
  keyword: 'EXTTYPE',
  value: 'EXPOSURE',
  comment: 'of a sum: not the inverse of its variance',
};

const zeroPointCards = ({ zeroPoint }: DescribedMosaic['band']): CardToWrite[] =>
  zeroPoint
    ? [
        { keyword: 'MAGZP', value: zeroPoint.magnitude, comment: 'magnitude of one unit of SCI' },
        ...(zeroPoint.system ? [{ keyword: 'MAGSYS', value: zeroPoint.system }] : []),
      ]
    : [];

const comment = (text: string): CardToWrite => ({
  keyword: 'COMMENT',
  value: undefined,
  comment: text,
});

function provenance(mosaic: DescribedMosaic): CardToWrite[] {
  const { band, parameters, tile, used, title, name } = mosaic;
  const { sampling, pixfrac, background } = parameters;
  const isLinear = String(tile.cards.find(({ keyword }) => keyword === 'CTYPE1')?.value).endsWith(
    'CAR',
  );
  return [
    { keyword: 'FILTER', value: band.name },
    { keyword: 'ORIGIN', value: `Starfan ${VERSION}` },
    { keyword: 'OBJECT', value: name, comment: 'name in its grid' },
    ...(tile.alias === undefined
      ? []
      : [
          {
            keyword: 'ALIAS',
            value: tile.alias,
            comment: 'the same tile in lists that end at 360',
          },
        ]),
    {
      keyword: 'NCOMBINE',
      value: used,
      comment: 'images, see the extension INPUTS',
    },
    { keyword: 'COMBINE', value: band.combine, comment: 'how values become one' },
    { keyword: 'SAMPLING', value: sampling, comment: 'how images are sampled' },
    ...(sampling === 'drizzle'
      ? [{ keyword: 'PIXFRAC', value: pixfrac, comment: 'side of a drop over that of its pixel' }]
      : []),
    {
      keyword: 'CONSERVE',
      value: band.conservesFlux ? 'flux' : 'brightness',
      comment: band.conservesFlux
        ? 'values grow with the area of the pixels'
        : 'values do not depend on the size of pixels',
    },
    { keyword: 'BACKGRND', value: background, comment: 'how backgrounds were matched' },
    {
      keyword: 'PIXAR_SR',
      value: (tile.wcs.pixelScale * RADIANS_PER_ARCSEC) ** 2,
      comment: `sr, of a pixel ${isLinear ? 'at latitude 0' : 'at the reference'}`,
    },
    ...(isLinear ? [comment('The area of a pixel is PIXAR_SR times cos(latitude).')] : []),
    comment(`Grid: ${title.replace(/°/g, ' deg').replace(/″/g, ' arcsec').replace(/×/g, 'x')}`),
  ];
}
