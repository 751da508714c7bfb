import { ServiceError } from "../../../kit/errors.ts";
import type { Client } from "./client.ts";
import { unquote } from "./quoting.ts";

/** The value of a setting of the server, as it is now. */
export async function setting(server: Client, name: string, signal: AbortSignal | undefined): Promise<string> {
  const reply = await server.ask(["CONFIG", "GET", name], signal);
  const value = /\n2\) (".*")$/.exec(reply)?.[1];
  if (value === undefined) throw new ServiceError(`the Redis server ${server.name} does not tell its \`${name}\``);
  return unquote(value).toString();
}

/** When the last save that went well has ended, in seconds since 1970. */
export async function lastSave(server: Client, signal: AbortSignal | undefined): Promise<number> {
  return numberOf(server, await server.ask(["LASTSAVE"], signal));
}

/** The clock of the server, in seconds since 1970. */
export async function serverTime(server: Client, signal: AbortSignal | undefined): Promise<number> {
  return numberOf(server, (await server.ask(["TIME"], signal)).split("\n")[0] ?? "");
}

function numberOf(server: Client, reply: string): number {
  const digits = /^(?:\(integer\) (\d+)|1\) "(\d+)"|(\d+))$/.exec(reply);
  const number = Number(digits?.[1] ?? digits?.[2] ?? digits?.[3]);
  if (Number.isSafeInteger(number)) return number;
  throw new ServiceError(`the Redis server ${server.name} does not tell its time`);
}
