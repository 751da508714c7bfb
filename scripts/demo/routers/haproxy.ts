import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Doorway, FrontProxy } from "./door.ts";

const configurationIn = (folder: string): string => join(folder, "haproxy.cfg");
const socketIn = (folder: string): string => join(folder, "haproxy.sock");

/** HAProxy with two servers whose weights are set through its socket. */
export const haproxy: FrontProxy = {
  debianPackage: "haproxy",
  furnish(doorway) {
    writeFileSync(configurationIn(doorway.folder), haproxyConfiguration(doorway));
    return { HAPROXY_SOCKET: socketIn(doorway.folder) };
  },
  words: (folder) => ["-db", "-f", configurationIn(folder)],
  farewell: "SIGUSR1",
};

/** The whole configuration. All the traffic goes to blue at first. */
export function haproxyConfiguration({ folder, port, blue, green }: Doorway): string {
  return `global
    stats socket ${socketIn(folder)} mode 600 level admin
    maxconn 1000
    hard-stop-after 8s

defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 30s
    # A request is sent once and on a connection of its own: whatever a switch would break is seen.
    retries 0
    option http-server-close
    http-reuse never
${[502, 503, 504].map(ownError).join("\n")}

frontend visitors
    bind 127.0.0.1:${port}
    http-request set-var(txn.visitor) req.cook(visitor)
    http-request set-var(txn.newcomer) uuid unless { var(txn.visitor) -m found }
    http-request set-var(txn.visitor) var(txn.newcomer) if { var(txn.newcomer) -m found }
    http-response set-header x-slot %s
    http-response del-header x-served-commit
    http-response del-header x-door-error
    http-response set-header x-served-commit %[res.hdr(x-commit)] if { res.hdr(x-commit) -m found }
    http-response add-header set-cookie "visitor=%[var(txn.newcomer)]; Path=/; HttpOnly; SameSite=Lax" if { var(txn.newcomer) -m found }
    default_backend quickstart

backend quickstart
    # Who has moved to a slot stays there while its weight grows; an inserted cookie would keep everybody where they are.
    balance hash var(txn.visitor)
    hash-type consistent
    option httpchk GET /health
    default-server check inter 250ms fastinter 100ms rise 1 fall 20
    server blue 127.0.0.1:${blue} weight 100
    server green 127.0.0.1:${green} weight 0 disabled
`;
}

/** What no release has said is told apart from a release's own failure. */
function ownError(status: number): string {
  return `    http-error status ${status} content-type text/plain string "There is no answer from the application." hdr x-door-error haproxy`;
}
