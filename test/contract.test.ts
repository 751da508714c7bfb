import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "@actions/languageservice";
import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";
import * as z from "zod";
import { inputsOf, outputsOf } from "../scripts/generate/described.ts";
import { differences, loadActions, projections } from "../scripts/generate/projections.ts";
import { deploySchema } from "../scripts/generate/schema.ts";
import { fill } from "../scripts/generate/tables.ts";
import { commonInputs } from "../src/actions/common.ts";
import type { Action } from "../src/kit/action.ts";
import { openSettings } from "../src/kit/settings.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const actions = await loadActions();
const manifestPath = ({ name }: Action) => (name === "deploy" ? "action.yml" : `actions/${name}/action.yml`);
const pagePath = ({ name }: Action) => `actions/${name}/README.md`;
const pages = actions.filter(({ name }) => name !== "deploy");
const named = (list: readonly Action[]) => list.map((action) => [action.name, action] as const);

test("the generated files are what the contracts say; `npm run generate` makes them so", async () => {
  expect(differences(root, await projections(root))).toEqual({ changed: [], stale: [] });
});

describe.each(named(actions))("the contract of %s", (name, action) => {
  const { own, common } = inputsOf(action);

  test("fits into one line of the Marketplace", () => {
    expect(action.summary).toMatch(/^[A-Z][^\n]*\.$/);
    expect(action.summary.length).toBeLessThanOrEqual(125);
  });

  test("names its inputs and outputs in kebab-case, each once", () => {
    const names = [...own, ...common].map((input) => input.name);
    expect(names.filter((input) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(input))).toEqual([]);
    expect(names).toEqual([...new Set(names)]);
    expect(Object.keys(outputsOf(action)).filter((output) => !/^[a-z]+(-[a-z]+)*$/.test(output))).toEqual([]);
  });

  test("says of each input and output what it means, in sentences", () => {
    const told = [...own.map(({ field }) => field.description), ...Object.values(outputsOf(action))];
    expect(told.filter((text) => !/^[A-Z`][^\n]*[.)]$/.test(text))).toEqual([]);
  });

  test("has defaults that its own fields accept, and none for a secret", () => {
    const given = own.filter(({ field }) => field.default !== undefined);
    expect(given.filter(({ field }) => field.kind === "secret")).toEqual([]);
    for (const { field } of given) expect(() => field.parse(field.default)).not.toThrow();
  });

  test("has a manifest that GitHub's own language service accepts", async () => {
    const document = TextDocument.create(`file:///${name}/action.yml`, "yaml", 1, read(manifestPath(action)));
    expect((await validate(document)).map(({ message }) => message)).toEqual([]);
  });

  test("puts no default into the manifest, where it would beat deploy.yml", () => {
    const { inputs, runs } = parse(read(manifestPath(action))) as { inputs: Record<string, object>; runs: object };
    expect(Object.entries(inputs).filter(([, input]) => "default" in input)).toEqual([]);
    const dist = `${name === "deploy" ? "" : "../../"}dist/${name}`;
    const post = action.cleanUp === undefined ? {} : { post: `${dist}-post.js`, "post-if": "always()" };
    expect(runs).toEqual({ using: "node24", main: `${dist}.js`, ...post });
  });

  test("sets every output that it declares", () => {
    const files = [`src/actions/${name}.ts`, "src/actions/begin.ts", "src/actions/deploy.ts", "src/main.ts"];
    if (name === "plan") files.push("src/actions/proposal/static-plan.ts");
    const code = files.map((path) => withoutDeclaration(read(path))).join("\n");
    expect(Object.keys(outputsOf(action)).filter((output) => !isSet(output, code))).toEqual([]);
  });
});

function withoutDeclaration(source: string): string {
  return source.replace(/^ {2}outputs: \{[\s\S]*?\},$/m, "");
}

function isSet(output: string, code: string): boolean {
  const asKey = new RegExp(`[{,(]\\s*["']?${output}["']?\\s*[:,}]`);
  return (
    asKey.test(code) ||
    code.includes(`told.${output} =`) ||
    code.includes(`told["${output}"] =`) ||
    code.includes(`setOutput("${output}"`)
  );
}

describe.each(named(pages))("the page of %s", (name, action) => {
  test("has the markers that its tables go between", () => {
    const page = read(pagePath(action));
    for (const table of ["inputs", "outputs", "reasons"]) expect(page).toContain(`<!-- ${table} -->`);
  });

  test("shows an example whose inputs the action accepts", () => {
    const blocks = [...read(pagePath(action)).matchAll(/```yaml\n([\s\S]*?)```/g)].map(
      ([, text = ""]) => parse(text) as unknown,
    );
    const steps = blocks.flatMap((block) => (Array.isArray(block) ? (block as readonly Step[]) : []));
    const examples = steps.filter(({ uses }) => uses === `org/deploy-actions/${name}@v1`);
    expect(examples.length).toBeGreaterThan(0);
    for (const { with: given = {} } of examples) expect(unacceptable(action, given)).toEqual([]);
  });
});

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

/** What the action itself would say against these inputs. */
function unacceptable(action: Action, given: Readonly<Record<string, string>>): readonly string[] {
  const { own, common } = inputsOf(action);
  const known = new Set([...own, ...common].map(({ name }) => name));
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  const step = Object.fromEntries(Object.entries(given).filter(([name]) => !(name in commonInputs)));
  const names = { builtIn: { RELEASE: "abc", ENVIRONMENT: "production" }, env: () => undefined, allowed: null };
  const settings = openSettings({
    file: null,
    action: action.name,
    step,
    only: undefined,
    names,
    mask: () => undefined,
  });
  try {
    if (own.length > 0) settings.items(action);
    return unknown;
  } catch (error) {
    return [...unknown, (error as Error).message];
  }
}

describe("the schema of deploy.yml", () => {
  const schema = z.fromJSONSchema(JSON.parse(deploySchema()) as Parameters<typeof z.fromJSONSchema>[0]);
  const accepts = (text: string) => schema.safeParse(parse(text)).success;

  test("accepts the quickstart's file", () => {
    expect(schema.safeParse(parse(read("examples/quickstart/deploy.yml"))).error).toBeUndefined();
  });

  test.each([
    "application: shop",
    "environments: { production: { traffic-shift: { steps: 100 } }, staging: }",
    "traffic-shift: [{ name: a, router: flagd, flagd-file: $FLAGS, steps: [10, 100] }, { router: flagd }]",
    "traffic-shift: { steps: '10, 50, 100', watch: $WATCH, max-error-rate: 0.5, to: 50, on-no-data: fail }",
    "traffic-shift: { max-error-rate: 5 %, to: $TO, watch: '', soak: }",
    "smoke-test: { checks: [{ get: /, expect: { status: 200, within: 2s } }] }",
    "deploy-slot: { host: process, process-command: [node, server.mjs], process-ports: [1, 2] }",
    "backup: { before: [[make, dump], make more] }",
  ])("accepts %s", (text) => {
    expect(accepts(text)).toBe(true);
  });

  test.each([
    "aplication: shop",
    "- a",
    "migrate: [{ tool: dbmate }]",
    "traffic-shift: { router: flgd }",
    "traffic-shift: { router: $ROUTER }",
    "traffic-shift: { watch: 30 }",
    "traffic-shift: { watch: $$WATCH }",
    "traffic-shift: { to: 0 }",
    "traffic-shift: { max-error-rate: 101 }",
    "traffic-shift: { on-no-data: wait }",
    "traffic-shift: [{ routr: flagd }]",
    "migrate: { name: a }",
    "smoke-test: { checks: [{ get: /, expects: { status: 200 } }] }",
    "environments: { production: { traffc-shift: {} } }",
    "environments: { production: { environments: {} } }",
  ])("refuses %s", (text) => {
    expect(accepts(text)).toBe(false);
  });
});

describe("a page is filled", () => {
  const tables = { inputs: "| a |" };

  test("between its markers, again and again with the same result", () => {
    const page = "# T\n<!-- inputs -->\nold\n<!-- /inputs -->\nafter\n";
    const once = fill("README.md", page, tables);
    expect(once).toBe(
      "# T\n<!-- inputs -->\n<!-- written by `npm run generate` -->\n\n| a |\n\n<!-- /inputs -->\nafter\n",
    );
    expect(fill("README.md", once, tables)).toBe(once);
  });

  test("only where it asks for a table", () => {
    expect(fill("README.md", "nothing here", tables)).toBe("nothing here");
  });

  test.each(["<!-- inputs -->", "<!-- /inputs --> <!-- inputs -->", "<!-- /inputs -->"])(
    "never with %s alone or turned around",
    (page) => {
      expect(() => fill("README.md", page, tables)).toThrow(
        "README.md: `<!-- inputs -->` and `<!-- /inputs -->` do not go together",
      );
    },
  );
});

test("the front page is generated too once it is there", async () => {
  expect((await projections(root)).has("README.md")).toBe(existsSync(join(root, "README.md")));
});
