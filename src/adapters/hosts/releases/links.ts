import { posix } from "node:path";
import { isSlot, type Slot } from "../../../core/slots.ts";
import { CommandError, InputError, ServiceError } from "../../../kit/errors.ts";
import { wholeOutput } from "../../executors/whole-output.ts";
import { isReleaseName } from "./folders.ts";
import { below, bounded, ownFile, type Place, releasesFolder } from "./place.ts";

/** Where the links of the root lead: the text of each, null where there is none. */
export interface Links {
  readonly blue: string | null;
  readonly green: string | null;
  readonly current: string | null;
}

const names = ["blue", "green", "current"] as const;

/** Reads all links in one go; a file or folder in the place of one is an InputError. */
export async function readLinks(place: Place): Promise<Links> {
  const found = new Map<string, string>();
  for (const entry of (await listLinks(place)).split("\0")) {
    const [name = "", type, text = ""] = entry.split("\t");
    if (name === "") continue;
    if (type !== "l") throw inTheWay(below(place, name));
    found.set(name, text);
  }
  const at = (name: string) => found.get(name) ?? null;
  return { blue: at("blue"), green: at("green"), current: at("current") };
}

/** Asked by the folder, not by three paths: the one that is missing would make it a failure. */
async function listLinks(place: Place): Promise<string> {
  const { root } = place.settings;
  const any = names.flatMap((name, i) => [...(i === 0 ? [] : ["-o"]), "-name", name]);
  const which = ["-mindepth", "1", "-maxdepth", "1", "(", ...any, ")"];
  const words = ["find", "-H", root, ...which, "-printf", "%f\\t%y\\t%l\\0"] as const;
  return wholeOutput(place.target, words, bounded(place)).catch((error: unknown) => {
    if (!(error instanceof CommandError) || error.exitCode !== 1) throw error;
    if (/No such file or directory$/.test(error.output)) return "";
    throw new ServiceError(`the links in \`${root}\` cannot be read: ${error.output.split("\n")[0]}`, {
      hint: "Give the user that deploys the right to read that folder.",
    });
  });
}

/** The name of the release folder that a slot's link leads to; throws an InputError when it leads elsewhere. */
export function folderBehind(place: Place, slot: Slot, text: string): string {
  const [parent, name, ...rest] = text.split("/");
  if (parent === releasesFolder && name !== undefined && rest.length === 0 && isReleaseName(name)) return name;
  throw new InputError(
    [
      {
        where: "releases-root",
        what: `\`${below(place, slot)}\` leads to \`${text}\`, which is no release of this host`,
      },
    ],
    { hint: `Find out who made that link; once nobody needs it, remove it (\`rm ${below(place, slot)}\`).` },
  );
}

/** The slot that `current` leads to; null where nothing serves by it. Throws a ServiceError where nobody can tell. */
export function servingSlot(place: Place, { current }: Links): Slot | null {
  if (current === null) return null;
  const path = posix.resolve(place.settings.root, current);
  const last = posix.basename(path);
  const parent = posix.dirname(path);
  if (parent === place.settings.root && isSlot(last)) return last;
  // Release folders of before: whoever serves from one of them needs neither slot.
  if (parent === below(place, releasesFolder)) return null;
  throw new ServiceError(
    `\`${below(place, "current")}\` leads to \`${current}\`, so nobody can tell which slot serves`,
    {
      hint: "Let it lead to `blue` or `green`.",
    },
  );
}

/** The release folder that serves directly by `current`, as tools before this one did it; null otherwise. */
export function servingFolder(place: Place, { current }: Links): string | null {
  if (current === null) return null;
  const path = posix.resolve(place.settings.root, current);
  return posix.dirname(path) === below(place, releasesFolder) ? posix.basename(path) : null;
}

/** Lets the slot's link lead to the release folder, in one step, and reads it back. */
export async function switchLink(place: Place, name: string): Promise<void> {
  const text = `${releasesFolder}/${name}`;
  const beside = ownFile(place, `${place.slot}.link`);
  await place.target.run(["ln", "-sfnT", "--", text, beside], bounded(place));
  await place.target.run(["mv", "-Tf", "--", beside, below(place, place.slot)], bounded(place));
  if ((await readLinks(place))[place.slot] === text) return;
  throw new ServiceError(`\`${below(place, place.slot)}\` does not lead to \`${text}\` right after it was switched`, {
    hint: "Find out who else writes there; one deployment at a time may use a slot.",
  });
}

function inTheWay(path: string): InputError {
  return new InputError([{ where: "releases-root", what: `\`${path}\` is in the way: it is no symbolic link` }], {
    hint: `Move \`${path}\` away; both slots and \`current\` are links in this layout.`,
  });
}
