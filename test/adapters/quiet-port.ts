import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** A free loopback port that no other test is given by chance: it lies below those that the kernel hands out. */
export async function quietPort(): Promise<number> {
  const port = randomInt(12_000, 32_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((told) => {
    server.once("error", () => told(false)).listen(port, "127.0.0.1", () => told(true));
  });
  if (!isFree) return quietPort();
  await new Promise((closed) => server.close(closed));
  return port;
}
