import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { fetchThere, isLoopback } from "../../../src/adapters/executors/fetch-there.ts";
import type { Executor, Words } from "../../../src/kit/executor.ts";
import { testEffects } from "../../effects.ts";
import { type Backend, openBackend } from "../../examples/backend.ts";
import { quietPort } from "../quiet-port.ts";

/** A real curl of this machine, with all the words that it was started with. */
function watched(): { readonly exec: Executor; readonly words: Words[] } {
  const { exec } = testEffects();
  const words: Words[] = [];
  const run: Executor["run"] = (given, how) => {
    words.push(given);
    return exec.run(given, how);
  };
  return { exec: { ...exec, run }, words };
}

/** Tells what it was asked; `/none` has no content, `/away` leads elsewhere. */
async function openEcho(): Promise<Backend & AsyncDisposable> {
  const backend = await openBackend(async (request, response) => {
    const { method, url, headers } = request;
    const status = url === "/none" ? 204 : url === "/away" ? 302 : 200;
    const body = await text(request);
    response.writeHead(status, { location: "/" }).end(status === 200 ? JSON.stringify({ method, headers, body }) : "");
  });
  return { ...backend, [Symbol.asyncDispose]: () => backend.close() };
}

test("method, headers and body arrive as they were given, whatever characters they hold", async () => {
  await using echo = await openEcho();
  const body = '@{"a": "b\\c"}\r\n\tä %s $HOME\n';
  const how = { method: "POST", headers: { "x-name": 'a "b" \\ c' }, body };
  const answer = await fetchThere(watched().exec)(`${echo.url}/`, how);
  expect(answer.status).toBe(200);
  const told = (await answer.json()) as { headers: object };
  expect(told).toMatchObject({ method: "POST", body });
  expect(told.headers).toMatchObject({ "x-name": 'a "b" \\ c', "content-type": "text/plain;charset=UTF-8" });
});

test("what may be secret is on no command line", async () => {
  await using echo = await openEcho();
  const { exec, words } = watched();
  const headers = { authorization: "Bearer hidden-token" };
  const answer = await fetchThere(exec)(echo.url, { method: "PUT", headers, body: "hidden-body" });
  expect(await answer.json()).toMatchObject({ headers, body: "hidden-body" });
  expect(words.flat().join(" ")).not.toContain("hidden");
});

test.each([
  ["GET", "/none", 204],
  ["GET", "/away", 302],
  ["HEAD", "/", 200],
  ["DELETE", "/", 200],
])("%s %s is answered with its status", async (method, path, status) => {
  await using echo = await openEcho();
  const answer = await fetchThere(watched().exec)(`${echo.url}${path}`, { method });
  expect(answer.status).toBe(status);
  if (method === "DELETE") expect(await answer.json()).toMatchObject({ method });
  else expect(await answer.text()).toBe("");
});

test("where nothing listens the failure is the one of `fetch`", async () => {
  const error = await fetchThere(watched().exec)(`http://127.0.0.1:${await quietPort()}`).catch((caught) => caught);
  expect(error.message).toBe("fetch failed");
  expect(error.cause).toEqual({ code: "ECONNREFUSED" });
});

test.each([
  ["http://127.0.0.1:4101", true],
  ["https://localhost/preview", true],
  ["http://[::1]", true],
  ["https://blue.example.com", false],
  ["http://localhost.example.com", false],
  ["http://127.0.0.1.example.com", false],
])("%s is a loopback address: %s", (url, isIt) => {
  expect(isLoopback(url)).toBe(isIt);
});
