import { spawn } from "node:child_process";
import { once } from "node:events";
import { subject } from "../../src/adapters/journals/objects.ts";
import { fold } from "../../src/core/fold.ts";
import { type EntryBody, emptyState, type JournalState, journalFormat } from "../../src/core/journal.ts";
import type { Slot } from "../../src/core/slots.ts";

/** Entries of one release from the lease to its end. */
export const entriesPerRelease = 10;

/** A believable past: releases that were backed up, switched to and found good, one after the other. */
export function* pastEntries(releases: number): Generator<EntryBody> {
  for (let number = 1; number <= releases; number++) yield* releaseEntries(number);
}

function releaseEntries(number: number): readonly EntryBody[] {
  const slot: Slot = number % 2 === 0 ? "green" : "blue";
  const release = { commit: number.toString(16).padStart(40, "0"), version: `v${number}`, slot };
  const backup = { name: `before-v${number}`, location: `/backups/before-v${number}`, verified: true };
  const entry = (place: number, told: Pick<EntryBody, "phase" | "deed"> & Partial<EntryBody>): EntryBody => ({
    ...bare,
    ...told,
    release,
    id: idOf(number, place),
    nonce: idOf(number, place + 100),
    at: new Date(Date.UTC(2026, 0, 1) + (number * entriesPerRelease + place) * 60_000).toISOString(),
    epoch: number,
    run: { ...bare.run, id: `${number}/1/deploy` },
  });
  const change = (place: number, told: Pick<EntryBody, "deed" | "item" | "asked"> & Partial<EntryBody>) => [
    entry(place, { ...told, phase: "intend", after: null }),
    entry(place + 1, { ...told, phase: "done", of: idOf(number, place) }),
  ];
  const adapter = { kind: "router", name: "flagd", with: { "flagd-file": "$FLAGS" } };
  return [
    entry(0, { phase: "note", deed: "take-lease", asked: { length: 900_000 } }),
    entry(1, { phase: "done", deed: "open", asked: { inherits: null } }),
    ...change(2, { deed: "backup", item: "sqlite", asked: {}, after: backup }),
    ...change(4, { deed: "set-weight", item: "flagd", adapter, asked: { slot, weight: 100 }, after: { weight: 100 } }),
    ...change(6, { deed: "promote", item: "flagd", adapter, asked: { slot }, after: { active: slot, weight: 0 } }),
    entry(8, { phase: "done", deed: "mark-good" }),
    entry(9, { phase: "done", deed: "release-lease" }),
  ];
}

const bare = {
  format: journalFormat,
  run: { actor: "alice", url: null, host: "runner", pid: 1, startedAt: "1" },
  of: null,
  item: null,
  adapter: null,
  before: null,
  asked: null,
  after: null,
  undo: null,
  reason: null,
  evidence: null,
} as const;

function idOf(release: number, place: number): string {
  return `${release.toString(16).padStart(8, "0")}-0000-4000-8000-${place.toString(16).padStart(12, "0")}`;
}

/** Writes that past as the journal's commits into a repository, quickly, and answers with the state at its end. */
export async function writePast(gitDir: string, ref: string, releases: number): Promise<JournalState> {
  const git = spawn("git", [`--git-dir=${gitDir}`, "fast-import", "--quiet"], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  const ended = once(git, "close");
  let state = emptyState;
  for (const entry of pastEntries(releases)) {
    state = fold(state, entry);
    if (!git.stdin.write(commitOf(ref, entry, state))) await Promise.race([once(git.stdin, "drain"), ended]);
  }
  git.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with exit code ${code}`);
  return state;
}

function commitOf(ref: string, entry: EntryBody, state: JournalState): string {
  const seconds = Math.floor(Date.parse(entry.at) / 1000);
  const file = (name: string, value: unknown) => `M 100644 inline ${name}\n${data(`${JSON.stringify(value)}\n`)}`;
  return [
    `commit ${ref}\ncommitter deploy-actions <deploy-actions@users.noreply.github.com> ${seconds} +0000\n`,
    data(`${subject(entry)}\n\nEntry: ${entry.id}\n`),
    file("entry.json", entry),
    file("state.json", state),
    "\n",
  ].join("");
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
