/** A file by its path from the top, with its text where it was read. */
export interface LookedAt {
  readonly path: string;
  readonly text: string | null;
}

/** `application` is what it is; the others name the section that would have to deal with it. */
export type Part = "application" | "backup" | "migrate" | "deploy-slot";

/** Something in the repository that tells how it is deployed. */
export interface Found {
  readonly part: Part;
  /** What people call it: `Laravel`, `PostgreSQL`. */
  readonly what: string;
  /** The adapter that deals with it, by the name it has or would have; null for an application. */
  readonly adapter: string | null;
  /** The file that shows it. */
  readonly path: string;
}

interface Sign extends Omit<Found, "path"> {
  readonly file: RegExp;
  /** What the file has to hold; without it, its being there is enough. */
  readonly holds?: RegExp;
}

const app = (what: string, file: RegExp, holds?: RegExp): Sign => sign("application", what, null, { file, holds });

function sign(
  part: Part,
  what: string,
  adapter: string | null,
  { file, holds }: { readonly file: RegExp; readonly holds?: RegExp | undefined },
): Sign {
  return { part, what, adapter, file, ...(holds === undefined ? {} : { holds }) };
}

/** A dependency by its exact name, as JSON files write it. */
const named = (...names: readonly string[]) => new RegExp(`"(?:${names.join("|")})"\\s*:`);
const gem = (name: string) => new RegExp(`^\\s*gem\\s+['"]${name}['"]`, "m");
const image = (names: string) => new RegExp(`^\\s*image:\\s*['"]?(?:[\\w.-]+/)*(?:${names})(?:[:@'"\\s]|$)`, "m");

const composer = /^composer\.json$/;
const npm = /^package\.json$/;
const project = /\.csproj$/;
const gems = /^Gemfile$/;
const compose = /^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/;

