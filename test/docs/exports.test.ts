import { expect, it } from 'vitest';
import { exportsOf, exportsOfText } from '../../scripts/architecture/exports.ts';
import { folders } from '../../scripts/architecture/layers.ts';
import { silentThrows, silentThrowsOfText } from '../../scripts/architecture/throws.ts';

const paths = folders.flat().map(({ path }) => path);

/** Entry points of functions, and the memory of the two packages of kernels. */
const sharedNames = new Set(['handler', 'kernels', 'scratch', 'bytesAt']);

it('every export says what it is', () => {
  const exported = exportsOf([...paths, 'scripts', 'bench', 'test']);
  expect(exported.length).toBeGreaterThan(2500);
  expect(
    exported
      .filter(({ isDocumented, name }) => !isDocumented && name !== 'handler')
      .map(({ file, name }) => `${file} ${name}`),
  ).toEqual([]);
});

it('every exported function with errors of its own says that it throws', () => {
  expect(silentThrows(paths)).toEqual([]);
});

it('functions that throw in silence are found, and what is only passed on is not theirs', () => {
  const text = `/** A. */ export function a() { if (b) throw new RangeError('c'); }
    /** D. */ export const d = 1;
    /** E. Throws RangeError. */ export function e() { throw f(); }
    /** G. */ export function g() { try { h(); } catch (i) { throw i; } }
    /** J. */ export function j() { return k().catch((l) => { throw l; }); }
    /** M. */ export async function m() { try { n(); } catch (o) { throw new P(o); } }
    /** Q: RangeError for none. */ export function q(): void;
    export function q(r?: number) { throw s(); }
    function t() { throw u(); }`;
  expect(silentThrowsOfText('v.ts', text)).toEqual(['v.ts a', 'v.ts m']);
});

it('no exported name stands for two things', () => {
  const files = new Map<string, string[]>();
  for (const { file, name } of exportsOf(paths))
    files.set(name, [...(files.get(name) ?? []), file]);
  const twice = [...files].filter(([name, { length }]) => length > 1 && !sharedNames.has(name));
  expect(twice).toEqual([]);
});

it('exports and their docstrings are found in every form', () => {
  const text = `/** A. */ export const a = 1, { b, c: [d] } = e; export function f() {}
    /** G. */ export interface G {} export default class H {}
    export type I = z.infer<typeof iSchema>; export { j } from './k.ts';
    /** L. */ export function l(m: number): void; export function l(m: string): void;`;
  const found = exportsOfText('n.ts', text);
  expect(found.map(({ name }) => name)).toEqual(['a', 'b', 'd', 'f', 'G', 'H', 'I', 'l']);
  expect(found.filter(({ isDocumented }) => !isDocumented).map(({ name }) => name)).toEqual([
    'f',
    'H',
  ]);
});
