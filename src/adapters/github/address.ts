import type { Effects } from "../../kit/effects.ts";
import { ActionError, InputError } from "../../kit/errors.ts";

/** Where the API answers. GitHub Enterprise Server has it under `/api`, github.com on a host of its own. */
export interface ApiAddress {
  /** Without a slash at its end. */
  readonly rest: string;
  readonly graphql: string;
}

/** The addresses that the runner names, else those of github.com. */
export function apiAddress(effects: Pick<Effects, "env">): ApiAddress {
  const rest = checkAddress(
    "GITHUB_API_URL",
    effects.env("GITHUB_API_URL") ?? ofServer(effects.env("GITHUB_SERVER_URL")),
  );
  const beside = /\/api\/v3$/.test(rest) ? rest.replace(/\/v3$/, "/graphql") : `${rest}/graphql`;
  return { rest, graphql: checkAddress("GITHUB_GRAPHQL_URL", effects.env("GITHUB_GRAPHQL_URL") ?? beside) };
}

/** `owner/name` of what this run is about: as the runner says, else the checkout's `origin`; null where neither tells. */
export async function findRepository(effects: Effects): Promise<string | null> {
  const named = effects.env("GITHUB_REPOSITORY");
  if (named !== undefined) return checkRepository(named);
  const origin = await originAddress(effects);
  return origin === null ? null : repositoryIn(origin, serverHost(effects));
}

/** The name as it was given, once it is sure that it stays inside its place in a path. */
export function checkRepository(name: string): string {
  const parts = name.split("/");
  const isSafe = (part: string) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part);
  if (parts.length === 2 && parts.every(isSafe)) return name;
  throw new InputError(`\`${name}\` is no repository of GitHub; it must look like \`owner/name\``);
}

/** `owner/name` where the address of a git remote lies on that host; another server never gets to see the token. */
export function repositoryIn(address: string, host: string): string | null {
  const found =
    /^(?:https?|ssh|git):\/\/(?:[^/@]*@)?(?<host>[^/:@]+)(?::\d+)?\/(?<path>.+)$/i.exec(address)?.groups ??
    /^(?:[^/@:]+@)?(?<host>[^/:@]+):(?!\/)(?<path>.+)$/.exec(address)?.groups;
  if (found?.host === undefined || found.path === undefined) return null;
  if (found.host.toLowerCase().replace(/^(ssh|www)\.(?=github\.com$)/, "") !== host) return null;
  const path = found.path.replace(/\/$/, "").replace(/\.git$/, "");
  return /^[\w.-]+\/[\w.-]+$/.test(path) ? checkRepository(path) : null;
}

function ofServer(server: string | undefined): string {
  if (server === undefined || URL.parse(server)?.hostname === "github.com") return "https://api.github.com";
  return `${checkAddress("GITHUB_SERVER_URL", server)}/api/v3`;
}

async function originAddress({ exec }: Effects): Promise<string | null> {
  try {
    const answer = await exec.run(["git", "remote", "get-url", "origin"], { okCodes: [2, 128], timeout: 10_000 });
    return answer.code === 0 ? answer.stdout.trim() : null;
  } catch (error) {
    if (error instanceof ActionError && error.code !== "cancelled") return null;
    throw error;
  }
}

function serverHost(effects: Pick<Effects, "env">): string {
  const server = effects.env("GITHUB_SERVER_URL");
  if (server !== undefined) return new URL(checkAddress("GITHUB_SERVER_URL", server)).hostname;
  return new URL(apiAddress(effects).rest).hostname.replace(/^api\./, "");
}

function checkAddress(name: string, address: string): string {
  const parsed = URL.parse(address);
  const isHttp = parsed !== null && /^https?:$/.test(parsed.protocol);
  if (isHttp && parsed.username === "" && parsed.password === "") return address.replace(/\/+$/, "");
  throw new InputError([{ where: name, what: "must be an http address without a user name or password" }]);
}
