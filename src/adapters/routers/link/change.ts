import { join } from "node:path/posix";
import type { Slot } from "../../../core/slots.ts";
import { CommandError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import { announce, type Following, followUp, leftOf } from "../nginx-and-link/following.ts";
import { currentOf, type LinkPlace, patience, readSlot } from "./place.ts";

/** Stands beside the link from before a change until everything that has to follow it was done. */
export function markOf({ root }: LinkPlace): string {
  return join(root, ".current.unfinished");
}

function nextOf({ root }: LinkPlace): string {
  return join(root, ".current.next");
}

/** The commands that follow a change of the link. */
export function followingOf(place: LinkPlace): Following {
  return { ...place, mark: markOf(place), cwd: currentOf(place), input: "link-after-switch" };
}

/**
 * Leads the link to a slot in one step: a link beside it takes its place. With `expected`, only while it leads there;
 * a RefusedError otherwise.
 */
export async function lead(place: LinkPlace, slot: Slot, expected: Slot | null): Promise<void> {
  await checkSlot(place, slot);
  const { exec } = place;
  const next = nextOf(place);
  const left = await announce(followingOf(place), `${slot}\n`, 0o644);
  try {
    // One that was left by a process that died.
    await exec.remove(next);
    await exec.run(["ln", "-s", slot, next], { timeout: patience });
    if (expected !== null && (await readSlot(place)) !== expected) throw edited(place);
    await exec.run(["mv", "-f", "-T", next, currentOf(place)], { timeout: patience });
  } catch (error) {
    await exec.remove(next).catch(() => {});
    // Whoever cannot be reached any more may have done it: the mark stays.
    if (left === "nothing" && isCertain(error)) await exec.remove(markOf(place)).catch(() => {});
    if (!(error instanceof CommandError)) throw error;
    throw new ServiceError(`the link \`${currentOf(place)}\` was not switched: ${error.message}`, {
      hint: "Let this user write into the folder, and look at what stands in the link's place.",
      cause: error,
    });
  }
}

/** Runs what has to follow a change of the link, if that is still to be done; a failure says where the link leads. */
export async function follow(place: LinkPlace): Promise<void> {
  const following = followingOf(place);
  if ((await leftOf(following)) === "nothing") return;
  await followUp(following, async () => {
    const slot = await readSlot(place).catch(() => null);
    return `the link was switched (it leads to \`${slot ?? "an unknown place"}\`)`;
  });
  // One that was left by a process that died.
  await place.exec.remove(nextOf(place));
}

async function checkSlot({ exec, root }: LinkPlace, slot: Slot): Promise<void> {
  const folder = join(root, slot);
  const { code } = await exec.run(["test", "-d", folder], { okCodes: [1], timeout: patience });
  if (code === 0) return;
  throw new ServiceError(`there is no release at \`${folder}\` on ${exec.where}, so the link is not led there`, {
    hint: "Bring a release into that slot first; `link-root` has to be the folder that holds the slots.",
  });
}

function isCertain(error: unknown): boolean {
  return error instanceof RefusedError || (error instanceof CommandError && error.exitCode !== null);
}

function edited(place: LinkPlace): RefusedError {
  return new RefusedError(`somebody else has led \`${currentOf(place)}\` to another slot in the meantime`, {
    hint: "Find out who, then run this again: it reads the link anew.",
  });
}
