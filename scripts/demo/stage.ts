import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import process from "node:process";
import { createDatabase } from "../../examples/quickstart/create-database.ts";
import type { Break } from "./options.ts";
import { type Commits, makeRepository } from "./repository.ts";
import type { Doorway } from "./routers/door.ts";
import { programPath, proxies, type Router } from "./routers/index.ts";

const root = join(import.meta.dirname, "../..");

/** The quickstart's folder. */
export const quickstart = join(root, "examples/quickstart");

/** The shipped command line. */
export const commandLine = join(root, "dist/cli.js");

/** Where everything of one demo is. */
export interface Stage {
  readonly folder: string;
  readonly repository: string;
  readonly commits: Commits;
  /** Two ports for the slots. */
  readonly ports: { readonly blue: number; readonly green: number };
  readonly doorPort: number;
  /** What splits the traffic, and the path of its program where it is a proxy of this machine. */
  readonly router: Router;
  readonly program: string;
  /** What deploy.yml takes from outside. */
  readonly names: Readonly<Record<string, string>> & { readonly DATABASE: string; readonly BACKUPS: string };
  /** The whole environment of every child: nothing of this machine's settings reaches them. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Makes repository, database and what splits the traffic in `folder`. Nothing runs yet. */
export async function setStage(folder: string, broken: Break, router: Router = "flagd"): Promise<Stage> {
  const at = (name: string) => join(folder, name);
  const [doorPort, blue, green] = await freePorts();
  const names = {
    DATABASE: at("tickets.db"),
    BACKUPS: at("backups"),
    DBMATE: join(root, "node_modules/.bin/dbmate"),
    SLOTS: at("slots"),
    BLUE_PORT: String(blue),
    GREEN_PORT: String(green),
    DOOR: `http://127.0.0.1:${doorPort}`,
    ...furnishRouter(router, { folder, port: doorPort, blue, green }),
  };
  const environment = { ...basics(at("temporary")), ...names };
  const repository = at("repository");
  mkdirSync(at("temporary"));
  createDatabase(names.DATABASE);
  const commits = await makeRepository({ quickstart, repository, environment, router }, broken);
  const ports = { blue, green };
  return { folder, repository, commits, ports, doorPort, router, program: programOf(router), names, environment };
}

function programOf(router: Router): string {
  return router === "flagd" ? "" : (programPath(router) ?? router);
}

/** Writes what the router begins with; answers with what deploy.yml takes from outside for it. */
function furnishRouter(router: Router, doorway: Doorway): Readonly<Record<string, string>> {
  if (router !== "flagd") return proxies[router].furnish(doorway, programOf(router));
  const FLAGS = join(doorway.folder, "flags.json");
  writeFileSync(FLAGS, flagFile);
  return { FLAGS };
}

/** The flag file with all the traffic going to blue. */
export const flagFile = JSON.stringify({
  flags: {
    release: {
      state: "ENABLED",
      variants: { blue: "blue", green: "green" },
      defaultVariant: "blue",
      targeting: {
        fractional: [
          ["blue", 100],
          ["green", 0],
        ],
      },
    },
  },
});

function basics(temporary: string): Readonly<Record<string, string>> {
  const { PATH = "", HOME = temporary, LANG = "C.UTF-8" } = process.env;
  const person = { NAME: "Quickstart", EMAIL: "quickstart@example.com" };
  return {
    // The releases are started as `node`: that has to be this one.
    PATH: `${dirname(process.execPath)}:${PATH}`,
    HOME,
    LANG,
    TMPDIR: temporary,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    ...Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((role) =>
        Object.entries(person).map(([part, value]) => [`GIT_${role}_${part}`, value]),
      ),
    ),
  };
}

/** Three ports below those that the kernel hands out to connections: none of them can take one while its slot is stopped. */
async function freePorts(): Promise<readonly [number, number, number]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < 3 && tries < 300; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) found.add(port);
  }
  const [first, second, third] = found;
  if (first === undefined || second === undefined || third === undefined) {
    throw new Error("No three free ports were found between 20000 and 32000; stop what uses them.");
  }
  return [first, second, third];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
