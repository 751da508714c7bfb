import type { Slot } from "../../../core/slots.ts";
import type { Place } from "./place.ts";
import { portionOf, problem, type Setting } from "./share.ts";
import type { Ask } from "./socket.ts";
import { type Row, readFacts, readStates, readStatistics } from "./tables.ts";

/** One server as it was found. */
export interface Server extends Setting {
  /** False where a health check has found it dead, or it says itself that it stops. */
  readonly isUp: boolean;
  /** False while a check has not passed since it became ready; true where nothing is checked. */
  readonly isProven: boolean;
  /** False while it is slowly given more of its share (`slowstart`). */
  readonly isFull: boolean;
  /** True while an `agent-check` runs, which may change its weight at any time. */
  readonly hasAgent: boolean;
  /** Requests that it is answering. */
  readonly sessions: number;
}

/** The backend as the answering process knows it. */
export interface Backend {
  readonly servers: Readonly<Record<Slot, Server>>;
  /** Its algorithm divides requests by the weights, and not something else. */
  readonly isByRequests: boolean;
  /** The process that has answered only ends what it has begun; another one has the new visitors. */
  readonly isStopping: boolean;
}

/** Asks for the backend. Whatever would make percentages untrue is a ServiceError. */
export async function look(ask: Ask, place: Place): Promise<Backend> {
  const [info = "", states = "", stats = ""] = await ask([
    "show info",
    `show servers state ${place.backend}`,
    "show stat -1 6 -1",
  ]);
  const found = readStates(states).filter((row) => row.be_name === place.backend);
  if (found.length === 0) throw problem(`it answered \`${firstLine(states)}\` about backend \`${place.backend}\``);
  const facts = readFacts(info);
  if (Number(facts.Nbproc ?? 1) > 1) throw problem(`it runs as ${facts.Nbproc} processes with a split each`);
  const rows = readStatistics(stats).filter((row) => row.pxname === place.backend);
  const algorithm = rows.find((row) => row.svname === "BACKEND")?.algo ?? "";
  if (algorithm === "first")
    throw problem(`backend \`${place.backend}\` has \`balance first\`, which knows no weights`);
  refuseStrangers(place, found, rows);
  const server = (slot: Slot) => serverOf(place, slot, found, rows);
  return {
    servers: { blue: server("blue"), green: server("green") },
    isByRequests: algorithm !== "leastconn",
    isStopping: facts.Stopping !== undefined && facts.Stopping !== "0",
  };
}

function serverOf({ backend, servers }: Place, slot: Slot, states: readonly Row[], rows: readonly Row[]): Server {
  const name = servers[slot];
  const row = states.find((one) => one.srv_name === name);
  const stat = rows.find((one) => one.svname === name);
  if (row === undefined || stat === undefined) throw problem(`backend \`${backend}\` has no server \`${name}\``);
  if (stat.bck === "1") throw problem(`server \`${backend}/${name}\` is a backup and gets no share`);
  // Bits of a check's state: 2 is configured, 4 is enabled.
  const isChecked = (Number(row.srv_check_state) & 2) !== 0;
  // A server that becomes ready counts as alive until its next check; only one that has passed raises its health to the top.
  const top = Number(stat.check_rise) + Number(stat.check_fall) - 1;
  return {
    weight: Number(row.srv_uweight),
    state: stateOf(Number(row.srv_admin_state)),
    isUp: row.srv_op_state === "1" || row.srv_op_state === "2",
    isProven: !isChecked || Number(row.srv_check_health) >= top,
    isFull: stat.throttle === "" || stat.throttle === "100",
    hasAgent: (Number(row.srv_agent_state) & 6) === 6,
    sessions: Number(stat.scur),
  };
}

/** Bits of the administrative state: forced, inherited and unresolved maintenance; forced and inherited drain. */
function stateOf(bits: number): Setting["state"] {
  if ((bits & 0x23) !== 0) return "maint";
  return (bits & 0x18) !== 0 ? "drain" : "ready";
}

function refuseStrangers({ backend, servers }: Place, states: readonly Row[], rows: readonly Row[]): void {
  const known: readonly string[] = Object.values(servers);
  const stranger = states.find((row) => {
    const state = stateOf(Number(row.srv_admin_state));
    const isBackup = rows.some((one) => one.svname === row.srv_name && one.bck === "1");
    return (
      !known.includes(row.srv_name ?? "") && !isBackup && portionOf({ weight: Number(row.srv_uweight), state }) > 0
    );
  });
  if (stranger !== undefined) throw problem(`server \`${backend}/${stranger.srv_name}\` gets a share, too`);
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").slice(0, 200);
}
