import { type Slot, slots } from "../../../core/slots.ts";
import { isMap, type Layer } from "../../../kit/deploy-file.ts";
import { ServiceError } from "../../../kit/errors.ts";

/** Addresses that the two slots are dialled at, as they stand in `upstreams`. */
export type Dials = Readonly<Record<Slot, string>>;

/** What makes the split: how often each slot stands in the list, and whether the list is gone through in turn. */
export interface Entries {
  readonly blue: number;
  readonly green: number;
  readonly isInTurn: boolean;
}

/** Percent of the requests that go to green. */
export function shareOfGreen({ blue, green }: Entries): number {
  const share = (100 * green) / (blue + green);
  if (Number.isInteger(share)) return share;
  throw problem(`its upstreams, ${blue} for blue and ${green} for green, are no whole percentage`);
}

/**
 * The shortest list of the split: 10 % is nine entries and one. Caddy keeps equal entries apart when it goes through the list
 * in turn, in every version; its `weighted_round_robin` begins with 2.7, and how it treats a slot that fails has changed since.
 */
export function entriesOf(green: number, isInTurn: boolean): Entries {
  const divisor = commonDivisor(100 - green, green);
  return { blue: (100 - green) / divisor, green: green / divisor, isInTurn };
}

/** Reads the handler; whatever else decides who gets a request is a ServiceError. */
export function readHandler(value: unknown, dials: Dials, mayShare: boolean): Entries {
  const handler = proxyOf(value);
  if (handler.dynamic_upstreams !== undefined) throw problem("it has `dynamic_upstreams`");
  const found = Array.isArray(handler.upstreams) ? handler.upstreams.map((one) => slotOf(one, dials)) : [];
  const [blue, green] = slots.map((slot) => found.filter((one) => one === slot).length);
  const { selection_policy: policy } = balancingOf(handler);
  const isInTurn = isMap(policy) && policy.policy === "round_robin";
  const entries = { blue: Number(blue), green: Number(green), isInTurn: mayShare && isInTurn };
  if (found.length === 0) throw problem("it has no upstreams");
  if (entries.blue > 0 && entries.green > 0) {
    if (!mayShare) throw problem("it has both slots among its upstreams, and `caddy-weights` is false");
    if (!isInTurn) throw problem(`it chooses by \`${JSON.stringify(policy ?? "random")}\`, not by \`round_robin\``);
  }
  if (mayShare && policy !== undefined && !isInTurn) {
    throw problem(`it chooses by \`${JSON.stringify(policy)}\`, which \`caddy-weights\` would replace`);
  }
  return entries;
}

/** The handler with other upstreams; everything else in it stays. */
export function writeHandler(value: unknown, dials: Dials, entries: Entries, mayShare: boolean): Layer {
  const handler = proxyOf(value);
  const repeat = (slot: Slot) => Array.from({ length: entries[slot] }, () => ({ dial: dials[slot] }));
  const written = { ...handler, upstreams: [...repeat("blue"), ...repeat("green")] };
  if (!mayShare) return written;
  const { load_balancing: _, ...others } = written as Layer;
  const { selection_policy: __, ...balancing } = balancingOf(handler);
  const policy = entries.isInTurn ? { selection_policy: { policy: "round_robin" } } : {};
  const balanced = { ...balancing, ...policy };
  return Object.keys(balanced).length === 0 ? others : { ...others, load_balancing: balanced };
}

/** The split as text; equal text is an equal split. */
export function printEntries({ blue, green, isInTurn }: Entries): string {
  return JSON.stringify({ blue, green, ...(isInTurn && { policy: "round_robin" }) });
}

/** Reads what `printEntries` has written; anything else is a ServiceError. */
export function parseEntries(raw: string, mayShare: boolean): Entries {
  const [, blue, green, policy] = /^\{"blue":(\d{1,3}),"green":(\d{1,3})(,"policy":"round_robin")?\}$/.exec(raw) ?? [];
  const entries = { blue: Number(blue), green: Number(green), isInTurn: policy !== undefined };
  const isShared = entries.isInTurn || (entries.blue > 0 && entries.green > 0);
  const isSplit = blue !== undefined && entries.blue + entries.green > 0 && (mayShare || !isShared);
  if (isSplit && printEntries(entries) === raw) return entries;
  throw problem("what is to be put back is no split between two upstreams");
}

function proxyOf(value: unknown): Layer {
  if (isMap(value) && value.handler === "reverse_proxy") return value;
  throw problem("it is no handler `reverse_proxy`");
}

function balancingOf(handler: Layer): Layer {
  return isMap(handler.load_balancing) ? handler.load_balancing : {};
}

function slotOf(upstream: unknown, dials: Dials): Slot {
  const slot =
    isMap(upstream) && Object.keys(upstream).length === 1 && slots.find((one) => dials[one] === upstream.dial);
  if (slot) return slot;
  throw problem(`it has the upstream \`${JSON.stringify(upstream)}\`, which is neither slot's`);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function problem(what: string): ServiceError {
  return new ServiceError(`the handler of \`caddy-id\` is no split that is known here: ${what}`, {
    hint: 'Let `upstreams` be the live slot\'s alone, `[{"dial": ...}]`, as `caddy-upstreams` names it, and leave the rest to this router.',
  });
}
