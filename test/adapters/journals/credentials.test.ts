import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { journalEntry, leaseEntry } from "../../contracts/journal.ts";
import { recordingGit, type Workbench, workbench } from "./workbench.ts";

const token = "ghs_S3cretT0ken0123456789";
const basic = Buffer.from(`x-access-token:${token}`).toString("base64");

/** Serves the bench's remote over http; whoever sends no `authorization` that is accepted gets a 401. */
async function httpRemote(bench: Workbench, accepted: string) {
  const seen: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    const headers = request.rawHeaders.filter(
      (_, i) => request.rawHeaders[i - 1]?.toLowerCase() === "authorization" && i % 2 === 1,
    );
    seen.push(headers.length === 0 ? undefined : headers.join(" AND "));
    if (headers.join() !== accepted) {
      response.writeHead(401, { "www-authenticate": "Basic realm=x" }).end();
      return;
    }
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    const env = {
      ...process.env,
      GIT_PROJECT_ROOT: bench.folder,
      GIT_HTTP_EXPORT_ALL: "1",
      REMOTE_USER: "x",
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: searchParams.toString(),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    };
    const backend = spawn("git", ["http-backend"], { env, stdio: ["pipe", "pipe", "inherit"] });
    backend.stdin.on("error", () => {});
    request.pipe(backend.stdin);
    const answer = await buffer(backend.stdout);
    const end = answer.indexOf("\r\n\r\n");
    for (const line of answer.toString("latin1", 0, end).split("\r\n")) {
      const [name = "", value = ""] = line.split(/: (.*)/);
      if (name === "Status") response.statusCode = Number(value.slice(0, 3));
      else response.setHeader(name, value);
    }
    response.end(answer.subarray(end + 4));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

test("the token reaches its server once, and no command line, message or log", async () => {
  await using bench = await workbench();
  await using remote = await httpRemote(bench, `basic ${basic}`);
  await bench.git("remote", "set-url", "origin", `${remote.origin}/remote.git`);
  // What actions/checkout leaves behind: two such headers would be refused.
  await bench.git("config", `http.${remote.origin}/.extraheader`, "AUTHORIZATION: basic b2xkOm9sZA==");
  await bench.git("config", "--global", `http.${remote.origin}/.extraheader`, "AUTHORIZATION: basic Z2xvYmFs");
  const git = await recordingGit(bench);
  const effects = bench.effects({ path: git.path, env: { GITHUB_SERVER_URL: remote.origin } });
  const journal = await bench.open("origin", { effects, token });
  const head = await journal.append(leaseEntry(1), await journal.head());
  await journal.append(journalEntry(), head);
  expect(await journal.entries(5)).toHaveLength(2);
  expect(new Set(remote.seen)).toEqual(new Set([`basic ${basic}`]));
  const shown = [...git.calls(), ...effects.lines, journal.location].join("\n");
  expect(shown).not.toContain(token);
  expect(shown).not.toContain(basic);
  expect(effects.masked).toEqual(expect.arrayContaining([token, basic]));
});

test("the token is not sent to another server than its own", async () => {
  await using bench = await workbench();
  await using remote = await httpRemote(bench, "nobody");
  await bench.git("remote", "set-url", "origin", `${remote.origin}/remote.git`);
  const journal = await bench.open("origin", { effects: bench.effects(), token });
  await expect(journal.head()).rejects.toThrow("cannot be reached");
  expect(remote.seen.length).toBeGreaterThan(0);
  expect(new Set(remote.seen)).toEqual(new Set([undefined]));
});

test("without a token, the credentials that the checkout holds are used", async () => {
  await using bench = await workbench();
  await using remote = await httpRemote(bench, "basic Y2hlY2tvdXQ=");
  await bench.git("remote", "set-url", "origin", `${remote.origin}/remote.git`);
  const included = `${bench.folder}/credentials`;
  await bench.git(
    "config",
    "--file",
    included,
    `http.${remote.origin}/.extraheader`,
    "AUTHORIZATION: basic Y2hlY2tvdXQ=",
  );
  await bench.git("config", `includeIf.gitdir:${bench.user}/.git.path`, included);
  const effects = bench.effects();
  // A masked value is hidden in what a command prints; git has to get the real one.
  effects.mask("Y2hlY2tvdXQ=");
  const journal = await bench.open("origin", { effects });
  await journal.append(leaseEntry(1), await journal.head());
  expect(await journal.entries(5)).toHaveLength(1);
});

test("a password in the address stays out of every command line, message and location", async () => {
  await using bench = await workbench();
  const password = "p%40ss-w0rd";
  await using remote = await httpRemote(bench, `Basic ${Buffer.from("bob:p@ss-w0rd").toString("base64")}`);
  await bench.git("remote", "set-url", "origin", `${remote.origin.replace("//", `//bob:${password}@`)}/remote.git`);
  const git = await recordingGit(bench);
  const journal = await bench.open("origin", { effects: bench.effects({ path: git.path }) });
  await journal.append(leaseEntry(1), await journal.head());
  await bench.git("remote", "set-url", "origin", `${remote.origin.replace("//", `//bob:${password}@`)}/missing.git`);
  const broken = await bench.open("origin", { effects: bench.effects({ path: git.path }) });
  const error = await broken.head().catch((reason: Error) => reason);
  const shown = [...git.calls(), journal.location, String((error as Error).message)].join("\n");
  expect((error as Error).message).toContain("/missing.git");
  expect(shown).not.toContain("ss-w0rd");
});
