import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { RefusedError } from "../../../src/kit/errors.ts";
import { can } from "../../servers/programs.ts";
import { plainEffects } from "../plain-effects.ts";
import { haproxyBench } from "./haproxy-bench.ts";
import { countSlots } from "./under-load.ts";

/** What an `agent-check` asks; it answers one line. */
async function startAgent() {
  const server = createServer((client) => {
    client.on("error", () => {});
    client.end(`${agent.says}\n`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const agent = {
    says: "up",
    words: `agent-check agent-port ${port} agent-inter 50ms`,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
  return agent;
}

/** Green has an agent, and is at 10 % when the agent begins to speak of weights. */
async function agentBench() {
  const agent = await startAgent();
  const bench = await haproxyBench({ green: `weight 10 disabled ${agent.words}` });
  const before = await bench.open().read();
  await bench.open().setWeight("green", 10);
  return {
    ...bench,
    before,
    async agentSays(says: string, weight: number) {
      agent.says = says;
      await expect
        .poll(() => bench.haproxy.say("show servers state app"))
        .toMatch(new RegExp(` green \\S+ 2 \\d ${weight} 10 `));
    },
    async [Symbol.asyncDispose]() {
      await bench[Symbol.asyncDispose]();
      await agent[Symbol.asyncDispose]();
    },
  };
}

describe.runIf(can("haproxy"))("An agent that changes a weight in the middle of a release", () => {
  test("is told, keeps no step in effect, and does not keep the traffic from going back", async () => {
    await using bench = await agentBench();
    await bench.agentSays("75%", 7);
    const effects = plainEffects();
    const router = bench.open({ effects });
    expect(await router.read()).toMatchObject({ active: "blue", weight: 7 });
    expect(effects.lines.join("\n")).toMatch(/warn: an `agent-check` .* about 7 %.*`disable agent app\/green`/);
    expect(await router.verify("green", 10)).toBe("not-yet");
    await router.setWeight("green", 0);
    expect(await countSlots(bench.haproxy.url, 20)).toEqual({ blue: 20 });
    expect(await router.verify("green", 0)).toBe("in-effect");
  });

  test("does not keep a release from getting everything, nor an earlier split from being restored", async () => {
    await using bench = await agentBench();
    await bench.agentSays("75%", 7);
    const router = bench.open();
    await router.setWeight("green", 100);
    await bench.agentSays("50%", 5);
    expect(await router.verify("green", 100)).toBe("in-effect");
    await router.promote("green");
    expect(await bench.open().read()).toMatchObject({ active: "green", weight: 0 });
    await bench.open().restore(bench.before.raw);
    expect(await bench.open().read()).toEqual(bench.before);
  });

  test("is nobody who edits the split between a look and a change; a hand is", async () => {
    await using bench = await agentBench();
    const router = bench.open();
    await router.read();
    await bench.agentSays("50%", 5);
    await bench.haproxy.say("set server app/blue weight 95");
    await expect(router.setWeight("green", 0)).rejects.toBeInstanceOf(RefusedError);
    await router.read();
    await bench.agentSays("75%", 7);
    await router.setWeight("green", 0);
    expect(await bench.open().read()).toMatchObject({ active: "blue", weight: 0 });
  });

  test("changes nothing any more once it is disabled", async () => {
    await using bench = await agentBench();
    await bench.agentSays("75%", 7);
    await bench.haproxy.say("disable agent app/green;set server app/green weight 10");
    const router = bench.open();
    await router.setWeight("green", 25);
    expect(await router.verify("green", 25)).toBe("in-effect");
  });
});
