import { isMap } from "../../../kit/deploy-file.ts";
import type { Effects } from "../../../kit/effects.ts";
import { InputError } from "../../../kit/errors.ts";
import { type DeliverOptions, DeliveryError, type Receipt } from "../../../stages/ports/channel.ts";
import { type Outgoing, send } from "../send.ts";

/** Which release an incident of ours is about; kept in its metadata. */
export interface About {
  readonly application: string;
  readonly environment: string;
  readonly commit: string;
}

type Options = Pick<DeliverOptions, "timeout" | "signal">;

/** The calls of the API that are needed. */
export interface Incidents {
  /** The newest that is not ended and about this release; `id` is null where there is none. */
  find(about: About, options: Options): Promise<{ readonly status: number; readonly id: string | null }>;
  create(incident: unknown, options: Options): Promise<Receipt>;
  change(id: string, incident: unknown, options: Options): Promise<Receipt>;
}

const ended: readonly unknown[] = ["resolved", "completed", "postmortem"];

/** Under which name our facts stand in an incident's metadata. */
export const metadataName = "deploy_actions";

/** Incidents of one page. */
export function incidents(
  effects: Effects,
  { url, key, page }: { readonly url: string; readonly key: string; readonly page: string },
): Incidents {
  const ask = (method: "GET" | "POST" | "PATCH", path: string, options: Options, incident?: unknown) => {
    const request: Outgoing = {
      to: "Statuspage",
      url: `${url}/pages/${page}/incidents${path}`,
      method,
      headers: { authorization: `OAuth ${key}` },
      ...(incident === undefined ? {} : { body: JSON.stringify({ incident }) }),
    };
    return send(effects, request, options);
  };
  return {
    async find(about, options) {
      const { status, text } = await ask("GET", "?limit=50", options);
      const all = parse(text);
      if (!Array.isArray(all)) throw unreadable(status, false);
      const found = all.find((one) => isMap(one) && !ended.includes(one.status) && isAbout(one.metadata, about));
      return { status, id: found === undefined ? null : idOf(found) };
    },
    async create(incident, options) {
      const { status, text } = await ask("POST", "", options, incident);
      const id = idOf(parse(text));
      if (id === null) throw unreadable(status, true);
      return { status, ref: id };
    },
    async change(id, incident, options) {
      const { status } = await ask("PATCH", `/${encodeURIComponent(id)}`, options, incident);
      return { status, ref: id };
    },
  };
}

/** Ids go into paths: letters and digits, as the service gives them out. */
export function checkId(where: string, id: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(id)) return id;
  throw new InputError([{ where, what: `\`${id}\` is no id of Statuspage` }]);
}

function isAbout(metadata: unknown, about: About): boolean {
  const ours = isMap(metadata) ? metadata[metadataName] : undefined;
  return isMap(ours) && Object.entries(about).every(([name, value]) => ours[name] === value);
}

function idOf(incident: unknown): string | null {
  return isMap(incident) && typeof incident.id === "string" && incident.id !== "" ? incident.id : null;
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

function unreadable(status: number, isAmbiguous: boolean): DeliveryError {
  return new DeliveryError(`Statuspage answered ${status} with something that is no incident`, { status, isAmbiguous });
}
