import type { Statement } from "../../core/judgement/readable.ts";
import type { SqlReading } from "../../stages/ports/sql-reader.ts";

type Grammar = typeof import("libpg-query");

interface ParsedStatement {
  readonly stmt?: unknown;
  /** Both in bytes of UTF-8; absent where they are 0, and the length also where the text ends without a semicolon. */
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

/** Once the grammar has crashed (a statement nested too deeply), its memory cannot be trusted any more. */
let crash: string | null = null;

/** Reads PostgreSQL's SQL with the engine's own grammar, which is loaded at the first use. */
export async function readPostgres(sql: string): Promise<SqlReading> {
  const text = sql.replace(/^\uFEFF/, "");
  if (text.includes("\0"))
    return unreadable("there is a NUL character, which PostgreSQL refuses", text, text.indexOf("\0"));
  if (text.trim() === "") return { statements: [] };
  const command = /^[ \t]*\\([a-z!?]+)/m.exec(text);
  const grammar = await import("libpg-query");
  await grammar.loadModule();
  try {
    if (crash !== null) throw new Error(crash);
    const { stmts = [] } = grammar.parseSync(text) as { stmts?: readonly ParsedStatement[] };
    return { statements: locate(text, stmts) };
  } catch (error) {
    const at = positionIn(grammar, error);
    if (at === null) {
      crash = (error as Error).message;
      return { statements: null, why: `PostgreSQL's grammar gave up: ${crash}` };
    }
    const isPsql = command !== null && text.slice(0, at).split("\n").length === lineOf(text, command.index);
    const problem = isPsql ? `\`\\${command[1]}\` is a command of psql and not SQL` : (error as Error).message;
    return unreadable(problem, text, at);
  }
}

/** Where the grammar stopped, as an index of the text; null where it was no error of syntax. */
function positionIn({ hasSqlDetails }: Grammar, error: unknown): number | null {
  if (!hasSqlDetails(error)) return null;
  const { cursorPosition = 0 } = (error as { sqlDetails?: { cursorPosition?: number } }).sqlDetails ?? {};
  return Math.max(0, cursorPosition);
}

function unreadable(problem: string, text: string, at: number): SqlReading {
  return { statements: null, why: `line ${lineOf(text, at)}: ${problem}` };
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

/** Cuts the statements out of the text; the grammar counts bytes. */
function locate(text: string, parsed: readonly ParsedStatement[]): readonly Statement[] {
  const bytes = Buffer.from(text, "utf8");
  let [line, counted] = [1, 0];
  return parsed.map(({ stmt, stmt_location: from = 0, stmt_len: length = bytes.length - from }) => {
    const written = bytes.subarray(from, from + length).toString("utf8");
    const blank = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(written)?.[0] ?? "";
    const start = from + Buffer.byteLength(blank);
    for (; counted < start; counted++) if (bytes[counted] === 10) line++;
    return { text: written.slice(blank.length).trim(), line, tree: stmt };
  });
}
