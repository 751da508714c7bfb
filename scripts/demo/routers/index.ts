import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import type { FrontProxy } from "./door.ts";
import { haproxy } from "./haproxy.ts";
import { nginx } from "./nginx.ts";

/** What can split the traffic: the flag file with the quickstart's own front door, or a proxy of this machine. */
export const routers = ["flagd", "haproxy", "nginx"] as const;
export type Router = (typeof routers)[number];

/** The proxies by their names, which are those of their programs. */
export const proxies: Readonly<Record<Exclude<Router, "flagd">, FrontProxy>> = { haproxy, nginx };

/** Servers lie where the path of an ordinary user does not lead. */
const usualFolders = (): readonly string[] => [
  ...(process.env.PATH ?? "").split(delimiter).filter(Boolean),
  "/usr/local/sbin",
  "/usr/sbin",
];

/** The path of a program in the first of these folders that has it, or null. */
export function programPath(name: string, folders = usualFolders()): string | null {
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

/** What stands in the way of this router on this machine, with the remedy; null where nothing does. */
export function whyNot(router: Router, folders = usualFolders()): string | null {
  if (router === "flagd" || programPath(router, folders) !== null) return null;
  const { debianPackage } = proxies[router];
  return `\`${router}\` is not installed here, so it cannot be the front door.\nDebian and Ubuntu bring it in the package \`${debianPackage}\`: \`sudo apt-get install ${debianPackage}\`.`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
