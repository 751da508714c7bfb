import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { journalEntry, leaseEntry } from "../../contracts/journal.ts";
import { addEntries } from "./history.ts";
import { failingHook, recordingGit, ref, type Workbench, workbench } from "./workbench.ts";

const stores = ["local", "origin"] as const;
type Store = (typeof stores)[number];

/** Every file below a folder with the hash of what it holds. */
function snapshot(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const named = files.map((file) => {
    const path = join(file.parentPath, file.name);
    return [path, createHash("sha256").update(readFileSync(path)).digest("hex")] as const;
  });
  return Object.fromEntries(named);
}

/** Uses everything that a journal can do. */
async function useJournal(bench: Workbench, store: Store, how: Parameters<Workbench["open"]>[1] = {}) {
  const journal = await bench.open(store, how);
  const head = await journal.append(leaseEntry(1), await journal.head());
  const last = await journal.append(journalEntry(), head);
  expect(await journal.entries(5)).toHaveLength(2);
  expect(await journal.peek()).toBe(last.at);
  return last;
}

describe.each(stores)("the journal (%s) leaves the user's repository alone", (store) => {
  test("no hook runs, nothing is signed, and checkout, index, branches and settings stay as they are", async () => {
    await using bench = await workbench();
    const mark = join(bench.folder, "a-hook-ran");
    const names = ["pre-push", "reference-transaction", "post-commit", "pre-commit", "commit-msg", "post-checkout"];
    for (const name of names) {
      failingHook(join(bench.user, ".git/hooks"), name, mark);
      failingHook(join(bench.folder, "more-hooks"), name, mark);
    }
    const settings = {
      "commit.gpgsign": "true",
      "gpg.program": "false",
      "push.gpgSign": "true",
      "push.followTags": "true",
    };
    for (const [name, value] of Object.entries(settings)) await bench.git("config", name, value);
    await bench.git("config", "core.hooksPath", join(bench.folder, "more-hooks"));
    await bench.git("-c", "core.hooksPath=/dev/null", "tag", "-a", "v1", "-m", "v1");
    writeFileSync(join(bench.user, "file.txt"), "changed\n");
    writeFileSync(join(bench.user, "new.txt"), "new\n");
    await bench.git("add", "new.txt");
    const before = snapshot(bench.user);
    const refs = await bench.git("for-each-ref");

    await useJournal(bench, store);

    const after = snapshot(bench.user);
    const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
    const journalFiles = changed.filter((path) => path.includes("/.git/objects/") || path.endsWith(`.git/${ref}`));
    expect(changed).toEqual(store === "local" ? journalFiles : []);
    expect(Object.keys(before).filter((path) => !(path in after))).toEqual([]);
    expect(
      (await bench.git("for-each-ref"))
        .split("\n")
        .filter((line) => !line.endsWith(ref))
        .join("\n"),
    ).toBe(refs);
    expect(readdirSync(bench.folder)).not.toContain("a-hook-ran");
    expect(await bench.atRemote("tag")).toBe("");
  });

  test("entries are written by deploy-actions, unsigned, and say what was done", async () => {
    await using bench = await workbench();
    const journal = await bench.open(store);
    const head = await journal.append(leaseEntry(1), await journal.head());
    const release = { commit: "a".repeat(40), version: "v3\nSigned-off-by: x", slot: "green" } as const;
    await journal.append(journalEntry({ deed: "open", release, reason: "free text" }), head);
    const show = store === "local" ? bench.git : bench.atRemote;
    const shown = await show("log", "-1", "--format=%an <%ae>%n%cn <%ce>%n%s%n%GK", ref);
    const identity = "deploy-actions <deploy-actions@users.noreply.github.com>";
    expect(shown).toBe(`${identity}\n${identity}\nnote open: v3 Signed-off-by: x (green)`);
    expect(await show("ls-tree", "--name-only", ref)).toBe("entry.json\nstate.json");
  });

  test("a shallow clone will do, and stays as shallow as it was", async () => {
    await using bench = await workbench();
    await bench.git("commit", "--quiet", "--allow-empty", "--message", "two");
    await bench.git("push", "--quiet", "origin", "HEAD");
    const shallow = join(bench.folder, "shallow");
    await bench.git("clone", "--quiet", "--depth=1", `file://${bench.remote}`, shallow);
    await useJournal(bench, store, { repository: shallow });
    expect(readFileSync(join(shallow, ".git/shallow"), "utf8").trim()).toBe(await bench.git("rev-parse", "HEAD"));
    expect(await bench.git("-C", shallow, "rev-list", "--count", "HEAD")).toBe("1");
  });

  test("a full clone stays full", async () => {
    await using bench = await workbench();
    await useJournal(bench, store);
    await useJournal(bench, store, { environment: "staging" });
    expect(await bench.git("rev-parse", "--is-shallow-repository")).toBe("false");
  });

  test("a folder of the repository, a second work tree and a relative remote lead to the same journal", async () => {
    await using bench = await workbench();
    await bench.git("remote", "set-url", "origin", "../remote.git");
    const inner = join(bench.user, "deep/er");
    mkdirSync(inner, { recursive: true });
    const tree = join(bench.user, "tree");
    await bench.git("worktree", "add", "--quiet", "--detach", tree);
    const last = await useJournal(bench, store, { repository: inner });
    expect(await (await bench.open(store)).peek()).toBe(last.at);
    // The remote stands relative to the top of a work tree: one level deeper it would be another one.
    if (store === "local") expect(await (await bench.open(store, { repository: tree })).peek()).toBe(last.at);
  });

  test("variables that git sets for its hooks do not send the journal elsewhere", async () => {
    await using bench = await workbench();
    const other = join(bench.folder, "other");
    await bench.git("init", "--quiet", other);
    const env = {
      GIT_DIR: join(other, ".git"),
      GIT_WORK_TREE: other,
      GIT_INDEX_FILE: join(other, "index"),
      GIT_OBJECT_DIRECTORY: join(other, ".git/objects"),
      GIT_NAMESPACE: "elsewhere",
      GIT_AUTHOR_NAME: "Mallory",
      GIT_COMMITTER_EMAIL: "mallory@example.com",
    };
    const before = snapshot(other);
    await useJournal(bench, store, { effects: bench.effects({ env }) });
    expect(snapshot(other)).toEqual(before);
    const show = store === "local" ? bench.git : bench.atRemote;
    expect(
      await show("for-each-ref", "--format=%(refname) %(authorname) %(committeremail)", "refs/deploy-actions"),
    ).toBe(`${ref} deploy-actions <deploy-actions@users.noreply.github.com>`);
  });

  test("a repository with sha256 ids works the same", async () => {
    await using bench = await workbench();
    const [remote, user] = [join(bench.folder, "remote256.git"), join(bench.folder, "user256")];
    await bench.git("init", "--quiet", "--bare", "--object-format=sha256", remote);
    await bench.git("init", "--quiet", "--object-format=sha256", user);
    await bench.git("-C", user, "remote", "add", "origin", remote);
    const last = await useJournal(bench, store, { repository: user });
    expect(last.at).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("the address of the remote", () => {
  test("is read with the user's own rewriting, from the repository and from the environment", async () => {
    await using bench = await workbench();
    await bench.git("remote", "set-url", "origin", "company:remote.git");
    await bench.git("config", `url.${bench.folder}/.insteadOf`, "company:");
    const last = await useJournal(bench, "origin");
    await bench.git("config", "--unset", `url.${bench.folder}/.insteadOf`);
    const env = {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: `url.${bench.folder}/.insteadOf`,
      GIT_CONFIG_VALUE_0: "company:",
    };
    const journal = await bench.open("origin", { effects: bench.effects({ env }) });
    expect(await journal.peek()).toBe(last.at);
  });

  test("is the one that is pushed to, so that what is written is what is read", async () => {
    await using bench = await workbench();
    await bench.git("remote", "set-url", "--push", "origin", bench.remote);
    await bench.git("remote", "set-url", "origin", join(bench.folder, "read-only-mirror.git"));
    await useJournal(bench, "origin");
    expect(await bench.atRemote("for-each-ref", "refs/deploy-actions")).toContain(ref);
  });
});

describe("reading does not grow with history", () => {
  test.each(stores)("%s: 500 entries are read as fast as one", async (store) => {
    await using bench = await workbench();
    const first = await bench.open(store);
    const head = await first.append(leaseEntry(1), await first.head());
    const newest = await addEntries(
      bench,
      store === "local" ? join(bench.user, ".git") : bench.remote,
      head.state,
      500,
    );
    const git = await recordingGit(bench);
    const effects = bench.effects({ path: git.path });
    const journal = await bench.open(store, { effects });
    const opened = git.calls().length;
    expect(await journal.head()).toEqual({ at: newest, state: head.state });
    const calls = git
      .calls()
      .slice(opened)
      .map((call) => call.replaceAll(/--git-dir=\S+ /g, "").split(" ")[0]);
    expect(calls).toEqual(store === "local" ? ["rev-parse", "cat-file"] : ["fetch", "rev-parse", "cat-file"]);
    if (store === "local") return;
    const [copy] = readdirSync(effects.temporary);
    const inCopy = await bench.git(`--git-dir=${join(effects.temporary, copy ?? "")}`, "rev-list", "--count", ref);
    expect(inCopy).toBe("1");
    expect(await journal.entries(40)).toHaveLength(40);
  });

  test("a journal that has not moved is read without looking at its state again", async () => {
    await using bench = await workbench();
    const git = await recordingGit(bench);
    const journal = await bench.open("local", { effects: bench.effects({ path: git.path }) });
    await journal.append(leaseEntry(1), await journal.head());
    const before = git.calls().length;
    await journal.head();
    await journal.peek();
    expect(git.calls().length - before).toBe(2);
  });
});
