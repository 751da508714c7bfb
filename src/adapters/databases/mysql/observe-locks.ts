import { type LockWatch, type SeenLock, watchLocks } from "../seen-locks.ts";
import { type Client, exactly, openClient } from "./client.ts";
import type { Copy } from "./scratch.ts";
import { openSession, type Session } from "./session.ts";

/** From the weakest to the strongest; what reading alone takes is not told. */
const modes = [
  "MDL SHARED_WRITE",
  "MDL SHARED_UPGRADABLE",
  "MDL SHARED_READ_ONLY",
  "MDL SHARED_NO_WRITE",
  "MDL SHARED_NO_READ_WRITE",
  "MDL EXCLUSIVE",
];

const doing = "look at the locks of the copy";
const plugin = "metadata_lock_info";

/** Watches the locks that others hold on definitions; null where the server does not tell. */
export async function watchMysqlLocks(copy: Copy, signal?: AbortSignal): Promise<LockWatch | null> {
  const client = await openClient(copy.access);
  const isAdded = await addPlugin(client, copy);
  const session = openSession(client, undefined, signal);
  const close = async () => {
    await session[Symbol.asyncDispose]();
    if (isAdded) await client.ask(doing, `UNINSTALL SONAME '${plugin}'`);
    await client[Symbol.asyncDispose]();
  };
  const look = () => lookAt(session, copy);
  const canLook = await session
    .ask(doing, "SET SESSION long_query_time = 3600")
    .then(look)
    .then(
      () => true,
      () => false,
    );
  if (canLook) return watchLocks(modes, look, close);
  await close();
  return null;
}

/** MariaDB tells of these locks by a plugin, which is loaded only on a server of ours. */
async function addPlugin(client: Client, { server, access }: Copy): Promise<boolean> {
  if (server === null || access.flavour !== "mariadb") return false;
  return client.ask(doing, `INSTALL SONAME '${plugin}'`).then(
    () => true,
    () => false,
  );
}

async function lookAt(session: Session, { access, database }: Copy): Promise<readonly SeenLock[]> {
  const schema = `CONVERT(${exactly(database)} USING utf8mb4)`;
  const asked =
    access.flavour === "mariadb"
      ? `SELECT table_name, lock_mode FROM information_schema.${plugin} WHERE table_schema = ${schema} AND lock_type LIKE 'Table%' AND thread_id <> CONNECTION_ID()`
      : `SELECT m.object_name, m.lock_type FROM performance_schema.metadata_locks m JOIN performance_schema.threads t
         ON t.thread_id = m.owner_thread_id WHERE m.object_type = 'TABLE' AND m.lock_status = 'GRANTED'
         AND m.object_schema = ${schema} AND t.processlist_id <> CONNECTION_ID()`;
  const rows = await session.ask(doing, asked);
  return rows
    .map(([on = "", mode = ""]) => ({ on, lock: `MDL ${mode.replace(/^MDL_/, "")}` }))
    .filter(({ on, lock }) => on !== "" && modes.includes(lock));
}
