import { expect, test } from "vitest";
import { openSession } from "../../src/stages/session.ts";
import { openBench } from "../doubles/bench.ts";
import { memoryJournal } from "../doubles/journal.ts";

const length = 30_000;

test("a lease counts from the asking, however late the answer of the journal came", async () => {
  const bench = await openBench();
  const effects = bench.run();
  const place = memoryJournal(bench.journal);
  // The entry is there for everybody to see, and the answer takes twenty seconds.
  const slow = {
    ...place,
    async append(...[entry, after]: Parameters<typeof place.append>) {
      const next = await place.append(entry, after);
      await effects.sleep(20_000);
      return next;
    },
  };
  const seen = bench.clock.elapsed();
  const lostAfter = async () => {
    const session = await openSession(slow, effects, { length, wait: 0, requestAbort: null });
    slow.append = () => new Promise(() => undefined);
    await new Promise<void>((lost) => session.signal.addEventListener("abort", () => lost(), { once: true }));
    return bench.clock.elapsed() - seen;
  };
  // Once the time is up it tries for a third of the length whether the journal is there after all.
  expect(await bench.clock.run(lostAfter())).toBeLessThanOrEqual((length * 4) / 3 + 100);
});
