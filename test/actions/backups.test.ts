import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JournalState } from "../../src/core/journal.ts";
import { type Ended, openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
let recipient: string;
let identity: string;
beforeAll(async () => {
  quickstart = await openQuickstart();
  identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
  quickstart.configure((file) => {
    file.backup = { ...file.backup, "encrypt-to": recipient, verify: "rows", "keep-last": 2 };
    file.drill = { "decrypt-with": "$BACKUP_IDENTITY" };
  });
  expect((await quickstart.run("deploy", { version: "v1" })).failure?.message).toBe(undefined);
  execute("INSERT INTO tickets (title) VALUES ('first'), ('second'), ('third')");
  expect((await quickstart.run("backup")).failure?.message).toBe(undefined);
}, 60_000);
afterAll(() => quickstart.close());

const folder = () => quickstart.world.env.BACKUPS ?? "";
const sets = () => readdirSync(folder()).filter((name) => name.endsWith(".json"));

async function succeed(action: string, given: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const ended = await quickstart.run(action, given);
  expect(ended.failure?.message).toBe(undefined);
  return ended;
}

function tickets(): number {
  const connection = new DatabaseSync(quickstart.world.database);
  try {
    return Number(connection.prepare("SELECT count(*) AS n FROM tickets").get()?.n);
  } finally {
    connection.close();
  }
}

function execute(sql: string): void {
  const connection = new DatabaseSync(quickstart.world.database);
  try {
    connection.exec(sql);
  } finally {
    connection.close();
  }
}

function journalState(): JournalState {
  const ref = quickstart.world.git("for-each-ref", "--format=%(refname)", "refs/deploy-actions").trim();
  return JSON.parse(quickstart.world.git("show", `${ref}:state.json`)) as JournalState;
}

// One after the other: each test begins where the one before has ended.
test("a release's backup is encrypted, proven without the private key, and says how far", async () => {
  const manifest = sets().sort().at(-1);
  const set = JSON.parse(readFileSync(join(folder(), manifest ?? ""), "utf8"));
  expect(set).toMatchObject({ format: 2, level: "rows", parts: [{ compression: "zstd", encryption: "age" }] });
  expect(set.parts[0].facts.hashes.tickets).toMatch(/\w{8,}/);
  const content = readFileSync(join(folder(), `${set.name}.${set.parts[0].file}`));
  expect(content.subarray(0, 21).toString()).toBe("age-encryption.org/v1");
  expect(journalState().backups[0]).toMatchObject({ name: set.name, verified: true, items: ["sqlite"] });
});

test("a drill without the private key fails and says what is needed", async () => {
  const { failure } = await quickstart.run("drill");
  expect(failure?.code).toBe("invalid_input");
  expect(`${failure?.message} ${failure?.hint}`).toMatch(/BACKUP_IDENTITY|decrypt-with/);
});

test("a drill with the wrong key fails, and the journal says so", async () => {
  quickstart.env.BACKUP_IDENTITY = await generateIdentity();
  const { failure, lines } = await quickstart.run("drill");
  expect(failure?.message).toMatch(/key/);
  expect(lines.join("\n")).not.toContain(quickstart.env.BACKUP_IDENTITY);
  expect(journalState().lastDrill).toMatchObject({ passed: false });
});

test("a drill restores what the store holds, measures it, and needs no lease", async () => {
  quickstart.env.BACKUP_IDENTITY = identity;
  const { outputs } = await succeed("drill", { "max-age": "1h" });
  expect(outputs.verified).toBe("true");
  expect(Number(outputs["restore-time"])).toBeGreaterThan(0);
  expect(Number(outputs.age)).toBeLessThan(120);
  expect(journalState().drills).toMatchObject([{ item: "sqlite", passed: true }]);
});

test("a newest verified backup that is too old fails the drill, which still says that it can be restored", async () => {
  const { outputs, failure } = await quickstart.run("drill", { "max-age": "1ms" });
  expect(failure).toMatchObject({ code: "aborted" });
  expect(failure?.message).toMatch(/^sqlite: the newest verified backup, .* is .* old, and .* are allowed/);
  expect(outputs.verified).toBe("true");
});

test("an item that nobody has configured is no drill that went well", async () => {
  const { failure, outputs } = await quickstart.run("drill", { item: "sqlte" });
  expect(failure).toMatchObject({ code: "invalid_input" });
  expect(failure?.message).toContain("did you mean `sqlite`?");
  expect(outputs.verified).not.toBe("true");
});

test("the list names every set with its age, its proof and why it stays", async () => {
  const { summary } = await succeed("backups list");
  expect(summary).toContain(JSON.parse(readFileSync(join(folder(), sets()[0] ?? ""), "utf8")).name);
  expect(summary).toContain("every row equal");
});

test.each(["checksum", "structure", "restore", "rows"])("a stored backup is looked at again: %s", async (verify) => {
  const entries = quickstart.world.git("for-each-ref", "refs/deploy-actions");
  expect((await succeed("backups verify", { verify })).summary).toContain("sqlite");
  expect(quickstart.world.git("for-each-ref", "refs/deploy-actions")).toBe(entries);
});

test("a restore into production asks for the exact name and touches nothing without it", async () => {
  const before = [quickstart.world.git("for-each-ref", "refs/deploy-actions"), sets(), tickets()];
  for (const given of [{}, { confirm: "tickets.db" }]) {
    const { failure } = await quickstart.run("backups restore", { backup: "newest", ...given });
    expect(failure?.code).toBe("invalid_input");
    expect(failure?.message).toContain(quickstart.world.database);
  }
  expect([sets(), tickets()]).toEqual(before.slice(1));
});

test("a restore into production backs up the present state first, and is journaled with its way back", async () => {
  const name = sets()
    .sort()
    .at(-1)
    ?.replace(/\.json$/, "");
  const then = tickets();
  execute("INSERT INTO tickets (title) VALUES ('late'), ('later')");
  expect(tickets()).toBe(then + 2);
  const confirm = quickstart.world.database;
  const { outputs, summary } = await succeed("backups restore", {
    backup: name ?? "",
    confirm,
    reason: "a bad import",
  });
  expect(tickets()).toBe(then);
  expect(summary).toContain(outputs.backup);
  const back = JSON.parse(readFileSync(join(folder(), `${outputs.backup}.json`), "utf8"));
  expect(back.parts[0].facts.tables.tickets).toBe(then + 2);
  const { summary: log } = await succeed("log", { entries: "6" });
  expect(log).toMatch(/intend +restore \(sqlite\)/);
  await succeed("backups restore", { backup: outputs.backup ?? "", confirm });
  expect(tickets()).toBe(then + 2);
});

test("only so many backups stay as the rules say, and never fewer than what the live release would go back to", async () => {
  const [own] = journalState().live?.backupSets ?? [];
  const made: string[] = [];
  for (let i = 0; i < 3; i += 1) made.push((await succeed("backup")).outputs.backup ?? "");
  expect(sets().map((file) => file.replace(/\.json$/, ""))).toEqual([own, ...made.slice(1)]);
  expect((await succeed("backups list")).summary).toContain("an open or live release goes back to it");
});

test("a backup that was damaged in its store is found by the drill, and told by name", async () => {
  const newest = sets().sort().at(-1) ?? "";
  const { name, parts } = JSON.parse(readFileSync(join(folder(), newest), "utf8"));
  const path = join(folder(), `${name}.${parts[0].file}`);
  const content = readFileSync(path);
  content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 1;
  writeFileSync(path, content);
  for (const verify of ["checksum", "structure", "restore"]) {
    const { failure } = await quickstart.run("drill", { verify });
    expect(failure?.message).toMatch(/damaged|sha256/);
  }
  expect(journalState().lastDrill).toMatchObject({ passed: false, backup: name });
});

test("inputs that cannot go together are told before anything is touched", async () => {
  const problems = async (given: Record<string, string>) => (await quickstart.run("backup", given)).failure?.message;
  expect(await problems({ "keep-copy": "true" })).toContain("on a runner only");
  expect(await problems({ "encrypt-to": "age1nonsense" })).toContain("age1nonsense");
  expect(await problems({ mask: "[{ table: tickets, column: title }]" })).toContain("keep-copy");
  expect(await problems({ method: "pitr" })).toContain("points");
});
