import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { environmentOf, parseAddress, targetOf, urlOf } from "../../../src/adapters/databases/postgres/address.ts";
import { nameWith, splitKey, tableKey } from "../../../src/adapters/databases/postgres/names.ts";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { openPostgres } from "./postgres-shop.ts";

const special = "a:b/c@d?e#f%g&h=i+j k'l\"m\\nü€";

test("every special character of user, password and name comes through an address and back", () => {
  const words = [special, special, special].map(encodeURIComponent);
  const address = parseAddress(
    `postgres://${words[0]}:${words[1]}@db.example.com:5433/${words[2]}?sslmode=require`,
    "x",
  );
  expect(address).toMatchObject({
    user: special,
    password: special,
    database: special,
    host: "db.example.com",
    port: 5433,
  });
  expect(parseAddress(urlOf(address), "x")).toEqual(address);
  expect(environmentOf(address)).toMatchObject({
    PGUSER: special,
    PGPASSWORD: special,
    PGSSLMODE: "require",
    PGPORT: "5433",
  });
  expect(targetOf(address)).toBe(`dbname='${special.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`);
});

test.for([
  ["postgresql://db/shop", { host: "db", port: 5432, user: undefined, password: undefined }],
  ["postgres://u@[::1]:6000/shop", { host: "::1", port: 6000, user: "u" }],
  [
    "postgres:///shop?host=/run/my%20socket&user=u&password=p%40",
    { host: "/run/my socket", user: "u", password: "p@" },
  ],
  ["postgres://%2Frun%2Fpg/shop", { host: "/run/pg" }],
  ["postgres://u:p:q@db/shop?schema=public&connection_limit=5", { password: "p:q" }],
] as const)("%s is read as libpq reads it", ([url, expected]) => {
  const address = parseAddress(url, "x");
  expect(address).toMatchObject({ database: "shop", ...expected });
  expect(parseAddress(urlOf(address), "x")).toMatchObject(expected);
});

test.for([
  ["mysql://u:secret@db/shop", "is no PostgreSQL address"],
  ["postgres://u:secret@word@db/shop", "an `@` too many"],
  ["postgres://u:sec/ret@db/shop", "port that is no number"],
  ["postgres://u:100%secret@db/shop", "percent sign that encodes nothing"],
  ["postgres://u:secret@db", "names no database"],
  ["postgres://u:secret@one,two/shop", "several hosts"],
  ["postgres://u:secret@db/shop?sslaccept=strict", "`sslaccept`"],
] as const)("%s is refused without being repeated", async ([url, message]) => {
  const open = () => openPostgres({ "postgres-url": url });
  expect(open).toThrow(expect.objectContaining({ code: "invalid_input", hint: expect.any(String) }));
  expect(open).toThrow(message);
  expect(open).not.toThrow(/sec/);
});

test.for([
  ["postgres://u:p@ep-cool-1-pooler.eu-central-1.aws.neon.tech/shop", "Take `-pooler` out"],
  ["postgres://u:p@aws-0-eu.pooler.supabase.com:6543/postgres", "port 5432 of the same host"],
  ["postgres://u:p@db.abc.supabase.co:6543/postgres", "port 5432"],
  ["postgres://u:p@127.0.0.1:1/shop?pgbouncer=true", "without `pgbouncer=true`"],
] as const)("the pooled address %s is refused with the direct one", async ([url, hint]) => {
  const { database } = openPostgres({ "postgres-url": url });
  for (const act of [() => database.identity(), () => database.dump(), () => database.vitals()]) {
    await expect(act()).rejects.toMatchObject({ code: "invalid_input", hint: expect.stringContaining(hint) });
  }
});

test("variables of the machine do not lead to another server", () => {
  const environment = environmentOf(parseAddress("postgres://u:p@db/shop", "x"));
  for (const name of ["PGSERVICE", "PGHOSTADDR", "PGOPTIONS", "PGSSLMODE", "PGDATABASE"]) {
    expect(environment).toHaveProperty(name, undefined);
  }
});

