import type { Action } from "../../src/kit/action.ts";
import { reasons } from "../../src/kit/errors.ts";
import type { NamedInput } from "../../src/kit/section-inputs.ts";
import { inputsOf, outputsOf, paragraph } from "./described.ts";

const notice = "<!-- written by `npm run generate` -->";

/** The tables of an action's page, by the name of their markers. */
export function tablesOf(action: Action): Readonly<Record<string, string>> {
  const { own, common } = inputsOf(action);
  const ownTable = own.length === 0 ? "None of its own." : inputTable(own);
  const commonTable = `<details><summary>Inputs of every action</summary>\n\n${inputTable(common)}\n\n</details>`;
  return {
    inputs: `${ownTable}\n\n${commonTable}`,
    outputs: table(
      ["Output", "Meaning"],
      Object.entries(outputsOf(action)).map(([name, text]) => [`\`${name}\``, text]),
    ),
    reasons: table(
      ["`reason`", "Meaning"],
      Object.entries(reasons).map(([name, text]) => [`\`${name}\``, text]),
    ),
  };
}

/** The table of all actions, for the front page. */
export function actionTable(actions: readonly Action[]): string {
  const rows = actions.map(({ name, summary }) => {
    return [name === "deploy" ? "the root action" : `[\`${name}\`](actions/${name}/README.md)`, summary];
  });
  return table(["Action", "What it does"], rows);
}

/** The page with every known table put between its markers. Throws when a page opens a marker and does not close it. */
export function fill(path: string, page: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((text, [name, content]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [before, after] = [text.indexOf(open), text.indexOf(close)];
    if (before < 0 && after < 0) return text;
    if (before < 0 || after < before) throw new Error(`${path}: \`${open}\` and \`${close}\` do not go together`);
    return `${text.slice(0, before + open.length)}\n${notice}\n\n${content}\n\n${text.slice(after)}`;
  }, page);
}

function inputTable(inputs: readonly NamedInput[]): string {
  return table(
    ["Input", "Meaning"],
    inputs.map((input) => [`\`${input.name}\``, paragraph(input)]),
  );
}

/** A table of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
