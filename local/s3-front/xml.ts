const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** `<name>…</name>`: texts are escaped, elements made by this function are put in as they are. */
export class Element {
  readonly xml: string;

  constructor(name: string, content: Children, attributes = '') {
    this.xml = `<${name}${attributes}>${render(content)}</${name}>`;
  }
}

/** What stands in an XML element: text, one element or several. */
export type Children = string | number | boolean | Element | readonly Element[];

function render(content: Children): string {
  if (content instanceof Element) return content.xml;
  if (typeof content === 'object') return content.map((element) => element.xml).join('');
  return String(content).replace(/[&<>"\r]/g, (char) => escapes[char] ?? char);
}

/** An XML element; text in it is escaped when it is written. */
export const element = (name: string, content: Children): Element => new Element(name, content);

/** A whole document in S3's namespace. */
export const document = (name: string, content: Children): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${new Element(name, content, ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"').xml}`;

/**
 * The contents of all elements of a name, in order, as they stand. Enough for the four plain
 * documents that clients send. In the time of one look at each character, whatever is not closed.
 */
export function contentsOf(xml: string, name: string): string[] {
  const contents: string[] = [];
  const [begin, end] = [`<${name}`, `</${name}>`];
  for (let at = xml.indexOf(begin); at >= 0; at = xml.indexOf(begin, at + 1)) {
    if (!/[\s>]/.test(xml.charAt(at + begin.length))) continue; // a longer name
    const open = xml.indexOf('>', at);
    const close = open < 0 ? -1 : xml.indexOf(end, open);
    if (close < 0) break;
    contents.push(xml.slice(open + 1, close));
    at = close;
  }
  return contents;
}

/** The text of the first element of a name. */
export const elementText = (xml: string, name: string): string | undefined =>
  contentsOf(xml, name)[0]?.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex, decimal, entity) => {
      if (entity) return entities[entity] ?? whole;
      const point = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );
