import { expect, test } from "vitest";
import { keepRecords } from "../../../src/adapters/metrics/probe/records.ts";
import { InputError } from "../../../src/kit/errors.ts";
import { metricsContract } from "../../contracts/metrics.ts";
import { plainEffects } from "../plain-effects.ts";
import { quietPort } from "../quiet-port.ts";
import { countsOf, observed, openProbe, site } from "./site.ts";

metricsContract("probe", async () => {
  const web = await site((_, response) => response.destroy());
  return {
    source: openProbe({ "probe-url": web.url, "probe-rate": "50" }),
    enough: 600,
    behave(slot, failing) {
      let debt = 0;
      web.become((_, response) => {
        debt += failing;
        const isFailure = debt >= 1;
        if (isFailure) debt--;
        response.writeHead(isFailure ? 500 : 200, { "x-slot": slot }).end("page");
      });
    },
    vanish: web.stop,
    [Symbol.asyncDispose]: web.stop,
  };
});

test("each request comes from a visitor who was never here before", async () => {
  const seen: (string | undefined)[] = [];
  const connections = new Set<unknown>();
  await using web = await site((request, response) => {
    connections.add(request.socket);
    seen.push(`${request.method} ${request.url} ${request.headers.cookie} ${request.headers["cache-control"]}`);
    response.writeHead(200, { "x-slot": "green", "set-cookie": "visitor=1" }).end();
  });
  await observed(openProbe({ "probe-url": `${web.url}shop?x=1`, "probe-rate": "50" }), 200);
  expect(new Set(seen)).toEqual(new Set(["GET /shop?x=1 undefined no-cache"]));
  expect(seen.length).toBeGreaterThan(5);
  expect(connections.size).toBe(seen.length);
});

test("answers below 500 are successes, and redirections are not followed", async () => {
  const statuses = [200, 302, 404, 429];
  const paths = new Set<string | undefined>();
  let count = 0;
  await using web = await site((request, response) => {
    const status = statuses[count++ % 4] ?? 0;
    paths.add(request.url);
    response.writeHead(status, { "x-slot": "green", location: "/elsewhere" }).end();
  });
  const { errors } = countsOf(await observed(openProbe({ "probe-url": web.url, "probe-rate": "50" }), 300));
  expect(errors).toBe(0);
  expect(count).toBeGreaterThan(4);
  expect([...paths]).toEqual(["/"]);
});

test("a failure that names its slot counts against that slot alone", async () => {
  let count = 0;
  await using web = await site((_, response) => {
    const isBlue = count++ % 2 === 0;
    response.writeHead(isBlue ? 500 : 200, { "x-slot": isBlue ? "blue" : "green" }).end();
  });
  const source = openProbe({ "probe-url": web.url, "probe-rate": "50" });
  const green = countsOf(await observed(source, 300));
  const blue = countsOf(await observed(source, 300, "blue"));
  expect(green.errors).toBe(0);
  expect(blue.errors).toBe(blue.requests);
});

test("a failure that names no slot counts against the one that is judged", async () => {
  let count = 0;
  await using web = await site((_, response) => {
    if (count++ % 2 === 0) response.writeHead(502).end();
    else response.writeHead(200, { "x-slot": "blue" }).end();
  });
  const source = openProbe({ "probe-url": web.url, "probe-rate": "50" });
  const green = countsOf(await observed(source, 300));
  const blue = countsOf(await observed(source, 300, "blue"));
  expect(green.errors).toBe(green.requests);
  expect(Math.abs(blue.errors / blue.requests - 0.5)).toBeLessThan(0.1);
});

test("successes that name no slot prove nothing", async () => {
  await using web = await site((_, response) => response.end("page"));
  const sample = await observed(openProbe({ "probe-url": web.url, "probe-rate": "50" }), 300);
  expect(sample).toMatchObject({ none: "broken", why: expect.stringContaining("`x-slot`") });
});

test("a slot header of another name is honoured, and an unknown slot is nobody", async () => {
  await using web = await site((_, response) =>
    response.writeHead(200, { "x-slot": "red", "x-colour": "green" }).end(),
  );
  const own = openProbe({ "probe-url": web.url, "probe-rate": "50", "probe-slot-header": "X-Colour" });
  expect(countsOf(await observed(own, 200)).errors).toBe(0);
  const other = openProbe({ "probe-url": web.url, "probe-rate": "50" });
  expect(await observed(other, 200)).toMatchObject({ none: "broken" });
});

test("a server that drops a share of the connections has that share of errors", async () => {
  let count = 0;
  await using web = await site((request, response) => {
    if (count++ % 4 === 0) request.socket.destroy();
    else response.writeHead(200, { "x-slot": "green" }).end();
  });
  const { requests, errors } = countsOf(await observed(openProbe({ "probe-url": web.url, "probe-rate": "100" }), 500));
  expect(Math.abs(errors / requests - 0.25)).toBeLessThan(0.1);
});

test("an answer that breaks off in the middle is a failure of its slot", async () => {
  await using web = await site((_, response) => {
    response.writeHead(200, { "x-slot": "green", "content-length": "100" }).write("half");
    setTimeout(() => response.destroy(), 20);
  });
  const source = openProbe({ "probe-url": web.url, "probe-rate": "50" });
  const green = countsOf(await observed(source, 300));
  expect(green.errors).toBe(green.requests);
  expect(await observed(source, 200, "blue")).toMatchObject({ none: "idle" });
});

