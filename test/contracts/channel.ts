import { describe, expect, test } from "vitest";
import { type Channel, DeliveryError } from "../../src/stages/ports/channel.ts";
import { answers, hasty, isSilent, message, options, receiver, resets } from "../adapters/channels/receiver.ts";
import { quietPort } from "../adapters/quiet-port.ts";

export interface ChannelBench {
  /** Opens the channel towards that address; `secret` stands in the address or beside it. */
  open(url: string, effects: ReturnType<typeof hasty>["effects"]): Channel;
  /** What it has opened before, where it keeps something open. */
  readonly ref: string | null;
  /** What may never be seen in a log or an error. */
  readonly secret: string;
}

/** What every channel has to keep, whoever listens at its other end. */
export function channelContract(name: string, bench: ChannelBench): void {
  const failing = async (channel: Channel, signal?: AbortSignal, timeout = 2_000): Promise<DeliveryError> => {
    const asked = { ...options(bench.ref, signal), timeout };
    const error = await channel.deliver(message(), asked).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof DeliveryError)) throw new Error(`no DeliveryError but ${String(error)}`);
    expect(`${error.message} ${error.hint}`).not.toContain(bench.secret);
    return error;
  };

  describe(`${name} keeps the contract of a channel`, () => {
    test("a message is one request of JSON", async () => {
      await using to = await receiver(answers(202));
      const { effects, waits } = hasty();
      expect(await bench.open(to.url, effects).deliver(message(), options(bench.ref))).toEqual({
        status: 202,
        ref: bench.ref,
      });
      expect(to.received.map(({ headers }) => headers["content-type"])).toEqual(["application/json"]);
      expect(JSON.parse(to.received[0]?.body ?? "")).toBeTypeOf("object");
      expect(waits).toEqual([]);
    });

    test("what fails for a moment is tried again, the same body each time", async () => {
      await using to = await receiver(answers(500), answers(503), answers(200));
      const { effects, waits } = hasty();
      expect(await bench.open(to.url, effects).deliver(message(), options(bench.ref))).toMatchObject({ status: 200 });
      expect(waits).toEqual([1_000, 2_000]);
      expect(new Set(to.received.map(({ body }) => body)).size).toBe(1);
    });

    test("what goes on failing is given up", async () => {
      await using to = await receiver(answers(500));
      const { effects, waits } = hasty();
      expect(await failing(bench.open(to.url, effects))).toMatchObject({ status: 500, isAmbiguous: false });
      expect([to.received.length, waits]).toEqual([4, [1_000, 2_000, 4_000]]);
    });

    test("a gateway's failure may have been a delivery", async () => {
      await using to = await receiver(answers(504), answers(500));
      const error = await failing(bench.open(to.url, hasty().effects));
      expect(error.isAmbiguous).toBe(true);
      expect(error.message).toContain("may have arrived or not");
    });

    test("a receiver that asks for time gets it", async () => {
      await using to = await receiver(answers(429, { "retry-after": "7" }), answers(200));
      const { effects, waits } = hasty();
      await bench.open(to.url, effects).deliver(message(), options(bench.ref));
      expect(waits).toEqual([7_000]);
    });

    test("a receiver may ask for a date", async () => {
      const noon = Date.parse("2026-11-20T12:00:00Z");
      await using to = await receiver(
        answers(503, { "retry-after": new Date(noon + 9_000).toUTCString() }),
        answers(200),
      );
      const { effects, waits } = hasty({ now: () => noon });
      await bench.open(to.url, effects).deliver(message(), options(bench.ref));
      expect(waits).toEqual([9_000]);
    });

    test("a receiver that asks for more time than a deployment has is given up", async () => {
      await using to = await receiver(answers(429, { "retry-after": "3600" }));
      const { effects, waits } = hasty();
      expect((await failing(bench.open(to.url, effects))).message).toContain("asks to wait 3600 s");
      expect([to.received.length, waits]).toEqual([1, []]);
    });

    test.each([400, 401, 404, 410])("%i is final", async (status) => {
      await using to = await receiver(answers(status, {}, "no_service"));
      const error = await failing(bench.open(to.url, hasty().effects));
      expect(error).toMatchObject({ status, isAmbiguous: false });
      expect(error.message).toContain("no_service");
      expect(to.received.length).toBe(1);
    });

    test("a redirect is not followed", async () => {
      await using elsewhere = await receiver();
      await using to = await receiver(answers(307, { location: elsewhere.url }));
      expect((await failing(bench.open(to.url, hasty().effects))).message).toContain("redirect (307)");
      expect([to.received.length, elsewhere.received.length]).toEqual([1, 0]);
    });

    test("a connection that breaks off may have been a delivery, and is not tried again", async () => {
      await using to = await receiver(resets);
      const error = await failing(bench.open(to.url, hasty().effects));
      expect([error.isAmbiguous, error.status, to.received.length]).toEqual([true, null, 1]);
      expect(error.message).toContain("may have arrived or not");
    });

    test("a receiver that does not answer is not waited for, and is not tried again", async () => {
      await using to = await receiver(isSilent);
      const error = await failing(bench.open(to.url, hasty().effects), undefined, 150);
      expect([error.isAmbiguous, to.received.length]).toEqual([true, 1]);
      expect(error.message).toContain("within 150 ms");
    });

    test("a receiver that is not there is tried again, and certainly has nothing", async () => {
      const { effects, waits } = hasty();
      const error = await failing(bench.open(`http://127.0.0.1:${await quietPort()}`, effects));
      expect([error.isAmbiguous, waits.length]).toEqual([false, 3]);
      expect(error.message).toContain("ECONNREFUSED");
    });

    test("a cancelled run stops at once", async () => {
      await using to = await receiver(isSilent);
      const run = new AbortController();
      const delivery = bench.open(to.url, hasty().effects).deliver(message(), options(bench.ref, run.signal));
      setTimeout(() => run.abort(new Error("cancelled by SIGINT")), 50);
      await expect(delivery).rejects.toThrow("cancelled by SIGINT");
    });

    test("only https is taken, except on this machine or where that is allowed", () => {
      const { effects } = hasty();
      for (const url of [
        "http://hooks.example.com",
        "ftp://hooks.example.com",
        "https://a:b@hooks.example.com",
        "hooks",
      ])
        expect(() => bench.open(url, effects)).toThrow(/https|user name/);
      for (const url of ["https://10.0.0.7", "http://localhost:1", "http://[::1]:1"])
        expect(() => bench.open(url, effects)).not.toThrow();
    });
  });
}
