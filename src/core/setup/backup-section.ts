import { type RepositoryFacts, yamlWord } from "./facts.ts";

/** Engines whose address is a secret, and what the secret is called. */
const addresses: Readonly<Record<string, string>> = {
  postgres: "DATABASE_URL",
  mysql: "DATABASE_URL",
  redis: "REDIS_URL",
};

/** Engines of what was found that can be backed up, each secret's first engine alone. */
export function backedUp({ found, adapters }: RepositoryFacts): readonly string[] {
  if (!adapters.has("directory")) return [];
  const engines = [...new Set(found.flatMap(({ part, adapter }) => (part === "backup" && adapter ? [adapter] : [])))];
  const dbmate = found.some(({ adapter }) => adapter === "dbmate") && adapters.has("dbmate");
  const others = engines.filter((engine) => engine !== "redis");
  // dbmate names no engine; without another sign it is taken to work on SQLite, the one that it is known with.
  const own = dbmate && others.length === 0 ? ["sqlite"] : others;
  const all = [...own, ...engines.filter((engine) => engine === "redis")];
  const usable = all.filter((engine) => adapters.has(engine) && (engine === "sqlite" || engine in addresses));
  const isFirst = (engine: string) => usable.find((one) => addresses[one] === addresses[engine]) === engine;
  return usable.filter((engine) => engine === "sqlite" || isFirst(engine));
}

/** Names of the secrets that the section takes. */
export function backupSecrets(facts: RepositoryFacts): readonly string[] {
  return [...new Set(backedUp(facts).flatMap((engine) => addresses[engine] ?? []))];
}

/** The section, a line each; one map where one engine was found, else a list. */
export function backupSection(facts: RepositoryFacts): readonly string[] {
  const items = backedUp(facts).map((engine) => itemLines(facts, engine));
  const [first = [], ...more] = items;
  if (more.length === 0) return ["backup:", ...first.map((line) => `  ${line}`)];
  return ["backup:", ...items.flatMap((lines) => lines.map((line, i) => `  ${i === 0 ? "- " : "  "}${line}`))];
}

function itemLines({ application }: RepositoryFacts, engine: string): readonly string[] {
  const file = yamlWord(`/srv/${application}/${application}.db`);
  const secret = addresses[engine];
  return [
    `database: ${engine}`,
    secret === undefined
      ? `sqlite-file: ${file} # a guess: where the live database is`
      : `${engine}-url: $${secret} # a secret of the environment; the direct address, not that of a pooler`,
    "store: directory # better: s3, on another machine, with encrypt-to",
    `directory-path: ${yamlWord(`/srv/${application}/backups`)}`,
  ];
}
