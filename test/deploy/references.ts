import type { Template } from './service.ts';

/**
 * Which other parts of the template each part needs before it can be made: Ref, GetAtt, Sub and
 * DependsOn.
 */
export function references({ Resources }: Template): Map<string, Set<string>> {
  return new Map(
    Object.entries(Resources).map(([name, { Properties, DependsOn = [] }]) => {
      const named = new Set([DependsOn].flat());
      collect(Properties, named);
      return [name, named];
    }),
  );
}

function collect(value: unknown, named: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) collect(one, named);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Ref') addName(String(inner), named);
    else if (key === 'Fn::GetAtt')
      addName(String(Array.isArray(inner) ? inner[0] : inner).split('.')[0]!, named);
    else if (key === 'Fn::Sub') {
      const [text, values] = Array.isArray(inner) ? inner : [inner, {}];
      for (const [, name] of String(text).matchAll(/\$\{([^!][^}]*)\}/g))
        if (!(name! in values)) addName(name!.split('.')[0]!, named);
      collect(values, named);
    } else collect(inner, named);
  }
}

const addName = (name: string, named: Set<string>) => {
  if (!name.startsWith('AWS::')) named.add(name);
};

/** A circle of parts of which each waits for the next; undefined when there is none. */
export function findCycle(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: string[]): string[] | undefined => {
    const at = path.indexOf(name);
    if (at >= 0) return [...path.slice(at), name];
    if (done.has(name)) return undefined;
    for (const next of graph.get(name) ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of graph.keys()) {
    const cycle = visit(name, []);
    if (cycle) return cycle;
  }
  return undefined;
}
