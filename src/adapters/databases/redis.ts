import { choice, secret, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Database, Dump } from "../../stages/ports/database.ts";
import { parseAddress } from "./redis/address.ts";
import { client } from "./redis/client.ts";
import { overServer } from "./redis/database.ts";
import { dumpRemotely } from "./redis/dump.ts";
import { dumpSaved } from "./redis/saved.ts";

const url = "redis-url";
const scratchUrl = "redis-scratch-url";

/** All databases of one Redis server, from one snapshot of it. */
export const redisDatabase = defineAdapter<Database>()({
  name: "redis",
  summary: "All databases of a Redis server, by its own snapshot.",
  inputs: {
    [url]: secret({
      description: "The server: `redis://user:password@host:port/0`, `rediss://...` or `unix:///path/of.sock`.",
      required: true,
    }),
    "redis-method": choice({
      description:
        "`rdb` takes the snapshot over the connection; `bgsave` lets the server save and copies its file where the executor is.",
      choices: ["rdb", "bgsave"],
      default: "rdb",
    }),
    "redis-bin": text({ description: "Folder of `redis-cli` and `redis-server`; PATH without it." }),
    [scratchUrl]: secret({
      description:
        "An empty server for copies, which is emptied afterwards; a throwaway one on this machine without it.",
    }),
  },
  open(inputs, { effects, executor = effects.exec }) {
    const connect = (text: string, input: string) => {
      const address = parseAddress(text, input);
      if (address.password !== undefined) effects.mask(address.password);
      return client(address, executor, inputs["redis-bin"]);
    };
    const server = connect(inputs[url], url);
    // The folder is one of the executor's place; elsewhere the programs of this machine are on its PATH.
    const programs = executor.isHere ? (inputs["redis-bin"] ?? "") : "";
    const text = inputs[scratchUrl];
    const given = text === undefined ? null : { scratch: connect(text, scratchUrl), url: text };
    const take = (signal?: AbortSignal): Promise<Dump> =>
      inputs["redis-method"] === "rdb" ? dumpRemotely(server, signal) : dumpSaved(server, effects, signal);
    return { ...overServer({ server, given, programs, effects, take, input: url }), hashesRows: false };
  },
});
