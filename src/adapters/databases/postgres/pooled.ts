import { InputError } from "../../../kit/errors.ts";
import type { Address } from "./address.ts";

const signs: readonly {
  readonly what: string;
  readonly hint: string;
  fits(address: Address): boolean;
}[] = [
  {
    what: "is Neon's pooled address",
    hint: "Take `-pooler` out of the host's name: that is the direct address.",
    fits: ({ host }) => host.includes("-pooler."),
  },
  {
    what: "is Supabase's transaction pooler",
    hint: "Use port 5432 of the same host (session mode), or the direct host `db.PROJECT.supabase.co:5432`.",
    fits: ({ host, port }) => port === 6543 && /\.supabase\.(com|co)$/.test(host),
  },
  {
    what: "says `pgbouncer=true`, so it leads through a pooler",
    hint: "Name the server itself (often port 5432 in place of 6432 or 6543), without `pgbouncer=true`.",
    fits: ({ parameters }) => parameters.pgbouncer === "true",
  },
];

/** A pooler gives each transaction another session: a snapshot, a setting or a lock is lost between two of them. */
export function refusePooler(address: Address, input: string): void {
  const sign = signs.find(({ fits }) => fits(address));
  if (sign !== undefined) throw new InputError([{ where: input, what: sign.what }], { hint: sign.hint });
}
