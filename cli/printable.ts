import { percentDecoded, plainText } from '../shared/core/text.ts';

/** A `file:` address as it stands in the run's records: up to what cannot be in one. */
const FILE_ADDRESS = /file:\/\/(\/[^\s"'<>]*)/g;

/**
 * Text of a header, a list or an error as a terminal may show it: no control character steers the
 * terminal, and files of this machine stand there as paths.
 */
export const printable = (text: string): string =>
  plainText(text.replace(FILE_ADDRESS, (_, path: string) => percentDecoded(path)));

/**
 * A failure of a line: its address, and what was wrong with it, which need not say the address
 * again.
 */
export function failureText(uri: string, message: string): string {
  const rest =
    message.startsWith(`${uri} `) || message.startsWith(`${uri}:`)
      ? message.slice(uri.length)
      : `: ${message}`;
  return cut(printable(uri)) + cut(printable(rest));
}

/** A long line would break the lines around it. */
export const cut = (text: string): string =>
  text.length > 220 ? `${text.slice(0, 150)} … ${text.slice(-60)}` : text;
