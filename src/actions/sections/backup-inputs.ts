import * as z from "zod/mini";
import { choice, duration, flag, integer, list, percent, structure } from "../../kit/fields.ts";
import { hookInputs } from "../shapes.ts";
import { keepInputs } from "./retention.ts";

const name = z.string().check(z.minLength(1));

/** The inputs of `backup`, beside those of its adapters. */
export const backupInputs = {
  method: choice({
    choices: ["dump", "snapshot", "pitr"],
    default: "dump",
    description:
      "`dump`: a file in the store. `snapshot`, `pitr`: a recovery point of the provider, of pgBackRest or WAL-G, made by `points: command`, for databases that are too large for a dump.",
  }),
  verify: choice({
    choices: ["size", "checksum", "structure", "restore", "rows"],
    default: "restore",
    description:
      "How far a dump is proven before it counts. `restore` puts it into a scratch database and compares objects and every count; `rows` compares the digest of every table's rows as well. What is weaker than `restore` is written down as not verified.",
  }),
  compress: choice({ choices: ["zstd", "none"], default: "zstd", description: "How a dump is compressed." }),
  "compress-level": integer({
    min: 1,
    max: 19,
    default: "1",
    description:
      "Level of zstd. 1 keeps up with the database on two cores; 3 makes text 5 to 8 % smaller for twice the work.",
  }),
  "encrypt-to": list({
    description:
      "Public keys (age recipients, `age1...`) that the backup is encrypted to. The private key is needed for drills and restores only (`decrypt-with` of the section `drill`), not here.",
  }),
  parallel: integer({
    min: 1,
    max: 16,
    default: "2",
    description: "How many items of the section are backed up side by side; the smallest number in the section counts.",
  }),
  ...keepInputs,
  "max-replication-lag": duration({
    default: "30s",
    description: "Back up from a replica only if it is behind by at most so much.",
  }),
  "min-tables": integer({ min: 0, default: "0", description: "Refuse a database with fewer tables than this." }),
  "size-band": percent({
    max: 10_000,
    description:
      "Refuse a database whose size has changed by more than this since the last verified backup. Without it, a dump is compared with nothing.",
  }),
  "keep-copy": flag({
    default: "false",
    description:
      "Keep the restored copy for later steps of this job (output `copies`). It is removed at the end of the job, whatever happens.",
  }),
  mask: structure(z.array(z.strictObject({ table: name, column: name, with: z._default(z.string(), "hash") })), {
    description:
      "Columns that are hidden in a kept copy: `{ table, column, with }`; `with: null` empties it, `hash` (the default) puts a digest in its place, any other text is put in as it is.",
  }),
  "drill-max-age": duration({
    default: "7d",
    description:
      "A recovery point counts as verified only with a restore drill younger than this; when there is none, the drill is done at once.",
  }),
  standalone: flag({
    default: "false",
    description:
      "`true`: a backup outside of any release, for a nightly job. A commit that is live already is backed up so anyway.",
  }),
  ...hookInputs,
};
