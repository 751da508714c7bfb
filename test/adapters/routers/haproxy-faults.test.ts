import { chmod, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { asNobody } from "../nobody.ts";
import { haproxyBench, openHaproxy } from "./haproxy-bench.ts";
import { relayTo } from "./haproxy-relay.ts";
import { countSlots } from "./under-load.ts";

const checked = { blue: "weight 100 check inter 50ms", green: "weight 0 check inter 50ms disabled" };

describe.runIf(can("haproxy"))("HAProxy that cannot be asked", () => {
  test("a process that has ended, and a socket that never was, are service errors of their own", async () => {
    await using bench = await haproxyBench();
    const missing = openHaproxy(join(bench.haproxy.folder, "other.sock"));
    expect(await failure(missing.read())).toMatch(
      /other\.sock` on this machine cannot be asked: there is no such socket/,
    );
    await bench.haproxy.kill();
    expect(await failure(bench.open().read())).toMatch(/nobody listens there/);
    expect(await failure(bench.open().inFlight("blue"))).toMatch(/nobody listens there/);
    expect(await failure(openHaproxy(bench.haproxy.tcp).read())).toMatch(/nobody listens there/);
    expect(await failure(openHaproxy("tcp:no-such-host.invalid:1").read())).toMatch(/there is no address/);
  });

  test("a socket without rights says how they are given", async () => {
    await using bench = await haproxyBench();
    await chmod(bench.haproxy.folder, 0o755);
    const error = await asNobody(() =>
      bench
        .open()
        .read()
        .catch((caught: unknown) => caught),
    );
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ hint: expect.stringContaining("level admin") });
    expect(String(error)).toContain("this user may not open the socket");
  });

  test("a socket of level user reads, changes nothing and says what it lacks", async () => {
    await using bench = await haproxyBench();
    const router = openHaproxy(bench.haproxy.userSocket);
    const before = await router.read();
    const error = await router.setWeight("green", 10).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ServiceError);
    expect(String(error)).toContain("Permission denied");
    expect(error).toMatchObject({ hint: expect.stringContaining("level admin") });
    expect(await bench.open().read()).toEqual(before);
  });

  test("silence ends after some seconds", async () => {
    await using bench = await haproxyBench();
    await using relay = await relayTo(bench.haproxy.socket);
    relay.during = () => null;
    expect(await failure(openHaproxy(relay.socket).read())).toMatch(/it does not answer in time/);
  });

  test("an answer that breaks off is no answer, wherever it does", async () => {
    await using bench = await haproxyBench();
    await using relay = await relayTo(bench.haproxy.socket);
    for (const share of [0, 0.2, 0.5, 0.9, 0.999]) {
      relay.during = (_, answer) => answer.slice(0, Math.floor(answer.length * share));
      expect(await failure(openHaproxy(relay.socket).read())).toMatch(/broke off its answer/);
    }
  });

  test("a change whose answer is lost is a failure, and the next reading says what has become of it", async () => {
    await using bench = await haproxyBench();
    await using relay = await relayTo(bench.haproxy.socket);
    const router = openHaproxy(relay.socket);
    await router.read();
    relay.during = (commands, answer) => (commands.includes("weight 10") ? "" : answer);
    expect(await failure(router.setWeight("green", 10))).toMatch(/broke off its answer/);
    expect(await router.read()).toMatchObject({ active: "blue", weight: 10 });
    relay.during = (_, answer) => answer;
    await router.setWeight("green", 0);
    expect(await bench.open().read()).toMatchObject({ active: "blue", weight: 0 });
  });
});

describe.runIf(can("haproxy"))("A split that HAProxy does not have", () => {
  test.each([
    ["another backend", { "haproxy-backend": "shop" }, "Can't find backend."],
    ["another server", { "haproxy-servers": "blue, red" }, "backend `app` has no server `red`"],
  ])("%s is named", async (_, inputs, what) => {
    await using bench = await haproxyBench();
    expect(await failure(bench.open({ inputs }).setWeight("green", 10))).toContain(what);
  });

  test.each([
    ["a third server with a share", { more: ["server red 127.0.0.1:9 weight 5"] }, "`app/red` gets a share, too"],
    ["a slot that is a backup", { green: "weight 0 backup" }, "`app/green` is a backup"],
    ["a third of the traffic", { blue: "weight 2", green: "weight 1" }, "2 and 1, are no whole percentage"],
    ["no server with a share", { blue: "weight 0" }, "no server of backend `app` gets traffic"],
    ["servers in order", { backend: ["balance first"] }, "`balance first`, which knows no weights"],
  ])("%s is no split", async (_, options, what) => {
    await using bench = await haproxyBench(options);
    expect(await failure(bench.open().read())).toContain(what);
    expect(await failure(bench.open().setWeight("green", 100))).toContain(what);
  });

  test("weights that cannot change while it runs are refused as HAProxy says it", async () => {
    await using bench = await haproxyBench({ backend: ["balance static-rr"], green: "weight 1 disabled" });
    expect(await failure(bench.open().setWeight("green", 10))).toContain("static LB algorithm");
    expect(await countSlots(bench.haproxy.url, 5)).toEqual({ blue: 5 });
  });

  test("weights that divide connections and not requests are written, and not called in effect", async () => {
    await using bench = await haproxyBench({ backend: ["balance leastconn"] });
    const router = bench.open();
    await router.setWeight("green", 10);
    expect(await router.verify("green", 10)).toBe("unknown");
  });

  test("several processes have several splits", async () => {
    await using bench = await haproxyBench();
    await using relay = await relayTo(bench.haproxy.socket);
    relay.during = (_, answer) => answer.replace("Nbproc: 1", "Nbproc: 4");
    expect(await failure(openHaproxy(relay.socket).read())).toContain("4 processes with a split each");
  });

  test("a process that is being replaced has the split and not the visitors", async () => {
    await using bench = await haproxyBench();
    await using relay = await relayTo(bench.haproxy.socket);
    relay.during = (_, answer) => answer.replace("Stopping: 0", "Stopping: 1");
    const router = openHaproxy(relay.socket, { inputs: { "haproxy-confirm-within": "200ms" } });
    await router.setWeight("green", 10);
    expect(await router.verify("green", 10)).toBe("not-yet");
  });
});

describe.runIf(can("haproxy"))("A server that is down", () => {
  test("gets no traffic, is named, and nothing has changed", async () => {
    await using bench = await haproxyBench(checked);
    await bench.slots.green.close();
    const router = bench.open();
    const before = await router.read();
    expect(await failure(router.setWeight("green", 10))).toContain("server `app/green` is DOWN");
    expect(await bench.open().read()).toEqual(before);
    expect(await countSlots(bench.haproxy.url, 20)).toEqual({ blue: 20 });
  });

  test("that goes down on its way is told, and its traffic is put back", async () => {
    await using bench = await haproxyBench(checked);
    const router = bench.open();
    await router.setWeight("green", 50);
    expect(await router.verify("green", 50)).toBe("in-effect");
    await bench.slots.green.close();
    await expect.poll(() => bench.haproxy.say("show stat")).toContain("DOWN");
    expect(await failure(router.verify("green", 50))).toContain("server `app/green` is DOWN");
    await router.setWeight("green", 0);
    expect(await router.verify("green", 0)).toBe("in-effect");
  });

  test("does not get the traffic back either: the one that works keeps it", async () => {
    await using bench = await haproxyBench(checked);
    const router = bench.open();
    await router.setWeight("green", 100);
    await bench.slots.blue.close();
    expect(await failure(router.setWeight("green", 0))).toContain("server `app/blue` is DOWN");
    expect(await countSlots(bench.haproxy.url, 20)).toEqual({ green: 20 });
  });

  test("that passes no check in time is not trusted either", async () => {
    const backend = ["balance roundrobin", "option httpchk GET /slow", "timeout check 10s"];
    await using bench = await haproxyBench({ backend, green: "weight 0 check inter 50ms disabled" });
    const router = bench.open({ inputs: { "haproxy-confirm-within": "200ms" } });
    const before = await router.read();
    expect(await failure(router.setWeight("green", 10))).toContain("has passed no health check in time");
    expect(await bench.open().read()).toEqual(before);
    bench.slots.release();
  });

  test("that is up again and is given its share slowly has it when it has it in full", async () => {
    await using bench = await haproxyBench({ ...checked, green: "weight 0 check inter 50ms slowstart 2s disabled" });
    const hasty = bench.open({ inputs: { "haproxy-confirm-within": "150ms" } });
    await hasty.setWeight("green", 50);
    expect(await hasty.verify("green", 50)).toBe("not-yet");
    expect(await bench.open().verify("green", 50)).toBe("in-effect");
  });

  test("that is alone has all of the traffic at once, however slowly it starts; so has the one that it goes back to", async () => {
    const slowly = "check inter 50ms slowstart 40s";
    await using bench = await haproxyBench({ blue: `weight 100 ${slowly}`, green: `weight 0 ${slowly} disabled` });
    const router = bench.open({ inputs: { "haproxy-confirm-within": "300ms" } });
    for (const slot of ["green", "blue"] as const) {
      await router.setWeight(slot, 100);
      expect(await bench.haproxy.say("show stat")).toMatch(throttled(slot));
      expect(await router.verify(slot, 100)).toBe("in-effect");
      expect(await countSlots(bench.haproxy.url, 10)).toEqual({ [slot]: 10 });
    }
  });

  test("is another thing than one that has failed a check: it serves, and gets the traffic back", async () => {
    const patiently = "check inter 50ms fall 1000";
    await using bench = await haproxyBench({
      blue: `weight 100 ${patiently}`,
      green: `weight 0 ${patiently} disabled`,
    });
    const router = bench.open({ inputs: { "haproxy-confirm-within": "200ms" } });
    await router.setWeight("green", 50);
    await bench.slots.blue.close();
    await expect
      .poll(() => bench.haproxy.say("show servers state app"))
      .toMatch(/ blue \S+ 2 0 50 100 \d+ \d+ \d 9\d\d /);
    await router.setWeight("green", 0);
    expect(await bench.open().read()).toMatchObject({ active: "blue", weight: 0 });
  });
});

test.runIf(can("haproxy"))("an edit while a server proves itself is refused and kept", async () => {
  await using bench = await haproxyBench(checked);
  await using relay = await relayTo(bench.haproxy.socket);
  const router = openHaproxy(relay.socket);
  await router.read();
  relay.during = async (commands, answer) => {
    if (commands.startsWith("set server app/green weight 0;")) await bench.haproxy.say("set server app/blue weight 50");
    return answer;
  };
  await expect(router.setWeight("green", 10)).rejects.toBeInstanceOf(RefusedError);
  expect(await bench.haproxy.say("show servers state app")).toMatch(/ blue \S+ 2 0 50 .*\n.* green \S+ 0 [15] 0 /);
});

describe.runIf(can("haproxy", "sshd"))("HAProxy on another machine, over ssh", () => {
  test("is asked by socat there; its state file is written there", async () => {
    await using bench = await haproxyBench();
    await using sshd = await startSshd();
    const effects = testEffects();
    const executor = openSsh(sshd, effects);
    const inputs = { "haproxy-state-file": join(sshd.folder, "state") };
    const router = bench.open({ effects, executor, inputs });
    await router.setWeight("green", 25);
    expect(await router.verify("green", 25)).toBe("in-effect");
    expect(await router.read()).toEqual(await bench.open().read());
    expect(await executor.readFile(inputs["haproxy-state-file"])).toContain(" green ");
    const missing = openHaproxy(join(sshd.folder, "no.sock"), { effects, executor });
    expect(await failure(missing.read())).toMatch(/cannot be asked: there is no such socket/);
    await bench.haproxy.kill();
    expect(await failure(router.read())).toMatch(/nobody listens there/);
    expect(await failure(openHaproxy(bench.haproxy.tcp, { effects, executor }).read())).toMatch(/nobody listens there/);
  });

  test("is read as it is, whatever is masked here: the state file there is the one that it gives", async () => {
    await using bench = await haproxyBench();
    await using sshd = await startSshd();
    const effects = testEffects();
    effects.mask("127.0.0.1");
    const file = join(sshd.folder, "state");
    const router = bench.open({ effects, executor: openSsh(sshd, effects), inputs: { "haproxy-state-file": file } });
    await router.setWeight("green", 25);
    expect(await readFile(file, "utf8")).toMatch(/ app 2 green 127\.0\.0\.1 2 \d 25 /);
  });

  test("without socat there, it is said what is missing and what else would do", async () => {
    await using bench = await haproxyBench();
    await using folder = await temporaryFolder();
    const programs = (await readdir("/usr/bin")).filter((name) => name !== "socat");
    await Promise.all(programs.map((name) => symlink(`/usr/bin/${name}`, join(folder.path, name))));
    await using sshd = await startSshd([`ForceCommand env PATH=${folder.path} sh -c "$SSH_ORIGINAL_COMMAND"`]);
    const effects = testEffects();
    const error = await bench
      .open({ effects, executor: openSsh(sshd, effects) })
      .read()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain("`socat` is not there");
    expect(error).toMatchObject({ hint: expect.stringContaining("tcp:host:port") });
  });
});

test("everything that is wrong with the inputs is told at once", () => {
  const inputs = {
    "haproxy-backend": "app;shutdown",
    "haproxy-servers": "blue",
    "haproxy-state-file": "state",
  };
  const problems = ["haproxy-socket", "haproxy-backend", "haproxy-servers", "haproxy-state-file"];
  expect(() => openHaproxy("admin.sock", { inputs })).toThrow(InputError);
  for (const problem of problems) expect(() => openHaproxy("admin.sock", { inputs })).toThrow(problem);
});

test.each(["/run/a b.sock", "/run/x,fork", "tcp:host", "tcp:host:0", "tcp:host:99999", "/run/x\nq"])(
  "`%s` is no socket",
  (socket) => {
    expect(() => openHaproxy(socket)).toThrow(/haproxy-socket: must be an absolute path or `tcp:host:port`/);
  },
);

async function failure(act: Promise<unknown>): Promise<string> {
  const error = await act.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ServiceError);
  return (error as Error).message;
}

/** The server's row of statistics, with its weight given to it in part: its `throttle` is a number. */
function throttled(server: string): RegExp {
  return new RegExp(`^app,${server},(?:[^,]*,){30}\\d`, "m");
}
