import type { MigrationRecord } from "../core/journal.ts";
import { isUntouched } from "../core/preflight.ts";
import type { Context } from "./context.ts";

/**
 * Closes an open release that has changed neither slot nor traffic, and answers with what it has migrated: that is for the
 * release that takes its place. `schemaStays` where none does, and the live release works on the schema as it is.
 */
export async function supersede(
  { session, effects, publisher }: Context,
  { schemaStays }: { readonly schemaStays?: true } = {},
): Promise<MigrationRecord | null> {
  const { open, publication } = session.state;
  if (open === null || !isUntouched(open)) return null;
  effects.log.info(`${open.version} was never finished and has changed no slot and no traffic: it is superseded`);
  const after = { outcome: "superseded", ...(schemaStays === undefined ? {} : { schemaStays }) };
  await session.write({ phase: "done", deed: "close", after });
  const deployment = publication?.commit === open.commit ? publication.deployment : null;
  await publisher?.superseded(session, deployment, open);
  return open.migration;
}
