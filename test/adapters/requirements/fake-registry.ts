import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A fake of a registry: the part of the OCI distribution specification and of its token authentication that a client which reads needs. */
export interface FakeRegistry extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** `repository:tag` or `repository@digest` to the digest. */
  readonly images: Map<string, string>;
  /** `token`: a token that anybody gets, `login`: a token for alice alone, `basic`: alice's password itself. */
  mode: "open" | "token" | "login" | "basic";
  /** A status that is answered instead, once the client is let in. */
  trouble: number | null;
  /** Method, path, and how the client showed who it is. */
  readonly requests: string[];
}

/** What alice has to show. */
export const alice = { username: "alice", password: "pl4nted-p4ss" };
const credentials = `Basic ${Buffer.from(`${alice.username}:${alice.password}`).toString("base64")}`;

export async function startFakeRegistry(): Promise<FakeRegistry> {
  const server = createServer((request, response) => answer(registry, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const registry: FakeRegistry = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    images: new Map(),
    mode: "token",
    trouble: null,
    requests: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return registry;
}

function answer(registry: FakeRegistry, request: IncomingMessage, response: ServerResponse): void {
  const { authorization = "" } = request.headers;
  const url = new URL(request.url ?? "/", "http://registry");
  registry.requests.push(`${request.method} ${url.pathname} ${authorization.split(" ")[0]}`.trim());
  if (url.pathname === "/token") {
    giveToken(registry, url, authorization, response);
    return;
  }
  const [, repository = "", reference = ""] = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(url.pathname) ?? [];
  if (!isLetIn(registry, repository, authorization)) {
    const scope = `repository:${repository}:pull`;
    const bearer = `Bearer realm="http://${registry.host}/token",service="fake,registry",scope="${scope}"`;
    response.writeHead(401, { "www-authenticate": registry.mode === "basic" ? 'Basic realm="fake"' : bearer }).end();
    return;
  }
  const digest = registry.images.get(`${repository}${reference.startsWith("sha256:") ? "@" : ":"}${reference}`);
  const accepts = (request.headers.accept ?? "").includes("application/vnd.oci.image.index.v1+json");
  if (registry.trouble !== null) response.writeHead(registry.trouble).end();
  else if (digest === undefined || !accepts) response.writeHead(404).end();
  else response.writeHead(200, { "docker-content-digest": digest, "content-length": "2" }).end();
}

/** A token is of one scope and of nothing else. */
function isLetIn({ mode }: FakeRegistry, repository: string, authorization: string): boolean {
  if (mode === "open") return true;
  if (mode === "basic") return authorization === credentials;
  return authorization === `Bearer token-of-repository:${repository}:pull`;
}

function giveToken({ mode }: FakeRegistry, url: URL, authorization: string, response: ServerResponse): void {
  const isKnown = mode === "token" || authorization === credentials;
  if (!isKnown || url.searchParams.get("service") !== "fake,registry") {
    response.writeHead(401).end();
    return;
  }
  const token = `token-of-${url.searchParams.get("scope")}`;
  response.writeHead(200, { "content-type": "application/json" });
  // Either name is allowed.
  response.end(JSON.stringify(mode === "token" ? { token } : { access_token: token }));
}
