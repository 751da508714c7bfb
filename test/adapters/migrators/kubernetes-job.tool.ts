import { delimiter, dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { connectionString } from "../../../src/adapters/migrators/ef-core/connection.ts";
import { kubernetesJobMigrator } from "../../../src/adapters/migrators/kubernetes-job.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Migrator } from "../../../src/stages/ports/migrator.ts";
import {
  applyAll,
  limits,
  type MigrationFile,
  migratorContract,
  orders,
  people,
  wrongPassword,
} from "../../contracts/migrator.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can, programPath } from "../../servers/programs.ts";
import { bundleLayout as layout, versionOf } from "./ef-core-layout.ts";
import { type JobCluster, startJobCluster } from "./kubernetes-job-cluster.ts";
import { onPostgres, openTool, projectFolder, writeIn } from "./node-tools.ts";

const image = `registry.example.com/shop/migrations@sha256:${"a1".repeat(32)}`;
type Given = Readonly<Record<string, unknown>>;

describe.runIf(can("postgres", "kubectl"))("in a cluster", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  const make = async (more: Given = {}, effects: Partial<Effects> = {}) => {
    const place = await onPostgres(server);
    const cluster = await startJobCluster();
    const temporary = await temporaryFolder();
    const folder = await projectFolder(layout, `${temporary.path}/checkout`);
    const otherFolder = await projectFolder(layout, `${temporary.path}/release`);
    cluster.folder = folder;
    cluster.secrets.set("shop-database", { ConnectionStrings__DefaultConnection: secretFor(place.url) });
    const inputs = {
      "kubernetes-job-url": place.url,
      "kubernetes-job-namespace": "shop",
      "kubernetes-job-image": image,
      "kubernetes-job-command": ["node", "./efbundle.cjs"],
      "kubernetes-job-env-from": ["shop-database"],
      "kubernetes-job-takes-target": true,
      "kubernetes-job-rehearse-with": ["node", "./efbundle.cjs"],
      "kubernetes-job-config": cluster.kubeconfig,
      ...more,
    };
    const open = (other: Given = {}) =>
      openTool(kubernetesJobMigrator, folder, { ...inputs, ...other }, kubectlEffects(folder, effects));
    const migrator = open();
    const { hold } = place;
    return {
      ...{
        cluster,
        folder,
        otherFolder,
        open,
        otherUrl: place.otherUrl,
        tables: async () => own(await place.tables()),
      },
      ...(hold === undefined ? {} : { hold }),
      migrator: { ...migrator, from: (other: string) => released(cluster, migrator, other) },
      absent: open({ "kubernetes-job-url": place.absentUrl }),
      // A Job needs nothing on this machine; its rehearsal does.
      uninstalled: open({ "kubernetes-job-rehearse-with": ["no-such-program"] }).on(place.otherUrl),
      stranger: open({ "kubernetes-job-url": place.strangerUrl }),
      add: (file: MigrationFile, into = folder) => layout.add(into, file),
      remove: (file: MigrationFile) => layout.remove(folder, file),
      wasCreated: place.wasCreated,
      async [Symbol.asyncDispose]() {
        await cluster[Symbol.asyncDispose]();
        await temporary[Symbol.asyncDispose]();
      },
    };
  };

  migratorContract("a Job", () => make(), { versionOf, isReadable: false });

  test("the Job runs once, in time, and no secret is in it or on a command line", async () => {
    await using fixture = await make({ "kubernetes-job-timeout": 90_000 });
    await fixture.add(people);
    await applyAll(fixture.migrator);
    const [[name, { sent }] = ["", { sent: {} as never }]] = [...fixture.cluster.jobs];
    expect(name).toMatch(/^shop-migrate-[0-9a-f]{10}$/);
    expect(sent.spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 90, ttlSecondsAfterFinished: 86_400 });
    const { spec } = sent.spec.template;
    expect(spec).toMatchObject({
      restartPolicy: "Never",
      containers: [{ image, envFrom: [{ secretRef: { name: "shop-database" } }] }],
    });
    expect(JSON.stringify(sent)).not.toMatch(/adm(:|%3A)in/);
    await fixture.add(orders);
    await applyAll(fixture.migrator);
    expect(new Set(fixture.cluster.jobs.keys()).size).toBe(2);
  });

  test("an image that cannot be pulled ends the wait at once, with the cluster's words; the Job is taken away", async () => {
    await using fixture = await make();
    await fixture.add(people);
    fixture.cluster.trouble = "image";
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({
      code: "service_failed",
      message: expect.stringContaining("ImagePullBackOff: Back-off pulling image"),
      hint: expect.stringContaining("Nothing was applied"),
    });
    expect(fixture.cluster.jobs.size).toBe(0);
  });

  test("a quota that leaves no room and a Secret that is not there are told", async () => {
    await using fixture = await make();
    await fixture.add(people);
    fixture.cluster.trouble = "quota";
    await expect(applyAll(fixture.migrator)).rejects.toThrow("exceeded quota: compute");
    fixture.cluster.trouble = null;
    fixture.cluster.secrets.clear();
    await expect(applyAll(fixture.migrator)).rejects.toThrow('secret "shop-database" not found');
    expect(fixture.cluster.jobs.size).toBe(0);
  });

  test("a Job that is beyond its time is told with the last that it said", async () => {
    const command = ["sh", "-c", "echo waiting for a lock; sleep 30"];
    await using fixture = await make({ "kubernetes-job-command": command, "kubernetes-job-takes-target": false });
    await fixture.add(people);
    fixture.cluster.trouble = "deadline";
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({
      code: "timed_out",
      message: expect.stringContaining("the last that it said: waiting for a lock"),
    });
  });

  test("a Job that ends well and has done nothing leaves the migrations pending", async () => {
    await using fixture = await make({ "kubernetes-job-command": ["true"] });
    await fixture.add(people);
    await applyAll(fixture.migrator);
    expect((await fixture.migrator.state()).pending).toHaveLength(1);
  });

  test("short losses of the connection are borne, also in the answer to the Job's creation", async () => {
    await using fixture = await make();
    await fixture.add(people);
    const applying = applyAll(fixture.migrator);
    await until(() => fixture.cluster.requests.some((line) => line.startsWith("POST")));
    fixture.cluster.cuts = 4;
    await applying;
    expect((await fixture.migrator.state()).pending).toEqual([]);
  });

  test("a cluster that answers no more is not waited for: the Job goes on, and the error says so", async () => {
    let clock = 0;
    const sleep = async (pause: number) => {
      clock += pause * 20;
    };
    const virtual = { monotonic: () => clock, sleep };
    const command = ["sh", "-c", "sleep 20"];
    await using fixture = await make(
      { "kubernetes-job-command": command, "kubernetes-job-takes-target": false },
      virtual,
    );
    await fixture.add(people);
    const applying = applyAll(fixture.migrator).catch((error) => error);
    await until(() => fixture.cluster.jobs.size === 1);
    fixture.cluster.cuts = 1000;
    expect(await applying).toMatchObject({
      code: "service_failed",
      message: expect.stringContaining("how the Job"),
      hint: expect.stringContaining("goes on without us"),
    });
    fixture.cluster.cuts = 0;
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("of an earlier run has not ended yet"),
    });
  });

  test("a Job that somebody deletes is told, and so is a role that may not create one", async () => {
    const command = ["sh", "-c", "sleep 20"];
    await using fixture = await make({ "kubernetes-job-command": command, "kubernetes-job-takes-target": false });
    await fixture.add(people);
    const applying = applyAll(fixture.migrator).catch((error) => error);
    await until(() => fixture.cluster.jobs.size === 1);
    for (const { child } of fixture.cluster.jobs.values()) child?.kill("SIGKILL");
    fixture.cluster.jobs.clear();
    expect(await applying).toMatchObject({ message: expect.stringContaining("was deleted by somebody") });
    fixture.cluster.trouble = "forbidden";
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({
      code: "service_failed",
      hint: expect.stringContaining("`create`, `get`, `list` and `delete` on `jobs`"),
    });
  });

  test("an image that takes no target applies all or none, and has no way back", async () => {
    await using fixture = await make({ "kubernetes-job-takes-target": false });
    for (const file of [people, orders]) await fixture.add(file);
    const { migrator } = fixture;
    expect([migrator.applies, migrator.rollBack]).toEqual(["all", undefined]);
    const versions = (await migrator.state()).pending.slice(0, 1);
    await expect(migrator.apply({ versions, limits })).rejects.toMatchObject({ code: "refused" });
    expect(fixture.cluster.jobs.size).toBe(0);
    await applyAll(migrator);
    expect(await fixture.tables()).toEqual(["orders", "people"]);
  });

  test("a Job of one's own keeps what it says, but for its name and its limits", async () => {
    await using fixture = await make({
      "kubernetes-job-manifest": "job.yaml",
      "kubernetes-job-image": undefined,
      "kubernetes-job-command": undefined,
      "kubernetes-job-env-from": undefined,
    });
    await fixture.add(people);
    const container = `{ name: bundle, image: "${image}", command: [node, ./efbundle.cjs], envFrom: [{ secretRef: { name: shop-database } }] }`;
    const job = (containers: string, of = "Job") =>
      writeIn(
        fixture.folder,
        "job.yaml",
        `apiVersion: batch/v1\nkind: ${of}\nmetadata: { name: mine, labels: { team: shop } }\nspec:\n  backoffLimit: 6\n  template:\n    spec:\n      serviceAccountName: migrator\n      containers: [${containers}]\n`,
      );
    await job(container);
    await applyAll(fixture.migrator);
    const [[name, { sent }] = ["", { sent: {} as never }]] = [...fixture.cluster.jobs];
    expect(name).not.toBe("mine");
    expect(sent.metadata.labels.team).toBe("shop");
    expect(sent.spec).toMatchObject({
      backoffLimit: 0,
      template: { spec: { serviceAccountName: "migrator", restartPolicy: "Never" } },
    });
    expect(await fixture.tables()).toEqual(["people"]);
    await fixture.add(orders);
    for (const [text, kind, message] of [
      [`${container}, { name: proxy, image: proxy }`, "Job", "has a second container, `proxy`"],
      ["{ name: bundle, image: latest }", "Job", "has no digest"],
      [container, "CronJob", "is no Job of `batch/v1`"],
    ] as const) {
      await job(text, kind);
      await expect(applyAll(fixture.migrator)).rejects.toThrow(message);
    }
    expect(fixture.cluster.jobs.size).toBe(1);
  });

  test("errors name the inputs of the Job, not those of the tool in it", async () => {
    await using fixture = await make();
    await expect(fixture.migrator.state()).rejects.toMatchObject({
      message: expect.stringContaining("kubernetes-job-migrations: "),
      hint: expect.stringContaining("`kubernetes-job-migrations`"),
    });
  });
});

