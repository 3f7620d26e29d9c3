import ts from 'typescript';

/**
 * The module-level constants of a file whose names break the rule of CONTRIBUTING.md: a value
 * written out (a number, a string, a pattern, or arithmetic with such) is in UPPER_CASE; all else
 * (functions, tables, schemas, what is made by a call) is not.
 */
export function wrongCasing(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  return file.statements
    .filter(ts.isVariableStatement)
    .filter(({ declarationList }) => (declarationList.flags & ts.NodeFlags.Const) !== 0)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .filter(
      (one) =>
        ts.isIdentifier(one.name) &&
        one.initializer &&
        isUpper(one.name.text) !== isWrittenOut(one.initializer),
    )
    .map((one) => one.name.getText());
}

const isUpper = (name: string): boolean => /^[A-Z][A-Z0-9_]*$/.test(name);

/** Whether the value stands in the text: a literal, or arithmetic with literals and constants. */
function isWrittenOut(node: ts.Node): boolean {
  if (ts.isLiteralExpression(node)) return true;
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword)
    return true;
  if (ts.isIdentifier(node)) return isUpper(node.text);
  if (ts.isPropertyAccessExpression(node)) return isConstantOf(node);
  if (ts.isPrefixUnaryExpression(node)) return isWrittenOut(node.operand);
  if (ts.isBinaryExpression(node)) return isWrittenOut(node.left) && isWrittenOut(node.right);
  if (ts.isTemplateExpression(node))
    return node.templateSpans.every(({ expression }) => isWrittenOut(expression));
  if (ts.isTaggedTemplateExpression(node))
    return node.tag.getText() === 'String.raw' && isWrittenOut(node.template);
  if (ts.isCallExpression(node))
    return isArithmetic(node.expression) && node.arguments.every(isWrittenOut);
  if (ts.isParenthesizedExpression(node) || isAsserted(node)) return isWrittenOut(node.expression);
  return false;
}

/** `Math.PI`, `Number.NaN`, a constant of another module; not the environment's. */
const isConstantOf = ({ expression, name }: ts.PropertyAccessExpression): boolean =>
  (isUpper(name.text) && expression.getText() !== 'process.env') ||
  (expression.getText() === 'Number' && name.text === 'NaN');

/** `Math.sqrt` and its like, and the conversions of AssemblyScript: `f32(…)`, `memory.data(…)`. */
const isArithmetic = (callee: ts.Expression): boolean =>
  /^((Native)?Mathf?\.\w+|Date\.UTC|to(Degrees|Radians)|[fiu](8|16|32|64)|memory\.data)$/.test(
    callee.getText(),
  );

const isAsserted = (
  node: ts.Node,
): node is ts.AsExpression | ts.SatisfiesExpression | ts.TypeAssertion | ts.NonNullExpression =>
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isTypeAssertionExpression(node) ||
  ts.isNonNullExpression(node);
