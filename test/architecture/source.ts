import ts from "typescript";

/** A file of `src/`, its path relative to `src/` with forward slashes. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly target: string;
  /** Erased before anything runs. */
  readonly isTypeOnly: boolean;
  readonly line: number;
}

export interface FunctionSize {
  readonly name: string;
  readonly line: number;
  /** Lines of its own: those of functions within it are theirs. */
  readonly lines: number;
}

/** What the rules look at in one file. */
export interface Facts {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly functions: readonly FunctionSize[];
  readonly hasDefaultExport: boolean;
  /** Lines with `async`, `await` or `for await`. */
  readonly asyncLines: readonly number[];
  /** Lines that give a program to a shell. */
  readonly shellLines: readonly number[];
  /** Lines that use the global `process`. */
  readonly processLines: readonly number[];
  readonly classes: readonly { readonly name: string; readonly base: string | null }[];
}

/** Reads the facts of one file with the TypeScript parser. */
export function factsOf({ path, text }: SourceText): Facts {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (node: ts.Node) => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
  const nodes = everyNode(file);
  const linesWhere = (holds: (node: ts.Node) => boolean) => nodes.filter(holds).map(lineOf);
  return {
    path,
    lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
    imports: nodes.flatMap((node) => importOf(node, lineOf(node))),
    functions: nodes.filter(ts.isFunctionLike).flatMap((node) => sizeOf(file, node)),
    hasDefaultExport: nodes.some(isDefaultExport),
    asyncLines: linesWhere(
      (node) =>
        node.kind === ts.SyntaxKind.AsyncKeyword ||
        node.kind === ts.SyntaxKind.AwaitKeyword ||
        ts.isAwaitExpression(node),
    ),
    shellLines: linesWhere(isShell),
    processLines: linesWhere(isProcess),
    classes: nodes
      .filter(ts.isClassLike)
      .map((node) => ({ name: node.name?.text ?? "a class", base: baseOf(file, node) })),
  };
}

function everyNode(root: ts.Node): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    for (const child of node.getChildren()) if (!ts.isJSDoc(child)) visit(child);
  };
  visit(root);
  return found;
}

function importOf(node: ts.Node, line: number): readonly Import[] {
  const told = (target: ts.Node | undefined, isTypeOnly: boolean): readonly Import[] =>
    target === undefined
      ? []
      : [{ target: ts.isStringLiteralLike(target) ? target.text : "a computed name", isTypeOnly, line }];
  if (ts.isImportDeclaration(node)) return told(node.moduleSpecifier, isErased(node.importClause));
  if (ts.isExportDeclaration(node)) return told(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node))
    return told(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument, true);
  if (!ts.isCallExpression(node)) return [];
  const isLoading =
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    /^(require|createRequire|process\.getBuiltinModule)$/.test(node.expression.getText());
  return isLoading ? told(node.arguments[0], false) : [];
}

function isErased(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings } = clause;
  if (clause.name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

function sizeOf(file: ts.SourceFile, node: ts.SignatureDeclaration): readonly FunctionSize[] {
  if (!("body" in node) || node.body === undefined) return [];
  const inner = new Set<number>();
  const visit = (child: ts.Node): void => {
    if (ts.isFunctionLike(child) && "body" in child && child.body !== undefined) {
      const [first, last] = range(file, child);
      // The line on which a function begins is also its parent's.
      for (let line = first + 1; line <= last; line++) inner.add(line);
    } else ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  const [first, last] = range(file, node);
  return [{ name: nameOf(file, node), line: first, lines: last - first + 1 - inner.size }];
}

function range(file: ts.SourceFile, node: ts.Node): readonly [number, number] {
  const line = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
  return [line(node.getStart(file)), line(node.getEnd())];
}

function nameOf(file: ts.SourceFile, node: ts.SignatureDeclaration): string {
  const named =
    node.name ??
    (ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent) ? node.parent.name : undefined);
  return named?.getText(file) ?? "a function";
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === "default";
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}

function isShell(node: ts.Node): boolean {
  if (ts.isShorthandPropertyAssignment(node)) return node.name.text === "shell";
  return (
    ts.isPropertyAssignment(node) &&
    /^["']?shell["']?$/.test(node.name.getText()) &&
    node.initializer.kind !== ts.SyntaxKind.FalseKeyword
  );
}

function isProcess(node: ts.Node): boolean {
  if (!ts.isIdentifier(node) || node.text !== "process") return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return ts.isVariableDeclaration(parent) && parent.initializer === node;
}

function baseOf(file: ts.SourceFile, node: ts.ClassLikeDeclaration): string | null {
  const heritage = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return heritage?.types[0]?.expression.getText(file) ?? null;
}
