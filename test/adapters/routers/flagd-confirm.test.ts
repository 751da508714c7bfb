import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { expect, test } from "vitest";
import { InputError, ServiceError } from "../../../src/kit/errors.ts";
import { quietPort } from "../quiet-port.ts";
import { flagFile } from "./flag-files.ts";

const inFlight = { blue: 3, green: 0 };

test("a split is in effect once the door works by the same bytes", async () => {
  await using file = await flagFile();
  await using door = await serve(async (_, response) => {
    response.end(JSON.stringify({ sha256: await hash(file.path), active: "blue", weight: 10, inFlight }));
  });
  const router = file.open({ "flagd-confirm-url": door.url });
  await router.setWeight("green", 10);
  expect(await router.verify("green", 10)).toBe("in-effect");
  expect(await router.verify("blue", 90)).toBe("in-effect");
  expect(await router.verify("green", 25)).toBe("not-yet");
});

test("above half, the door may call either slot the active one", async () => {
  await using file = await flagFile();
  let said = { active: "blue", weight: 75 };
  await using door = await serve(async (_, response) => {
    response.end(JSON.stringify({ sha256: await hash(file.path), ...said, inFlight }));
  });
  const router = file.open({ "flagd-confirm-url": door.url });
  await router.setWeight("green", 75);
  expect(await router.verify("green", 75)).toBe("in-effect");
  said = { active: "green", weight: 25 };
  expect(await router.verify("green", 75)).toBe("in-effect");
});

test("a door that lags behind is waited for", async () => {
  await using file = await flagFile();
  const old = await hash(file.path);
  let asked = 0;
  await using door = await serve(async (_, response) => {
    const isOld = ++asked < 4;
    const state = { sha256: isOld ? old : await hash(file.path), active: "blue", weight: isOld ? 0 : 10, inFlight };
    response.end(JSON.stringify(state));
  });
  const router = file.open({ "flagd-confirm-url": door.url });
  await router.setWeight("green", 10);
  expect(await router.verify("green", 10)).toBe("in-effect");
  expect(asked).toBe(4);
});

test("a door that stays behind is not yet in effect, within the limit", async () => {
  await using file = await flagFile();
  const old = await hash(file.path);
  await using door = await serve((_, response) => {
    response.end(JSON.stringify({ sha256: old, active: "blue", weight: 0, inFlight }));
  });
  const router = file.open({ "flagd-confirm-url": door.url, "flagd-confirm-within": "300ms" });
  await router.setWeight("green", 10);
  const start = performance.now();
  expect(await router.verify("green", 10)).toBe("not-yet");
  expect(performance.now() - start).toBeLessThan(1500);
});

test("a door that is down is a service error, and nobody claims that nothing is in flight", async () => {
  await using file = await flagFile();
  const url = `http://127.0.0.1:${await quietPort()}/-/door`;
  const router = file.open({ "flagd-confirm-url": url, "flagd-confirm-within": "200ms" });
  await expect(router.verify("blue", 100)).rejects.toThrow(/does not answer.*ECONNREFUSED/);
  await expect(router.verify("blue", 100)).rejects.toBeInstanceOf(ServiceError);
  await expect(router.inFlight("blue")).rejects.toBeInstanceOf(ServiceError);
});

test("a door that never answers costs no more than the limit", async () => {
  await using file = await flagFile();
  await using door = await serve(() => {});
  const router = file.open({ "flagd-confirm-url": door.url, "flagd-confirm-within": "300ms" });
  const start = performance.now();
  await expect(router.verify("blue", 100)).rejects.toBeInstanceOf(ServiceError);
  expect(performance.now() - start).toBeLessThan(1500);
});

test("a door that fails is asked again", async () => {
  await using file = await flagFile();
  let asked = 0;
  await using door = await serve(async (_, response) => {
    if (++asked === 1) response.writeHead(503).end();
    else response.end(JSON.stringify({ sha256: await hash(file.path), active: "blue", weight: 0, inFlight }));
  });
  expect(await file.open({ "flagd-confirm-url": door.url }).verify("blue", 100)).toBe("in-effect");
});

const good = { sha256: "0".repeat(64), active: "blue", weight: 0, inFlight };
test.each([
  ["no JSON", "ready"],
  ["a list", []],
  ["no hash", { ...good, sha256: "abc" }],
  ["an unknown slot", { ...good, active: "red" }],
  ["a weight of 101", { ...good, weight: 101 }],
  ["no weight", { ...good, weight: undefined }],
  ["nothing in flight", { ...good, inFlight: undefined }],
  ["half a request", { ...good, inFlight: { blue: 0.5, green: 0 } }],
])("an answer with %s is a service error", async (_, body) => {
  await using file = await flagFile();
  await using door = await serve((_request, response) => {
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  const router = file.open({ "flagd-confirm-url": door.url });
  await expect(router.verify("blue", 100)).rejects.toThrow(/answered something else/);
  await expect(router.inFlight("green")).rejects.toBeInstanceOf(ServiceError);
});

test("a door with the same bytes and another split is a service error", async () => {
  await using file = await flagFile();
  await using door = await serve(async (_, response) => {
    response.end(JSON.stringify({ sha256: await hash(file.path), active: "blue", weight: 10, inFlight }));
  });
  const router = file.open({ "flagd-confirm-url": door.url });
  await expect(router.verify("green", 0)).rejects.toThrow("gives `green` 10 % and not 0 %");
});

test("requests in flight come from the door; without one they are unknown", async () => {
  await using file = await flagFile();
  await using door = await serve((_, response) => void response.end(JSON.stringify(good)));
  const router = file.open({ "flagd-confirm-url": door.url });
  expect(await router.inFlight("blue")).toBe(3);
  expect(await router.inFlight("green")).toBe(0);
  expect(await file.open().inFlight("blue")).toBeNull();
  expect(await file.open().verify("blue", 100)).toBe("unknown");
});

test.each(["localhost:80", "ftp://host/", "https://user:hunter2@host/"])(
  "the address `%s` is an input error",
  async (url) => {
    await using file = await flagFile();
    expect(() => file.open({ "flagd-confirm-url": url })).toThrow(InputError);
    expect(() => file.open({ "flagd-confirm-url": url })).not.toThrow(/hunter2/);
  },
);

async function hash(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

async function serve(listener: RequestListener): Promise<{ readonly url: string } & AsyncDisposable> {
  const port = await quietPort();
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${port}/-/door`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
