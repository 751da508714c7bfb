import { describe, expect, test } from "vitest";
import { InputError, RefusedError } from "../../src/kit/errors.ts";
import type { Host, ReleaseName } from "../../src/stages/ports/host.ts";

/** Two empty slots, and releases to put into them. */
export interface HostBench extends AsyncDisposable {
  /** A host opened onto the same two slots; each call is as good as another process. */
  open(): Host;
  readonly releases: {
    /** Two releases that become ready. */
    readonly good: ReleaseName;
    readonly next: ReleaseName;
    /** Prints `no such table` and ends at once. */
    readonly dead: ReleaseName;
    /** Answers as if it were another commit. */
    readonly impostor: ReleaseName;
    /** Runs and never answers. */
    readonly silent: ReleaseName;
    /** Is nowhere to be found. */
    readonly unknown: ReleaseName;
  };
  /** Ends what runs in the slot, without the host. */
  kill(slot: "blue" | "green"): Promise<void>;
}

const within = 10_000;
const grace = 2_000;

/** What every host has to keep, wherever it runs releases. */
export function hostContract(name: string, factory: () => Promise<HostBench>): void {
  async function run(host: Host, release: ReleaseName): Promise<void> {
    await host.prepare("blue", release);
    await host.start("blue", release);
    expect(await host.ready("blue", release, within)).toMatchObject({ ready: true });
  }

  describe(`${name} keeps the contract of a host`, () => {
    test("a release goes from empty over stopped to ready, answers, and goes back to stopped", async () => {
      await using bench = await factory();
      const host = bench.open();
      const { good } = bench.releases;
      expect(await host.slots()).toEqual({ blue: { status: "empty" }, green: { status: "empty" } });
      await host.prepare("blue", good);
      expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...good, url: host.url("blue") });
      await host.start("blue", good);
      const ready = await host.ready("blue", good, within);
      expect(ready.ready && ready.took).toBeLessThan(within);
      const { blue, green } = await bench.open().slots();
      expect(blue).toMatchObject({ status: "ready", ...good, url: host.url("blue"), since: expect.any(String) });
      expect(green).toEqual({ status: "empty" });
      expect((await fetch(host.url("blue"))).status).toBeLessThan(500);
      await host.stop("blue", grace);
      expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...good });
      await expect(fetch(host.url("blue"))).rejects.toThrow();
    });

    test("doing it twice does it once", async () => {
      await using bench = await factory();
      const { good } = bench.releases;
      await bench.open().prepare("blue", good);
      await bench.open().prepare("blue", good);
      await bench.open().start("blue", good);
      const first = (await bench.open().slots()).blue;
      await bench.open().start("blue", good);
      await bench.open().ready("blue", good, within);
      await bench.open().start("blue", good);
      expect((await bench.open().slots()).blue).toEqual({ ...first, status: "ready" });
      await bench.open().stop("blue", grace);
      await bench.open().stop("blue", grace);
      await bench.open().stop("green", grace);
    });

    test("a new release takes the place of what runs in its slot, and the other slot notices nothing", async () => {
      await using bench = await factory();
      const host = bench.open();
      const { good, next } = bench.releases;
      await host.prepare("green", good);
      await host.start("green", good);
      await host.ready("green", good, within);
      const green = (await host.slots()).green;
      await run(host, good);
      await host.prepare("blue", next);
      expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...next });
      await host.start("blue", next);
      expect(await host.ready("blue", next, within)).toMatchObject({ ready: true });
      expect(await host.slots()).toEqual({ blue: expect.objectContaining({ status: "ready", ...next }), green });
    });

    test("a release that was not prepared in the slot is not started", async () => {
      await using bench = await factory();
      const host = bench.open();
      const { good, next } = bench.releases;
      await expect(host.start("blue", good)).rejects.toBeInstanceOf(RefusedError);
      await host.prepare("blue", good);
      await expect(host.start("blue", next)).rejects.toBeInstanceOf(RefusedError);
      expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...good });
    });

    test("a release that ends at once is reported with its last lines, without waiting for long", async () => {
      await using bench = await factory();
      const host = bench.open();
      const { dead } = bench.releases;
      await host.prepare("blue", dead);
      await host.start("blue", dead);
      const start = performance.now();
      const readiness = await host.ready("blue", dead, 60_000);
      expect(performance.now() - start).toBeLessThan(20_000);
      expect(readiness).toMatchObject({ ready: false, lastLines: expect.stringContaining("no such table") });
      expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...dead });
    });

    test("a release that answers as another commit is never ready", async () => {
      await using bench = await factory();
      const host = bench.open();
      const { impostor } = bench.releases;
      await host.prepare("blue", impostor);
      await host.start("blue", impostor);
      const readiness = await host.ready("blue", impostor, within);
      expect(readiness).toMatchObject({ ready: false, why: expect.stringContaining(impostor.commit) });
      expect((await host.slots()).blue).toMatchObject({ status: "unhealthy", ...impostor });
    });

    test("a release that never answers is not ready when the time is up, and can be stopped", async () => {
      await using bench = await factory();
      const host = bench.open();
      const { silent } = bench.releases;
      await host.prepare("blue", silent);
      await host.start("blue", silent);
      expect(await host.ready("blue", silent, 500)).toMatchObject({ ready: false });
      expect((await host.slots()).blue).toMatchObject({ status: "starting", ...silent });
      await host.stop("blue", grace);
      expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...silent });
    });

    test("waiting can be broken off", async () => {
      await using bench = await factory();
      const host = bench.open();
      const { silent } = bench.releases;
      await host.prepare("blue", silent);
      await host.start("blue", silent);
      const reason = new Error("enough");
      await expect(host.ready("blue", silent, 60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    test("what was never started is not ready", async () => {
      await using bench = await factory();
      const host = bench.open();
      const { good, next } = bench.releases;
      expect(await host.ready("blue", good, 500)).toMatchObject({ ready: false });
      await run(host, good);
      expect(await host.ready("blue", next, 500)).toMatchObject({ ready: false });
    });

    test("a release that dies is seen as stopped, and starts again", async () => {
      await using bench = await factory();
      const host = bench.open();
      const { good } = bench.releases;
      await run(host, good);
      await bench.kill("blue");
      expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...good });
      await host.start("blue", good);
      expect(await host.ready("blue", good, within)).toMatchObject({ ready: true });
    });

    test("an unknown release is an input error, and what ran stays written down", async () => {
      await using bench = await factory();
      const host = bench.open();
      await host.prepare("blue", bench.releases.good);
      await expect(host.prepare("blue", bench.releases.unknown)).rejects.toBeInstanceOf(InputError);
      expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...bench.releases.good });
    });
  });
}
