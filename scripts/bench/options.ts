import { parseArgs } from "node:util";
import { unknownName } from "../../src/kit/nearest.ts";

/** What can be measured, in this order. */
export const parts = [
  "start",
  "journal",
  "traffic",
  "push",
  "github",
  "judging",
  "overhead",
  "queries",
  "switches",
  "backup",
] as const;
export type Part = (typeof parts)[number];

export type Wish =
  | { readonly kind: "run"; readonly parts: readonly Part[]; readonly json: boolean; readonly dist: string | null }
  | { readonly kind: "help" }
  /** One line per problem. */
  | { readonly kind: "wrong"; readonly problems: readonly string[] };

const options = {
  json: { type: "boolean" },
  dist: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** What is printed for `--help`. */
export const help = `Measures what deploy-actions promises. Ratios come from one run, with the runs of both sides taking turns.
Nothing else should run on the machine meanwhile; the load average is told. It takes about twenty-seven minutes, all but ten of them for \`backup\`.

  npm run bench
  npm run bench -- start github --json

Parts, all of them unless some are named:
  start             start of every action until its first refusal, over an empty Node script
  journal           reading the journal after 10,000 entries, over 10 entries
  traffic           a failing check until the traffic is back; requests failed because of a switch
  push              the same with the journal on a remote that takes a second for each push
  github            what is asked of GitHub by a deployment, by a rollback, by the look for what was good
  judging           reading and judging 1,000 generated migrations, and what one costs among more and fewer;
                    the whole dry run needs PostgreSQL, as the next two do
  overhead          \`migrate\` with nothing pending over dbmate alone, beyond the start of the program
  queries           the longest wait of a query while a migration of its table queues behind a long transaction
  switches          all the traffic to the other slot and back: by each router the time from the decision to the effect;
                    requests lost across a switch at 500/s. Needs HAProxy, nginx, and the programs of a cluster
  backup            backup, look and restore of generated databases (1 GB; Redis 0.4 GB), over the engines' own tools;
                    needs their servers, and 8 GB of disk for a while

  --json            print one JSON object instead of the table
  --dist <folder>   measure this build instead of \`dist\`
  --help            print this

Exit codes: 0 measured (whether or not a target was met), 1 something could not be measured, 2 wrong input.
`;

/** Reads the command line. Every problem is told at once. */
export function readWish(args: readonly string[]): Wish {
  const { values, tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const named = tokens.filter((token) => token.kind === "option");
  const unknown = named.filter(({ name }) => !(name in options));
  const withValue = ["dist"];
  const wanted = tokens.flatMap((token) => (token.kind === "positional" ? token.value : []));
  const problems = [
    ...unknown.map(({ name }) => unknownName("option", name, Object.keys(options))),
    ...named
      .filter(({ name, value }) => name in options && withValue.includes(name) !== (value !== undefined))
      .map(({ name, rawName }) => `${rawName}: ${withValue.includes(name) ? "needs a value" : "takes no value"}`),
    // What follows an unknown option may be its value.
    ...(unknown.length > 0 ? [] : wanted.filter((name) => !isPart(name))).map((name) =>
      unknownName("part", name, parts),
    ),
  ];
  if (problems.length > 0) return { kind: "wrong", problems };
  if (values.help === true) return { kind: "help" };
  return {
    kind: "run",
    parts: parts.filter((part) => wanted.length === 0 || wanted.includes(part)),
    json: values.json === true,
    dist: typeof values.dist === "string" ? values.dist : null,
  };
}

function isPart(name: string): boolean {
  return parts.some((part) => part === name);
}
