import { InputError } from "../../../kit/errors.ts";
import type { DatabaseIdentity, Vitals } from "../../../stages/ports/database.ts";
import type { Client } from "./client.ts";
import { keyspace, libraries } from "./facts.ts";

/** Who the server is, and whether it can be copied as a whole. */
export async function identify(server: Client, input: string): Promise<DatabaseIdentity> {
  const { redis_version: version = "", cluster_enabled: cluster } = await server.info("default");
  if (cluster === "1") {
    const what = `names one node (${server.name}) of a cluster: a copy of it would be a part of the data`;
    throw new InputError([{ where: input, what }], {
      hint: "Take the provider's snapshot of the whole cluster (`method: snapshot`).",
    });
  }
  await libraries(server);
  return { engine: "redis", name: server.name, version, client: await server.version() };
}

/** Memory, databases that hold keys, and how far a replica is behind. */
export async function vitalsOf(server: Client): Promise<Vitals> {
  const [state, databases] = await Promise.all([server.info("default"), keyspace(server)]);
  return {
    bytes: Number(state.used_memory),
    tables: databases.size,
    replicationLag: lagOf(state),
  };
}

/** Milliseconds since the replica has heard of its master; without end where it never has. */
function lagOf(state: Readonly<Record<string, string>>): number | null {
  if (state.role === "master") return null;
  const isUp = state.master_link_status === "up" && state.master_sync_in_progress !== "1";
  const seconds = Number(isUp ? state.master_last_io_seconds_ago : state.master_link_down_since_seconds);
  return seconds >= 0 ? seconds * 1000 : Number.POSITIVE_INFINITY;
}
