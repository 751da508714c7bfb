import * as z from "zod/mini";
import { executors } from "../../adapters/executors/index.ts";
import { openRequirements } from "../../adapters/requirements/index.ts";
import { choice, duration, list, structure, text } from "../../kit/fields.ts";
import type { Requirement } from "../../stages/ports/requirement.ts";
import { time } from "../shapes.ts";
import { openPort, type SectionContext } from "./context.ts";
import { requirements } from "./plan-requires.ts";

/** A time that comes again: it begins as the cron line says and lasts that long. */
export const occasion = z.strictObject({
  cron: z.string().check(z.minLength(1)),
  for: time,
  "time-zone": z.optional(z.string()),
  why: z.optional(z.string()),
});

/** Something that has to be shown before a release: a link that a person gives, or a check of the commit. */
export const checklistItem = z.strictObject({
  item: z.string().check(z.minLength(1)),
  role: z.optional(z.string()),
  /** Name of a check run or commit status of this commit. */
  check: z.optional(z.string()),
  /** Address of the evidence. */
  evidence: z.optional(z.string()),
  by: z.optional(z.string()),
  /** ISO 8601 date of the evidence. */
  at: z.optional(z.string()),
  "max-age": z.optional(time),
  missing: z.optional(z.enum(["refuse", "warn"])),
});

/** Whom to call. */
export const contact = z.strictObject({ role: z.string(), reach: z.string() });

/** What may be asked of `plan`: what has to hold before a release begins. */
export const planSection = {
  name: "plan",
  isRepeatable: false,
  adapters: [executors],
  inputs: {
    branches: list({
      description:
        "Branch patterns (`main`, `release/*`; `**` also crosses `/`); the commit has to be on one of these branches of `origin`. Without it, any commit.",
    }),
    checks: choice({
      choices: ["green", "ignore"],
      default: "green",
      description:
        "`green`: no check run and no commit status of the commit may have failed or be running still; this run's own do not count.",
    }),
    "required-checks": list({
      description:
        "Names of check runs or commit statuses that have to be there and to have succeeded; skipped is not enough, a job of this run is.",
    }),
    "verified-in": text({
      description: "Environment in which this commit has to be verified good before, such as `staging`.",
    }),
    "min-age": duration({
      default: "0s",
      description: "How long the commit has to have been good there.",
    }),
    "gate-reviewers": choice({
      choices: ["required", "not-enforced"],
      default: "required",
      description:
        "`required`: a gate without required reviewers refuses the release. `not-enforced`: it is only said; for private repositories on plans that have no reviewers.",
    }),
    "on-drift": choice({
      choices: ["stop", "overwrite"],
      default: "stop",
      description:
        "What becomes of a weight that was set by hand and of files that were edited on the server: `stop` refuses the release; `overwrite` puts the weight back to the live release, once that answers, and leaves the edits behind. `deploy-actions adopt` records what is live instead.",
    }),
    "approval-valid-for": duration({
      default: "24h",
      description: "How old an approval may be when the release begins.",
    }),
    freeze: structure(z.array(occasion), {
      description:
        "Times in which nothing begins, is migrated or gets more traffic: `{ cron, for, time-zone, why }`, in UTC without a zone. Rollbacks are exempt; `override-freeze` says why one release is, too.",
    }),
    window: structure(z.array(occasion), {
      description:
        "Times in which a release may begin, looked at by `plan`, after the approval and before migrating; what has begun may finish later. Without it, always.",
    }),
    checklist: structure(z.array(checklistItem), {
      description:
        "What has to be shown: `{ item, role, check | evidence, by, at, max-age, missing: refuse | warn }`. Copied into the journal.",
    }),
    requires: structure(requirements, {
      description:
        "What a release needs outside of it, looked at in the plan and again before it begins; what cannot be asked counts as missing. `environment` (`files`, `process`, `secret` or `config-map`; `required`, `forbidden`, `format`, `same-keys-as`), `images`, `http`, `redis`, `tcp`, `kubernetes` (`namespace`, `cpu`, `memory`, `pods`, `secrets`). No value of a variable is ever told.",
    }),
    contacts: structure(z.array(contact), { description: "Whom to call, shown in the plan: `{ role, reach }`." }),
  },
} as const;

/** Opens what the section requires; nothing where it requires nothing. */
export function openRequired(context: SectionContext): readonly Requirement[] {
  const [item] = context.settings.items(planSection);
  const required = item?.values.requires;
  if (item === undefined || required === undefined) return [];
  const executor = openPort(executors, item, context).port;
  return openRequirements(required, { effects: context.effects, executor });
}
