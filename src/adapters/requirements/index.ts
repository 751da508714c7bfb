import type { Requirements } from "../../core/requirements.ts";
import type { Effects } from "../../kit/effects.ts";
import type { Executor } from "../../kit/executor.ts";
import type { Requirement } from "../../stages/ports/requirement.ts";
import { environmentRequirement } from "./environment.ts";
import { httpRequirement } from "./http.ts";
import { imageRequirement } from "./image.ts";
import { namespaceRequirement } from "./kubernetes.ts";
import { redisRequirement } from "./redis.ts";
import { tcpRequirement } from "./tcp.ts";

/** What requirements are looked at with. */
export interface Asking {
  readonly effects: Effects;
  /** Where files are and commands run. */
  readonly executor: Executor;
}

/** Opens everything that is required, in the order of the file. Reads nothing and changes nothing; throws an InputError for an address that is none. */
export function openRequirements(required: Requirements, asking: Asking): readonly Requirement[] {
  return [
    ...(required.environment ?? []).map((one) => environmentRequirement(one, asking)),
    ...(required.images ?? []).map((one) => imageRequirement(typeof one === "string" ? { image: one } : one, asking)),
    ...(required.http ?? []).map((one) => httpRequirement(typeof one === "string" ? { get: one } : one, asking)),
    ...(required.redis ?? []).map((url) => redisRequirement(url, asking)),
    ...(required.tcp ?? []).map((address) => tcpRequirement(address)),
    ...(required.kubernetes ?? []).map((one) => namespaceRequirement(one, asking)),
  ];
}