test.for([
  [{ "kubernetes-job-image": "shop:latest" }, "`shop:latest` has no digest"],
  [{ "kubernetes-job-image": undefined }, "name the image, or a manifest"],
  [{ "kubernetes-job-namespace": "--all" }, "must be the name of a namespace"],
  [{ "kubernetes-job-context": "-x" }, "must be the name of a context"],
  [{ "kubernetes-job-env-from": ["Shop DB"] }, "`Shop DB` is not the name of a Secret"],
] as const)("refused before anything is asked: %o", ([given, message]) => {
  const url = `postgres://shop:${wrongPassword}@127.0.0.1:1/shop`;
  const inputs = {
    "kubernetes-job-url": url,
    "kubernetes-job-namespace": "shop",
    "kubernetes-job-image": image,
    ...given,
  };
  expect(() => openTool(kubernetesJobMigrator, "/tmp", inputs)).toThrow(message);
});

function secretFor(url: string): string {
  const { hostname, port, username, password, pathname } = new URL(url);
  const [user, secret, database] = [username, password, pathname.slice(1)].map(decodeURIComponent);
  const address = { dialect: "postgres", url, host: hostname, port: Number(port) } as const;
  const parts = { ...address, user: user ?? "", password: secret ?? "", database: database ?? "" };
  return connectionString(parts, { lock: 0, statement: 0 }).replace(/Options="[^"]*";/, "");
}

function kubectlEffects(folder: string, given: Partial<Effects>): Effects {
  const plain = testEffects({ folder, ...given });
  const path = [dirname(programPath("kubectl")), process.env.PATH ?? ""].join(delimiter);
  const environment = { ...process.env, PATH: path, KUBECACHEDIR: `${plain.temporary}/.cache`, KUBECONFIG: "/nowhere" };
  return { ...plain, exec: localExecutor({ folder, redact: plain.redact, temporary: plain.temporary, environment }) };
}

/** The image of a release holds the files of its checkout. */
function released(cluster: JobCluster, migrator: Migrator, folder: string): Migrator {
  cluster.folder = folder;
  return migrator.from(folder);
}

function own(tables: readonly string[]): readonly string[] {
  return tables.filter((table) => table !== "__EFMigrationsHistory");
}

async function until(isSo: () => boolean): Promise<void> {
  for (let left = 400; left > 0 && !isSo(); left--) await wait(20);
}
