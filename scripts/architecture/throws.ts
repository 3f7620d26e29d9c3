import ts from 'typescript';
import { sourcesOf, textOf } from './imports.ts';

/**
 * Exported functions of some folders that throw errors of their own and whose docstrings say
 * nothing of it, as `FILE NAME`.
 */
export const silentThrows = (folders: readonly string[]): string[] =>
  folders.flatMap(sourcesOf).flatMap((file) => silentThrowsOfText(file, textOf(file)));

/**
 * The same of a text of TypeScript. A docstring says it that has the verb throw or refuse, or the
 * name of an error. What is caught and thrown on is no error of the function's own.
 */
export function silentThrowsOfText(file: string, text: string): string[] {
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const functions = parsed.statements.filter(ts.isFunctionDeclaration);
  return functions
    .filter((one) => isExported(one) && throwsOwn(one, new Set()))
    .map(({ name }) => name?.text ?? 'default')
    .filter((name) => !functions.some((one) => one.name?.text === name && saysIt(one)))
    .map((name) => `${file} ${name}`);
}

const isExported = ({ modifiers }: ts.FunctionDeclaration): boolean =>
  modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

/** Whether a node holds a throw of something else than what was caught: names in `caught`. */
function throwsOwn(node: ts.Node, caught: ReadonlySet<string>): boolean {
  if (ts.isThrowStatement(node)) return !caught.has(node.expression.getText());
  const name = caughtBy(node);
  const inner = name === undefined ? caught : new Set([...caught, name]);
  return ts.forEachChild(node, (child) => throwsOwn(child, inner) || undefined) ?? false;
}

/** The name of what a `catch (name)` or a `.catch((name) => …)` catches. */
function caughtBy(node: ts.Node): string | undefined {
  if (ts.isCatchClause(node)) return node.variableDeclaration?.name.getText();
  if (!ts.isArrowFunction(node) || !ts.isCallExpression(node.parent)) return undefined;
  const called = node.parent.expression;
  const isCatch = ts.isPropertyAccessExpression(called) && called.name.text === 'catch';
  return isCatch ? node.parameters[0]?.name.getText() : undefined;
}

const saysIt = (node: ts.FunctionDeclaration): boolean =>
  ts
    .getJSDocCommentsAndTags(node)
    .some((doc) => /\b(throw[ns]?|refuse[sd]?)\b|\b[A-Z]\w+Error\b/i.test(doc.getText()));
