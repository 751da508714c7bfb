import { expect, test } from "vitest";
import { requireOwnFiles, uncommittedMigrations } from "../../src/stages/own-files.ts";
import type { Migrator } from "../../src/stages/ports/migrator.ts";
import type { Repository } from "../../src/stages/ports/repository.ts";

const pending = [{ version: "2", name: "2_add_priority.sql" }];
const migrator = { state: async () => ({ applied: [], pending, problems: [] }) } as unknown as Migrator;

function checkout(head: string, changed: readonly string[]): Pick<Repository, "resolve" | "changes"> {
  return {
    resolve: async () => head.repeat(40),
    changes: async () => changed,
  };
}

test("a release is not migrated from the files of another one", async () => {
  const other = requireOwnFiles(checkout("3", []), migrator, "2".repeat(40));
  await expect(other).rejects.toThrow("the checkout is at 33333333, and the migrations of 22222222 are still to be");
  await expect(requireOwnFiles(checkout("2", []), migrator, "2".repeat(40))).resolves.toBeUndefined();
});

test("a migration that nobody has committed is not applied", async () => {
  const edited = requireOwnFiles(checkout("2", ["db/migrations/2_add_priority.sql"]), migrator, "2".repeat(40));
  await expect(edited).rejects.toThrow("`2_add_priority.sql` is changed or new in the checkout");
});

test("other changes in the checkout are no matter of migrations", () => {
  expect(uncommittedMigrations(["README.md", "db/migrations/1_create.sql"], pending)).toEqual([]);
});
