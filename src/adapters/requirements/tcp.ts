import { connect } from "node:net";
import { type Finding, met, refused } from "../../core/preflight/finding.ts";
import { InputError } from "../../kit/errors.ts";
import type { Requirement } from "../../stages/ports/requirement.ts";

/** How long a connection may take to be opened. */
const patience = 5_000;

/** A port that has to take connections from this machine. */
export function tcpRequirement(address: string): Requirement {
  const [, bracketed, plain, digits] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/@]+)):(\d{1,5})$/.exec(address) ?? [];
  const [host, port] = [bracketed ?? plain, Number(digits)];
  if (host === undefined || !(port > 0 && port < 65_536)) {
    throw new InputError([{ where: "plan: requires: tcp", what: "must be `host:port`" }]);
  }
  const what = `tcp ${address}`;
  return { what, look: (signal) => tryPort(what, { host, port }, signal) };
}

function tryPort(
  what: string,
  place: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...place, timeout: patience });
    const end = (finding: Finding) => {
      socket.destroy();
      resolve([finding]);
    };
    const silent = (why: string) =>
      end(refused(what, `takes no connection: ${why}`, "start it, or open the way to it"));
    signal.addEventListener("abort", () => {
      socket.destroy();
      reject(signal.reason);
    });
    socket.once("connect", () => end(met(what, "takes connections")));
    socket.once("timeout", () => silent(`nothing has answered within ${patience / 1000} s`));
    socket.once("error", (error: NodeJS.ErrnoException) => silent(error.code ?? error.message));
  });
}
