import { percentDecoded } from '../core/text.ts';

/** The name of an image's file, as a person wrote it: the last part of its address. */
export const nameOfFile = (uri: string): string =>
  percentDecoded(uri.slice(uri.lastIndexOf('/') + 1));
