import { RefusedError } from "../kit/errors.ts";

/** What a person can choose, said once. */
export function held(why: string): RefusedError {
  return new RefusedError(`the rollback waits for a person: ${why}`, {
    hint: "Either repair forward (deploy a mended commit), or say what becomes of the database: `deploy-actions rollback --database leave` (the previous release works on the present schema), `--database down` (take the migrations down), or `--database restore --backup latest --confirm <name>`.",
  });
}
