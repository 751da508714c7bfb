import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase } from "../../examples/quickstart/create-database.ts";
import type { JournalState } from "../../src/core/journal.ts";
import { InputError } from "../../src/kit/errors.ts";
import { change, entry, lease } from "../core/entries.ts";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
beforeAll(async () => {
  quickstart = await openQuickstart();
});
afterAll(() => quickstart.close());

const file = () => join(quickstart.world.folder, "switch");
/** While it is there, maintenance cannot be turned off. */
const stuck = () => `${file()}.stuck`;
const turnedOn = () => (existsSync(file()) ? readFileSync(file(), "utf8") : "off");
const node = (code: string) => [process.execPath, "-e", `const fs = require("node:fs"); ${code}`, "$SWITCH"];
const commands = {
  maintenance: "command",
  "command-enter": node('fs.writeFileSync(process.argv[1], "on " + process.env.RETRY_AFTER)'),
  "command-leave": node(
    'if (fs.existsSync(process.argv[1] + ".stuck")) process.exit(1); fs.writeFileSync(process.argv[1], "off")',
  ),
  "command-state": node(
    'console.log(fs.existsSync(process.argv[1]) ? fs.readFileSync(process.argv[1], "utf8").split(" ")[0] : "off")',
  ),
};

/** deploy.yml with this section; `$SWITCH` is the file that stands for what visitors get. */
function configure(maintenance: Readonly<Record<string, unknown>>): void {
  quickstart.env.SWITCH = file();
  quickstart.configure((content) => {
    content.maintenance = { ...maintenance };
  });
}

beforeEach(async () => {
  await quickstart.reset();
  const { database } = quickstart.world;
  for (const name of [database, `${database}-wal`, `${database}-shm`]) rmSync(name, { force: true });
  createDatabase(database);
  for (const name of [file(), stuck()]) rmSync(name, { force: true });
});

async function stateOf(): Promise<JournalState> {
  const { outputs } = await quickstart.run("status");
  return JSON.parse(outputs.state ?? "") as JournalState;
}

describe("at the terminal", () => {
  test("a person turns maintenance on and off, and both status commands tell it", async () => {
    configure({ ...commands, "retry-after": "5m" });
    expect((await quickstart.run("maintenance status")).summary).toBe("journal  off\nnow      off");
    const on = await quickstart.run("maintenance on");
    expect([on.failure, turnedOn()]).toEqual([undefined, "on 300"]);
    expect((await quickstart.run("maintenance status")).summary).toMatch(/^journal {2}on since .*\nnow {6}on$/);
    expect((await quickstart.run("status")).summary).toMatch(
      /^maint {3}on since .*, by command; `deploy-actions maintenance off`/m,
    );
    const { maintenance } = await stateOf();
    expect(maintenance?.isManual).toBe(true);
    // What the environment holds is not in the journal.
    expect(JSON.stringify(maintenance)).toContain("$SWITCH");
    expect((await quickstart.run("maintenance off")).summary).toBe("Maintenance is off");
    expect([turnedOn(), (await stateOf()).maintenance]).toEqual(["off", null]);
    expect((await quickstart.run("maintenance off")).summary).toBe("Maintenance is off already");
  });

  test("maintenance that nobody configures cannot be turned on, and nothing of it is told", async () => {
    const { failure } = await quickstart.run("maintenance on");
    expect(failure).toBeInstanceOf(InputError);
    expect(failure?.message).toContain("maintenance: maintenance: is not configured");
    expect((await quickstart.run("status")).summary).not.toContain("maint ");
    expect((await quickstart.run("maintenance status")).summary).toContain("no adapter is configured");
  });

  test("what is written wrongly is refused before a release begins", async () => {
    configure({ "command-enter": ["true"], "confirm-url": "shop" });
    expect((await quickstart.run("plan")).failure?.message).toContain("is only read with `maintenance: command`");
    configure({ ...commands, "confirm-url": "shop" });
    expect((await quickstart.run("plan")).failure?.message).toContain("must begin with http:// or https://");
  });
});

