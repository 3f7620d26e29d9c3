import { expect, it } from 'vitest';
import { fieldsOf, placesThatDiffer } from '../foreign-aws/page-fields.ts';

const page = (seconds: string, name: string, rows: string[] = ['1 s', '2 s']) =>
  `<!doctype html><main id="m"><p class="a b">made<br>${name}</p><dl><dt>Work</dt><dd>${seconds}` +
  `<small>of all</small></dd></dl><table>${rows.map((row) => `<tr><th>Time</th><td>${row}</td></tr>`).join('')}</table>` +
  '<svg><rect width="5"/></svg></main>';

it('texts and attributes of a page by the place where they stand', () => {
  expect(Object.fromEntries(fieldsOf(page('7 s', 'x')))).toEqual({
    'main#m [id]': ['m'],
    'main#m p.a.b [class]': ['a b'],
    'main#m p.a.b': ['made', 'x'],
    'main#m dl dt': ['Work'],
    'main#m dl dd(Work)': ['7 s'],
    'main#m dl dd(Work) small': ['of all'],
    'main#m table tr th': ['Time', 'Time'],
    'main#m table tr td(Time)': ['1 s', '2 s'],
    'main#m svg rect [width]': ['5'],
  });
});

it('which places differ: not those whose rows stand in another order', () => {
  expect(placesThatDiffer(page('7 s', 'x'), page('7 s', 'x', ['2 s', '1 s']))).toEqual([]);
  expect(placesThatDiffer(page('7 s', 'x'), page('8 s', 'y', ['1 s', '3 s']))).toEqual([
    'main#m dl dd(Work)',
    'main#m p.a.b',
    'main#m table tr td(Time)',
  ]);
  expect(
    placesThatDiffer(page('7 s', 'x'), page('7 s', 'x').replace('<p ', '<h1></h1><p ')),
  ).toEqual([]);
  expect(
    placesThatDiffer(page('7 s', 'x'), page('7 s', 'x').replace('<p ', '<h1>z</h1><p ')),
  ).toEqual(['main#m h1']);
});
