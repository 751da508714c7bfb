import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { description } from "./launchdarkly/description.ts";
import {
  apply,
  evaluate,
  type Instruction,
  type Targeting,
  type Variation,
  type Visitor,
} from "./launchdarkly/flag.ts";

/** What goes wrong with the next request of a method. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly message?: string }
  /** Answers yes and changes nothing. */
  | "ignored"
  /** Breaks the connection off before or after the change is made. */
  | "lost-before"
  | "lost-after"
  /** Does not answer. */
  | "silent";

export interface Call {
  readonly method: string;
  readonly instructions: readonly Instruction[];
  readonly status: number;
}

/** A fake of LaunchDarkly with one flag, `checkout` of project `shop` in `production`; disposing throws what did not fit its description. */
export interface FakeLaunchDarkly extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly targeting: Targeting;
  readonly variations: Variation[];
  readonly flag: { archived: boolean };
  readonly calls: Call[];
  /** What was not as LaunchDarkly describes it. */
  readonly problems: string[];
  /** Changes need an approval. */
  requiresApproval: boolean;
  /** What goes wrong with the next requests of that method, in order. */
  readonly faults: { readonly GET: Fault[]; readonly PATCH: Fault[] };
  /** Somebody else does something just before the next request of that method is answered. */
  before(method: "GET" | "PATCH", act: () => void): void;
  /** Who of the visitors has the new release. */
  on(visitors: readonly Visitor[]): readonly string[];
}

const where = /^\/api\/v2\/flags\/shop\/checkout$/;

type Fake = Omit<FakeLaunchDarkly, typeof Symbol.asyncDispose | "url" | "before"> & {
  readonly acts: { GET: (() => void)[]; PATCH: (() => void)[] };
};

export async function startLaunchDarkly(): Promise<FakeLaunchDarkly> {
  const fake = blank();
  const server = createServer((request, response) => {
    answer(fake, request, response).catch((error: Error) => {
      fake.problems.push(String(error.stack));
      response.destroy();
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}`,
    before: (method: "GET" | "PATCH", act: () => void) => void fake.acts[method].push(act),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      if (fake.problems.length > 0) throw new Error(fake.problems.join("\n"));
    },
  });
}

function blank(): Fake {
  const variations: Variation[] = [
    { _id: "11111111-on", value: true },
    { _id: "22222222-off", value: false },
  ];
  const targeting: Targeting = {
    ...{ on: true, archived: false, version: 7, offVariation: 1, rules: [] },
    fallthrough: { variation: 1 },
  };
  return {
    ...{ token: "api-5ecret-of-the-tests", targeting, variations, flag: { archived: false } },
    ...{ calls: [], problems: [], requiresApproval: false },
    ...{ faults: { GET: [], PATCH: [] }, acts: { GET: [], PATCH: [] } },
    on: (visitors) =>
      visitors
        .filter((visitor) => evaluate(targeting, { key: "checkout", salt: "5a17" }, visitor) === 0)
        .map(({ key }) => key),
  };
}

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

async function answer(fake: Fake, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method === "PATCH" ? "PATCH" : "GET";
  const url = new URL(request.url ?? "", "http://localhost");
  const sent = await text(request);
  const body = sent === "" ? undefined : JSON.parse(sent);
  const type = request.headers["content-type"];
  const asked = { method: request.method ?? "", path: url.pathname, query: url.searchParams, type, body };
  const misfits = description.requestProblems(asked);
  fake.problems.push(...misfits);
  fake.acts[method].shift()?.();
  const fault = fake.faults[method].shift();
  const instructions: readonly Instruction[] = body?.instructions ?? [];
  if (fault === "silent") return;
  if (fault === "lost-before") return void response.destroy();
  const {
    status,
    body: told,
    headers,
  } = misfits.length > 0
    ? failure(400, "invalid_request", misfits.join("; "))
    : outcome(fake, { request, url, instructions, fault, sent: body });
  fake.problems.push(...description.answerProblems(method, status, told));
  fake.calls.push({ method, instructions, status });
  if (fault === "lost-after") return void response.destroy();
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(told));
}

interface Asked {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly instructions: readonly Instruction[];
  readonly fault: Fault | undefined;
  readonly sent: { readonly environmentKey?: string } | undefined;
}

function outcome(fake: Fake, { request, url, instructions, fault, sent }: Asked): Answer {
  if (typeof fault === "object") {
    const { status, headers = {}, message = "Something is wrong" } = fault;
    return { ...failure(status, "fault", message), headers };
  }
  if (request.headers.authorization !== fake.token) return failure(401, "unauthorized", "Invalid access token");
  if (!where.test(url.pathname)) return failure(404, "not_found", "Unknown flag key");
  if (request.method === "GET") {
    return { status: 200, body: flagBody(fake, url.searchParams.get("env") ?? "production") };
  }
  if (sent?.environmentKey !== "production") return failure(404, "not_found", "Unknown environment key");
  if (fake.requiresApproval) {
    const told = "Flag configuration updates require approval: action 'updateFallthrough' not allowed";
    return failure(405, "method_not_allowed", told);
  }
  if (fault !== "ignored") {
    const trial = structuredClone(fake.targeting);
    for (const instruction of instructions) {
      const complaint = apply(trial, fake.variations, instruction);
      if (complaint !== null) return failure(400, "invalid_request", complaint);
    }
    Object.assign(fake.targeting, trial, { version: trial.version + 1 });
  }
  return { status: 200, body: flagBody(fake, "production") };
}

function failure(status: number, code: string, message: string): Answer {
  return { status, body: { code, message } };
}

/** Everything that LaunchDarkly requires of a flag in its answers; an environment that is not there is left out. */
function flagBody({ targeting, variations, flag }: Fake, environment: string): object {
  const told = { ...structuredClone(targeting), targets: [], contextTargets: [], prerequisites: [] };
  const rest = { salt: "5a17", sel: "5e1", lastModified: 1_790_000_000_000, _site: {}, _environmentName: "Production" };
  const config = { ...told, ...rest, trackEvents: false, trackEventsFallthrough: false };
  return {
    ...{ name: "Checkout", kind: "boolean", key: "checkout", _version: 3, creationDate: 1_780_000_000_000 },
    ...{ variations: structuredClone(variations), temporary: true, tags: [], _links: {}, archived: flag.archived },
    ...{ experiments: { baselineIdx: 0, items: [] }, customProperties: {} },
    environments: environment === "production" ? { production: config } : {},
  };
}
