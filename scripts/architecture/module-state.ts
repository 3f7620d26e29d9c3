import ts from 'typescript';

const changers = new Set(
  'set fill push pop shift unshift splice sort reverse copyWithin add delete clear append'.split(
    ' ',
  ),
);
const readers = new Set(
  'at get has includes indexOf find some every reduce entries join slice decode'.split(' '),
);
const SHARED_READERS = /^(RegExp|TextDecoder|TextEncoder|Map|Set|Error)$/;

/**
 * What a module keeps between calls of its functions: variables, and values that a function changes
 * or hands on to others that may. Tables that are filled while the module loads are none.
 */
export function moduleState(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const constants = new Map<string, boolean>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    for (const { name: binding, initializer } of statement.declarationList.declarations) {
      for (const one of namesOf(binding)) {
        if (isConst) constants.set(one, isChangeable(initializer));
        else found.push(`${one} is a variable`);
      }
    }
  }
  const visit = (node: ts.Node, isInFunction: boolean, hidden: ReadonlySet<string>): void => {
    const inner = ts.isFunctionLike(node) ? new Set([...hidden, ...declaredIn(node)]) : hidden;
    const isInside = isInFunction || ts.isFunctionLike(node);
    if (isInside && ts.isIdentifier(node) && constants.has(node.text) && !inner.has(node.text)) {
      const use = changeOf(node, constants.get(node.text) === true);
      if (use) found.push(`${node.text} ${use}`);
    }
    ts.forEachChild(node, (child) => visit(child, isInside, inner));
  };
  visit(file, false, new Set());
  return [...new Set(found)];
}

function namesOf(binding: ts.BindingName): string[] {
  if (ts.isIdentifier(binding)) return [binding.text];
  return binding.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : namesOf(element.name),
  );
}

/** Parameters and variables of a function, of its own body and of those in it. */
function declaredIn(node: ts.SignatureDeclaration): string[] {
  const names: string[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isParameter(one) || ts.isVariableDeclaration(one)) names.push(...namesOf(one.name));
    ts.forEachChild(one, visit);
  };
  ts.forEachChild(node, visit);
  return names;
}

/**
 * Whether a value may be changed by whoever gets it: instances, typed arrays, arrays made by a
 * call.
 */
function isChangeable(node: ts.Expression | undefined): boolean {
  if (!node) return false;
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return isChangeable(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.some(isChangeable);
  if (ts.isNewExpression(node)) return !SHARED_READERS.test(node.expression.getText());
  return ts.isCallExpression(node) && /Array\.(of|from)$|^new[A-Z]/.test(node.expression.getText());
}

/** How the use of a constant may change it; undefined where it does not. */
function changeOf(node: ts.Identifier, isChangeableValue: boolean): string | undefined {
  let place: ts.Node = node;
  while (isPartOf(place.parent, place)) place = place.parent;
  const { parent } = place;
  if (place !== node) {
    if (ts.isBinaryExpression(parent) && parent.left === place && isAssignment(parent))
      return 'is written to';
    if (
      ts.isPostfixUnaryExpression(parent) ||
      (ts.isPrefixUnaryExpression(parent) && isStep(parent))
    )
      return 'is written to';
    if (
      !(
        ts.isCallExpression(parent) &&
        parent.expression === place &&
        ts.isPropertyAccessExpression(place)
      )
    )
      return undefined;
    const method = place.name.text;
    const changes = changers.has(method) || (isChangeableValue && !readers.has(method));
    return changes ? `may be changed by ${method}()` : undefined;
  }
  if (
    isChangeableValue &&
    (ts.isCallExpression(parent) || ts.isNewExpression(parent)) &&
    parent.expression !== node
  )
    return 'is handed on';
  return undefined;
}

const isPartOf = (parent: ts.Node, child: ts.Node): boolean =>
  ((ts.isElementAccessExpression(parent) || ts.isPropertyAccessExpression(parent)) &&
    parent.expression === child) ||
  ts.isNonNullExpression(parent);

const isAssignment = ({ operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

const isStep = ({ operator }: ts.PrefixUnaryExpression): boolean =>
  operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
