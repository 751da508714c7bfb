import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import type { ActionError } from "../../../src/kit/errors.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { TestEffects } from "../../effects.ts";
import { aPod, type Cluster, startCluster } from "../../servers/cluster.ts";
import { can } from "../../servers/programs.ts";
import { kubectlEffects, openKubectl } from "./open-kubectl.ts";
import { scan } from "./process-table.ts";

async function failureOf(promise: Promise<unknown>): Promise<ActionError> {
  return promise.then(
    () => {
      throw new Error("it succeeded");
    },
    (error) => error,
  );
}

describe.runIf(can("kubectl"))("a pod over kubectl", () => {
  let cluster: Cluster;
  let effects: TestEffects;
  let exec: Executor;
  const open = (inputs: Readonly<Record<string, unknown>> = {}) => openKubectl(cluster, effects, inputs);
  const fails = (inputs: Readonly<Record<string, unknown>> = {}) => failureOf(open(inputs).run(["true"]));

  beforeEach(async () => {
    cluster = await startCluster();
    cluster.pods.set("postgres-0", aPod("uid-1", { labels: { app: "pg" } }));
    effects = kubectlEffects();
    exec = open();
  });
  afterEach(async () => await cluster?.[Symbol.asyncDispose]());

  test("another pod under the same name is refused, whatever its programs would answer", async () => {
    expect((await exec.run(["echo", "one"])).stdout).toBe("one\n");
    cluster.pods.set("postgres-0", aPod("uid-2"));
    await new Promise((later) => setTimeout(later, 1100));
    const failure = await failureOf(exec.run(["touch", join(effects.folder, "touched")]));
    expect(failure.message).toBe("the pod `postgres-0` has been replaced by another one while it was in use");
    expect(await effects.exec.readFile("touched")).toBe(null);
  });

  test("of a deployment or a stateful set one running pod is taken and kept", async () => {
    cluster.owners.set("statefulsets/db", { app: "db" });
    cluster.pods.set("db-0", aPod("uid-0", { labels: { app: "db" }, phase: "Pending", state: { waiting: {} } }));
    cluster.pods.set("db-1", aPod("uid-1", { labels: { app: "db" } }));
    const set = open({ "kubectl-pod": "statefulset/db" });
    expect(set.where).toBe("statefulset/db");
    await set.run(["true"]);
    cluster.pods.set("db-0", aPod("uid-0", { labels: { app: "db" } }));
    await new Promise((later) => setTimeout(later, 1100));
    await set.run(["true"]);
    const execs = cluster.requests.filter((line) => line.includes("pods/exec"));
    expect(execs).toEqual(["get pods/exec db-1", "get pods/exec db-1"]);
    cluster.owners.set("deployments/web", { app: "web" });
    expect((await fails({ "kubectl-pod": "deployment/web" })).message).toMatch(
      /^no pod of `deployment\/web` is running/,
    );
  });

  test("the kubeconfig is in a file only while a command runs, and on no command line", async () => {
    const seen = scan("current-context");
    await exec.run(["true"]);
    expect(await seen.end()).toEqual([]);
    expect(await readdir(effects.temporary)).toEqual([]);
  });

  test("a pod, a container, a right, a login and a context that are missing are told apart", async () => {
    expect(await fails({ "kubectl-pod": "nobody" })).toMatchObject({
      code: "invalid_input",
      message: "pod nobody is not there: pods `nobody` not found",
    });
    expect(await fails({ "kubectl-pod": "deployment/none" })).toMatchObject({ code: "invalid_input" });
    expect((await fails({ "kubectl-namespace": "nowhere" })).message).toContain("namespaces `nowhere` not found");
    const container = await fails({ "kubectl-container": "sidecar" });
    expect(container).toMatchObject({ hint: "Set `kubectl-container` to one of: main." });
    expect((await fails({ "kubectl-context": "staging" })).message).toContain("no context `staging`");
    cluster.forbidden.add("get pods/exec");
    const right = await fails();
    expect(right.message).toBe("the cluster does not allow that for pod postgres-0: this user may not get pods/exec");
    expect(right.hint).toContain("`create` on `pods/exec`");
    cluster.isLocked = true;
    expect((await fails()).message).toContain("the credentials are wrong or have run out");
  });

  test("a container that does not run is told with the reason", async () => {
    cluster.pods.set("postgres-0", aPod("uid-1", { state: { waiting: { reason: "CrashLoopBackOff" } } }));
    expect((await fails()).message).toContain("is not running (waiting: CrashLoopBackOff)");
  });

  test("a cluster that is away, and a machine without kubectl, are told apart", async () => {
    const config = cluster.kubeconfig;
    await cluster[Symbol.asyncDispose]();
    expect((await fails({ "kubectl-config": config })).message).toBe(
      "the API server of pod postgres-0 cannot be reached",
    );
    const bare = localExecutor({ folder: effects.folder, redact: (t) => t, environment: { PATH: "/nowhere" } });
    const without = openKubectl(cluster, Object.assign(kubectlEffects(), { exec: bare }));
    expect((await failureOf(without.run(["true"]))).message).toContain("`kubectl` is not installed here");
    cluster = await startCluster();
  });

  test("a connection that drops in the middle of a stream is no end of it, and nothing runs on there", async () => {
    const { stdout, done } = exec.stream(["sh", "-c", "echo half; exec sleep 4713.01"]);
    await once(stdout, "readable");
    cluster.drop();
    expect(await text(stdout)).toBe("half\n");
    expect((await failureOf(done)).message).toMatch(
      /^the connection to pod postgres-0 was lost while `sh -c .*` ran there$/,
    );
    await expect.poll(() => scan.once("sleep\x004713.01"), { timeout: 8000 }).toEqual([]);
  });

  test("an input that a dropped connection cuts is not taken for a whole one there", async () => {
    const taken = join(effects.folder, "taken");
    const endless = new Readable({ read() {} });
    endless.push("half");
    const script = `cat > "$1"; touch "$1.complete"; : 4713.02`;
    const running = failureOf(exec.run(["sh", "-c", script, "sh", taken], { stdin: endless }));
    await expect.poll(() => effects.exec.readFile(taken), { timeout: 8000 }).toBe("half");
    cluster.drop();
    expect((await running).message).toContain("was lost while");
    await expect.poll(() => scan.once("4713.02"), { timeout: 8000 }).toEqual([]);
    expect(await effects.exec.readFile(`${taken}.complete`)).toBe(null);
  });

  test.each([
    ["kubectl-pod", "--help"],
    ["kubectl-pod", "job/x/y"],
    ["kubectl-namespace", "-A"],
    ["kubectl-container", "A B"],
    ["kubectl-config", "no/such/file"],
  ])("%s `%s` is refused", (input, value) => {
    expect(() => open({ [input]: value })).toThrow(input);
  });
});
