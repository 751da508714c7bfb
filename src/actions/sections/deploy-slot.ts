import { executors } from "../../adapters/executors/index.ts";
import { hosts } from "../../adapters/hosts/index.ts";
import { choice, duration } from "../../kit/fields.ts";
import type { DeploySlotStep } from "../../stages/chain.ts";
import { hookInputs } from "../shapes.ts";
import { hooksOf, openThere, type SectionContext } from "./context.ts";

/** What may be asked of `deploy-slot`. */
export const deploySlotSection = {
  name: "deploy-slot",
  isRepeatable: false,
  adapters: [hosts, executors],
  inputs: {
    "ready-timeout": duration({
      default: "60s",
      description: "How long the new release may take until it answers as its commit.",
    }),
    drain: duration({
      default: "10s",
      description:
        "How long requests in flight may take before a slot is stopped, and how long its process may take to end.",
    }),
    "after-promote": choice({
      choices: ["stop", "keep"],
      default: "stop",
      description: "What becomes of the previous release once the new one is verified good.",
    }),
    ...hookInputs,
  },
} as const;

/** Opens the host of the section. */
export function openDeploySlot(context: SectionContext): DeploySlotStep | null {
  const [item] = context.settings.items(deploySlotSection);
  if (item === undefined) return null;
  const { values } = item;
  return {
    host: openThere(hosts, item, context),
    readyTimeout: values["ready-timeout"],
    drain: values.drain,
    afterPromote: values["after-promote"],
    hooks: hooksOf(values),
  };
}