/** By the file's own name; the folders before it only where the pattern has a slash. */
const signs: readonly Sign[] = [
  app("Symfony", composer, named("symfony/framework-bundle")),
  app("Laravel", composer, named("laravel/framework")),
  app("Next.js", npm, named("next")),
  app(".NET", project),
  app("Django", /^manage\.py$/),
  app("Rails", gems, gem("rails")),
  sign("migrate", "Doctrine migrations", "doctrine", {
    file: composer,
    holds: named("doctrine/doctrine-migrations-bundle", "doctrine/migrations"),
  }),
  sign("migrate", "Laravel migrations", "artisan", { file: composer, holds: named("laravel/framework") }),
  sign("migrate", "Prisma", "prisma", { file: npm, holds: named("prisma", "@prisma/client") }),
  sign("migrate", "Drizzle", "drizzle", { file: npm, holds: named("drizzle-kit", "drizzle-orm") }),
  sign("migrate", "Knex", "knex", { file: npm, holds: named("knex") }),
  sign("migrate", "TypeORM", "typeorm", { file: npm, holds: named("typeorm") }),
  sign("migrate", "node-pg-migrate", "node-pg-migrate", { file: npm, holds: named("node-pg-migrate") }),
  sign("migrate", "Supabase migrations", "supabase", { file: /(?:^|\/)supabase\/(?:config\.toml$|migrations\/)/ }),
  sign("migrate", "EF Core", "ef-core", { file: project, holds: /Include="Microsoft\.EntityFrameworkCore/i }),
  sign("migrate", "dbmate", "dbmate", { file: /(?:^|\/)db\/migrations\/[^/]+\.sql$/, holds: /^--\s*migrate:up/m }),
  sign("migrate", "Django migrations", "django", { file: /^manage\.py$/ }),
  sign("migrate", "Rails migrations", "rails", { file: gems, holds: gem("rails") }),
  sign("migrate", "Alembic", "alembic", { file: /^alembic\.ini$/ }),
  sign("backup", "PostgreSQL", "postgres", { file: npm, holds: named("pg", "postgres", "node-pg-migrate") }),
  sign("backup", "PostgreSQL", "postgres", { file: project, holds: /Include="Npgsql/i }),
  sign("backup", "PostgreSQL", "postgres", { file: gems, holds: gem("pg") }),
  sign("backup", "PostgreSQL", "postgres", { file: compose, holds: image("postgres|postgis") }),
  sign("backup", "PostgreSQL", "postgres", { file: /(?:^|\/)supabase\/config\.toml$/ }),
  sign("backup", "MySQL", "mysql", { file: npm, holds: named("mysql", "mysql2") }),
  sign("backup", "MySQL", "mysql", { file: gems, holds: gem("mysql2") }),
  sign("backup", "MySQL", "mysql", { file: compose, holds: image("mysql|mariadb") }),
  sign("backup", "Redis", "redis", { file: npm, holds: named("redis", "ioredis") }),
  sign("backup", "Redis", "redis", { file: composer, holds: named("predis/predis", "ext-redis") }),
  sign("backup", "Redis", "redis", { file: compose, holds: image("redis|valkey") }),
  sign("backup", "SQLite", "sqlite", { file: npm, holds: named("sqlite3", "better-sqlite3") }),
  sign("backup", "SQLite", "sqlite", { file: gems, holds: gem("sqlite3") }),
  sign("deploy-slot", "Kubernetes", "kubernetes", { file: /(?:^|\/)(?:k8s|kubernetes)\/.*\.ya?ml$/ }),
  sign("deploy-slot", "Kustomize", "kubernetes", { file: /^kustomization\.ya?ml$/ }),
  sign("deploy-slot", "Helm", "kubernetes", { file: /^Chart\.yaml$/ }),
  sign("deploy-slot", "Docker", "docker", { file: /^(?:Dockerfile|Containerfile)$/ }),
  sign("deploy-slot", "Docker Compose", "docker", { file: compose }),
];

/** Folders that hold other people's code, or code that nobody deploys. */
const foreign = /(?:^|\/)(?:node_modules|vendor|bower_components|tests?|spec|fixtures|__tests__|examples?|\.git)\//;
const deepest = 4;

const isMatch = ({ file }: Sign, path: string): boolean =>
  file.test(file.source.includes("\\/") ? path : (path.split("/").at(-1) ?? ""));

/** Paths that may tell something; of a folder of migrations the first file is enough. */
export function candidates(files: readonly string[]): readonly string[] {
  const near = files.filter((path) => path.split("/").length <= deepest + 1 && !foreign.test(path));
  const chosen = near.filter((path) => signs.some((one) => isMatch(one, path)));
  const folders = new Set<string>();
  return chosen.filter((path) => {
    const folder = folderOf(path);
    if (!/\/(?:migrations|k8s|kubernetes)(?:\/|$)/.test(`/${folder}`)) return true;
    return !folders.has(folder) && folders.add(folder) !== undefined;
  });
}

/** What the candidates show, each thing once per folder. */
export function findSigns(looked: readonly LookedAt[]): readonly Found[] {
  const found = looked.flatMap(({ path, text }) =>
    signs
      .filter((one) => isMatch(one, path) && (one.holds === undefined || one.holds.test(text ?? "")))
      .map(({ part, what, adapter }): Found => ({ part, what, adapter, path })),
  );
  const key = ({ part, what, path }: Found) => `${part} ${what} ${placeOf(path)}`;
  return found.filter((one, i) => found.findIndex((other) => key(other) === key(one)) === i);
}

/** The folder of a file; empty for the top. */
export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

/** The folder that is deployed: the one that holds `db`, `supabase` or the manifests. */
export function placeOf(path: string): string {
  return folderOf(path).replace(/(?:^|\/)(?:db\/migrations|supabase(?:\/.*)?|(?:k8s|kubernetes)(?:\/.*)?|prisma)$/, "");
}

/** Names of variables in the text of an `.env.example`; what stands behind `=` is never looked at. */
export function namesInExample(text: string): readonly string[] {
  const names = text.split("\n").flatMap((line) => /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line)?.[1] ?? []);
  return [...new Set(names)];
}
