import { execFileSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach } from "vitest";
import { type Child, quickstart, start } from "./child.ts";

const dbmate = fileURLToPath(new URL("../../node_modules/.bin/dbmate", import.meta.url));

/** Each release's overlays, in the order in which they are laid over the application. */
const overlays = {
  v1: [],
  v2: ["v2"],
  v3: ["v2", "v3"],
  "v3-smoke": ["v2", "v3", "v3-smoke"],
  "v3-migration": ["v2", "v3", "v3-migration"],
} as const;
type Version = keyof typeof overlays;

/** One database, and any number of releases of the ticket desk on it. */
export interface Desk {
  readonly database: string;
  /** Applies the release's migrations with the real dbmate; throws when dbmate fails. */
  migrate(version: Version, verb?: "up" | "down"): Promise<void>;
  /** Starts the release and returns its address; it is stopped with the desk. */
  open(
    version: Version,
    env?: Readonly<Record<string, string>>,
  ): Promise<{ readonly url: string; readonly child: Child }>;
  close(): Promise<void>;
}

/** Opens a temporary folder for the releases and their database, which is not created yet. */
export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), "quickstart-"));
  const database = join(folder, "tickets.db");
  const running: Child[] = [];
  const checkOut = async (version: Version): Promise<string> => {
    const release = join(folder, version);
    for (const part of ["app", ...overlays[version].map((overlay) => join("releases", overlay))]) {
      await cp(join(quickstart, part), release, { recursive: true });
    }
    return release;
  };
  return {
    database,
    async migrate(version, verb = "up") {
      const migrations = join(await checkOut(version), "db", "migrations");
      const words = ["--url", `sqlite:${database}`, "--migrations-dir", migrations, "--no-dump-schema", verb];
      execFileSync(dbmate, words, { stdio: "pipe" });
    },
    async open(version, more = {}) {
      const own = { PORT: "0", DATABASE: database, VERSION: version, RELEASE: commitOf(version), SLOT_TOKEN: "token" };
      const child = start(join(await checkOut(version), "server.mjs"), [], { ...own, ...more });
      running.push(child);
      return { url: `http://127.0.0.1:${(await child.told("listening")).port}`, child };
    },
    async close() {
      await Promise.all(running.map((child) => child.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The commit that a release of the tests says it was built from. */
export function commitOf(version: string): string {
  return Buffer.from(version).toString("hex").padEnd(40, "0");
}

/** A desk of its own for each test of the present block. */
export function deskOfEachTest(): () => Desk {
  let desk: Desk;
  beforeEach(async () => {
    desk = await openDesk();
  });
  afterEach(() => desk.close());
  return () => desk;
}

/** A ticket as the API shows it. */
export interface Ticket {
  readonly id: number;
  readonly title: string;
  readonly priority?: string;
  readonly dueAt?: string | null;
  readonly completedAt: string | null;
}

/** Posts JSON, or a text as it is. */
export function post(url: string, body: unknown, type = "application/json"): Promise<Response> {
  const written = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(url, { method: "POST", body: written, headers: { "content-type": type }, redirect: "manual" });
}

/** What the API lists. */
export async function ticketsAt(url: string): Promise<readonly Ticket[]> {
  const response = await fetch(`${url}/api/tickets`);
  return ((await response.json()) as { tickets: Ticket[] }).tickets;
}
