import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

const service = "/twirp/github.actions.results.api.v1.ArtifactService/";

/** An artifact as the service keeps it. */
export interface FakeArtifact {
  readonly id: number;
  readonly run: string;
  readonly name: string;
  readonly mimeType: string;
  readonly expiresAt: string | undefined;
  isFinal: boolean;
  readonly blocks: Map<string, Buffer>;
  content: Buffer;
  digest: string | undefined;
}

/** What a request gets in the place of the true answer; nothing where it says nothing. */
export interface FakeAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** GitHub's results service, its blob storage and the three REST routes that artifacts need, on loopback. */
export interface ArtifactService extends AsyncDisposable {
  readonly url: string;
  readonly artifacts: FakeArtifact[];
  /** Requests that the true service would not understand; a test expects none. */
  readonly complaints: string[];
  /** Methods of the service, and `METHOD path` of the others. */
  readonly seen: string[];
  during: (deed: string) => FakeAnswer | undefined;
  /** False where the service is as old as those that tell no digest. */
  tellsDigests: boolean;
  /** The environment of an action in a job of that run. */
  environment(run: string): Readonly<Record<string, string>>;
  /** For the REST routes. */
  readonly token: string;
}

/** Starts the service; it holds nothing. */
export async function startArtifactService(): Promise<ArtifactService> {
  const fake: Omit<ArtifactService, "url" | typeof Symbol.asyncDispose> = {
    artifacts: [],
    complaints: [],
    seen: [],
    during: () => undefined,
    tellsDigests: true,
    token: "ghs_the-token-of-the-tests",
    environment: (run) => ({
      ACTIONS_RUNTIME_TOKEN: jwt(run),
      ACTIONS_RESULTS_URL: `${url}/`,
      GITHUB_API_URL: url,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "shop/app",
    }),
  };
  const server = createServer((incoming, outgoing) => {
    answer(fake, url, incoming)
      .catch((error: Error) => {
        fake.complaints.push(`${incoming.method} ${incoming.url}: ${error.message}`);
        return { status: 400, body: { code: "invalid_argument", msg: error.message } } as Answer;
      })
      .then((found) => send(outgoing, found));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(fake, {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}

type State = Omit<ArtifactService, "url" | typeof Symbol.asyncDispose>;
interface Answer extends FakeAnswer {
  readonly headers?: Readonly<Record<string, string>>;
}

async function answer(fake: State, url: string, incoming: IncomingMessage): Promise<Answer> {
  const { method = "", headers } = incoming;
  const body = await buffer(incoming);
  const address = new URL(incoming.url ?? "/", url);
  const isCall = address.pathname.startsWith(service);
  const deed = isCall ? address.pathname.slice(service.length) : `${method} ${address.pathname}`;
  fake.seen.push(deed);
  const faulty = fake.during(deed);
  if (faulty !== undefined) return faulty;
  if (isCall) {
    need(method === "POST" && /^application\/json/.test(headers["content-type"] ?? ""), "a call is a POST of JSON");
    return call(fake, url, { deed, run: runOf(headers.authorization), input: JSON.parse(String(body)) });
  }
  if (address.pathname.startsWith("/blob/")) return blob(fake, { method, address, body, headers });
  return rest(fake, url, { method, address, authorization: headers.authorization });
}

function call(
  fake: State,
  url: string,
  { deed, run, input }: { readonly deed: string; readonly run: string; readonly input: Record<string, unknown> },
): Answer {
  need(
    input.workflow_run_backend_id === run && input.workflow_job_run_backend_id === `job-of-${run}`,
    "ids of the token",
  );
  const name = typeof input.name === "string" ? input.name : "";
  const found = fake.artifacts.find((one) => one.run === run && one.name === name);
  if (deed !== "ListArtifacts") need(/^[^":<>|*?\r\n\\/]+$/.test(name), "a name that can be one");
  switch (deed) {
    case "CreateArtifact": {
      need(input.version === 7 && typeof input.mime_type === "string", "version 7 with a type");
      if (found !== undefined)
        return fault(409, "already_exists", "an artifact with this name already exists on the workflow run");
      const made = { id: 100 + fake.artifacts.length, run, name, mimeType: String(input.mime_type), blocks: new Map() };
      const expiresAt = input.expires_at as string | undefined;
      fake.artifacts.push({ ...made, expiresAt, isFinal: false, content: Buffer.alloc(0), digest: undefined });
      return {
        status: 200,
        body: { ok: true, signed_upload_url: `${url}/blob/${made.id}?sig=signature-of-${made.id}` },
      };
    }
    case "FinalizeArtifact":
      if (found === undefined) return fault(404, "not_found", "no such artifact");
      // Nothing is what the protocol writes for 0.
      need((input.size ?? "0") === String(found.content.length), `the size ${found.content.length}`);
      need(input.hash === `sha256:${sha256(found.content)}`, "the digest");
      found.isFinal = true;
      found.digest = String(input.hash);
      return { status: 200, body: { ok: true, artifact_id: String(found.id) } };
    case "ListArtifacts": {
      const isAsked = (one: FakeArtifact) =>
        one.isFinal &&
        one.run === run &&
        (input.id_filter === undefined || input.id_filter === String(one.id)) &&
        (input.name_filter === undefined || input.name_filter === one.name);
      return { status: 200, body: { artifacts: fake.artifacts.filter(isAsked).map((one) => describe(one, fake)) } };
    }
    case "GetSignedArtifactURL":
      if (found?.isFinal !== true) return fault(404, "not_found", "no such artifact");
      return { status: 200, body: { signed_url: `${url}/blob/${found.id}?sig=signature-of-${found.id}` } };
    case "DeleteArtifact":
      if (found === undefined) return fault(404, "not_found", "no such artifact");
      fake.artifacts.splice(fake.artifacts.indexOf(found), 1);
      return { status: 200, body: { ok: true, artifact_id: String(found.id) } };
    default:
      throw new Error("no such method");
  }
}

function describe({ id, run, name, content, digest }: FakeArtifact, { tellsDigests }: State) {
  return {
    workflow_run_backend_id: run,
    workflow_job_run_backend_id: `job-of-${run}`,
    database_id: String(id),
    name,
    size: String(content.length),
    created_at: "2026-01-02T03:04:05Z",
    ...(tellsDigests ? { digest } : {}),
  };
}

interface BlobRequest {
  readonly method: string;
  readonly address: URL;
  readonly body: Buffer;
  readonly headers: IncomingMessage["headers"];
}

function blob(fake: State, { method, address, body, headers }: BlobRequest): Answer {
  const found = fake.artifacts.find(({ id }) => address.pathname === `/blob/${id}`);
  if (found === undefined || address.searchParams.get("sig") !== `signature-of-${found.id}`) return { status: 403 };
  if (method === "GET") return { status: 200, body: found.content, headers: asFile(found) };
  need(method === "PUT" && !found.isFinal, "a PUT into what is not final");
  const comp = address.searchParams.get("comp");
  if (comp === "block") found.blocks.set(address.searchParams.get("blockid") ?? "", body);
  else if (comp === "blocklist") {
    const ids = [...String(body).matchAll(/<(?:Latest|Uncommitted)>([^<]+)</g)].map(([, id = ""]) => id);
    need(
      ids.every((id) => found.blocks.has(id)),
      "blocks that were sent",
    );
    found.content = Buffer.concat(ids.map((id) => found.blocks.get(id) ?? Buffer.alloc(0)));
  } else {
    need(headers["x-ms-blob-type"] === "BlockBlob", "a block blob");
    found.content = body;
  }
  return { status: 201 };
}

function asFile({ name, mimeType }: FakeArtifact): Readonly<Record<string, string>> {
  return { "content-type": mimeType, "content-disposition": `attachment; filename="${name}"` };
}

function rest(
  fake: State,
  url: string,
  {
    method,
    address,
    authorization,
  }: { readonly method: string; readonly address: URL; readonly authorization: string | undefined },
): Answer {
  if (authorization !== `token ${fake.token}`) return { status: 401, body: { message: "Bad credentials" } };
  const [, id, zip] = /^\/repos\/shop\/app\/actions\/artifacts(?:\/(\d+)(\/zip)?)?$/.exec(address.pathname) ?? [
    "",
    "none",
  ];
  if (id === undefined) {
    const [name, page] = [address.searchParams.get("name"), Number(address.searchParams.get("page") ?? 1)];
    const all = fake.artifacts.filter((one) => one.isFinal && (name === null || one.name === name)).toReversed();
    const size = Number(address.searchParams.get("per_page") ?? 30);
    const artifacts = all.slice((page - 1) * size, page * size).map((one) => ({
      id: one.id,
      name: one.name,
      size_in_bytes: one.content.length,
      digest: one.digest ?? null,
      expired: one.expiresAt !== undefined && Date.parse(one.expiresAt) < Date.now(),
    }));
    return { status: 200, body: { total_count: all.length, artifacts } };
  }
  const found = fake.artifacts.find((one) => String(one.id) === id);
  if (found === undefined) return { status: 404, body: { message: "Not Found" } };
  if (method === "GET" && zip !== undefined) {
    return { status: 302, headers: { location: `${url}/blob/${found.id}?sig=signature-of-${found.id}` } };
  }
  need(method === "DELETE", "a route of the REST interface");
  fake.artifacts.splice(fake.artifacts.indexOf(found), 1);
  return { status: 204 };
}

function fault(status: number, code: string, msg: string): Answer {
  return { status, body: { code, msg } };
}

function send(outgoing: ServerResponse, { status, body, headers = {} }: Answer): void {
  if (body === undefined) return void outgoing.writeHead(status, headers).end();
  if (Buffer.isBuffer(body)) return void outgoing.writeHead(status, headers).end(body);
  outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

function need(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(`the service wants ${what}`);
}

/** As GitHub gives it to actions: what it may do, and in which run. */
function jwt(run: string): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${encode({ alg: "none" })}.${encode({ scp: `Actions.Results:${run}:job-of-${run}` })}.${randomUUID()}`;
}

function runOf(authorization = ""): string {
  const [, payload = ""] = authorization.replace(/^Bearer /, "").split(".");
  const { scp = "" } = JSON.parse(String(Buffer.from(payload, "base64url")) || "{}") as { scp?: string };
  const [, run = ""] = /^Actions\.Results:([^:]+):/.exec(scp) ?? [];
  need(run !== "", "a token");
  return run;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
