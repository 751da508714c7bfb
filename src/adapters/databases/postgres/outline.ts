import { createInterface } from "node:readline";
import type { Executor, RunOptions } from "../../../kit/executor.ts";
import type { Programs } from "./programs.ts";

/** What a dump says about its database before any row of it comes. */
export interface Outline {
  /** Major version of the server that was dumped; 0 where it does not say. */
  readonly major: number;
  /** Options of its CREATE DATABASE, such as `ENCODING`, as they are written there. */
  readonly options: Readonly<Record<string, string>>;
  readonly extensions: readonly string[];
  /** Roles that the schema itself names, in policies and user mappings. */
  readonly roles: readonly string[];
}

const name = String.raw`(?:"(?:[^"]|"")+"|[^\s",;()]+)`;
const creating = /^CREATE DATABASE .* WITH TEMPLATE = template0(.*);$/;
const option = /(\w+) = ('(?:[^']|'')*'|\w+)/g;
const extension = new RegExp(`^CREATE EXTENSION IF NOT EXISTS (${name})`);
const policy = new RegExp(
  `^CREATE POLICY ${name} ON ${name}(?: AS \\w+)?(?: FOR \\w+)? TO (${name}(?:, ${name})*)(?: USING| WITH CHECK|;|$)`,
);
const mapping = new RegExp(`^CREATE USER MAPPING FOR (${name}) SERVER`);

/** Asks a dump for its schema: from a stream as far as its table of contents goes, or from a file or folder. */
export async function outlineOf(
  exec: Executor,
  programs: Programs,
  { stdin, signal, file }: { stdin?: RunOptions["stdin"]; signal?: AbortSignal | undefined; file?: string },
): Promise<Outline> {
  const words = [
    "--create",
    "--schema-only",
    "--no-owner",
    "--no-acl",
    "-f",
    "-",
    ...(file === undefined ? [] : [file]),
  ];
  const program = exec.stream([programs.path("pg_restore"), ...words], {
    env: { LC_ALL: "C" },
    ...(stdin === undefined ? {} : { stdin }),
    ...(signal === undefined ? {} : { signal }),
  });
  const found = { major: 0, options: {}, extensions: [] as string[], roles: new Set<string>() };
  try {
    for await (const line of createInterface({ input: program.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      note(found, line);
    }
  } finally {
    await program.done;
  }
  // Everybody is no role; dumps write it in either way.
  for (const everybody of ["PUBLIC", "public"]) found.roles.delete(everybody);
  return { ...found, roles: [...found.roles] };
}

interface Found {
  major: number;
  options: Outline["options"];
  readonly extensions: string[];
  readonly roles: Set<string>;
}

function note(found: Found, line: string): void {
  found.major ||= Number(/^-- Dumped from database version (\d+)/.exec(line)?.[1] ?? 0);
  const created = creating.exec(line)?.[1];
  if (created !== undefined) {
    found.options = Object.fromEntries([...created.matchAll(option)].map(([, key, value]) => [key, value]));
  }
  const extending = extension.exec(line)?.[1];
  if (extending !== undefined) found.extensions.push(bare(extending));
  const named = policy.exec(line)?.[1] ?? mapping.exec(line)?.[1] ?? "";
  for (const [role] of named.matchAll(new RegExp(name, "g"))) found.roles.add(bare(role));
}

function bare(quoted: string): string {
  return quoted.startsWith('"') ? quoted.slice(1, -1).replaceAll('""', '"') : quoted;
}
