import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { openSwitchProber } from "../../../src/adapters/metrics/switch-prober.ts";
import { InputError } from "../../../src/kit/errors.ts";
import { plainEffects } from "../plain-effects.ts";
import { site } from "./site.ts";

const later = (milliseconds: number) => new Promise((waited) => setTimeout(waited, milliseconds));

function probe(url: string, timeout = 1_000) {
  return openSwitchProber(plainEffects(), { url, rate: 100, timeout }).start();
}

describe("the prober of a switch", () => {
  test("sees nothing lost while everything answers, and tells how sure that is", async () => {
    await using place = await site((_, response) => response.end("ok"));
    await using running = probe(place.url);
    await later(600);
    const proof = await running.finish();
    expect(proof).toMatchObject({ lost: 0, errors: 0, longestGap: 0 });
    expect(proof.requests).toBeGreaterThan(10);
    expect(proof.bound).toBeCloseTo((1 - 0.05 ** (1 / proof.requests)) * 100, 6);
  });

  test.each([502, 503, 504])("counts %i as lost, for nobody was behind the proxy", async (status) => {
    await using place = await site((_, response) => response.writeHead(status).end());
    await using running = probe(place.url);
    await later(300);
    const { requests, lost, longestGap } = await running.finish();
    expect(lost).toBe(requests);
    expect(longestGap).toBeGreaterThan(0);
  });

  test("counts a release's own failure apart", async () => {
    await using place = await site((_, response) => response.writeHead(500).end());
    await using running = probe(place.url);
    await later(300);
    expect(await running.finish()).toMatchObject({ lost: 0, longestGap: 0 });
  });

  test("measures the gap while connections are refused", async () => {
    const place = await site((_, response) => response.end("ok"));
    await using running = probe(place.url);
    await later(200);
    await place.stop();
    await later(300);
    const again = createServer((_, response) => response.end("ok"));
    await new Promise<void>((listening) => again.listen(Number(new URL(place.url).port), "127.0.0.1", listening));
    await later(300);
    const { lost, requests, longestGap } = await running.finish();
    again.closeAllConnections();
    again.close();
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(requests);
    expect(longestGap).toBeGreaterThan(100);
  });

  test("counts an answer that breaks off, and one that never comes, as lost", async () => {
    await using place = await site((_, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("half");
      setTimeout(() => response.destroy(), 20);
    });
    await using running = probe(place.url);
    await later(200);
    place.become(() => undefined);
    await later(200);
    const { lost, requests } = await running.finish();
    expect(lost).toBe(requests);
  });

  test("stops at once when it is given up", async () => {
    await using place = await site(() => undefined);
    const running = probe(place.url, 60_000);
    await later(100);
    await running[Symbol.asyncDispose]();
  });

  test.each(["ftp://shop.example", "nowhere", "http://user:secret@shop.example"])(
    "does not ask at %s, and does not repeat it",
    (url) => {
      const refusal = () => openSwitchProber(plainEffects(), { url, rate: 1, timeout: 1 });
      expect(refusal).toThrow(InputError);
      expect(refusal).not.toThrow(url);
    },
  );
});
