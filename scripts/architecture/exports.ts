import ts from 'typescript';
import { sourcesOf, textOf } from './imports.ts';

/** A name that a file declares and exports. */
export interface Export {
  file: string;
  name: string;
  /** it, or its first overload, has a docstring; a type may have that of its schema */
  isDocumented: boolean;
}

/** What the TypeScript files of some folders declare and export, in order. */
export function exportsOf(folders: readonly string[]): Export[] {
  return folders.flatMap(sourcesOf).flatMap((file) => exportsOfText(file, textOf(file)));
}

/** What a text of TypeScript declares and exports; `export … from` declares nothing. */
export function exportsOfText(file: string, text: string): Export[] {
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const byName = new Map<string, Export>();
  for (const statement of parsed.statements.filter(isExported)) {
    const isDocumented = ts.getJSDocCommentsAndTags(statement).some(ts.isJSDoc);
    for (const name of namesOf(statement)) {
      const before = byName.get(name)?.isDocumented ?? false;
      byName.set(name, {
        file,
        name,
        isDocumented: before || isDocumented || isInferred(statement),
      });
    }
  }
  return [...byName.values()];
}

const isExported = (node: ts.Statement): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

/** A type that a schema infers: the schema above it says what it is. */
const isInferred = (node: ts.Statement): boolean =>
  ts.isTypeAliasDeclaration(node) && /^z\.(infer|input)</.test(node.type.getText());

function namesOf(node: ts.Statement): string[] {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.flatMap(({ name }) => bound(name));
  const { name } = node as ts.Statement & { name?: ts.Identifier };
  return name ? [name.text] : [];
}

function bound(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((one) => (ts.isOmittedExpression(one) ? [] : bound(one.name)));
}
