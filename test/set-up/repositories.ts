import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { readTask } from "../../src/actions/task.ts";
import { check } from "../../src/actions/terminal/check.ts";
import { init } from "../../src/actions/terminal/init.ts";
import type { Outcome } from "../../src/kit/action.ts";
import { type TestEffects, testEffects } from "../effects.ts";

/** Files by path. */
export type Layout = Readonly<Record<string, string>>;

export interface Repository {
  readonly folder: string;
  git(...words: readonly string[]): string;
  write(files: Layout): void;
  commit(): void;
  /** `deploy-actions init`, with these inputs. */
  init(given?: Layout): Promise<Ended>;
  check(given?: Layout): Promise<Ended>;
}

export interface Ended extends Outcome {
  readonly lines: readonly string[];
  readonly masked: readonly string[];
}

/** A git repository with these files committed, in a folder of its own called `shop`. */
export function openRepository(files: Layout, env: Layout = {}): Repository {
  const top = mkdtempSync(join(tmpdir(), "deploy-actions-set-up-"));
  onTestFinished(() => rmSync(top, { recursive: true, force: true, maxRetries: 3 }));
  const folder = join(top, "shop");
  mkdirSync(folder);
  const git = (...words: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], {
      cwd: folder,
      encoding: "utf8",
    }).trim();
  const write = (more: Layout) => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  const commit = () => {
    git("add", "--all", "--force");
    git("commit", "--quiet", "--allow-empty", "--message", "As it is");
  };
  const run = async (action: typeof init | typeof check, given: Layout): Promise<Ended> => {
    const effects: TestEffects = testEffects({ folder, temporary: top, env: (name) => env[name] });
    const outcome = await action.run(await readTask(action, given, effects));
    return { ...outcome, lines: effects.lines, masked: effects.masked };
  };
  git("init", "--quiet", "--initial-branch=main");
  write(files);
  if (Object.keys(files).length > 0) commit();
  return {
    folder,
    git,
    write,
    commit,
    init: (given = {}) => run(init, given),
    check: (given = {}) => run(check, given),
  };
}

const json = (value: object) => JSON.stringify(value, null, 2);

/** The deployments that the suite has to be able to serve, by what their repositories hold, and two kinds more. */
export const layouts: Readonly<
  Record<
    string,
    {
      readonly files: Layout;
      readonly tells: readonly string[];
      readonly backups: readonly string[];
      /** The section that is written for the migration tool. */
      readonly migrate?: Layout;
    }
  >
> = {
  "Symfony on PostgreSQL": {
    files: {
      "composer.json": json({
        require: { "symfony/framework-bundle": "^7", "doctrine/doctrine-migrations-bundle": "^3" },
      }),
      "config/packages/servicetitan.yaml": "servicetitan: {}\n",
      "migrations/Version20250729120000.php": "<?php\n",
      "compose.yaml": "services:\n  db:\n    image: postgres:16\n",
      ".env.example": "SERVICETITAN_ENCRYPTION_KEY=base64:do-not-look\nexport DATABASE_URL=postgres://secret@db\n",
    },
    tells: ["Doctrine migrations", "SERVICETITAN_ENCRYPTION_KEY, DATABASE_URL"],
    backups: ["postgres"],
    migrate: { tool: "doctrine", "doctrine-url": "$DATABASE_URL" },
  },
  "Laravel on MySQL and Redis": {
    files: {
      "composer.json": json({ require: { "laravel/framework": "^11", "predis/predis": "^2" } }),
      artisan: "#!/usr/bin/env php\n",
      "package.json": json({ scripts: { dev: "vite" } }),
      "docker-compose.yml": "services:\n  db:\n    image: 'mysql:8'\n  cache: { image: redis }\n",
    },
    tells: ["Laravel migrations"],
    backups: ["mysql", "redis"],
    migrate: { tool: "artisan", "artisan-url": "$DATABASE_URL" },
  },
  ".NET on Kubernetes": {
    files: {
      "src/Api/Api.csproj":
        '<Project>\n<PackageReference Include="Microsoft.EntityFrameworkCore.Design" />\n<PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" />\n</Project>\n',
      "k8s/production/green/deployment.yaml": "kind: Deployment\n",
      Dockerfile: "FROM scratch\n",
    },
    tells: ["EF Core", "Kubernetes", "Docker"],
    backups: ["postgres"],
    migrate: { tool: "ef-core", "ef-core-url": "$DATABASE_URL", "ef-core-folder": "src/Api" },
  },
  "Next.js on Supabase": {
    files: {
      "package.json": json({ scripts: { start: "next start" }, dependencies: { next: "16" } }),
      "supabase/config.toml": "",
      "supabase/migrations/20250101000000_first.sql": "select 1;\n",
    },
    tells: ["Supabase migrations"],
    backups: ["postgres"],
    migrate: { tool: "supabase", "supabase-url": "$DATABASE_URL" },
  },
  "Laravel with migrations alone": {
    files: {
      "composer.json": json({ require: { "laravel/framework": "^11" } }),
      "database/migrations/2025_10_01_000000_create.php": "<?php\n",
    },
    tells: ["Laravel migrations"],
    backups: [],
  },
  "a monorepo": {
    files: {
      "package.json": json({ workspaces: ["apps/*"], scripts: { start: "turbo start" } }),
      "apps/web/package.json": json({ scripts: { start: "next start" }, dependencies: { next: "16" } }),
      "apps/api/package.json": json({ dependencies: { knex: "3", pg: "8" } }),
      "apps/jobs/manage.py": "",
      "apps/web/node_modules/prisma/package.json": json({ dependencies: { prisma: "6" } }),
    },
    tells: ["Knex", "from apps/api/package.json", "Django migrations", "in apps/jobs"],
    backups: ["postgres"],
    migrate: { tool: "knex", "knex-url": "$DATABASE_URL", "knex-folder": "apps/api" },
  },
};
