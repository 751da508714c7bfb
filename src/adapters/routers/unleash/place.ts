import type { Groups } from "../flag-services/cohorts.ts";
import { editedMeanwhile } from "../flag-services/settle.ts";
import type { Splitting } from "../splitting/splitting.ts";
import type { FlagApi } from "./api.ts";
import { type Cohorts, cohortTitle, isStrategyOf, strategyOf, unknownSegment } from "./cohort-strategies.ts";
import { parseRaw } from "./raw.ts";
import type { Found, Share, Where } from "./state.ts";
import { openView, type View } from "./view.ts";

/** One flag as a place that splits people, and its cohorts. */
export interface FlagSplit {
  readonly place: Splitting;
  readonly groups: Groups;
}

/** Nothing is asked yet. */
export function openFlag(api: FlagApi, where: Where, cohorts: Cohorts): FlagSplit {
  const names = Object.keys(cohorts);
  const view = openView(api, where, cohorts);
  const { share, power, groups } = changes(api, view, cohorts);
  const place: Splitting = {
    granularity: "any",
    load: view.look,
    async store(green, present) {
      const seen = await view.look();
      if (seen.raw !== present.raw) throw editedMeanwhile();
      // The share first: a flag that is switched on gives what its strategy says at that moment.
      await share({ ...seen.share, rollout: green }, seen.found);
      if (green > 0) await power(true);
    },
    async put(raw) {
      const { on, cohorts: kept, ...target } = parseRaw(raw, names);
      if (!on) await power(false);
      await share(target);
      await groups(kept);
      if (on) await power(true);
    },
    // The programs that ask the flag fetch it every some seconds; the API does not say which of them have.
    effect: async () => "unknown",
    inFlight: async () => null,
  };
  return { place, groups: { names, ...cohortsOf(view, { share, power, groups }) } };
}

interface Changes {
  share(target: Share, seen?: Found): Promise<void>;
  power(isOn: boolean): Promise<void>;
  /** Brings the strategies of the cohorts to exactly these. */
  groups(names: readonly string[]): Promise<void>;
}

function changes(api: FlagApi, view: View, cohorts: Cohorts): Changes {
  return {
    share: ({ rollout, stickiness, groupId }, seen) => {
      const parameters = { rollout: String(rollout), stickiness, groupId };
      const isDone = ({ strategy: { disabled, parameters: found } }: Found) =>
        disabled !== true && Object.entries(parameters).every(([name, value]) => found?.[name] === value);
      return view.step(
        ({ strategy }) => {
          const before = strategy.parameters ?? {};
          return api.patch(strategy.id, [
            // The server compares before it writes.
            { op: "test", path: "/parameters", value: before },
            { op: "replace", path: "/parameters", value: { ...before, ...parameters } },
            { op: "replace", path: "/disabled", value: false },
          ]);
        },
        isDone,
        seen,
      );
    },
    power: (isOn) =>
      view.step(
        () => api.switchTo(isOn),
        (found) => found.isOn === isOn,
      ),
    async groups(names) {
      const ids = await view.segments();
      for (const name of Object.keys(cohorts)) {
        const wanted = names.includes(name) ? strategyOf(cohorts, ids, name) : null;
        if (wanted === null && names.includes(name)) throw unknownSegment(cohorts, name);
        const isRight = (one: Found["strategies"][number]) => wanted !== null && isStrategyOf(wanted, one);
        const its = ({ strategies }: Found) => strategies.filter(({ title }) => title === `${cohortTitle}${name}`);
        for (const { id } of its(await view.find()).filter((one) => !isRight(one))) {
          await view.step(
            () => api.remove(id),
            ({ strategies }) => strategies.every((one) => one.id !== id),
          );
        }
        if (wanted !== null) {
          await view.step(
            () => api.add(wanted),
            (found) => its(found).some(isRight),
          );
        }
      }
    },
  };
}

function cohortsOf(view: View, { share, power, groups }: Changes): Pick<Groups, "read" | "write"> {
  return {
    async read() {
      const { found } = await view.look();
      return found.isOn ? view.cohortsIn(found) : [];
    },
    async write(names) {
      const seen = await view.look();
      // Whoever is in no cohort gets after the switch what they had before it: nothing.
      if (!seen.found.isOn && names.length > 0) await share({ ...seen.share, rollout: 0 }, seen.found);
      await groups(names);
      if (names.length > 0) await power(true);
    },
  };
}
