import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a container has printed; null where it is unknown. */
export type LogOf = (place: { namespace: string; pod: string; container: string; previous: boolean }) => string | null;

/** The part of a kubelet that `kubectl logs` reaches through the API server. */
export async function serveLogs(logOf: LogOf): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer(certificate(), (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "https://kubelet");
    const [, , namespace = "", pod = "", container = ""] = pathname.split("/");
    const log = logOf({ namespace, pod, container, previous: searchParams.get("previous") === "true" });
    const lines = Number(searchParams.get("tailLines") ?? 1000);
    if (log === null) response.writeHead(404).end(`container ${container} of ${pod} is not known`);
    else response.writeHead(200, { "content-type": "text/plain" }).end(tail(log, lines));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function tail(log: string, lines: number): string {
  const all = log.trimEnd().split("\n");
  return `${all.slice(-lines).join("\n")}\n`;
}

/** A certificate of 127.0.0.1 that vouches for itself. */
export function certificate(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-kubelet-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    const words = [...kind, "-subj", "/CN=kubelet", "-addext", "subjectAltName=IP:127.0.0.1"];
    execFileSync("openssl", [...words, "-keyout", key, "-out", cert], { stdio: "ignore" });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
