import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

// These speak of one connection, not of the message; `expect` was answered by the door itself.
const ofOneConnection = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade", "expect"];
// Only the door may say these, or a release could pass its own failures off as the door's.
const ofTheDoor = ["x-slot", "x-served-commit", "x-door-error"];

/** The headers of a message as they go on to the other side. */
export function forwarded(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const dropped = new Set([...ofOneConnection, ...ofTheDoor, ...named]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}

/** The visitor that the request's cookie names, if it names one. */
export function visitorIn(cookies: string | undefined): string | null {
  return /(?:^|;\s*)visitor=([\w-]{1,64})(?:;|$)/.exec(cookies ?? "")?.[1] ?? null;
}
