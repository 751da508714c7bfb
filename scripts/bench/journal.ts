import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openGitJournal } from "../../src/adapters/journals/git.ts";
import { journalRef } from "../../src/adapters/journals/ref-name.ts";
import type { JournalState } from "../../src/core/journal.ts";
import type { Effects } from "../../src/kit/effects.ts";
import { type Figure, median } from "./figures.ts";
import { entriesPerRelease, writePast } from "./past.ts";
import { quietEffects } from "./quiet-effects.ts";
import type { Place } from "./scene.ts";

const [application, environment] = ["bench", "production"];
const releases = { few: 1, many: 1_000 } as const;
const runs = { local: 31, origin: 21 } as const;
const target = 1.2;

type Store = keyof typeof runs;
type Age = keyof typeof releases;

/** Opens the journal anew and reads its head and state, after a short and after a long past, in turns. */
export async function measureJournal({ folder }: Place): Promise<readonly Figure[]> {
  using effects = quietEffects(folder);
  const read = readerOf(effects, folder);
  for (const age of ["few", "many"] as const) await furnish(folder, age, read);
  return [await compare("local", read), await compare("origin", read)];
}

/** A repository whose own refs hold the journal, and an empty clone of it for which it is the remote. */
async function furnish(folder: string, age: Age, read: Read): Promise<void> {
  const [local, origin] = [join(folder, `${age}-local`), join(folder, `${age}-origin`)];
  for (const path of [local, origin]) {
    mkdirSync(path);
    execFileSync("git", ["init", "--quiet", "--template=", path]);
  }
  execFileSync("git", ["-C", origin, "remote", "add", "origin", local]);
  const state = await writePast(join(local, ".git"), journalRef(application, environment), releases[age]);
  for (const store of ["local", "origin"] as const) {
    const { found } = await read(store, age);
    if (found.live?.commit !== state.live?.commit || found.epoch !== releases[age])
      throw new Error(`the journal \`${store}\` does not give back the past that was written into it`);
  }
}

async function compare(store: Store, read: Read): Promise<Figure> {
  const times: Record<Age, number[]> = { few: [], many: [] };
  for (let turn = 0; turn < runs[store]; turn++) {
    for (const age of ["few", "many"] as const) times[age].push((await read(store, age)).took);
  }
  const [few, many] = [median(times.few), median(times.many)];
  const count = (age: Age) => (releases[age] * entriesPerRelease).toLocaleString("en");
  return {
    what: `journal read, ${store === "local" ? "local refs" : "remote"}: ${count("many")} entries over ${count("few")}`,
    value: many / few,
    unit: "x",
    target,
    how: `${many.toFixed(1)} ms over ${few.toFixed(1)} ms, ${runs[store]} turns each`,
  };
}

type Read = (store: Store, age: Age) => Promise<{ readonly took: number; readonly found: JournalState }>;

function readerOf(effects: Effects, folder: string): Read {
  return async (store, age) => {
    const repository = join(folder, `${age}-${store}`);
    const started = performance.now();
    const journal = await openGitJournal({ effects, store, application, environment, repository });
    const { state } = await journal.head();
    return { took: performance.now() - started, found: state };
  };
}
