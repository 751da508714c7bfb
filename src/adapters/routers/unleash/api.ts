import type { Effects } from "../../../kit/effects.ts";
import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import { openService, type Question, type Reply } from "../flag-services/service.ts";
import { type Constraint, type Feature, readFeature, readSegments } from "./shapes.ts";

/** One flag in one environment of one project. */
export interface FlagPlace {
  readonly url: string;
  readonly token: string;
  readonly project: string;
  readonly environment: string;
  readonly flag: string;
}

/** One step of a JSON patch. */
export interface Operation {
  readonly op: "test" | "replace";
  readonly path: string;
  readonly value: unknown;
}

/** A strategy that is to be: everybody whom its segments and constraints match. */
export interface NewStrategy {
  readonly title: string;
  readonly segments: readonly number[];
  readonly constraints: readonly Constraint[];
}

/** Unleash's admin API for one flag. Changes may end `Unsettled`; where change requests are demanded they are a RefusedError. */
export interface FlagApi {
  read(): Promise<Feature>;
  segments(): Promise<ReadonlyMap<string, number>>;
  patch(strategy: string, operations: readonly Operation[]): Promise<void>;
  add(strategy: NewStrategy): Promise<void>;
  remove(strategy: string): Promise<void>;
  switchTo(isOn: boolean): Promise<void>;
}

export function openApi(effects: Effects, place: FlagPlace): FlagApi {
  const url = place.url.replace(/\/+$/, "");
  const ask = openService(effects, { name: "Unleash", url, headers: { authorization: place.token } });
  const part = encodeURIComponent;
  const flag = `/api/admin/projects/${part(place.project)}/features/${part(place.flag)}`;
  const here = `${flag}/environments/${part(place.environment)}`;
  const told = async (question: Question) => {
    const reply = await ask(question);
    if (reply.status >= 200 && reply.status < 300) return reply.body;
    throw refusal(reply, place);
  };
  return {
    read: async () => readFeature(await told({ method: "GET", path: flag })),
    segments: async () => readSegments(await told({ method: "GET", path: "/api/admin/segments" })),
    async patch(strategy, operations) {
      await told({ method: "PATCH", path: `${here}/strategies/${part(strategy)}`, body: operations });
    },
    async add(strategy) {
      const parameters = { rollout: "100", stickiness: "default", groupId: place.flag };
      const body = { name: "flexibleRollout", parameters, ...strategy };
      await told({ method: "POST", path: `${here}/strategies`, body });
    },
    async remove(strategy) {
      await told({ method: "DELETE", path: `${here}/strategies/${part(strategy)}` });
    },
    async switchTo(isOn) {
      await told({ method: "POST", path: `${here}/${isOn ? "on" : "off"}` });
    },
  };
}

function refusal({ status, said }: Reply, { project, environment, flag }: FlagPlace): Error {
  if (/SKIP_CHANGE_REQUEST|change request/i.test(said)) return wantsChangeRequest(environment, said);
  const where = `flag \`${flag}\` of project \`${project}\` in environment \`${environment}\``;
  if (status === 404) return new ServiceError(`Unleash does not know all of ${where} (404)${said}`, { hint: missing });
  if (status === 401) return new ServiceError(`Unleash does not accept the token (401)${said}`, { hint: badToken });
  if (status === 403) return new ServiceError(`Unleash lets this token not do it (403)${said}`, { hint: weakToken });
  return new ServiceError(`Unleash answered ${status} about ${where}${said}`);
}

function wantsChangeRequest(environment: string, said: string): RefusedError {
  const what = `Unleash wants change requests in environment \`${environment}\`, so the flag stays as it is`;
  return new RefusedError(`${what}${said}`, {
    hint: "Give the token's service account the permission to skip change requests there: a request that somebody has to approve comes too late to bring traffic back.",
  });
}

const missing =
  "Put right `unleash-project`, `unleash-environment` and `unleash-flag`; an archived flag is not found either.";
const badToken = "Put right `unleash-token`: a token of the admin API.";
const weakToken =
  "Give the token a role that may update strategies and enable the flag in this environment; tokens of SDKs may not.";
