import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import { cohortTitle } from "./cohort-strategies.ts";
import type { Feature, Strategy } from "./shapes.ts";

/** Which strategy is the split. */
export interface Where {
  readonly flag: string;
  readonly environment: string;
  /** Title, group id or id; absent where the flag has only one strategy of a gradual rollout. */
  readonly strategy: string | undefined;
}

/** The flag in its environment as it was found, whatever it gives to whom. */
export interface Found {
  readonly isOn: boolean;
  readonly strategy: Strategy;
  readonly strategies: readonly Strategy[];
}

/** How a gradual rollout tells people apart. */
export interface Share {
  readonly rollout: number;
  readonly stickiness: string;
  readonly groupId: string;
}

/** Finds the strategy; where there is none or more than one it is a ServiceError, and an archived flag a RefusedError. */
export function findFlag({ archived, environments }: Feature, where: Where): Found {
  if (archived === true) throw isArchived(where);
  const here = environments.find(({ name }) => name === where.environment);
  if (here === undefined) throw problem(where, "is not known there", "Put right `unleash-environment`.");
  const { enabled: isOn, strategies } = here;
  const gradual = strategies.filter(({ name, title }) => name === "flexibleRollout" && !title?.startsWith(cohortTitle));
  const { strategy: wanted } = where;
  const fits = ({ id, title, parameters }: Strategy) => [id, title, parameters?.groupId].includes(wanted);
  const found = wanted === undefined ? gradual : gradual.filter(fits);
  const [strategy] = found;
  if (strategy !== undefined && found.length === 1) return { isOn, strategy, strategies };
  throw found.length === 0 ? noStrategy(where) : manyStrategies(where, found);
}

/** The whole percent that really has the new release, and how; what is no such split is a ServiceError. */
export function splitOf(found: Found, where: Where): { readonly share: Share; readonly green: number } {
  const { parameters = {}, disabled } = found.strategy;
  const rollout = Number(parameters.rollout);
  if (disabled === true) throw problem(where, "has its strategy disabled", "Enable the strategy, at 0 %.");
  if (!/^\d+$/.test(parameters.rollout ?? "") || rollout > 100) {
    const what = `is rolled out to \`${parameters.rollout}\`, no whole percentage`;
    throw problem(where, what, "Give its strategy a whole percentage.");
  }
  const open = found.strategies.find((one) => one !== found.strategy && isForEverybody(one));
  if (open !== undefined) {
    const what = `is given to everybody by another strategy, \`${open.title || open.name}\``;
    throw problem(
      where,
      what,
      "Remove or disable that strategy, or give it a constraint: one strategy that says yes is enough.",
    );
  }
  const { stickiness = "default", groupId = where.flag } = parameters;
  return { share: { rollout, stickiness, groupId }, green: found.isOn ? rollout : 0 };
}

/** One strategy that says yes is enough, so one without any condition is the whole split. */
function isForEverybody({ name, disabled, constraints = [], segments = [], parameters }: Strategy): boolean {
  if (disabled === true || constraints.length > 0 || segments.length > 0) return false;
  return name === "default" || (name === "flexibleRollout" && parameters?.rollout !== "0");
}

function problem({ flag, environment }: Where, what: string, hint: string): ServiceError {
  return new ServiceError(`flag \`${flag}\` in environment \`${environment}\` ${what}`, { hint });
}

function noStrategy(where: Where): ServiceError {
  const called = where.strategy === undefined ? "" : ` called \`${where.strategy}\``;
  const hint =
    "Add a gradual rollout of 0 % to the flag in this environment, and give its title to `unleash-strategy`.";
  return problem(where, `has no strategy of a gradual rollout${called}`, hint);
}

function manyStrategies(where: Where, found: readonly Strategy[]): ServiceError {
  const titles = found.map(({ id, title }) => `\`${title || id}\``).join(", ");
  return problem(
    where,
    `has several strategies that may be meant: ${titles}`,
    "Name one of them in `unleash-strategy`.",
  );
}

function isArchived({ flag }: Where): RefusedError {
  const hint = "Revive the flag in Unleash, or name another one in `unleash-flag`.";
  return new RefusedError(`flag \`${flag}\` is archived and nobody evaluates it`, { hint });
}
