import { type Item, withoutHdu } from '../contracts/lists.ts';
import { percentDecoded } from '../core/text.ts';

/** The name of an image's file, as a person wrote it: the last part of its address. */
export const nameOfFile = (uri: string): string =>
  percentDecoded(uri.slice(uri.lastIndexOf('/') + 1));

/** The name of the file whose light an item measures: the second one, where there are two. */
export const measuredFile = ({ uri, measure }: Pick<Item, 'uri' | 'measure'>): string =>
  nameOfFile(measure === undefined ? uri : withoutHdu(measure));
