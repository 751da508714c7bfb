import { join } from "node:path/posix";
import { isSlot } from "../../../core/slots.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Words } from "../../../kit/executor.ts";
import type { AdapterContext } from "../../../kit/registry.ts";
import type { DeadMan } from "../../../stages/ports/router.ts";
import { nameOf } from "../../dead-man/place.ts";
import type { Step } from "../../dead-man/recipe.ts";
import { targetDeadMan } from "../../dead-man/target.ts";
import { markOf } from "./change.ts";
import { currentOf, type LinkPlace } from "./place.ts";

/** Leads the link back at the deadline, and does there what has to follow a change of it. */
export function linkDeadMan(place: LinkPlace, context: AdapterContext): DeadMan {
  const { exec, root } = place;
  const recipe = async (slot: string) => {
    if (!isSlot(slot)) throw new ServiceError("what is to be put back is no slot that `current` can lead to");
    return { files: {}, steps: stepsOf(place, slot) };
  };
  return targetDeadMan({ exec, name: nameOf(context, "link", [root]), recipe });
}

function stepsOf(place: LinkPlace, slot: string): readonly Step[] {
  const { root, after, afterWithin } = place;
  const [next, current, mark] = [join(root, ".current.dead-man"), currentOf(place), markOf(place)];
  const lead: readonly Words[] = [
    ["test", "-d", join(root, slot)],
    ["rm", "-f", next],
    ["ln", "-s", slot, next],
    ["mv", "-f", "-T", next, current],
  ];
  if (after.length === 0) return lead.map((words) => ({ words }));
  const limit = ["timeout", "-k", "10", String(Math.ceil(afterWithin / 1000))] as const;
  return [
    // A run that comes later finishes what was not followed here.
    { words: ["printf", "%s\\n", slot], output: mark },
    ...lead.map((words) => ({ words })),
    ...after.map((words): Step => ({ words: [...limit, ...words], cwd: current })),
    { words: ["rm", "-f", mark] },
  ];
}
