import ts from 'typescript';

/** What a person reads at one sitting. */
export const limits = { functionLines: 60, parameters: 5, fileLines: 250 } as const;

/**
 * What of a file is larger than the limits: `lines` of the file, `lines of NAME`,
 * `parameters of NAME`. Kernels take as many parameters as they need: WebAssembly passes numbers
 * alone, and a value that holds them would be read from memory in the innermost loop.
 */
export function overLimits(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const found: string[] = [];
  if (lineOf(text.trimEnd().length) >= limits.fileLines) found.push('lines');
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const lines = lineOf(node.end) - lineOf(node.getStart()) + 1;
      if (hasBody(node) && lines > limits.functionLines) found.push(`lines of ${nameOf(node)}`);
      if (node.parameters.length > limits.parameters && !isKernel(file))
        found.push(`parameters of ${nameOf(node)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether it has a body: a type of a function is as long as its parameters. */
const hasBody = (node: ts.SignatureDeclaration): boolean => 'body' in node && !!node.body;

const isKernel = (file: string): boolean => file.includes('wasm/assembly/');

/** The name of a function, or of what it is assigned to. */
function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  return 'name' in parent && parent.name ? (parent.name as ts.Node).getText() : 'a function';
}
