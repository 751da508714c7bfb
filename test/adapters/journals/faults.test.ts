import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ActionError, InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { type JournalHead, JournalMoved } from "../../../src/stages/ports/journal.ts";
import { journalEntry, leaseEntry } from "../../contracts/journal.ts";
import { quietPort } from "../quiet-port.ts";
import { addEntries } from "./history.ts";
import { failingHook, ref, type Workbench, workbench, wrapper } from "./workbench.ts";

async function failureOf(promise: Promise<unknown>): Promise<ActionError> {
  const error = await promise.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof ActionError) return error;
  throw error;
}

/** Makes a hook of the remote that runs the given lines. */
function remoteHook(bench: Workbench, name: string, script: string): void {
  mkdirSync(join(bench.remote, "hooks"), { recursive: true });
  const path = join(bench.remote, "hooks", name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** A hook that kills the receiving side, the given number of times. */
function killing(bench: Workbench, times: number): string {
  const count = join(bench.folder, "killed");
  return `n=$(cat ${count} 2>/dev/null || echo 0)\nif [ "$n" -lt ${times} ]; then echo $((n+1)) > ${count}; kill -9 $PPID; exit 1; fi`;
}

describe("what has to be put right first", () => {
  test("a folder outside any repository is named", async () => {
    await using bench = await workbench();
    const error = await failureOf(bench.open("local", { repository: bench.folder }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(`\`${bench.folder}\` cannot be used: fatal: not a git repository`);
    expect(error.hint).toContain("actions/checkout");
  });

  test("a folder that does not exist is named", async () => {
    await using bench = await workbench();
    const error = await failureOf(bench.open("local", { repository: join(bench.folder, "nowhere") }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(/nowhere` does not exist/);
  });

  test("without a remote called origin, both ways out are named", async () => {
    await using bench = await workbench();
    await bench.git("remote", "rename", "origin", "upstream");
    const error = await failureOf(bench.open("origin"));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain("no remote called origin");
    expect(error.hint).toMatch(/git remote add origin.*journal: local/);
  });

  test("a machine without git is told to install it", async () => {
    await using bench = await workbench();
    const effects = bench.effects({ env: { PATH: "" } });
    const exec: typeof effects.exec = {
      ...effects.exec,
      stream: (words, how) => effects.exec.stream(words, { ...how, env: { ...how?.env, PATH: "/nonexistent" } }),
    };
    const error = await failureOf(bench.open("local", { effects: { ...effects, exec } }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe("the journal is kept by `git`, which is not installed here");
    expect(error.hint).toContain("Install git 2.31");
  });

  test("a git that would ignore our settings is refused", async () => {
    await using bench = await workbench();
    const path = await wrapper(bench, "git", "echo git version 2.30.9");
    const error = await failureOf(bench.open("local", { effects: bench.effects({ path }) }));
    expect(error.message).toBe("the journal needs git 2.31 or newer; this is `git version 2.30.9`");
  });
});

describe("a remote that cannot be reached", () => {
  test.each([
    ["a path that is gone", async (bench: Workbench) => join(bench.folder, "gone.git")],
    ["a closed port", async () => `git://127.0.0.1:${await quietPort()}/x.git`],
    ["a closed port over http", async () => `http://127.0.0.1:${await quietPort()}/x.git`],
  ])("%s is a service error with a hint, for reading as for watching", async (_, address) => {
    await using bench = await workbench();
    await bench.git("remote", "set-url", "origin", await address(bench));
    const journal = await bench.open("origin");
    for (const attempt of [journal.head, journal.peek, () => journal.entries(3)]) {
      const error = await failureOf(attempt());
      expect(error).toBeInstanceOf(ServiceError);
      expect(error.message).toContain("cannot be reached");
      expect(error.hint).toContain("git remote -v");
    }
  });

  test("a remote that goes away between reading and writing leaves the journal as it was", async () => {
    await using bench = await workbench();
    const journal = await bench.open("origin");
    const head = await journal.append(leaseEntry(1), await journal.head());
    renameSync(bench.remote, `${bench.remote}.away`);
    const error = await failureOf(journal.append(journalEntry(), head));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain("whether it took the journal's last entry is not known");
    renameSync(`${bench.remote}.away`, bench.remote);
    expect(await journal.head()).toEqual(head);
    expect((await journal.append(journalEntry(), head)).at).toBe(await journal.peek());
  });

  test("a connection that breaks once while reading is tried again", async () => {
    await using bench = await workbench();
    const other = await bench.open("origin");
    const head = await other.append(leaseEntry(1), await other.head());
    const broke = join(bench.folder, "broke");
    const script = `case " $* " in *" fetch "*) [ -e ${broke} ] || { touch ${broke}; exit 128; };; esac\nexec "$REAL" "$@"`;
    const journal = await bench.open("origin", {
      effects: bench.effects({ path: await wrapper(bench, "git", script) }),
    });
    expect(await journal.head()).toEqual(head);
    expect(existsSync(broke)).toBe(true);
  });

  test("several questions at once do not get in each other's way", async () => {
    await using bench = await workbench();
    const journal = await bench.open("origin");
    const head = await journal.append(leaseEntry(1), await journal.head());
    await addEntries(bench, bench.remote, head.state, 50);
    const asked = [journal.head(), journal.entries(30), journal.head(), journal.entries(10)] as const;
    const [first, thirty, second, ten] = await Promise.all(asked);
    expect(first).toEqual(second);
    expect([thirty.length, ten.length]).toEqual([30, 10]);
  });

  test("a remote that says no is quoted, and nothing was changed", async () => {
    await using bench = await workbench();
    const journal = await bench.open("origin");
    remoteHook(bench, "pre-receive", "echo only bots may push here >&2; exit 1");
    const error = await failureOf(journal.append(leaseEntry(1), await journal.head()));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain("nothing was changed");
    expect(error.message).toContain("only bots may push here");
    expect(error.hint).toContain("contents: write");
    expect(await journal.peek()).toBe(null);
  });
});

describe("a push whose answer is lost", () => {
  test("counts when the entry is found at the remote", async () => {
    await using bench = await workbench();
    const journal = await bench.open("origin");
    let head = await journal.append(leaseEntry(1), await journal.head());
    remoteHook(bench, "reference-transaction", `[ "$1" = committed ] || exit 0\n${killing(bench, 1)}`);
    const entry = journalEntry();
    head = await journal.append(entry, head);
    expect(existsSync(join(bench.folder, "killed"))).toBe(true);
    expect(head.at).toBe(await bench.atRemote("rev-parse", ref));
    expect((await journal.entries(5)).map((kept) => kept.id).filter((id) => id === entry.id)).toHaveLength(1);
  });

  test("counts when the remote's receiving program did its work and then failed", async () => {
    await using bench = await workbench();
    const script = join(await wrapper(bench, "git", '"$REAL" receive-pack "$@"; touch "$1/received"; exit 1'), "git");
    await bench.git("config", "remote.origin.receivepack", script);
    const journal = await bench.open("origin");
    const head = await journal.append(leaseEntry(1), await journal.head());
    expect(existsSync(join(bench.remote, "received"))).toBe(true);
    expect(head.at).toBe(await bench.atRemote("rev-parse", ref));
    expect(await journal.entries(5)).toHaveLength(1);
  });

  test("is pushed again when the remote has not taken it, and is written once", async () => {
    await using bench = await workbench();
    const journal = await bench.open("origin");
    const head = await journal.append(leaseEntry(1), await journal.head());
    remoteHook(bench, "pre-receive", killing(bench, 1));
    const next = await journal.append(journalEntry(), head);
    expect(existsSync(join(bench.folder, "killed"))).toBe(true);
    expect(next.at).toBe(await bench.atRemote("rev-parse", ref));
    expect(await journal.entries(5)).toHaveLength(2);
  });

  test("gives up after the second time, and nothing was changed", async () => {
    await using bench = await workbench();
    const journal = await bench.open("origin");
    const head = await journal.append(leaseEntry(1), await journal.head());
    remoteHook(bench, "pre-receive", killing(bench, 9));
    const error = await failureOf(journal.append(journalEntry(), head));
    expect(error).toBeInstanceOf(ServiceError);
    expect(await journal.head()).toEqual(head);
  });

  test("counts when the remote took it and then kept silent until the time was over", async () => {
    await using bench = await workbench();
    const patient = await bench.open("origin");
    const head = await patient.append(leaseEntry(1), await patient.head());
    remoteHook(bench, "reference-transaction", '[ "$1" = committed ] && sleep 30\nexit 0');
    const hasty = await bench.open("origin", { timeout: 2000 });
    const entry = journalEntry();
    await hasty.append(entry, head);
    rmSync(join(bench.remote, "hooks/reference-transaction"));
    expect((await patient.entries(1))[0]?.id).toBe(entry.id);
  });

  /** Does the push, says that it did, waits until it is told to go on, and then reports a failure. */
  async function lateFailure(bench: Workbench) {
    const [taken, goOn] = [join(bench.folder, "taken"), join(bench.folder, "go-on")];
    const script = `case " $* " in *" push "*) "$REAL" "$@" >/dev/null; touch ${taken}
      for i in $(seq 200); do [ -e ${goOn} ] && exit 1; sleep 0.05; done;; esac\nexec "$REAL" "$@"`;
    const effects = bench.effects({ path: await wrapper(bench, "git", script) });
    const until = () => expect.poll(() => existsSync(taken), { timeout: 8000 }).toBe(true);
    return { effects, taken: until, goOn: () => writeFileSync(goOn, "") };
  }

  test.each([1, 300])("counts although somebody else has written %s more since", async (more) => {
    await using bench = await workbench();
    const other = await bench.open("origin");
    const head = await other.append(leaseEntry(1), await other.head());
    const late = await lateFailure(bench);
    const journal = await bench.open("origin", { effects: late.effects });
    const entry = journalEntry();
    const appending = journal.append(entry, head);
    await late.taken();
    await addEntries(bench, bench.remote, head.state, more);
    late.goOn();
    const written = await appending;
    expect(await bench.atRemote("rev-parse", `${ref}~${more}`)).toBe(written.at);
  });

  test("does not count when somebody else's entry is in its place", async () => {
    await using bench = await workbench();
    const other = await bench.open("origin");
    const head = await other.append(leaseEntry(1), await other.head());
    const path = await wrapper(bench, "git", 'case " $* " in *" push "*) exit 1;; esac\nexec "$REAL" "$@"');
    const journal = await bench.open("origin", { effects: bench.effects({ path }) });
    expect(await journal.head()).toEqual(head);
    await addEntries(bench, bench.remote, head.state, 40);
    await expect(journal.append(journalEntry(), head)).rejects.toThrow(JournalMoved);
  });

  test("does not count when git ends well without a word about the ref", async () => {
    await using bench = await workbench();
    const path = await wrapper(bench, "git", 'case " $* " in *" push "*) exit 0;; esac\nexec "$REAL" "$@"');
    const journal = await bench.open("origin", { effects: bench.effects({ path }) });
    const error = await failureOf(journal.append(leaseEntry(1), await journal.head()));
    expect(error.message).toContain("nothing was changed");
  });
});

describe("a journal that somebody has damaged", () => {
  const commitOf = async (bench: Workbench, files: Record<string, string>): Promise<string> => {
    const lines: string[] = [];
    for (const [name, text] of Object.entries(files)) {
      const blob = await bench.exec.run(["git", "-C", bench.user, "hash-object", "-w", "--stdin"], { stdin: text });
      lines.push(`100644 blob ${blob.stdout.trim()}\t${name}\n`);
    }
    const tree = await bench.exec.run(["git", "-C", bench.user, "mktree"], { stdin: lines.join("") });
    return bench.git("commit-tree", "-m", "x", tree.stdout.trim());
  };

  test.each([
    ["another commit", {}, "holds no readable state.json"],
    ["no JSON", { "state.json": "{" }, "holds no readable state.json"],
    ["a list", { "state.json": "[]" }, "holds no readable state.json"],
    ["half a state", { "state.json": '{"format":1}' }, "holds no readable state.json"],
    [
      "a newer format",
      { "state.json": '{"format":4,"new":1}' },
      "Use the deploy-actions version that wrote it (major v4",
    ],
  ])("%s in its place is refused", async (_, files, message) => {
    await using bench = await workbench();
    await bench.git("update-ref", ref, await commitOf(bench, files));
    await bench.git("push", "--quiet", "origin", ref);
    for (const store of ["local", "origin"] as const) {
      const journal = await bench.open(store);
      const error = await failureOf(journal.head());
      expect(error).toBeInstanceOf(RefusedError);
      expect(error.message).toContain(message);
    }
  });

  test.each(["local", "origin"] as const)("%s: a journal that is gone is not taken for a new one", async (store) => {
    await using bench = await workbench();
    const journal = await bench.open(store);
    const head = await journal.append(leaseEntry(1), await journal.head());
    await (store === "local" ? bench.git : bench.atRemote)("update-ref", "-d", ref);
    for (const attempt of [journal.head, journal.peek, () => journal.entries(1)]) {
      const error = await failureOf(attempt());
      expect(error).toBeInstanceOf(RefusedError);
      expect(error.message).toContain(`is gone; its newest entry was \`${head.at}\``);
    }
    await expect(journal.append(journalEntry(), head)).rejects.toThrow(JournalMoved);
  });

  test.each(["", "abc\n", `${"1".repeat(40)}\n`])(
    "a ref file that holds %j is not taken for an empty journal",
    async (content) => {
      await using bench = await workbench();
      const path = join(bench.user, ".git", ref);
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, content);
      const journal = await bench.open("local");
      const error = await failureOf(journal.head());
      expect(error).toBeInstanceOf(RefusedError);
      expect(error.message).toContain("is broken");
    },
  );

  test("a lock that a dead git left behind is named, and nothing was changed", async () => {
    await using bench = await workbench();
    const journal = await bench.open("local");
    const head: JournalHead = await journal.append(leaseEntry(1), await journal.head());
    writeFileSync(join(bench.user, ".git", `${ref}.lock`), "");
    const error = await failureOf(journal.append(journalEntry(), head));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain("nothing was changed");
    expect(error.hint).toContain(`${ref}.lock`);
    expect(await journal.head()).toEqual(head);
  });

  test("a repository that takes no more objects leaves the journal as it was", async () => {
    await using bench = await workbench();
    const path = await wrapper(
      bench,
      "git",
      'case " $* " in *" hash-object "*) echo fatal: no space left >&2; exit 128;; esac\nexec "$REAL" "$@"',
    );
    const journal = await bench.open("local", { effects: bench.effects({ path }) });
    const error = await failureOf(journal.append(leaseEntry(1), await journal.head()));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toMatch(/could not be written, and nothing was changed: fatal: no space left/);
    expect(await journal.peek()).toBe(null);
  });

  test("a repository that is gone is a service error, not an empty journal", async () => {
    await using bench = await workbench();
    const journal = await bench.open("local");
    renameSync(join(bench.user, ".git"), join(bench.user, ".gone"));
    expect(await failureOf(journal.head())).toBeInstanceOf(ServiceError);
  });

  test("a write that no git does is not believed", async () => {
    await using bench = await workbench();
    const path = await wrapper(bench, "git", 'case " $* " in *" update-ref "*) exit 0;; esac\nexec "$REAL" "$@"');
    const journal = await bench.open("local", { effects: bench.effects({ path }) });
    await expect(journal.append(leaseEntry(1), await journal.head())).rejects.toThrow();
    expect(await journal.peek()).toBe(null);
  });

  test("the remote's own hooks do run: they are not ours to silence", async () => {
    await using bench = await workbench();
    const mark = join(bench.folder, "ran");
    failingHook(join(bench.remote, "hooks"), "update", mark);
    const journal = await bench.open("origin");
    await failureOf(journal.append(leaseEntry(1), await journal.head()));
    expect(existsSync(mark)).toBe(true);
  });
});
