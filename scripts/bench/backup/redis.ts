import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../test/effects.ts";
import { programPath } from "../../../test/servers/programs.ts";
import { call, freePort, gigabytes, need, type OpenSource, untilReady } from "./source.ts";

const keys = 2_000_000;
const batch = 100_000;

/** Values that cannot be guessed: the server's own compression of long strings finds little in them. */
const fill = `
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  local digest = redis.sha1hex(n)
  redis.call('SET', 'order:' .. n, '{"id":' .. n .. ',"token":"' .. digest .. '","mail":"' .. redis.sha1hex(digest)
    .. '@example.com","note":"leave it with the neighbours","seen":"' .. redis.sha1hex(n + 1) .. '"}')
end`;

/** Redis holds its data in memory: a few hundred MB are enough to see the speed. */
export const openRedis: OpenSource = async ({ signal }) => {
  need("redis");
  await using making = new AsyncDisposableStack();
  const folder = making.use(await temporaryFolder());
  const port = await freePort();
  const options = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--dir",
    folder.path,
    "--save",
    "",
    "--appendonly",
    "no",
  ];
  const server = spawn(programPath("redis"), options, { stdio: "ignore" });
  const ended = once(server, "exit");
  making.defer(async () => {
    server.kill("SIGKILL");
    await ended;
  });
  const client = (...words: readonly string[]) => [
    programPath("redis", "redis-cli"),
    "-e",
    "-p",
    String(port),
    ...words,
  ];
  await untilReady(client("PING"), signal);
  const started = performance.now();
  for (let first = 1; first <= keys; first += batch) {
    await call(client("EVAL", fill, "0", String(first), String(first + batch - 1)), signal);
  }
  const made = (performance.now() - started) / 1000;
  await call(client("SAVE"), signal);
  const bytes = statSync(join(folder.path, "dump.rdb")).size;
  const all = making.move();
  return {
    bytes,
    told: `${gigabytes(bytes)} as a file, ${keys.toLocaleString("en")} keys made in ${made.toFixed(0)} s`,
    tool: "redis-cli --rdb",
    raw: (file) => client("--rdb", file),
    item: { database: "redis", "redis-url": `redis://127.0.0.1:${port}/0` },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
};
