import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

export type Context = Readonly<Record<string, unknown>>;

/** What `success()`, `failure()` and `cancelled()` go by. */
export type Status = "success" | "failure" | "cancelled";

const statusFunctions = ["success", "failure", "cancelled", "always"];

/** The value of an expression, by GitHub's own evaluator. */
export function evaluate(expression: string, context: Context, status: Status = "success"): unknown {
  const functions = statusFunctions.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(name === "always" || name === status),
  }));
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, Object.keys(context), functions).parse();
  const values = JSON.parse(JSON.stringify(context), data.reviver) as data.Dictionary;
  const found = new Evaluator(parsed, values, new Map(functions.map((each) => [each.name, each]))).evaluate();
  return JSON.parse(JSON.stringify(found, data.replacer) ?? "null");
}

/** A text with every `${{ }}` in it evaluated. */
export function render(text: string, context: Context, status: Status = "success"): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    String(evaluate(expression, context, status) ?? ""),
  );
}

/** Whether a step or job begins: without a status function in its `if:` only after success. */
export function begins(condition: string | undefined, context: Context, status: Status): boolean {
  if (condition === undefined) return status === "success";
  const asks = statusFunctions.some((name) => condition.includes(`${name}(`));
  return truthy(evaluate(asks ? condition : `success() && (${condition})`, context, status));
}

function truthy(value: unknown): boolean {
  return value !== null && value !== false && value !== "" && value !== 0;
}