/** `deploy-actions <args>` in a process of its own, ended by SIGKILL right after that line of progress if one is given. */
async function runApart(
  args: readonly string[],
  match?: string,
): Promise<{ end: number | string | null; said: string }> {
  const chain = join(import.meta.dirname, "../chain");
  const moment = match === undefined ? {} : { KILL_AT: JSON.stringify({ on: "line", match }) };
  const words = ["--import", join(chain, "kill-at.ts"), join(chain, "command-line.ts"), ...args, "--progress", "json"];
  const env = { ...quickstart.env, ...moment, TMPDIR: quickstart.world.folder };
  const cwd = join(quickstart.world.folder, "repository");
  const child = spawn(process.execPath, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { end: signal ?? code, said: stdout + stderr };
}

const release = ["run", "--version", "v1"];
const isOn = '"event":"done","deed":"maintenance-on"';

test("a run that is killed while visitors are turned away has left it in the journal; `rollback` lets them in, once and for all", async () => {
  configure({ ...commands, during: "migrate" });
  expect((await runApart(release, isOn)).end).toBe("SIGKILL");
  expect(turnedOn()).toBe("on 60");
  const { open, maintenance } = await stateOf();
  expect([open?.version, maintenance?.isManual]).toEqual(["v1", false]);
  // There is no earlier release to return to: that is refused, and visitors are let in all the same.
  expect((await runApart(["rollback"])).said).toContain("no-good-release");
  expect([turnedOn(), (await stateOf()).maintenance, (await stateOf()).open]).toEqual(["off", null, null]);
  const second = await runApart(["rollback"]);
  expect([second.end, second.said]).toEqual([0, expect.stringContaining("Nothing to put back")]);
}, 60_000);

test("a rollback that is killed once its release is closed is ended by one that has nothing else to do", async () => {
  configure({ ...commands, during: "migrate" });
  await runApart(release, isOn);
  expect((await runApart(["rollback"], '"event":"rolled-back"')).end).toBe("SIGKILL");
  expect([turnedOn(), (await stateOf()).open]).toEqual(["on 60", null]);
  const { end, said } = await runApart(["rollback"]);
  expect([end, said]).toEqual([0, expect.stringContaining("maintenance is off again")]);
  expect([turnedOn(), (await stateOf()).maintenance]).toEqual(["off", null]);
}, 60_000);

test("a release that migrates turns visitors away for that long, and is live with maintenance off", async () => {
  configure({ ...commands, during: "migrate" });
  quickstart.configure((content) => {
    delete content["traffic-shift"];
  });
  const { failure, lines } = await quickstart.run("deploy", { version: "v1" });
  expect(failure).toBeUndefined();
  const order = ["Turn maintenance on", "Migrate (1 of 1)", "Turn maintenance off", "Start"];
  const places = order.map((begin) => lines.findIndex((line) => line.startsWith(begin)));
  expect(places.toSorted((a, b) => a - b)).toEqual(places);
  expect(places).not.toContain(-1);
  expect([turnedOn(), (await stateOf()).maintenance]).toEqual(["off", null]);
}, 60_000);

describe("whoever happens to come by", () => {
  test("lets visitors in whom a run has left outside that was killed when it had migrated, and fails so that it is seen", async () => {
    configure({ ...commands, during: "migrate" });
    expect((await runApart(release, '"event":"done","deed":"migrate"')).end).toBe("SIGKILL");
    expect([turnedOn(), (await stateOf()).open?.migration?.applied]).toEqual(["on 60", true]);
    const { end, said } = await runApart(["watch"]);
    expect(said).toMatch(/maintenance was turned off: visitors are turned away since .*, and nobody works on v1/);
    expect([end === 0, turnedOn()]).toEqual([false, "off"]);
    expect(await stateOf()).toMatchObject({ maintenance: null, lease: null });
    expect((await quickstart.run("watch")).failure).toBe(undefined);
  }, 120_000);

  test("lets them in after a rollback that could not, and fails as long as that cannot be done", async () => {
    configure(commands);
    const { maintenance: name, ...inputs } = commands;
    const turning = change("maintenance-on", { adapter: { kind: "maintenance", name, with: inputs } });
    await quickstart.tell([lease(), ...turning, entry("done", "release-lease")]);
    writeFileSync(file(), "on 60");
    writeFileSync(stuck(), "");
    const early = await quickstart.run("watch");
    expect(early.failure?.message).toMatch(/^maintenance is still on: /);
    expect([early.outputs.duty, turnedOn()]).toEqual(["", "on 60"]);
    rmSync(stuck());
    const { failure, outputs, summary } = await quickstart.run("watch");
    expect(failure).toMatchObject({ code: "aborted" });
    expect(failure?.message).toMatch(/^maintenance was turned off: .*, and no release is open$/);
    expect([outputs.duty, summary]).toEqual(["maintenance-off", expect.stringContaining("Done: `maintenance-off`")]);
    expect([turnedOn(), (await stateOf()).maintenance]).toEqual(["off", null]);
    const again = await quickstart.run("watch");
    expect([again.failure, again.outputs.duty]).toEqual([undefined, ""]);
  }, 60_000);

  test("says nothing of the live release while whoever turns visitors away may still work", async () => {
    configure(commands);
    const { maintenance: name, ...inputs } = commands;
    const adapter = { kind: "maintenance", name, with: inputs };
    await quickstart.tell([lease(), ...change("maintenance-on", { adapter })]);
    const { failure, summary } = await quickstart.run("watch");
    expect(failure).toBe(undefined);
    expect(summary).toMatch(/maintenance was left on, and nobody can tell from here whether alice/);
    expect(summary).not.toContain("no release is live");
  });

  test("leaves on what a person has turned on", async () => {
    configure(commands);
    await quickstart.run("maintenance on");
    const { failure, outputs } = await quickstart.run("watch");
    expect([failure, outputs.duty, turnedOn()]).toEqual([undefined, "", "on 60"]);
  });
});
