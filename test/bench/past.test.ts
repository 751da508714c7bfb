import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { entriesPerRelease, pastEntries, writePast } from "../../scripts/bench/past.ts";
import { openGitJournal } from "../../src/adapters/journals/git.ts";
import { journalRef } from "../../src/adapters/journals/ref-name.ts";
import { testEffects } from "../effects.ts";

test("a past that was written quickly is read as one that was lived through", async () => {
  const effects = testEffects();
  const repository = effects.folder;
  execFileSync("git", ["init", "--quiet", "--template=", repository]);
  const names = { application: "desk", environment: "production" };
  const state = await writePast(join(repository, ".git"), journalRef(names.application, names.environment), 3);
  const journal = await openGitJournal({ effects, store: "local", repository, ...names });
  expect((await journal.head()).state).toEqual(state);
  expect(state).toMatchObject({ epoch: 3, lease: null, open: null, live: { version: "v3", slot: "blue" } });
  expect(state.backups).toHaveLength(3);
  const entries = await journal.entries(100);
  expect(entries.map(({ place: _, ...entry }) => entry)).toEqual([...pastEntries(3)].reverse());
  expect(entries).toHaveLength(3 * entriesPerRelease);
});
