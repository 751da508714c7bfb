import { parseArgs } from "node:util";
import { unknownName } from "../../src/kit/nearest.ts";
import { type Router, routers } from "./routers/index.ts";

/** What can go wrong with v3. */
export const breaks = ["smoke", "traffic", "migration", "backup", "kill"] as const;
export type Break = (typeof breaks)[number];

/** What the command line asks for. */
export type Wish =
  | { readonly kind: "run"; readonly broken: Break; readonly router: Router; readonly keeps: boolean }
  | { readonly kind: "help" }
  /** One line per problem. */
  | { readonly kind: "wrong"; readonly problems: readonly string[] };

const options = {
  break: { type: "string" },
  router: { type: "string" },
  keep: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** What is printed for `--help`. */
export const help = `Deploys a ticket desk three times on this machine, while 500 visitors use it. The third release goes wrong.

  npm run demo
  npm run demo -- --break kill --keep
  npm run demo -- --router haproxy

  --break <what>   what goes wrong with v3:
                     traffic     three lists in ten fail; found once visitors are moved to it (default)
                     smoke       every list fails; found before anybody is moved
                     migration   its migration fails on real data
                     backup      there is no room for the backup
                     kill        as traffic, and the deploying process is killed meanwhile; a second one finishes
  --router <name>  what splits the visitors between the slots:
                     flagd       a flag file, with a small front door of its own (default)
                     haproxy     the HAProxy of this machine, by the weights of two servers
                     nginx       the nginx of this machine, by one file that it includes
  --keep           keep the temporary folder, to look at the journal, the backups and the logs
  --help           print this

Exit codes: 0 everything is proven, 1 something is not, 2 wrong input, 130 and 143 interrupted.
`;

/** Reads the command line. Every problem is told at once. */
export function readWish(args: readonly string[]): Wish {
  const { values, tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const named = tokens.filter((token) => token.kind === "option");
  const unknown = named.filter(({ name }) => !(name in options));
  const problems = [
    ...unknown.map(({ name }) => unknownName("option", name, Object.keys(options))),
    ...named
      .filter(({ name, value }) => (name === "keep" || name === "help") && value !== undefined)
      .map(({ rawName }) => `${rawName}: takes no value`),
    // What follows an unknown option may be its value.
    ...(unknown.length > 0 ? [] : tokens.filter((token) => token.kind === "positional")).map(
      ({ value }) => `\`${value}\` is no option`,
    ),
  ];
  const broken = chosen("break", breaks, values.break, problems);
  const router = chosen("router", routers, values.router, problems);
  if (problems.length > 0) return { kind: "wrong", problems };
  return values.help === true ? { kind: "help" } : { kind: "run", broken, router, keeps: values.keep === true };
}

const defaults = { break: "traffic", router: "flagd" } as const;

function chosen<T extends string>(
  name: keyof typeof defaults,
  known: readonly T[],
  given: unknown,
  problems: string[],
): T {
  const found = known.find((one) => one === (given ?? defaults[name]));
  if (found === undefined) problems.push(`--${name}: must be one of: ${known.join(", ")}`);
  return found ?? (known[0] as T);
}
