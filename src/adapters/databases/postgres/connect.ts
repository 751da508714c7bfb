import { InputError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { Address } from "./address.ts";
import { refusePooler } from "./pooled.ts";
import { anyPrograms, programsFor } from "./programs.ts";
import type { Server } from "./server.ts";
import { openSession } from "./session.ts";

export interface ConnectOptions {
  readonly exec: Executor;
  readonly address: Address;
  readonly bin: string | undefined;
  readonly patience: number;
  /** The setting that holds the address. */
  readonly input: string;
  readonly signal?: AbortSignal | undefined;
  /** True where nothing is dumped: then the client may be older than the server. */
  readonly isAnyClient?: boolean;
}

/** The oldest major version that is worked with. */
const oldest = 13;

/** Asks the server who it is, finds the programs that fit, and refuses what cannot be dumped through. */
export async function connect(options: ConnectOptions): Promise<Server> {
  const { exec, address, bin, patience, input, signal } = options;
  refusePooler(address, input);
  const first: Server = { exec, address, patience, version: 0, programs: await anyPrograms(exec, bin) };
  const nonce = `n${Math.random().toString(36).slice(2)}`;
  // Supabase's pooler keeps whole sessions on this port, which is as good as none; it reads options its own way.
  const isWhole = address.host.endsWith(".pooler.supabase.com");
  const start = isWhole ? "" : `${address.parameters.options ?? ""} -c deploy_actions.direct=${nonce}`.trim();
  const session = openSession(first, signal, start);
  try {
    const [found] = await session.ask<{ version: number; direct: string | null }>(
      "SELECT jsonb_build_object('version', current_setting('server_version_num')::int, 'direct', current_setting('deploy_actions.direct', true))",
    );
    const version = found?.version ?? 0;
    if (found?.direct !== nonce && start !== "") throw throughPooler(input);
    if (version < oldest * 10_000) {
      throw new InputError(`the server is older than PostgreSQL ${oldest}`, { hint: "Upgrade it first." });
    }
    if (options.isAnyClient) return { ...first, version };
    return { ...first, version, programs: await programsFor(exec, bin, Math.floor(version / 10_000)) };
  } finally {
    await session.end();
  }
}

function throughPooler(input: string): InputError {
  const what = "leads through a connection pooler: what was set when the connection began is not there any more";
  return new InputError([{ where: input, what }], {
    hint: "Name the server itself, with its own host and port: sessions, snapshots and dumps break in a pool.",
  });
}

/** Connects at the first call; what went wrong is tried again, what went well is not asked for twice. */
export function once<A extends readonly unknown[]>(
  act: (...given: A) => Promise<Server>,
): (...given: A) => Promise<Server> {
  let found: Server | undefined;
  return async (...given) => {
    found ??= await act(...given);
    return found;
  };
}
