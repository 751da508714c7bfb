import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

export type Context = Readonly<Record<string, unknown>>;

/** What `success()`, `failure()` and `cancelled()` say; `always()` is always true. */
export interface StatusFacts {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

const well: StatusFacts = { success: true, failure: false, cancelled: false };
const statusFunctions = ["success", "failure", "cancelled", "always"] as const;

// A matrix of thousands of runs asks the same few hundred questions over and over.
const answers = new Map<string, unknown>();

/** The value of an expression, by GitHub's own evaluator. */
export function evaluate(expression: string, context: Context, status: StatusFacts = well): unknown {
  const relevant = Object.fromEntries(Object.entries(context).filter(([name]) => expression.includes(name)));
  const question = JSON.stringify([expression, relevant, status]);
  if (!answers.has(question)) answers.set(question, compute(expression, context, status));
  return answers.get(question);
}

function compute(expression: string, context: Context, status: StatusFacts): unknown {
  const functions = statusFunctions.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(name === "always" || status[name]),
  }));
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, Object.keys(context), functions).parse();
  const values = JSON.parse(JSON.stringify(context), data.reviver) as data.Dictionary;
  const found = new Evaluator(parsed, values, new Map(functions.map((each) => [each.name, each]))).evaluate();
  return JSON.parse(JSON.stringify(found, data.replacer) ?? "null");
}

/** A text with every `${{ }}` in it evaluated. */
export function render(text: string, context: Context, status: StatusFacts = well): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    String(evaluate(expression, context, status) ?? ""),
  );
}

/** Whether a step or job begins: without a status function in its `if:` only after success. */
export function begins(written: string | boolean | undefined, context: Context, status: StatusFacts): boolean {
  if (written === undefined) return status.success;
  const condition = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(String(written))?.[1] ?? String(written);
  const asks = statusFunctions.some((name) => condition.includes(`${name}(`));
  return truthy(evaluate(asks ? condition : `success() && (${condition})`, context, status));
}

function truthy(value: unknown): boolean {
  return value !== null && value !== false && value !== "" && value !== 0;
}
