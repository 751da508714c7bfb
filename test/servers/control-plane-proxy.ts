import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { request as secureRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { ControlPlane } from "./control-plane.ts";

/** What happens to a request on its way: answered here with that status, never answered, or done and the answer lost. */
export type ApiTrouble =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | "silence"
  | "lost";

/** Stands between `kubectl` and the API server, without encryption; give its `url` to `plane.kubeconfig`. */
export interface ApiProxy extends AsyncDisposable {
  readonly url: string;
  /** Decides about each request (`GET /api/v1/...`); null lets it pass. It may wait or change things first. */
  during: (line: string) => ApiTrouble | null | Promise<ApiTrouble | null>;
  /** Every request, like `PATCH /api/v1/namespaces/a/services/web?...`. */
  readonly seen: string[];
}

/** Starts a proxy that does no harm until it is told to; `kubectl` gives no token without encryption, so it is put in here. */
export async function standBefore({ url, ca, token }: ControlPlane): Promise<ApiProxy> {
  const seen: string[] = [];
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const line = `${incoming.method} ${incoming.url}`;
    seen.push(line);
    const trouble = await proxy.during(line);
    if (trouble === "silence") return;
    const body = await buffer(incoming);
    if (trouble !== null && trouble !== "lost") return refuse(outgoing, trouble);
    const headers = { ...incoming.headers, host: new URL(url).host, authorization: `Bearer ${token}` };
    const sent = secureRequest(new URL(incoming.url ?? "/", url), { method: incoming.method, headers, ca }).end(body);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const content = await buffer(answer);
    if (trouble === "lost") return void incoming.socket.destroy();
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(content);
  };
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy: ApiProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    during: () => null,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return proxy;
}

function refuse(outgoing: ServerResponse, { status, headers = {} }: Exclude<ApiTrouble, string>): void {
  const reason = { 409: "Conflict", 429: "TooManyRequests", 500: "InternalError", 503: "ServiceUnavailable" }[status];
  const body = {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    code: status,
    reason,
    message: `made up ${status}`,
  };
  outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
