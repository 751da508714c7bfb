import type { Token } from "./tokens.ts";

/** Follows the body of a trigger or routine, whose semicolons do not end the statement. */
export interface ProgramBody {
  /** Why the body cannot be followed, or null. */
  take(token: Token): string | null;
  /** True where a semicolon ends the statement. */
  isOver(): boolean;
}

/** Where a bare `begin` is a name and opens nothing. */
const namesFollow = new Set(
  (
    "PROCEDURE FUNCTION TRIGGER EVENT PACKAGE EXISTS ON TABLE FROM JOIN SELECT AS INTO UPDATE INSERT DELETE BY SET " +
    "FOLLOWS PRECEDES OF WHERE AND OR NOT VALUES TEMP TEMPORARY"
  ).split(" "),
);
const blocks = new Set(["IF", "LOOP", "WHILE", "REPEAT", "FOR"]);

export function programBody(): ProgramBody {
  const open: ("BEGIN" | "CASE")[] = [];
  let previous: Token | null = null;
  /** What follows the END of a BEGIN tells what it ends. */
  let ends: "no" | "asked" | "label" = "no";
  let wasCase = false;
  const closed = () => {
    open.pop();
    ends = "no";
  };
  const afterEnd = (token: Token): string | null => {
    if (token.kind === "word" && blocks.has(token.value) && ends === "asked") {
      ends = "no";
      return null;
    }
    if (token.value === ";" && token.kind === "mark") {
      closed();
      return null;
    }
    if (ends === "asked" && (token.kind === "word" || token.kind === "name")) {
      ends = "label";
      return null;
    }
    return "an END within a body may end something else";
  };
  const word = (token: Token): string | null => {
    if (token.kind !== "word" || previous?.value === "." || previous?.value === "@") return null;
    if (token.value === "BEGIN") {
      if (!mayOpen(previous)) return "a BEGIN within a body may be a name";
      open.push("BEGIN");
    } else if (token.value === "CASE" && !wasCase) open.push("CASE");
    else if (token.value === "END") {
      if (open.length === 0) return "an END ends nothing";
      if (open.at(-1) === "BEGIN") ends = "asked";
      else {
        open.pop();
        wasCase = true;
        return null;
      }
    }
    wasCase = false;
    return null;
  };
  return {
    take(token) {
      const why = ends === "no" ? word(token) : afterEnd(token);
      if (token.kind !== "word") wasCase = false;
      previous = token;
      return why;
    },
    isOver: () => open.length === 0 || (open.length === 1 && (ends === "asked" || ends === "label")),
  };
}

function mayOpen(previous: Token | null): boolean {
  if (previous === null) return false;
  if (previous.kind === "mark") return [")", ":", ";"].includes(previous.value);
  return previous.kind !== "word" || !namesFollow.has(previous.value);
}

/** Whether these first tokens of a statement make or change something with a body. */
export function isProgram(head: readonly Token[]): boolean {
  const words = head.map(({ kind, value }) => (kind === "word" ? value : ""));
  if (words[0] !== "CREATE" && words[0] !== "ALTER") return false;
  let at = 1;
  if (words[at] === "OR" && words[at + 1] === "REPLACE") at += 2;
  if (words[at] === "TEMP" || words[at] === "TEMPORARY") at += 1;
  if (words[at] === "DEFINER") at += 3;
  if (head[at]?.value === "@") at += 2;
  if (head[at]?.value === "(" && head[at + 1]?.value === ")") at += 2;
  if (words[at] === "AGGREGATE") at += 1;
  return ["PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE"].includes(words[at] ?? "");
}
