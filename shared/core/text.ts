/** Most characters of a sentence with somebody else's words in it. */
const LONGEST_TEXT = 1_000;

/**
 * Most characters of a header value: a card holds 68, and what is continued over many is no unit,
 * filter or name.
 */
export const LONGEST_VALUE = 80;

/**
 * What a terminal, a log or a page could take for a command, or for the end of a line; and halves
 * of characters.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Text of many lines as a terminal may show it: what it could take for a command stands there as
 * `\\u` and its code, as JSON has it.
 */
export const forTerminal = (text: string): string =>
  text.replace(UNPRINTABLE, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A percent-encoded text, decoded; as it stands where it has a % of its own. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Text that came from outside (a line, a header, a message) as it may stand anywhere: on one line,
 * U+FFFD for each unprintable character (white space for tabs and line ends), cut to `most`
 * characters, which is then said.
 */
export function plainText(text: string, most = LONGEST_TEXT): string {
  const plain = text
    .slice(0, most)
    .replace(/[\t\r\n]+/g, ' ')
    .replace(UNPRINTABLE, '\ufffd');
  return text.length > most ? `${plain} … (cut: ${text.length} characters)` : plain;
}