test("the password is hidden in every later line, also as it stands in the address", () => {
  const { effects } = openPostgres({ "postgres-url": "postgres://u:p%40ss%2Fword@db/shop" });
  expect(effects.redact("p@ss/word and p%40ss%2Fword")).toBe("*** and ***");
});

test("keys of tables tell schemas and odd names apart, and lead back", () => {
  const pairs = [
    ["public", "people"],
    ["audit", "people"],
    ["public", "audit.people"],
    ["a.b", 'c"d'],
    ["public", '"x'],
    ["public", "The Täble"],
  ] as const;
  const keys = pairs.map(([schema, name]) => tableKey(schema, name));
  expect(keys.slice(0, 3)).toEqual(["people", "audit.people", '"audit.people"']);
  expect(new Set(keys).size).toBe(pairs.length);
  expect(keys.map(splitKey)).toEqual(pairs);
});

test("a name that has to keep its end stays below 63 bytes", () => {
  expect(nameWith("shop", "_before_1")).toBe("shop_before_1");
  const long = nameWith("ü".repeat(60), "_before_20260101t000000");
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(63);
  expect(long).toMatch(/^ü+_before_20260101t000000$/);
});

test("a folder cannot be dumped into where commands run elsewhere", () => {
  const elsewhere = { ...localExecutor({ folder: "/", redact: (text) => text }), isHere: false, where: "deploy@db" };
  const open = () =>
    openPostgres({ "postgres-url": "postgres://u@db/shop", "postgres-format": "directory" }, elsewhere);
  expect(open).toThrow("cannot be streamed from deploy@db");
});

describe("the client programs", () => {
  /** Programs of another version: psql says what a server would answer, pg_dump its version. */
  async function fake(folder: string, dump: string, server: string): Promise<string> {
    const bin = join(folder, "a bin");
    await mkdir(bin);
    const answer = `#!/bin/sh
while read -r line; do case "$line" in
  *server_version_num*) printf '{"version": ${server}, "direct": "%s"}\\n' "\${PGOPTIONS##*direct=}";;
  *echo*) line="\${line#*\\'}"; printf '%s\\n' "\${line%\\'}";;
  *q) exit;;
esac; done
`;
    await writeFile(join(bin, "psql"), answer);
    await writeFile(join(bin, "pg_dump"), `#!/bin/sh\necho 'pg_dump (PostgreSQL) ${dump}'\n`);
    for (const name of ["psql", "pg_dump"]) await chmod(join(bin, name), 0o755);
    return bin;
  }

  test("that are older than the server are refused with the package that brings the right ones", async () => {
    await using folder = await temporaryFolder();
    const bin = await fake(folder.path, "15.18 (Debian)", "180001");
    const { database } = openPostgres({ "postgres-url": "postgres://u:p@127.0.0.1:1/shop", "postgres-bin": bin });
    for (const act of [() => database.identity(), () => database.dump()]) {
      await expect(act()).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringMatching(/the server is PostgreSQL 18, .* only the client of version 15\.18/),
        hint: expect.stringContaining("`postgresql-client-18`"),
      });
    }
  });

  test("that are not there are an input error", async () => {
    await using folder = await temporaryFolder();
    const { database } = openPostgres({ "postgres-url": "postgres://u:p@db/shop", "postgres-bin": folder.path });
    await expect(database.identity()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("holds no `pg_dump`"),
    });
  });

  test("of a server that is older than what is worked with are of no use", async () => {
    await using folder = await temporaryFolder();
    const bin = await fake(folder.path, "15.18", "90624");
    const { database } = openPostgres({ "postgres-url": "postgres://u:p@127.0.0.1:1/shop", "postgres-bin": bin });
    await expect(database.identity()).rejects.toMatchObject({ code: "invalid_input" });
  });
});

test("a server that does not answer is a service error that names it", async () => {
  const effects = testEffects();
  const { database } = openPostgres({ "postgres-url": "postgres://u:s3cr3t@127.0.0.1:1/shop" }, undefined, effects);
  const failure = await database.identity().catch((error) => error);
  expect(failure).toMatchObject({ code: "service_failed", message: expect.stringContaining("127.0.0.1") });
  expect(`${failure.message} ${failure.hint}`).not.toContain("s3cr3t");
});
