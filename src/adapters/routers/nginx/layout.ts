import { createHash } from "node:crypto";
import { ServiceError } from "../../../kit/errors.ts";

/** Everything in our file but the weights. */
export interface Layout {
  readonly mode: "upstream" | "split-clients";
  /** Begins every name that the file brings into nginx. */
  readonly name: string;
  /** As nginx writes addresses: `127.0.0.1:4101`, `unix:/run/blue.sock`; the name of an upstream where the mode is `split-clients`. */
  readonly blue: string;
  readonly green: string;
  /** What decides where a visitor goes; a text with variables of nginx. */
  readonly key: string;
  /** Idle connections that each worker keeps to the slots; 0 keeps none. */
  readonly keepalive: number;
  /** The cookie that keeps visitors where they are, and is given to those who have none. */
  readonly cookie: string | undefined;
}

/** The file for a split: `green` percent to green. Equal text is an equal split. */
export function textOf(layout: Layout, green: number): string {
  const lines = [
    `# ${title}: blue ${100 - green} %, green ${green} %. Any other text in this file is refused.`,
    ...(layout.mode === "upstream" ? upstream(layout, green) : splitClients(layout, green)),
  ];
  return [...lines, `map "" $${layout.name}_split { default "${digestOf(lines)}"; }`, ""].join("\n");
}

/** The share of green in a text of ours; anything else is a ServiceError with the text that it should be. */
export function shareIn(layout: Layout, text: string, file: string): number {
  const [, share] = /^# [^:]+: blue \d+ %, green (\d{1,3}) %\. /.exec(text) ?? [];
  const green = Number(share);
  const isShare = share !== undefined && green <= 100;
  if (isShare && text === textOf(layout, green)) return green;
  const what = isShare ? differenceOf(text, textOf(layout, green)) : "its first line is not ours";
  throw new ServiceError(`\`${file}\` is not as this router writes it: ${what}`, {
    hint: firstFile(layout, file, isShare ? green : 0),
  });
}

/** What has to be done by hand before the first release, and after other addresses were configured. */
export function firstFile(layout: Layout, file: string, green = 0): string {
  return `Write this into \`${file}\` with the share that is live now, include it in the \`http\` block of nginx, and reload nginx:\n${textOf(layout, green)}`;
}

/** What `$<name>_split` says in an nginx that works by this text. */
export function generationOf(text: string): string {
  return /_split \{ default "([0-9a-f]{64})"; \}\n$/.exec(text)?.[1] ?? "";
}

const title = "Split by deploy-actions";

function upstream({ name, blue, green, keepalive }: Layout, share: number): readonly string[] {
  // Without `max_fails=0` nginx would move the traffic of a slot that fails to the other one, and nobody would see it fail.
  const server = (address: string, weight: number) =>
    `    server ${address} ${weight === 0 ? "down" : `weight=${weight}`} max_fails=0;`;
  return [
    `upstream ${name} {`,
    // All workers count together, so that small shares are exact, too.
    `    zone ${name} 64k;`,
    server(blue, 100 - share),
    server(green, share),
    ...(keepalive === 0 ? [] : [`    keepalive ${keepalive};`]),
    "}",
  ];
}

/** Blue has the beginning of the range and green the end, always: whichever grows keeps whom it has. */
function splitClients({ name, blue, green, key, cookie }: Layout, share: number): readonly string[] {
  const ranges = share === 100 ? [] : share === 0 ? [`    * ${blue};`] : [`    ${100 - share}% ${blue};`];
  return [
    `split_clients "${cookie === undefined ? key : `$${name}_visitor`}" $${name}_upstream {`,
    ...ranges,
    ...(share === 0 ? [] : [`    * ${green};`]),
    "}",
    ...(cookie === undefined ? [] : visitors(name, cookie)),
  ];
}

/** Who has no cookie gets one with the id by which the first request was sent already. */
function visitors(name: string, cookie: string): readonly string[] {
  const given = `${cookie}=$request_id; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`;
  return [
    `map $cookie_${cookie} $${name}_visitor { "" $request_id; default $cookie_${cookie}; }`,
    `map $cookie_${cookie} $${name}_cookie { "" "${given}"; default ""; }`,
  ];
}

function digestOf(lines: readonly string[]): string {
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

function differenceOf(text: string, wanted: string): string {
  const [found, expected] = [text.split("\n"), wanted.trimEnd().split("\n")];
  const at = expected.findIndex((line, i) => line !== found[i]);
  if (at < 0) return `it does not end after line ${expected.length}`;
  return `line ${at + 1} is \`${(found[at] ?? "").trim().slice(0, 120)}\` and not \`${(expected[at] ?? "").trim()}\``;
}
