import { ServiceError } from "../../../kit/errors.ts";
import type { Groups } from "../flag-services/cohorts.ts";
import { editedMeanwhile, settle } from "../flag-services/settle.ts";
import type { Splitting } from "../splitting/splitting.ts";
import type { FlagApi, Instruction } from "./api.ts";
import { type CohortClauses, cohortRules } from "./cohort-rules.ts";
import { cohortInstructions, weightInstructions } from "./instructions.ts";
import { parseRaw, rawOf, restoring } from "./raw.ts";
import { type Found, findFlag, splitOf, type Where } from "./state.ts";

export interface FlagOptions {
  readonly where: Where;
  /** Kind of the contexts of a percentage where the rule had none. */
  readonly contextKind: string;
  readonly clauses: CohortClauses;
}

/** One flag as a place that splits people, and its cohorts. */
export interface FlagPlace {
  readonly place: Splitting;
  readonly groups: Groups;
}

/** Nothing is asked yet. */
export function openFlag(api: FlagApi, options: FlagOptions): FlagPlace {
  const { where, contextKind, clauses } = options;
  const find = async () => findFlag(await api.read(), where);
  const look = async () => {
    const found = await find();
    const { share, green } = splitOf(found, where);
    return { found, share, green, raw: rawOf(found, share, clauses) };
  };
  const change: Change = async (instructions, why, before, isDone) => {
    if (instructions.length === 0) return;
    const patch = () => api.patch(instructions, `deploy-actions: ${why}`);
    await settle(patch, async () => {
      const now = await find();
      const raw = rawOrProblem(now, options);
      return isDone(now, raw) ? "done" : raw === before ? "untouched" : "changed";
    });
  };
  const place: Splitting = {
    granularity: "any",
    load: look,
    async store(green, { raw }) {
      // There is no compare-and-swap: a look just before the write makes the gap small.
      const { found, share, raw: now } = await look();
      if (now !== raw) throw editedMeanwhile();
      const instructions = weightInstructions(found, share, { green, contextKind });
      await change(instructions, `${green} % to ${where.on}`, raw, (now) => splitOf(now, where).green === green);
    },
    async put(raw) {
      const target = parseRaw(raw, clauses);
      const found = await find();
      const before = rawOrProblem(found, options);
      await change(restoring(found, target, clauses), "back to what it was", before, (_, text) => text === raw);
    },
    // The programs that ask the flag hear of it within seconds; the API does not say which of them have.
    effect: async () => "unknown",
    inFlight: async () => null,
  };
  return { place, groups: groupsOf(look, change, options) };
}

type Change = (
  instructions: readonly Instruction[],
  why: string,
  /** What was there, as text. */
  before: string,
  isDone: (now: Found, raw: string) => boolean,
) => Promise<void>;

type Look = () => Promise<{ readonly found: Found; readonly raw: string } & ReturnType<typeof splitOf>>;

function groupsOf(look: Look, change: Change, { clauses, contextKind }: FlagOptions): Groups {
  const namesIn = (found: Found) => [...new Set(cohortRules(found, clauses).map(({ name }) => name))];
  return {
    names: [...clauses.keys()],
    async read() {
      const { found } = await look();
      return found.isOn ? namesIn(found) : [];
    },
    async write(names) {
      const { found, share, raw } = await look();
      const rules = cohortInstructions(found, names, clauses);
      const mustTurnOn = !found.isOn && names.length > 0;
      // Whoever is in no cohort gets after the switch what they had before it: nothing.
      const closed = mustTurnOn ? weightInstructions(found, share, { green: 0, contextKind }) : [];
      const switched = mustTurnOn ? [{ kind: "turnFlagOn" }] : [];
      const told = names.length === 0 ? "no cohorts" : `cohorts ${names.join(", ")}`;
      const isDone = (now: Found) => cohortInstructions(now, names, clauses).length === 0 && (now.isOn || !mustTurnOn);
      await change([...closed, ...rules, ...switched], told, raw, isDone);
    },
  };
}

/** What is no split stands for itself: another problem is another text. */
function rawOrProblem(found: Found, { where, clauses }: FlagOptions): string {
  try {
    return rawOf(found, splitOf(found, where).share, clauses);
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}
