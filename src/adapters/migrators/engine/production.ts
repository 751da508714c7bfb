import { join } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { ActionError, CancelledError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { Address } from "../../targets/address.ts";
import { leadsTo } from "./places.ts";

/** The database that a copy stands for; `url` is the address as it was written. */
export interface Production {
  readonly url: string;
  readonly address: Address;
}

interface World {
  readonly exec: Executor;
  readonly effects: Effects;
  /** Where the tool runs, and finds its `.env`. */
  readonly folder: string;
}

/** Names of the variables that programs inherit there, or find in `.env`, and whose value leads to this database; asked once. */
export function leadingTo(production: Production, world: World): () => Promise<readonly string[]> {
  const { effects } = world;
  let known: Promise<readonly string[]> | null = null;
  return () => {
    known ??= look();
    return known;
  };

  async function look(): Promise<readonly string[]> {
    const all = [...(await inherited(world)), ...(await written(world))];
    const found = new Set(all.filter(([, value]) => leads(value)).map(([name]) => name));
    if (found.size > 0)
      effects.log.info(`On the copy the tool does not see production's address in ${[...found].join(", ")}`);
    return [...found];
  }

  function leads(value: string): boolean {
    const { url, address } = production;
    if ([url, address.url].some((one) => value === one || value === effects.redact(one))) return true;
    return leadsTo(value, address, effects.folder);
  }
}

type Variable = readonly [name: string, value: string];

/** What programs print is redacted; here the values are known. */
async function inherited({ exec, effects }: World): Promise<readonly Variable[]> {
  try {
    const { stdout } = await exec.run(["env", "-0"]);
    return stdout.split("\0").flatMap((line) => {
      const at = line.indexOf("=");
      if (at < 1) return [];
      const name = line.slice(0, at);
      return [[name, (exec.isHere ? effects.env(name) : undefined) ?? line.slice(at + 1)] as const];
    });
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    return [];
  }
}

const files = [".env", ".env.local", ".env.production", ".env.production.local"];

/** What programs take from such files only where the environment does not have it. */
async function written({ exec, folder }: World): Promise<readonly Variable[]> {
  const texts = await Promise.all(files.map((name) => exec.readFile(join(folder, name))));
  return texts.flatMap((text) => [...(text ?? "").matchAll(line)].map(([, name = "", value = ""]) => [name, value]));
}

const line = /^\s*(?:export\s+)?(\w+)\s*=\s*["']?(.*?)["']?\s*$/gm;
