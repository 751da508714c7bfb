import { jsonAt, parseJson } from "../../../core/checks.ts";
import type { Place } from "./place.ts";

/** What the slot's preview address said. */
export type Health =
  | { readonly kind: "refused" }
  | { readonly kind: "silent"; readonly why: string }
  | {
      readonly kind: "answered";
      readonly isOk: boolean;
      readonly commit: string | null;
      /** The answer in a few words, redacted. */
      readonly said: string;
    };

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** Asks the slot once, on a connection of its own; null where nothing answers for slots. `patience` in milliseconds. */
export async function askHealth(place: Place, patience: number, abort?: AbortSignal): Promise<Health | null> {
  const { health } = place.settings;
  if (health === null) return null;
  const url = `${place.url}${health.path}`;
  const limit = Math.max(1, Math.ceil(patience));
  // A loopback address is meant as the server's own.
  const isThere = !place.target.isHere && /^https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])[:/]/.test(url);
  const said = await (isThere ? askThere(place, url, limit, abort) : askHere(place, url, limit, abort));
  if (said === null) return { kind: "refused" };
  return typeof said === "string" ? { kind: "silent", why: said } : read(place, health.json, said);
}

/** The answer in the words of an operator. */
export function describe(health: Health): string {
  if (health.kind === "refused") return "nothing listens there";
  return health.kind === "silent" ? `no answer: ${health.why}` : `it answered ${health.said}`;
}

/** The answer, why there is none, or null where nothing listens. */
type Said = Reply | string | null;

async function askHere(place: Place, url: string, limit: number, abort?: AbortSignal): Promise<Said> {
  const timer = AbortSignal.timeout(limit);
  const signal = abort === undefined ? timer : AbortSignal.any([timer, abort]);
  try {
    const response = await place.effects.fetch(url, {
      signal,
      redirect: "manual",
      // A new connection each time: every worker of a pool has its own idea of which files are current.
      headers: { connection: "close", accept: "application/json", "cache-control": "no-cache" },
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    abort?.throwIfAborted();
    const { cause, message } = error as Error;
    const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
    if (code === "ECONNREFUSED") return null;
    return timer.aborted ? `nothing within ${limit} ms` : code;
  }
}

async function askThere(place: Place, url: string, limit: number, signal?: AbortSignal): Promise<Said> {
  const headers = ["-H", "Connection: close", "-H", "Accept: application/json", "-H", "Cache-Control: no-cache"];
  const how = ["-sS", "--noproxy", "*", "--max-time", String(limit / 1000), "-w", "\\n%{http_code}"];
  const answers = { okCodes: Array.from({ length: 99 }, (_, i) => i + 1), timeout: limit + 10_000 };
  const options = signal === undefined ? answers : { ...answers, signal };
  const { code, stdout, stderr } = await place.target.run(["curl", ...how, ...headers, url], options);
  if (code === 7) return null;
  if (code !== 0) return stderr.trim().slice(0, 120) || `curl ended with code ${code}`;
  const end = stdout.lastIndexOf("\n");
  return { status: Number(stdout.slice(end + 1)), text: stdout.slice(0, end) };
}

function read(place: Place, path: string, { status, text }: Reply): Health {
  const commit = jsonAt(parseJson(text), path);
  const shown = place.effects.redact(text).replaceAll(/\s+/g, " ").trim().slice(0, 120);
  return {
    kind: "answered",
    isOk: status >= 200 && status < 300,
    commit: typeof commit === "string" ? commit : null,
    said: `status ${status}${shown === "" ? " without a body" : `: ${shown}`}`,
  };
}
