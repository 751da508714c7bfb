import type { Effects } from "../../../kit/effects.ts";
import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import { openService, type Reply, Unsettled } from "../flag-services/service.ts";
import { type Flag, readFlag } from "./shapes.ts";

/** One flag in one environment of one project. */
export interface FlagPlace {
  readonly url: string;
  readonly token: string;
  readonly project: string;
  readonly environment: string;
  readonly flag: string;
}

/** One step of a semantic patch: its kind and its parameters. */
export type Instruction = Readonly<Record<string, unknown>> & { readonly kind: string };

export interface FlagApi {
  read(): Promise<Flag>;
  /** All of the instructions or none. An `Unsettled` may have been carried out; a change that needs an approval is a RefusedError. */
  patch(instructions: readonly Instruction[], comment: string): Promise<void>;
}

/** LaunchDarkly's REST API for one flag; nothing is asked yet. */
export function openApi(effects: Effects, place: FlagPlace): FlagApi {
  const ask = openService(effects, {
    name: "LaunchDarkly",
    url: place.url.replace(/\/+$/, ""),
    headers: { authorization: place.token, "ld-api-version": "20240415" },
  });
  const path = `/api/v2/flags/${encodeURIComponent(place.project)}/${encodeURIComponent(place.flag)}`;
  return {
    async read() {
      const reply = await ask({ method: "GET", path: `${path}?env=${encodeURIComponent(place.environment)}` });
      if (reply.status !== 200) throw refusal(reply, place);
      return readFlag(reply.body);
    },
    async patch(instructions, comment) {
      const body = { environmentKey: place.environment, comment, instructions };
      const type = "application/json; domain-model=launchdarkly.semanticpatch";
      const reply = await ask({ method: "PATCH", path, body, type });
      if (reply.status !== 200) throw refusal(reply, place);
    },
  };
}

function refusal({ status, said }: Reply, place: FlagPlace): Error {
  const { project, environment, flag } = place;
  const where = `flag \`${flag}\` of project \`${project}\``;
  if (status === 405 || /approv/i.test(said)) return wantsApproval(environment, said);
  // Another request at the same time, or a change that is scheduled or waits for an approval: a second look tells.
  if (status === 409) return new Unsettled(`LaunchDarkly sees a conflict (409)${said}`, { hint: conflictHint });
  if (status === 404)
    return new ServiceError(`LaunchDarkly does not know ${where} (404)${said}`, { hint: missingHint });
  if (status === 401)
    return new ServiceError(`LaunchDarkly does not accept the token (401)${said}`, { hint: tokenHint });
  if (status === 403)
    return new ServiceError(`LaunchDarkly lets this token not do it (403)${said}`, { hint: roleHint });
  return new ServiceError(`LaunchDarkly answered ${status} about ${where}${said}`);
}

function wantsApproval(environment: string, said: string): RefusedError {
  return new RefusedError(
    `LaunchDarkly wants an approval for changes in environment \`${environment}\`, so the flag stays as it is${said}`,
    {
      hint: "Let the token's role bypass required approvals, or turn off required approvals for this flag there (Approval settings of the environment): what is approved by hand comes too late to bring traffic back.",
    },
  );
}

const conflictHint =
  "Look for a scheduled change or an approval request of this flag that is still pending, and end it.";
const missingHint = "Put right `launchdarkly-project` and `launchdarkly-flag`: keys, not names.";
const tokenHint = "Put right `launchdarkly-token`: an access token, no SDK key.";
const roleHint = "Give the token a role that may read this flag and update its rules and its targeting.";
