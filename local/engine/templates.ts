import { UnsupportedMachine } from './failures.ts';
import { type CompiledExpression, compileExpression } from './intrinsics.ts';
import { isObject, type Json } from './json.ts';
import type { PathContext } from './paths.ts';

/**
 * Compiles a payload template: fields whose name ends in `.$` hold a path or an intrinsic function,
 * the others stay. Throws UnsupportedMachine where such a field holds no text.
 */
export function compileTemplate(source: Json, place: PathContext): CompiledExpression {
  if (Array.isArray(source)) {
    const elements = source.map((element) => compileTemplate(element, place));
    return (input, context) => elements.map((element) => element(input, context));
  }
  if (!isObject(source)) return () => source;
  const fields = Object.entries(source).map(([key, value]): [string, CompiledExpression] => {
    if (!key.endsWith('.$')) return [key, compileTemplate(value, place)];
    if (typeof value !== 'string')
      throw new UnsupportedMachine(
        `${key} holds ${JSON.stringify(value)}, which is no path.`,
        place.state,
      );
    return [key.slice(0, -2), compileExpression(value, place)];
  });
  return (input, context) =>
    Object.fromEntries(fields.map(([key, field]) => [key, field(input, context)]));
}
