import * as z from "zod/mini";
import { isSlot, type Slot } from "../../../core/slots.ts";
import type { Effects } from "../../../kit/effects.ts";
import { RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Kubectl } from "../../kubernetes/kubectl.ts";
import { becomes } from "../../kubernetes/waiting.ts";
import { written } from "../../kubernetes/writing.ts";
import type { Loaded, Splitting } from "../splitting/splitting.ts";
import { endsOnlyIn, readyPods } from "./endpoints.ts";

/** One Service whose selector is switched. */
export interface Place {
  readonly kubectl: Kubectl;
  readonly effects: Effects;
  readonly name: string;
  /** The key in the selector whose value is the slot. */
  readonly label: string;
  /** Milliseconds. */
  readonly within: number;
}

/** Labels by their keys. */
export type Selector = Readonly<Record<string, string>>;

const labels = z.record(z.string(), z.string());
const serviceShape = z.object({ spec: z.object({ selector: z.optional(labels) }) });

/** The selector of the Service as a place that knows 0 and 100. */
export function selectorPlace(place: Place): Splitting {
  const { kubectl, name, label } = place;
  const load = async (): Promise<Loaded> => {
    const { spec } = await kubectl.get("services", name, serviceShape);
    const selector = spec.selector ?? {};
    return { green: slotIn(place, selector) === "green" ? 100 : 0, raw: textOf(selector) };
  };
  return {
    granularity: "all-or-nothing",
    load,
    async store(green, { raw }) {
      const selector = readSelector(place, raw);
      const slot: Slot = green === 100 ? "green" : "blue";
      await refuseEmpty(place, { ...selector, [label]: slot }, slot);
      const path = `/spec/selector/${label.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      const write = () =>
        kubectl.patch("services", name, [
          { op: "test", path: "/spec/selector", value: selector },
          { op: "replace", path, value: slot },
        ]);
      await written(write, async () => (await load()).green === green);
    },
    async put(raw) {
      const selector = readSelector(place, raw);
      // A merge would keep labels that somebody else has added meanwhile.
      const write = () => kubectl.patch("services", name, [{ op: "add", path: "/spec/selector", value: selector }]);
      await written(write, async () => (await load()).raw === raw);
    },
    async effect({ raw }) {
      const isSo = () => endsOnlyIn(place, readSelector(place, raw));
      return (await becomes(place.effects, place.within, isSo)) ? "in-effect" : "not-yet";
    },
    inFlight: async () => null,
  };
}

function textOf(selector: Selector): string {
  return JSON.stringify(Object.fromEntries(Object.entries(selector).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** The selector of a text that `load` has given; anything else is a ServiceError. */
export function readSelector(place: Place, raw: string): Selector {
  const selector = labels.safeParse(parse(raw));
  if (!selector.success) throw new ServiceError("that is not the text of a selector");
  slotIn(place, selector.data);
  return selector.data;
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

function slotIn({ name, label }: Place, selector: Selector): Slot {
  const value = selector[label];
  if (isSlot(value)) return value;
  const what = value === undefined ? `has no \`${label}\` in its selector` : `selects \`${label}: ${value}\``;
  throw new ServiceError(`the Service \`${name}\` ${what}, so it sends nobody to a slot`, {
    hint: `Label the pods of both slots with \`${label}\` and add the slot that is live to the Service's selector: \`${label}: blue\`.`,
  });
}

async function refuseEmpty({ kubectl, name }: Place, selector: Selector, slot: Slot): Promise<void> {
  if ((await readyPods(kubectl, selector)).size > 0) return;
  const text = Object.entries(selector).map((pair) => pair.join("="));
  throw new RefusedError(`no pod of slot \`${slot}\` is ready, so the Service \`${name}\` would reach nobody`, {
    hint: `Start the slot first; see \`kubectl get pods --selector=${text.join(",")}\`.`,
  });
}
