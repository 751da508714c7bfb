import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { can } from "../servers/programs.ts";
import { type Sshd, startSshd } from "../servers/sshd.ts";
import { openShelf, type Shelf } from "./shelf.ts";
import { names, openShops, type Shops } from "./shops.ts";
import { leaksIn, needlesOf, type Planted, watchCommandLines } from "./witness.ts";
import { openYard, type Ran, type Yard } from "./yard.ts";

/** Every character that a shell, an option file, a URL, SQL or a log may stumble over, and something that is like no other text of this machine. */
const difficult = () =>
  `${randomBytes(6).toString("hex")} p@s:w/o?r#d%"'\`$\\&;=[é]{}<>|!*~^,+${randomBytes(6).toString("hex")}`;

describe.runIf(can("postgres", "mariadb", "redis", "tar", "git", "sshd"))("planted secrets", () => {
  let yard: Yard;
  let shops: Shops;
  let shelf: Shelf;
  let sshd: Sshd;
  let planted: readonly Planted[];
  const before = new Set(readdirSync(tmpdir()));
  const ran: Ran[] = [];

  beforeAll(async () => {
    yard = await openYard();
    const [s3, redis, postgres, mysql] = [difficult(), difficult(), difficult(), difficult()];
    const line = `user planted on ">${redis.replaceAll(/["\\]/g, "\\$&")}" ~* &* +@all`;
    [shops, shelf, sshd] = await Promise.all([openShops(yard, line), openShelf(yard, s3), startSshd()]);
    const identity = await generateIdentity();
    await shops.postgres.sql(
      "postgres",
      `CREATE ROLE planted SUPERUSER LOGIN PASSWORD '${postgres.replaceAll("'", "''")}'`,
    );
    const word = mysql.replaceAll(/['\\]/g, "\\$&");
    shops.mariadb.sql(
      `CREATE USER 'planted'@'%' IDENTIFIED BY '${word}'; GRANT ALL ON *.* TO 'planted'@'%' WITH GRANT OPTION`,
    );
    Object.assign(yard.env, {
      POSTGRES: shops.postgres.url(names.postgres, "planted", postgres),
      POSTGRES_SCRATCH: shops.postgres.url("postgres", "planted", postgres),
      MYSQL: shops.mariadb.url(names.mysql, "planted", mysql),
      MYSQL_SCRATCH: shops.mariadb.url("", "planted", mysql),
      REDIS: `redis://planted:${encodeURIComponent(redis)}@127.0.0.1:${shops.redis.port}/0`,
      IDENTITY: identity,
      SSH_KEY: sshd.key,
    });
    planted = [
      { name: "the password of PostgreSQL", text: postgres },
      { name: "the password of MariaDB", text: mysql },
      { name: "the password of Redis", text: redis },
      { name: "the private key of age", text: identity },
      { name: "the private key of ssh", text: sshd.key },
      ...(can("versitygw") ? [{ name: "the secret of S3", text: s3 }] : []),
    ];
    await configure({});
  }, 60_000);
  afterAll(async () => {
    for (const each of [sshd, shelf, shops, yard]) await each?.[Symbol.asyncDispose]();
  });

  async function configure(place: Readonly<Record<string, string | number>>): Promise<void> {
    const recipient = await identityToRecipient(yard.env.IDENTITY ?? "");
    const common = { standalone: true, parallel: 4, "encrypt-to": recipient, ...shelf.inputs, ...place };
    yard.configure({
      application: "shop",
      journal: "local",
      backup: shops.items.map((item) => ({ ...item, ...common })),
      drill: { "decrypt-with": "$IDENTITY" },
    });
  }

  async function succeed(running: Promise<Ran>): Promise<Ran> {
    const one = await running;
    expect(one.code, one.said).toBe(0);
    ran.push(one);
    return one;
  }

  /** What people, other programs and later runs could see: the runner takes the lines away that tell it what to hide. */
  function traces(): readonly (readonly [string, Buffer | string])[] {
    const said = ran.map(({ said, outputs, summary }) =>
      JSON.stringify([said.split("\n").filter(isShown), outputs, summary]),
    );
    const folders = [yard.temporary, join(yard.folder, "files"), yard.repository, ...freshFolders()];
    return [
      ["what was printed", said.join("\n")],
      ...[...shelf.files()].map(([path, content]) => [`${path} of the store`, content] as const),
      ["the journal", yard.objects()],
      ...folders.flatMap(contents),
    ];
  }

  /** Folders for temporary files that were not there before, those of the test's own servers left out. */
  function freshFolders(): readonly string[] {
    const own = [yard.folder, shops.postgres.folder, shops.mariadb.folder, shops.redis.folder, sshd.folder];
    const fresh = readdirSync(tmpdir()).filter((name) => !before.has(name) && /deploy-actions|ssh-/.test(name));
    return fresh
      .map((name) => join(tmpdir(), name))
      .filter((path) => !own.includes(path) && !shelf.folder.startsWith(path));
  }

  const leaks = () => {
    const needles = needlesOf(planted);
    return traces().flatMap(([where, content]) => leaksIn(content, needles).map((name) => `${name} in ${where}`));
  };

  test("are seen on no command line and are left nowhere, whether commands run here or over ssh", async () => {
    const witness = watchCommandLines(planted);
    const seen: string[] = [];
    try {
      await succeed(yard.run(["backup"]));
      await succeed(yard.run(["drill"]));
      await succeed(
        yard.run(["backups", "restore", "--backup", "newest", "--item", "stock", "--confirm", names.mysql]),
      );
      await configure({
        executor: "ssh",
        "ssh-host": sshd.host,
        "ssh-port": sshd.port,
        "ssh-user": sshd.user,
        "ssh-key": "$SSH_KEY",
        "ssh-known-hosts": sshd.knownHosts,
      });
      const allowed = Object.keys(yard.env)
        .filter((name) => name.toUpperCase() === name)
        .join(", ");
      const { outputs } = await succeed(yard.step("backup", { "env-allow": allowed }).done);
      expect(outputs).toMatchObject({ verified: "true", outcome: "success" });
      const drilled = await succeed(
        yard.step("drill", { "env-allow": allowed, "decrypt-with": yard.env.IDENTITY ?? "" }, { IDENTITY: "" }).done,
      );
      expect(drilled.outputs).toMatchObject({ verified: "true", outcome: "success" });
      await succeed(
        yard.run(["backups", "restore", "--backup", "newest", "--item", "orders & Öl", "--confirm", names.postgres]),
      );
    } finally {
      seen.push(...witness.end());
    }
    expect(seen).toEqual([]);
    expect(shelf.sets()).toHaveLength(4);
    expect(leaks()).toEqual([]);
    expect(yard.leftovers()).toEqual([]);
  }, 120_000);

  test("are not told by what fails either", async () => {
    const wrong = {
      POSTGRES: yard.env.POSTGRES?.replace("planted", "nobody") ?? "",
      IDENTITY: await generateIdentity(),
    };
    for (const words of [["backup"], ["drill"]]) {
      const failed = await yard.run(words, wrong);
      expect(failed.code, failed.said).toBeGreaterThan(0);
      ran.push(failed);
    }
    expect(leaks()).toEqual([]);
    planted = [...planted, { name: "the wrong key", text: wrong.IDENTITY }];
    expect(leaks()).toEqual([]);
  }, 60_000);

  test("would be seen: in the words of a program, in a file, in what is printed", async () => {
    const [first] = planted as [Planted];
    const witness = watchCommandLines(planted);
    const url = `postgres://${encodeURIComponent(first.text)}@db`;
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 300)", url], { stdio: "ignore" });
    await once(child, "exit");
    expect(witness.end()).toEqual([`${first.name} in the words of ${process.execPath}`]);
    for (const { name, text } of planted) {
      const lines = text.trim().split("\n");
      for (const form of [
        text,
        encodeURIComponent(text),
        Buffer.from(`user:${text}!`).toString("base64"),
        lines.at(-2) ?? text,
      ])
        expect(leaksIn(`... ${form} ...`, needlesOf(planted))).toEqual([name]);
    }
  });
});

const isShown = (line: string) => !line.startsWith("::add-mask::");

function contents(folder: string): readonly (readonly [string, Buffer])[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
    return paths.filter((path) => statSync(path).size < 1_000_000).map((path) => [path, readFileSync(path)] as const);
  } catch {
    // Somebody else's, and gone meanwhile.
    return [];
  }
}
