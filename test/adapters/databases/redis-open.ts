import { redisDatabase } from "../../../src/adapters/databases/redis.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Database } from "../../../src/stages/ports/database.ts";
import { type TestEffects, testEffects } from "../../effects.ts";
import type { RedisServer } from "../../servers/redis.ts";

interface More {
  readonly url?: string;
  readonly method?: "rdb" | "bgsave";
  readonly bin?: string;
  readonly scratch?: RedisServer;
  readonly effects?: TestEffects;
  readonly executor?: Executor;
}

/** The adapter of a test, opened on a real server. */
export function openRedis(server: RedisServer, more: More = {}): Database {
  const { url = server.url, method = "rdb", effects = testEffects(), executor } = more;
  const inputs = {
    "redis-url": url,
    "redis-method": method,
    "redis-bin": more.bin,
    "redis-scratch-url": more.scratch?.url,
  };
  const context = { effects, application: "shop", environment: "test" };
  return redisDatabase.open(inputs, executor === undefined ? context : { ...context, executor });
}
