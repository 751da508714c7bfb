import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { Router } from "../../../stages/ports/router.ts";
import { type Splitting, splittingRouter } from "../splitting/splitting.ts";

/** The groups of a flag that have the new release whatever its share is. */
export interface Groups {
  /** The names that are configured. */
  readonly names: readonly string[];
  /** Those of them that have it now. */
  read(): Promise<readonly string[]>;
  /** Brings it to exactly these, and writes nothing where it is there already. */
  write(names: readonly string[]): Promise<void>;
}

/** The router of a flag with its groups; without any configured one it knows no cohorts. */
export function flagRouter(place: Splitting, groups: Groups): Router {
  const router = splittingRouter({ ...place, follows: "release" });
  if (groups.names.length === 0) return router;
  return {
    ...router,
    cohorts: {
      read: groups.read,
      async write(to, names) {
        checkNames(to, names, groups.names);
        const { green } = await place.load();
        // Writes nothing, and refuses where somebody else has changed the flag since it was read.
        await router.setWeight("green", green);
        await groups.write(names);
        const after = await groups.read();
        if (!isSame(after, names)) throw notKept(after, names);
        await router.read();
      },
    },
  };
}

function checkNames(to: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  const problems = unknown.map((name) => ({
    where: "cohorts",
    what: `\`${name}\` is not configured; known are: ${known.join(", ")}`,
  }));
  if (problems.length > 0) throw new InputError(problems);
  if (to === "green" || names.length === 0) return;
  throw new InputError("a flag gives a cohort the new release (`green`) and cannot keep it on the old one (`blue`)");
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return [...new Set(a)].sort().join("\n") === [...new Set(b)].sort().join("\n");
}

function notKept(found: readonly string[], asked: readonly string[]): ServiceError {
  const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));
  return new ServiceError(`the cohorts were written, but the flag has ${list(found)} and not ${list(asked)}`, {
    hint: "Does something else write it, or is the write held back for an approval?",
  });
}