test("a server that hangs is asked at the same rate, and every request counts as failed", async () => {
  let asked = 0;
  await using web = await site(() => void asked++);
  const source = openProbe({ "probe-url": web.url, "probe-rate": "50", "probe-timeout": "300ms" });
  const { requests, errors } = countsOf(await observed(source, 1000));
  // One after the other, three would fit into that time.
  expect(asked).toBeGreaterThan(10);
  expect(errors).toBe(requests);
  expect(requests).toBeGreaterThan(5);
});

test("a sample waits for what is in flight, so that a slot which has just begun to hang shows it", async () => {
  await using web = await site(() => {});
  const source = openProbe({ "probe-url": web.url, "probe-rate": "50", "probe-timeout": "500ms" });
  const { requests, errors } = countsOf(await observed(source, 200));
  expect(requests).toBeGreaterThan(5);
  expect(errors).toBe(requests);
});

test("a cancelled run does not wait for answers", async () => {
  await using web = await site(() => {});
  const cancel = new AbortController();
  const effects = plainEffects({ signal: cancel.signal });
  const source = openProbe({ "probe-url": web.url, "probe-rate": "50", "probe-timeout": "1h" }, effects);
  await using _ = await source.observe?.();
  const from = new Date();
  await new Promise((waited) => setTimeout(waited, 100));
  const sampling = source.sample({ slot: "green", commit: "a".repeat(40), from, to: new Date() });
  setTimeout(() => cancel.abort(), 50);
  expect(await sampling).toMatchObject({ none: "broken" });
});

test("slow answers are slow in the latencies", async () => {
  await using web = await site((_, response) => {
    setTimeout(() => response.writeHead(200, { "x-slot": "green" }).end(), 80);
  });
  const source = openProbe({ "probe-url": web.url, "probe-rate": "50" });
  let counts = countsOf(await observed(source, 400));
  // On a machine that is too busy to tell the time there are no latencies.
  while (counts.latencies === undefined) counts = countsOf(await observed(source, 400));
  expect(counts.errors).toBe(0);
  expect(counts.latencies.p50).toBeGreaterThan(75);
});

test("disposing ends it at once, whatever is in flight", async () => {
  let asked = 0;
  await using web = await site(() => {});
  const effects = plainEffects({
    fetch: (...request) => {
      asked++;
      return fetch(...request);
    },
  });
  const source = openProbe({ "probe-url": web.url, "probe-rate": "50", "probe-timeout": "1h" }, effects);
  const watching = await source.observe?.();
  await new Promise((waited) => setTimeout(waited, 200));
  expect(asked).toBeGreaterThan(0);
  await watching?.[Symbol.asyncDispose]();
  const before = asked;
  await new Promise((waited) => setTimeout(waited, 100));
  expect(asked).toBe(before);
});

test("no request fails because this process itself stood still", async () => {
  await using web = await site((_, response) => {
    setTimeout(() => response.writeHead(200, { "x-slot": "green" }).end(), 60);
  });
  const source = openProbe({ "probe-url": web.url, "probe-rate": "50", "probe-timeout": "500ms" });
  await using _ = await source.observe?.();
  const from = new Date();
  await new Promise((waited) => setTimeout(waited, 50));
  const end = performance.now() + 900;
  while (performance.now() < end);
  const sample = await source.sample({ slot: "green", commit: "a".repeat(40), from, to: new Date() });
  const { requests, errors } = countsOf(sample);
  expect(requests).toBeGreaterThan(0);
  expect(errors).toBe(0);
});

test("a source that never observed is broken, and so is the time before it did", async () => {
  await using web = await site((_, response) => response.writeHead(200, { "x-slot": "green" }).end());
  const source = openProbe({ "probe-url": web.url });
  const from = new Date(Date.now() - 10_000);
  const early = { slot: "green", commit: "a".repeat(40), from, to: new Date() } as const;
  expect(await source.sample(early)).toMatchObject({ none: "broken" });
  await observed(source, 300);
  expect(await source.sample(early)).toMatchObject({ none: "broken" });
  const sample = countsOf(await source.sample({ ...early, to: new Date() }));
  expect(sample.from.getTime()).toBeGreaterThanOrEqual(early.to.getTime());
});

test("an address that nobody listens on fails every request", async () => {
  const source = openProbe({ "probe-url": `http://127.0.0.1:${await quietPort()}/`, "probe-rate": "50" });
  const { requests, errors } = countsOf(await observed(source, 200));
  expect(requests).toBeGreaterThan(5);
  expect(errors).toBe(requests);
});

test("only the newest answers are kept, and the sample says from when", () => {
  const records = keepRecords(10);
  records.begin(0);
  for (let at = 0; at < 100; at++) {
    records.add({ at, milliseconds: at, answer: { slot: "green", status: 200, isOk: true } });
  }
  const query = { slot: "green", commit: "", from: new Date(0), to: new Date(1000) } as const;
  const sample = countsOf(records.sample(query, "x-slot"));
  expect(sample).toMatchObject({ requests: 10, errors: 0, from: new Date(90) });
  expect(sample.latencies).toEqual({ p50: 94, p95: 99, p99: 99, n: 10 });
});

test.each([
  ["probe-url", "localhost:80"],
  ["probe-url", "ftp://host/"],
  ["probe-url", "https://user:hunter2@host/"],
  ["probe-slot-header", "x slot"],
])("%s cannot be `%s`, and is not repeated when it may hold a password", (name, value) => {
  const inputs = { "probe-url": "http://127.0.0.1/", [name]: value };
  expect(() => openProbe(inputs)).toThrow(InputError);
  expect(() => openProbe(inputs)).not.toThrow(/hunter2/);
});
