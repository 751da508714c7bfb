import type { Effects } from "../../kit/effects.ts";
import type { Setting } from "./git-command.ts";

/** The address without user and password, for the operator. */
export function publicAddress(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}

/** Hides the password that an address may carry in every later line. */
export function maskAddress(effects: Effects, address: string): void {
  const password = /^[a-z][a-z0-9+.-]*:\/\/([^/@]*)@/i.exec(address)?.[1]?.replace(/^[^:]*:/, "");
  if (password === undefined || password === "") return;
  effects.mask(password);
  effects.mask(safelyDecoded(password));
}

/** The settings that send the token to the GitHub server of this run, and to no other one; the user's header for it gives way. */
export function tokenSettings(
  effects: Effects,
  token: string | undefined,
  address: string,
  settings: readonly Setting[],
): readonly Setting[] {
  const server = effects.env("GITHUB_SERVER_URL") ?? "https://github.com";
  if (token === undefined || !belongsTo(address, server)) return settings;
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  effects.mask(token);
  effects.mask(basic);
  const name = `http.${new URL(server).origin}/.extraheader`;
  const others = settings.filter(([key]) => !/^http\..*extraheader$/i.test(key));
  // An empty value clears what the user's global configuration may add: two such headers are refused.
  return [...others, [name, ""], [name, `AUTHORIZATION: basic ${basic}`]];
}

function belongsTo(address: string, server: string): boolean {
  if (!/^https?:\/\//i.test(address)) return false;
  const [to, own] = [new URL(address), new URL(server)];
  return to.origin === own.origin;
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
