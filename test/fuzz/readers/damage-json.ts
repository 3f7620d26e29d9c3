import type { Random } from '../../../shared/core/random.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Values that stand where another kind was meant. */
const strange: readonly Json[] = [
  ...[
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    1e308,
    '',
    'x',
    '__proto__',
    '../x',
    '%zz',
    '\u0000',
  ],
  ...[[], {}, [null], { x: {} }, 's3://a/b', 'file:///etc/passwd', 'x'.repeat(2000)],
];

/** Every place of a value: what holds it, and under which name or index. */
function placesOf(value: Json): [holder: Json[] | { [name: string]: Json }, name: string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [value, name] as [typeof value, string],
    ...placesOf(inner),
  ]);
}

/** A value as text, changed in some places, and JSON still; undefined of what is none. */
export function damagedJson(text: string, words: readonly string[], random: Random) {
  const below = (count: number) => Math.floor(random.uniform() * count);
  let root: Json;
  try {
    root = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (let count = 1 + below(3); count > 0; count--) {
    const places = placesOf(root);
    if (places.length === 0) break;
    const [holder, name] = places[below(places.length)]! as [{ [name: string]: Json }, string];
    const word = words.length > 0 ? words[below(words.length)]! : 'x';
    const [other, its] = places[below(places.length)]! as [{ [name: string]: Json }, string];
    const old = holder[name]!;
    const changed: readonly Json[] = [
      strange[below(strange.length)]!,
      word,
      typeof old === 'string' ? old + word : old,
      other[its]!,
      Array.from({ length: 1 + below(6) }, () => old),
    ];
    const which = below(changed.length + 2);
    if (which < changed.length) holder[name] = structuredClone(changed[which]!);
    else if (which === changed.length) delete holder[name];
    else if (!Array.isArray(holder)) holder[word] = structuredClone(old);
  }
  return JSON.stringify(root);
}
