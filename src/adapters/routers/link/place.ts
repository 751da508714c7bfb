import { join } from "node:path/posix";
import { isSlot, type Slot } from "../../../core/slots.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";
import { wholeOutput } from "../../executors/whole-output.ts";

/** A folder with the slots `blue` and `green` and the link `current` to one of them. */
export interface LinkPlace {
  readonly exec: Executor;
  /** Absolute, where the executor works. */
  readonly root: string;
  /** Run after every change of the link, in the folder that it leads to. */
  readonly after: readonly Words[];
  /** Milliseconds that each of them may take. */
  readonly afterWithin: number;
  warn(line: string): void;
}

export const patience = 30_000;

export function currentOf({ root }: LinkPlace): string {
  return join(root, "current");
}

/** The slot that the link leads to; a ServiceError where it leads elsewhere, is no link or is not there. */
export async function readSlot(place: LinkPlace): Promise<Slot> {
  const current = currentOf(place);
  const printed = await wholeOutput(place.exec, ["readlink", current], { okCodes: [1], timeout: patience });
  const target = printed.replace(/\n$/, "");
  if (isSlot(target)) return target;
  const names = await place.exec.list(place.root);
  const isThere = printed !== "" || names.includes("current");
  const what = printed !== "" ? `leads to \`${target}\`` : isThere ? "is no symbolic link" : "is not there";
  throw new ServiceError(`\`${current}\` on ${place.exec.where} ${what}; it has to lead to \`blue\` or \`green\``, {
    hint: await remedy(place, isThere, names.some(isSlot)),
  });
}

async function remedy(place: LinkPlace, isThere: boolean, hasSlots: boolean): Promise<string> {
  const same = isThere ? await slotOfSameFolder(place).catch(() => null) : null;
  const lead = `\`ln -sfn ${same ?? "blue"} ${currentOf(place)}\``;
  if (same !== null)
    return `Slot \`${same}\` holds that very folder: lead it there, and visitors get what they get now (${lead}).`;
  if (isThere)
    return `Find out who has done that, then lead it to the slot that is live (${lead}), which has to hold a release: until it does, visitors would get nothing.`;
  return hasSlots
    ? `Find out who has removed it, then lead it to the slot that is live. Where the first release is not live yet: ${lead}.`
    : `There is no release yet. Before the first release ${lead}, although there is nothing in \`blue\` yet, and run this again.`;
}

/** The slot that leads where `current` leads to past it. */
async function slotOfSameFolder({ exec, root }: LinkPlace): Promise<Slot | null> {
  const folderOf = async (name: string) =>
    (await wholeOutput(exec, ["readlink", "-f", join(root, name)], { timeout: patience })).replace(/\n$/, "");
  const current = await folderOf("current");
  if (current === join(root, "current")) return null;
  for (const slot of ["blue", "green"] as const) if ((await folderOf(slot)) === current) return slot;
  return null;
}

/** What the release in a slot calls itself: the text of its `REVISION` or `.commit`, else the slot's own name. */
export async function identityOf({ exec, root }: LinkPlace, slot: Slot): Promise<string> {
  for (const name of ["REVISION", ".commit"]) {
    const text = (await exec.readFile(join(root, slot, name)))?.trim() ?? "";
    if (text !== "") return text;
  }
  return slot;
}
