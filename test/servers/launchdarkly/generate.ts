import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import ts from "typescript";

/*
 * Cuts what the fake serves out of LaunchDarkly's own client, which is generated from its OpenAPI description:
 *   node test/servers/launchdarkly/generate.ts PATH/TO/launchdarkly-api-typescript
 * The folder is the unpacked npm package launchdarkly-api-typescript. The kinds of instructions of a semantic patch are no
 * types there: they are taken from the text of the operation.
 */

// biome-ignore lint/suspicious/noExplicitAny: the schemas are any JSON.
type Json = any;

const operations = ["getFeatureFlag", "patchFeatureFlag"] as const;

const folder = process.argv[2] ?? "";
const text = readFileSync(join(folder, "api.ts"), "utf8");
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const source = ts.createSourceFile("api.ts", text, ts.ScriptTarget.Latest, true);
const interfaces = new Map<string, ts.InterfaceDeclaration>();
const choices = new Map<string, readonly string[]>();
const methods = new Map<string, ts.PropertyAssignment>();
const schemas = new Map<string, Json>();

function gather(node: ts.Node): void {
  if (ts.isInterfaceDeclaration(node)) interfaces.set(node.name.text, node);
  if (ts.isVariableDeclaration(node) && node.name.getText().endsWith("Enum")) {
    choices.set(
      node.name.getText(),
      [...node.getText().matchAll(/: '([^']*)'/g)].map((match) => match[1] ?? ""),
    );
  }
  if (ts.isPropertyAssignment(node) && ts.isArrowFunction(node.initializer)) {
    const name = node.name.getText();
    if (!methods.has(name)) methods.set(name, node);
  }
  ts.forEachChild(node, gather);
}

function schemaOf(type: ts.TypeNode): Json {
  const words: Record<string, Json> = {
    string: { type: "string" },
    number: { type: "number" },
    boolean: { type: "boolean" },
    any: {},
    object: { type: "object" },
  };
  const word = words[type.getText()];
  if (word !== undefined) return word;
  if (ts.isTypeLiteralNode(type)) {
    const [member] = type.members;
    if (member !== undefined && ts.isIndexSignatureDeclaration(member)) {
      return { type: "object", additionalProperties: schemaOf(member.type) };
    }
  }
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText();
    const [item] = type.typeArguments ?? [];
    if (name === "Array" && item !== undefined) return { type: "array", items: schemaOf(item) };
    if (choices.has(name)) return { enum: choices.get(name) };
    if (interfaces.has(name)) return { $ref: `launchdarkly#/schemas/${take(name)}` };
  }
  throw new Error(`no schema for ${type.getText()}`);
}

function take(name: string): string {
  const found = interfaces.get(name);
  if (found === undefined) throw new Error(`no interface ${name}`);
  if (schemas.has(name)) return name;
  schemas.set(name, null);
  const members = found.members.filter(ts.isPropertySignature);
  const nameOf = (member: ts.PropertySignature) => (member.name as ts.StringLiteral).text;
  schemas.set(name, {
    type: "object",
    properties: Object.fromEntries(
      members.map((one) => [nameOf(one), one.type === undefined ? {} : schemaOf(one.type)]),
    ),
    required: members.filter((one) => one.questionToken === undefined).map(nameOf),
    additionalProperties: false,
  });
  return name;
}

function operationOf(id: string): Json {
  const method = methods.get(id)?.getText() ?? "";
  const answer = new RegExp(`public ${id}\\(|\\b${id}\\([^\\n]*AxiosPromise<(\\w+)>`, "g");
  const [answers] = [...text.matchAll(answer)].flatMap((match) => match[1] ?? []);
  return {
    method: /method: '(\w+)'/.exec(method)?.[1],
    path: /localVarPath = `([^`]*)`/.exec(method)?.[1],
    query: [...method.matchAll(/localVarQueryParameter\['(\w+)'\]/g)].map((match) => match[1]),
    answer: { $ref: `launchdarkly#/schemas/${take(answers ?? "")}` },
  };
}

/** The kinds of instructions for a flag in an environment, with their parameters, as the operation's text names them. */
function instructions(): readonly Json[] {
  const end = text.indexOf("patchFeatureFlag: async");
  const prose = text.slice(text.lastIndexOf("Perform a partial update to a feature flag", end), end);
  return prose
    .split(/ {2}#### (?=\w+ {2})/)
    .slice(1)
    .map((section) => {
      const [kind = ""] = /^\w+/.exec(section) ?? [];
      const told = /##### Parameters(.*?)(?:Here\\?'s an example|$)/.exec(section.replaceAll("\n", " "))?.[1] ?? "";
      const named = [...told.matchAll(/- (Either\s+- )?`(\w+)`: (\(Optional\))?/g)];
      const hasChoice = named.some(([, , name]) => name === "rolloutWeights");
      const isOptional = (name: string | undefined, mark: string | undefined) =>
        mark !== undefined || (hasChoice && ["variationId", "rolloutWeights"].includes(name ?? ""));
      const parameters = named.map(([, , name, mark]) => [name, isOptional(name, mark) ? "optional" : "required"]);
      return ["instruction", kind, Object.fromEntries(parameters)] as const;
    });
}

ts.forEachChild(source, gather);
const lines = [
  ["source", `npm package launchdarkly-api-typescript ${version}`],
  ...operations.map((id) => ["operation", id, operationOf(id)]),
  ...instructions(),
  ...[take("UnauthorizedErrorRep")].map((name) => ["errors", name]),
  ...[...schemas].sort().map(([name, schema]) => ["schema", name, schema]),
];
const file = join(import.meta.dirname, "description.jsonl");
writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
