import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { EntryBody, ReleaseRecord } from "../../src/core/journal.ts";
import { type ActionError, InputError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { flagsOf } from "../chain/world.ts";
import { change, entry, lease } from "../core/entries.ts";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
beforeAll(async () => {
  quickstart = await openQuickstart();
});
afterEach(() => quickstart.reset());
afterAll(() => quickstart.close());

interface Refusal {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Runs `deploy`, which has to fail in these words, and proves that it has touched nothing. */
async function expectRefused(
  kind: new (...args: never[]) => ActionError,
  expected: Refusal,
  given: Readonly<Record<string, string>> = {},
  folder?: string,
): Promise<void> {
  const before = quickstart.traces();
  const { failure } = await quickstart.run("deploy", given, folder);
  expect(quickstart.traces()).toEqual(before);
  expect(failure).toBeInstanceOf(kind);
  expect({ message: failure?.message, hint: failure?.hint }).toEqual({ hint: undefined, ...expected });
}

function problems(...lines: readonly string[]): string {
  const count = lines.length === 1 ? "1 problem" : `${lines.length} problems`;
  return [`${count} found; nothing was touched:`, ...lines.map((line) => `- ${line}`)].join("\n");
}

const at = "2026-11-20T12:00:00.000Z";
const short = (tag: string) => quickstart.world.commit(tag).slice(0, 8);
const releaseAt = (tag: string, slot: "blue" | "green"): ReleaseRecord => ({
  commit: quickstart.world.commit(tag),
  version: tag,
  slot,
});

/** v1 was verified good in green, and nobody works; then these entries of epoch 2. */
async function afterV1(checkedOut: string, ...more: readonly EntryBody[]): Promise<void> {
  const release = releaseAt("v1", "green");
  const first = [lease(), entry("done", "open", { release }), entry("done", "mark-good", { release })];
  await quickstart.tell([...first, entry("done", "release-lease"), ...more]);
  writeFileSync(quickstart.world.flags, flagsOf("green"));
  quickstart.world.checkOut(checkedOut);
}

const free = entry("done", "release-lease", { epoch: 2 });

describe("a configuration that asks for the impossible", () => {
  test("an unknown section is answered with the nearest one", async () => {
    quickstart.configure((file) => {
      file["trafic-shift"] = file["traffic-shift"] ?? {};
    });
    const message = problems(".github/deploy.yml: unknown key `trafic-shift`; did you mean `traffic-shift`?");
    await expectRefused(InputError, { message });
  });

  test("unknown inputs of several sections come in one message, each with the nearest one", async () => {
    quickstart.configure((file) => {
      Object.assign(file.backup ?? {}, { "sqlite-fil": "x" });
      Object.assign(file["smoke-test"] ?? {}, { urll: "x" });
    });
    const message = problems(
      "backup: unknown key `sqlite-fil`; did you mean `sqlite-file`?",
      "smoke-test: unknown key `urll`; did you mean `url`?",
    );
    await expectRefused(InputError, { message });
  });

  test("a missing environment variable is named with every place that wants it", async () => {
    delete quickstart.env.DATABASE;
    const told = "the environment variable DATABASE is not set";
    const message = problems(
      `backup: sqlite-file: ${told}`,
      `migrate: dbmate-url: ${told}`,
      `deploy-slot: process-env: ${told}`,
    );
    await expectRefused(InputError, { message });
  });

  test("steps that do not rise", async () => {
    quickstart.configure((file) => Object.assign(file["traffic-shift"] ?? {}, { steps: "10, 5, 100" }));
    const message = problems("traffic-shift: steps: must rise from weight to weight; `5` follows `10`");
    await expectRefused(InputError, { message });
  });

  test("steps that do not end at 100, also before the first release, which goes straight there", async () => {
    quickstart.configure((file) => Object.assign(file["traffic-shift"] ?? {}, { steps: "10, 50" }));
    const message = problems("traffic-shift (flagd): steps: must end at 100, not at 50");
    await expectRefused(InputError, { message });
    await afterV1("v2");
    await expectRefused(InputError, { message });
  });
});

describe("a release that may not begin", () => {
  test("because it is live already", async () => {
    await afterV1("v1");
    const message = `release: ${short("v1")} is live already, since ${at}; deploy another commit`;
    await expectRefused(RefusedError, { message });
  });

  test("because another run's release is open: who, since when, and the two ways on", async () => {
    const open = entry("done", "open", { epoch: 2, release: releaseAt("v2", "blue") });
    await afterV1("v3", lease(2), open, ...change("prepare", { epoch: 2, asked: { slot: "blue" } }));
    const message = `release: v2 (${short("v2")}) is open since ${at}, alice works on it; finish it with \`continue\` or take it back with \`rollback\``;
    await expectRefused(RefusedError, { message });
  });

  test("because another run holds the lease: who and since when", async () => {
    await afterV1("v2", lease(2));
    await expectRefused(RefusedError, {
      message: `another run holds the lease: alice (process 42 on build-1), since ${at}`,
      hint: "Wait for it, give `wait: 30m`, or run `deploy-actions rollback`, which asks it to stop.",
    });
  });

  test("because its commit was marked bad, with the reason and the way around it", async () => {
    const reason = "31 of 100 requests failed";
    const bad = entry("note", "mark-bad", { epoch: 2, release: releaseAt("v2", "blue"), reason });
    await afterV1("v2", lease(2), bad, free);
    const message = `release: ${short("v2")} was marked bad at ${at}: ${reason}; deploy a repaired commit, or set \`allow-bad-commit: true\``;
    await expectRefused(RefusedError, { message });
  });

  test("because the router does not do what the journal says", async () => {
    await afterV1("v2");
    writeFileSync(quickstart.world.flags, flagsOf("blue"));
    const message =
      "traffic-shift: `flagd`: the router sends 0 % to slot green, but the journal says that v1 there has all the traffic; find out who changed it; then put it back (by hand: slot green is empty and does not serve v1), or record what is live (`deploy-actions adopt`)";
    await expectRefused(RefusedError, { message });
  });

  test("for several reasons at once, all of them told", async () => {
    const bad = entry("note", "mark-bad", { epoch: 2, release: releaseAt("v2", "blue"), reason: "slow" });
    await afterV1("v2", lease(2), bad, free);
    writeFileSync(quickstart.world.flags, flagsOf("blue"));
    const message = [
      "2 reasons:",
      `- release: ${short("v2")} was marked bad at ${at}: slow; deploy a repaired commit, or set \`allow-bad-commit: true\``,
      "- traffic-shift: `flagd`: the router sends 0 % to slot green, but the journal says that v1 there has all the traffic; find out who changed it; then put it back (by hand: slot green is empty and does not serve v1), or record what is live (`deploy-actions adopt`)",
    ].join("\n");
    await expectRefused(RefusedError, { message });
  });
});

describe("a place that is not as it has to be", () => {
  test("a folder that is no repository", async () => {
    const { folder } = quickstart.world;
    const config = join(folder, "repository/.github/deploy.yml");
    const expected = {
      message: problems(`release: \`${folder}\` is not a git repository`),
      hint: "Run this inside the repository, or add actions/checkout before this step.",
    };
    await expectRefused(InputError, expected, { config }, folder);
  });

  test("a shallow checkout without the commit that a rollback returns to", async () => {
    const { folder } = quickstart.world;
    const shallow = join(folder, "shallow");
    quickstart.world.checkOut("v2");
    execFileSync("git", [
      "-c",
      "advice.detachedHead=false",
      "clone",
      "--quiet",
      "--depth=1",
      `file://${join(folder, "repository")}`,
      shallow,
    ]);
    const release = releaseAt("v1", "green");
    const good = [entry("done", "open", { release }), entry("done", "mark-good", { release })];
    await quickstart.tell([lease(), ...good, entry("done", "release-lease")], shallow);
    writeFileSync(quickstart.world.flags, flagsOf("green"));
    const message = problems(
      `release: the repository does not hold ${short("v1")}, the release a rollback returns to; the checkout is shallow: set \`fetch-depth: 0\` in actions/checkout`,
    );
    await expectRefused(InputError, { message }, {}, shallow);
    rmSync(shallow, { recursive: true });
  });

  test("a database that is not there", async () => {
    const path = join(quickstart.world.folder, "nowhere.db");
    quickstart.env.DATABASE = path;
    await expectRefused(InputError, {
      message: problems(
        `dbmate-url: there is no database file \`${path}\``,
        `sqlite-file: there is no database file \`${path}\``,
      ),
      hint: "Correct the path, or create the database first.",
    });
  });

  test("a port that somebody else answers", async () => {
    await using _stranger = await strangerAt(quickstart.world.port("green"));
    await expectRefused(InputError, strangerToldAt(quickstart.world.port("green")));
  });

  test("a flag file whose flag is another one", async () => {
    const variants = { on: true, off: false };
    const content = { flags: { release: { state: "ENABLED", variants, defaultVariant: "on" } } };
    writeFileSync(quickstart.world.flags, JSON.stringify(content));
    await expectRefused(ServiceError, {
      message: `the flag \`release\` in \`${quickstart.world.flags}\` has the variants \`${JSON.stringify(variants)}\`, not exactly \`{"blue":"blue","green":"green"}\``,
      hint: `Write the flag as this router does, with the slot that is live now listed first: ${flagsOf("blue")}`,
    });
  });

  test("a flag file that is not there", async () => {
    rmSync(quickstart.world.flags);
    await expectRefused(InputError, {
      message: problems(`flagd-file: there is no file \`${quickstart.world.flags}\``),
      hint: `Create \`${quickstart.world.flags}\` with the slot that is live now listed first: ${flagsOf("blue")}`,
    });
  });

  test("several of them at once come in one message", async () => {
    rmSync(quickstart.world.flags);
    const path = join(quickstart.world.folder, "nowhere.db");
    quickstart.env.DATABASE = path;
    const port = quickstart.world.port("green");
    await using _stranger = await strangerAt(port);
    await expectRefused(InputError, {
      message: problems(
        `process-ports: port ${port} of slot \`green\` belongs to another program (it answered status 200: hello)`,
        `dbmate-url: there is no database file \`${path}\``,
        `sqlite-file: there is no database file \`${path}\``,
        `flagd-file: there is no file \`${quickstart.world.flags}\``,
      ),
      hint: [
        strangerToldAt(port).hint,
        "Correct the path, or create the database first.",
        `Create \`${quickstart.world.flags}\` with the slot that is live now listed first: ${flagsOf("blue")}`,
      ].join("\n"),
    });
  });
});

function strangerToldAt(port: number): Refusal {
  return {
    message: problems(
      `process-ports: port ${port} of slot \`green\` belongs to another program (it answered status 200: hello)`,
    ),
    hint: `Stop that program (\`ss -ltnp 'sport = :${port}'\` shows the process), or give the slot another port.`,
  };
}

async function strangerAt(port: number): Promise<AsyncDisposable> {
  const server = createServer((_, response) => response.end("hello")).listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
