/**
 * Text that may stand in the page as it is: made by `html`, a checked data: URI, or the page's own
 * style and script.
 */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What may stand in HTML: text is escaped, nothing is left out, lists are joined. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/**
 * The only way to markup: what is put into the template is text, and escaped, unless it is itself
 * made by `html`. Numbers are written as they are; null, undefined and false are nothing; lists are
 * joined.
 */
export function html(parts: TemplateStringsArray, ...contents: Content[]): Html {
  let markup = parts[0]!;
  for (let i = 0; i < contents.length; i++) markup += markupOf(contents[i]) + parts[i + 1]!;
  return new Html(markup);
}

function markupOf(content: Content): string {
  if (content instanceof Html) return content.markup;
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return String(content);
  if (!content) return '';
  let markup = '';
  for (const one of content) markup += markupOf(one);
  return markup;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Control characters, and those that turn the direction of the text around them and so could
 * disguise a name.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Text safe between tags and between quotes. */
const escapeText = (text: string): string =>
  text.replace(UNPRINTABLE, '\ufffd').replace(/[&<>"']/g, (c) => entities[c]!);
