/** Elements without an end. */
const empty = new Set(['br', 'img', 'input', 'link', 'meta', 'hr', 'col']);
/** Begin or end of an element, a comment, or text. */
const TOKEN = /<!--[\s\S]*?-->|<!\w[^>]*>|<(\/?)([a-zA-Z][\w-]*)([^>]*?)(\/?)>|([^<]+)/g;
const ATTRIBUTE = /([\w-]+)(?:="([^"]*)")?/g;

/**
 * The fields of a page of ours: texts and attributes by the place where they stand, which is the
 * elements around them with their classes and ids (`table.tasks tr td.time`); of a `dd` also the
 * words of its `dt`, of a `td` those of a `th` before it in its row. Several of one place are in
 * alphabetical order: rows may be sorted by what may differ.
 */
export function fieldsOf(html: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  const around: string[] = [];
  let term = '';
  const add = (place: string, value: string): void => {
    const values = fields.get(place) ?? [];
    fields.set(place, values);
    values.push(value);
  };
  for (const [, end, tag = '', attributes = '', selfClosing, text] of html.matchAll(TOKEN)) {
    if (text !== undefined) {
      const words = text.trim();
      if (words === '') continue;
      if (/^(dt|th)\b/.test(around.at(-1) ?? '')) term = words;
      add(around.join(' '), words);
    } else if (end) around.splice(around.findLastIndex((one) => one.split(/[.#(]/, 1)[0] === tag));
    else if (tag !== '') {
      const given = [...attributes.matchAll(ATTRIBUTE)].map(
        ([, name = '', value = '']) => [name, value] as const,
      );
      const named = (name: string, sign: string) => {
        const value = given.find(([one]) => one === name)?.[1];
        return value ? sign + value.replaceAll(' ', '.') : '';
      };
      const label = `${tag}${named('class', '.')}${named('id', '#')}`;
      if (tag === 'tr') term = '';
      const isTold = (tag === 'dd' || tag === 'td') && term !== '';
      around.push(isTold ? `${label}(${term})` : label);
      for (const [name, value] of given) add(`${around.join(' ')} [${name}]`, value);
      if (selfClosing || empty.has(tag)) around.pop();
    }
  }
  for (const values of fields.values()) values.sort();
  return fields;
}

/** Places whose values differ, or that one page has alone. */
export function placesThatDiffer(a: string, b: string): string[] {
  const [x, y] = [fieldsOf(a), fieldsOf(b)];
  const places = [...new Set([...x.keys(), ...y.keys()])].sort();
  return places.filter((place) => JSON.stringify(x.get(place)) !== JSON.stringify(y.get(place)));
}
