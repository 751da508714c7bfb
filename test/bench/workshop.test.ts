import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillWorkshop } from "../../scripts/build/workshop.ts";

const root = join(import.meta.dirname, "../..");
let workshop = "";

beforeAll(() => {
  // Inside the checkout: what is built there finds its packages.
  mkdirSync(join(root, "tmp"), { recursive: true });
  workshop = mkdtempSync(join(root, "tmp/workshop-"));
  fillWorkshop(root, workshop);
});
afterAll(() => rmSync(workshop, { recursive: true, force: true }));

/** Asks for an ID token as an action would, and tells which packages were loaded before and after. */
const script = `
import { registerHooks } from "node:module";
const loaded = new Set();
registerHooks({
  load(url, context, next) {
    const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\/(?!.*node_modules)/.exec(url)?.[1];
    if (name !== undefined) loaded.add(name);
    return next(url, context);
  },
});
const core = await import("@actions/core");
const before = [...loaded];
const token = await core.getIDToken("audience").catch((error) => "failed: " + error.message);
process.stderr.write(JSON.stringify({ token, before, after: [...loaded] }));
`;

async function askForToken(answer: (authorization: string | undefined, url: string) => [number, unknown]) {
  const server = createServer(({ headers, url = "" }, response) => {
    const [status, body] = answer(headers.authorization, url);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const path = join(workshop, "ask.js");
  writeFileSync(path, script);
  try {
    const { stderr } = await promisify(execFile)(process.execPath, [path], {
      env: {
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
        ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?version=1`,
      },
    });
    return JSON.parse(stderr) as { token: string; before: string[]; after: string[] };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("the HTTP client is loaded with the first ID token and not before, and it is the toolkit's own", async () => {
  const asked: unknown[] = [];
  const { token, before, after } = await askForToken((authorization, url) => {
    asked.push({ authorization, url });
    return [200, { value: "the-token" }];
  });
  expect(token).toBe("the-token");
  expect(asked).toEqual([{ authorization: "Bearer request-token", url: "/token?version=1&audience=audience" }]);
  expect(before).toContain("@actions/core");
  expect(before).not.toContain("undici");
  expect(after).toContain("undici");
});

test("what the server refuses is told as ever", async () => {
  const { token } = await askForToken(() => [403, { message: "no" }]);
  expect(token).toMatch(/^failed: .*Failed to get ID Token.*403/s);
});
