import { met, refused } from "../../core/preflight/finding.ts";
import { ActionError, CancelledError, TimeoutError } from "../../kit/errors.ts";
import type { Requirement } from "../../stages/ports/requirement.ts";
import { parseAddress } from "../databases/redis/address.ts";
import { client } from "../databases/redis/client.ts";
import type { Asking } from "./index.ts";

/** A Redis server that has to answer PING to whom the URL names. */
export function redisRequirement(url: string, { effects, executor }: Asking): Requirement {
  const address = parseAddress(url, "plan: requires: redis");
  if (address.password !== undefined) effects.mask(address.password);
  const what = `redis ${address.name}`;
  return {
    what,
    async look(signal) {
      try {
        const reply = await client(address, executor).ask(["PING"], signal);
        // `--no-raw` writes a simple string without quotes.
        if (reply === "PONG") return [met(what, "answers PING")];
        return [refused(what, "answers PING with something else than PONG", "look what listens there")];
      } catch (error) {
        if (!(error instanceof ActionError) || error instanceof CancelledError || error instanceof TimeoutError)
          throw error;
        return [refused(what, error.message, "start it, or correct the URL with its user and password")];
      }
    },
  };
}
