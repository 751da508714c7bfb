import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { Executor, RunOptions } from "../../../kit/executor.ts";
import { postgresFailure } from "./failures.ts";
import { asServer, freePort, own, privateFolder, serverPrograms } from "./machine.ts";
import { programsIn } from "./programs.ts";
import type { Server } from "./server.ts";

/** A server of our own on this machine, in a private folder: for one scratch database, and gone with it. */
export interface Cluster {
  readonly folder: string;
  readonly server: Server;
  /** Stops the server and removes the folder. */
  remove(): Promise<void>;
}

/** Nothing in it has to survive a crash; many objects are created in one transaction. */
const settings = `listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 1h
autovacuum = off
shared_buffers = 128MB
maintenance_work_mem = 128MB
max_locks_per_transaction = 1024
max_connections = 50
jit = off
`;

export interface ClusterOptions {
  /** The name of its folder. */
  readonly name: string;
  readonly temporary: string;
  /** Major version of what it will hold. */
  readonly major: number | undefined;
  readonly patience: number;
}

/** Makes and starts a server in a folder of that name. It outlives this process. */
export async function startCluster(exec: Executor, options: ClusterOptions, signal?: AbortSignal): Promise<Cluster> {
  const bin = await serverPrograms(exec, options.major);
  const folder = await privateFolder(exec, options.name, options.temporary);
  try {
    const how = { cwd: folder, env: { LC_ALL: "C" }, ...(signal === undefined ? {} : { signal }) };
    await exec.writeFile(join(folder, "password"), randomBytes(24).toString("hex"), { mode: 0o600 });
    await exec.writeFile(join(folder, "bin"), bin, { mode: 0o600 });
    await own(exec, folder);
    const words = ["-D", join(folder, "data"), "-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C"];
    const secret = `--pwfile=${join(folder, "password")}`;
    await exec.run(asServer([join(bin, "initdb"), ...words, "--no-sync", secret]), how);
    await start(exec, folder, bin, how);
    return await openCluster(exec, folder, options.patience);
  } catch (error) {
    await removeCluster(exec, folder, bin);
    throw postgresFailure("make a scratch server", error);
  }
}

async function start(exec: Executor, folder: string, bin: string, how: RunOptions): Promise<void> {
  const at = (name: string) => join(folder, name);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    await exec.writeFile(at("port"), String(port), { mode: 0o600 });
    await exec.writeFile(at("data/postgresql.auto.conf"), `${settings}port = ${port}\n`, { mode: 0o600 });
    await own(exec, folder);
    const words = ["-D", at("data"), "-w", "-t", "60", "-l", at("log"), "start"];
    const failed = await exec.run(asServer([join(bin, "pg_ctl"), ...words]), how).then(
      () => null,
      (error) => error,
    );
    if (failed === null) return;
    const log = (await exec.readFile(at("log"))) ?? "";
    // Somebody may have taken the port meanwhile.
    if (attempt < 3 && log.includes("Address already in use")) continue;
    throw how.signal?.aborted ? failed : postgresFailure("start a scratch server", new Error(log.slice(-4000)));
  }
}

/** Finds a server that an earlier process has started. */
export async function openCluster(exec: Executor, folder: string, patience: number): Promise<Cluster> {
  const [password, port, bin] = await Promise.all(
    ["password", "port", "bin"].map((name) => exec.readFile(join(folder, name))),
  );
  const programs = bin ? await programsIn(exec, bin) : null;
  if (!password || !port || !bin || programs === null) {
    throw new InputError(`there is no scratch server \`${folder}\``, {
      hint: "Give the name that the earlier step has printed.",
    });
  }
  const place = { host: "127.0.0.1", port: Number(port), database: "postgres" };
  const address = { ...place, user: "postgres", password, parameters: { sslmode: "disable" } };
  const server: Server = { exec, address, programs, patience, version: programs.major * 10_000 };
  return { folder, server, remove: () => removeCluster(exec, folder, bin) };
}

async function removeCluster(exec: Executor, folder: string, bin: string): Promise<void> {
  const data = join(folder, "data");
  const stop = asServer([join(bin, "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop"]);
  const failed = await exec.run(stop, { cwd: "/", timeout: 60_000 }).then(
    () => null,
    (error) => error,
  );
  const isRunning = failed !== null && (await exec.readFile(join(data, "postmaster.pid"))) !== null;
  await exec.remove(folder);
  if (!isRunning) return;
  throw new ServiceError(`the scratch server in \`${folder}\` could not be stopped`, {
    cause: failed,
    hint: "End it by hand.",
  });
}
