import type { RedisServer } from "../../servers/redis.ts";

/** Keys that scripts trip over: blanks, quotes, line ends, bytes that are no text, letters of other languages. */
export const oddKeys: readonly Buffer[] = [
  "with blank",
  "with \"quotes\" and 'more'",
  "with\nline\r\nends",
  "Schlüssel → 鍵",
  "\\x00 is no escape here",
  "*glob[a-z]?",
  "1234567",
  "-12",
  "a long key that Redis compresses ".repeat(20),
].map((text) => Buffer.from(text));

const lines = `
SET plain value
SET number 12345
SET negative -7
SET large 123456789012
RPUSH list a b c 1 2 3
SADD intset 1 2 3
SADD set a b c
ZADD zset 1.5 a 2.5 b -inf c +inf d
HSET hash field value other value
PFADD loglog a b c
SETBIT bits 7 1
GEOADD places 13.4 52.5 Berlin
XADD events 1-1 name first
XADD events 2-1 name second
XADD events 3-1 name third
XDEL events 2-1
XGROUP CREATE events workers 0
XREADGROUP GROUP workers one COUNT 1 STREAMS events >
SET soon value PX 100000000
SET late value PX 100000000000
SELECT 3
SET elsewhere value
HSET session:1 user 1
EXPIRE session:1 100000
`;

/** Every type of Redis in both of its encodings, in databases 0 and 3, with functions. */
export async function fillShop(server: RedisServer): Promise<void> {
  server.commands(lines);
  const long = "x".repeat(5000);
  const script = `for i = 1, 300 do
    redis.call('RPUSH', 'long list', i .. ARGV[1])
    redis.call('SADD', 'large set', 'member ' .. i)
    redis.call('SADD', 'large intset', i * 100000)
    redis.call('ZADD', 'large zset', i / 7, 'member ' .. i)
    redis.call('HSET', 'large hash', 'field ' .. i, ARGV[1])
    redis.call('XADD', 'large stream', i .. '-0', 'field', i)
    redis.call('SET', 'item:' .. i, 'value ' .. i)
  end return 1`;
  await server.command("EVAL", script, "0", long);
  for (const key of oddKeys) await server.command("SET", key, "odd");
  await server.command("SET", Buffer.from([0, 1, 255, 10, 34, 32, 128]), Buffer.from([0, 255]));
  await server.command("FUNCTION", "LOAD", "#!lua name=shop\nredis.register_function('one', function() return 1 end)");
}

/** A digest of everything that a server holds; it is the server's own. */
export function digest(server: RedisServer): Promise<string> {
  return server.command("DEBUG", "DIGEST");
}
