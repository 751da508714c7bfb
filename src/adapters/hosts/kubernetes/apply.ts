import { join } from "node:path";
import { RefusedError } from "../../../kit/errors.ts";
import { ConflictError, LostError } from "../../kubernetes/failures.ts";
import { fieldManager, type KubeObject } from "./objects.ts";
import { kubectlOf, type Place } from "./place.ts";

const tries = 4;
const pause = 500;

/** Applies the objects; where it is not known whether that was done, it is done again. Throws a RefusedError that tells who owns a field. */
export async function apply(
  place: Place,
  objects: readonly KubeObject[],
  { owner = fieldManager, signal }: ApplyOptions = {},
): Promise<void> {
  if (objects.length === 0) return;
  const isPartial = owner !== fieldManager;
  const how = { owner, isPartial, force: isPartial || place.isTakingOver };
  await repeatedly(place, () => kubectlOf(place, signal).apply(objects, how), signal);
}

interface ApplyOptions {
  /** Another one than the owner of whole objects writes a part of them, whoever has written it before. */
  readonly owner?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the cluster whether it would take the objects, and changes nothing. */
export async function tryApply(place: Place, objects: readonly KubeObject[], signal?: AbortSignal): Promise<void> {
  const { exec } = place.effects;
  const folder = await exec.makePrivateFolder("deploy-actions-apply-");
  try {
    const file = join(folder, "objects.json");
    await exec.writeFile(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }), { mode: 0o600 });
    const words = ["apply", "--server-side", "--dry-run=server", `--field-manager=${fieldManager}`];
    const all = [...words, `--force-conflicts=${place.isTakingOver}`, "-f", file];
    await repeatedly(place, () => kubectlOf(place, signal).read(all, "the objects cannot be applied"), signal);
  } finally {
    await exec.remove(folder);
  }
}

/** For what may be done twice: once more where the cluster did not answer, or somebody else wrote at the same time. */
export async function repeatedly<T>(place: Place, act: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let left = tries - 1; ; left--) {
    try {
      return await act();
    } catch (error) {
      const owned = ownedFields(error);
      if (owned !== null) throw owned;
      const isPassing = error instanceof LostError || error instanceof ConflictError;
      if (!isPassing || left === 0) throw error;
    }
    await place.effects.sleep(pause * (tries - left), signal);
  }
}

/** What `kubectl` says of a conflict: every field with its owner; null where the failure is another one. */
function ownedFields(error: unknown): RefusedError | null {
  const said = String((error as Error | undefined)?.cause ?? "");
  if (!/Apply failed with \d+ conflict/.test(said)) return null;
  const owners = [...said.matchAll(/conflicts? with "([^"]+)"[^:]*:((?:\s*-?\s*\.\S+)+)/g)].map(
    ([, owner, fields = ""]) => {
      const paths = [...fields.matchAll(/(\.\S+)/g)].map(([path]) => `\`${path}\``);
      return `${paths.join(", ")} by \`${owner}\``;
    },
  );
  return new RefusedError(`the objects cannot be applied: fields were changed by somebody else: ${owners.join("; ")}`, {
    hint: "Take the change into the manifests, or set `kubernetes-take-over: true` for a run that overwrites it.",
    cause: error,
  });
}
