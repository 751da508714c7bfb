import { readdir } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { artifactStore } from "../../../src/adapters/stores/artifact.ts";
import type { ActionError } from "../../../src/kit/errors.ts";
import { file, fill, manifestOf, put, storeContract } from "../../contracts/store.ts";
import { testEffects } from "../../effects.ts";
import { type ArtifactService, startArtifactService } from "../../servers/artifacts.ts";

type Inputs = Parameters<typeof artifactStore.open>[0];

let service: ArtifactService;
let runs = 0;

beforeAll(async () => {
  service = await startArtifactService();
  // The package reads these when it is loaded.
  for (const [name, value] of Object.entries(service.environment("first"))) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await service[Symbol.asyncDispose]();
});
beforeEach(() => {
  service.artifacts.length = 0;
  service.seen.length = 0;
  service.during = () => undefined;
  service.tellsDigests = true;
  // The package tells everything that it does.
  vi.spyOn(process.stdout, "write").mockImplementation(() => true);
});
afterEach(() => {
  vi.mocked(process.stdout.write).mockRestore();
  expect(service.complaints.splice(0)).toEqual([]);
});

/** A store in a run of its own. */
function fixture(inputs: Partial<Inputs> = {}) {
  runs++;
  for (const [name, value] of Object.entries(service.environment(`run-${runs}`))) vi.stubEnv(name, value);
  const effects = testEffects();
  const all = { "artifact-retention-days": undefined, "artifact-token": undefined, "artifact-repository": undefined };
  const store = artifactStore.open({ ...all, ...inputs }, { effects, application: "shop", environment: "test" });
  return {
    store,
    effects,
    everything: async () => [...service.artifacts.map(({ name }) => name), ...(await readdir(effects.temporary))],
    [Symbol.asyncDispose]: async () => {},
  };
}

storeContract("artifacts", async () => fixture());

describe("artifacts", () => {
  test("only encrypted files go in, and whoever asks can know it before", async () => {
    await using run = fixture();
    expect(run.store.isReadByOthers).toBe(true);
    const staged = await run.store.stage("daily");
    await expect(staged.part("shop.sql")).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("everybody who may read the repository"),
    });
    await staged.discard();
    expect(await run.everything()).toEqual([]);
  });

  test("files lie there as they are, kept for the days that were asked for", async () => {
    await using run = fixture({ "artifact-retention-days": 5 });
    await put(run.store, "daily", "rows");
    expect(service.artifacts.map(({ name, content }) => [name, String(content).slice(0, 4)])).toEqual([
      [`backup.daily.${file}`, "rows"],
      ["backup.daily.json", "{\n  "],
    ]);
    const days = service.artifacts.map(({ expiresAt = "" }) => (Date.parse(expiresAt) - Date.now()) / 86_400_000);
    for (const one of days) expect(Math.round(one)).toBe(5);
    expect(run.store.location).toBe("artifacts of shop/app");
  });

  test("more than one block arrives in order", async () => {
    await using run = fixture();
    const content = Buffer.alloc(17 * 1024 ** 2, "0123456789abcdef-");
    await put(run.store, "large", { [file]: content });
    expect((await buffer(await run.store.read("large", file))).equals(content)).toBe(true);
  });

  test("a run sees its own sets alone; with a token those of every run, on every page", async () => {
    await using first = fixture();
    await put(first.store, "older", "rows", { createdAt: "2026-01-01T00:00:00.000Z" });
    await using second = fixture({ "artifact-token": service.token });
    await put(second.store, "newer", "more rows");
    const old = service.artifacts[0];
    if (old === undefined) throw new Error("nothing there");
    for (let at = 0; at < 150; at++) service.artifacts.push({ ...old, id: 10_000 + at, name: `coverage-${at}` });
    await using third = fixture();
    expect(await third.store.list()).toEqual([]);
    expect((await second.store.list()).map(({ name }) => name)).toEqual(["newer", "older"]);
    expect(String(await buffer(await second.store.read("older", file)))).toBe("rows");
    await second.store.remove("older");
    expect((await second.store.list()).map(({ name }) => name)).toEqual(["newer"]);
    expect(service.artifacts.filter(({ name }) => name.startsWith("backup."))).toHaveLength(2);
  });

  test("outside of a runner sets can be read with a token, and not written", async () => {
    await using run = fixture();
    await put(run.store, "daily", "rows");
    await using outside = fixture({ "artifact-token": service.token, "artifact-repository": "shop/app" });
    for (const name of ["ACTIONS_RUNTIME_TOKEN", "ACTIONS_RESULTS_URL"]) vi.stubEnv(name, undefined);
    expect(String(await buffer(await outside.store.read("daily", file)))).toBe("rows");
    await expect(outside.store.stage("next")).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("ACTIONS_RUNTIME_TOKEN"),
      hint: expect.stringContaining("not to `run:` steps"),
    });
    await using foreign = fixture({ "artifact-token": service.token, "artifact-repository": "shop/other" });
    await expect(foreign.store.stage("next")).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("GitHub Enterprise Server is told to have none", async () => {
    await using run = fixture();
    vi.stubEnv("GITHUB_SERVER_URL", "https://git.example.com");
    await expect(run.store.stage("daily")).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("GitHub Enterprise Server"),
    });
  });

  test("a service that tells no digests is read back before it is believed", async () => {
    await using run = fixture();
    service.tellsDigests = false;
    const staged = await run.store.stage("daily");
    await fill(staged, file, "rows");
    const [kept] = service.artifacts;
    if (kept === undefined) throw new Error("nothing there");
    kept.content = Buffer.from("r0ws");
    const manifest = manifestOf("daily", { [file]: "rows" }, run.store.location);
    await expect(staged.publish(manifest)).rejects.toMatchObject({ code: "service_failed" });
    kept.content = Buffer.from("rows");
    await staged.publish(manifest);
    expect(await run.store.list()).toEqual([manifest]);
  });

  test("a changed byte ends the reading with an error, and a file that has expired is told by the list", async () => {
    await using run = fixture();
    await put(run.store, "daily", "rows");
    const [kept] = service.artifacts;
    if (kept === undefined) throw new Error("nothing there");
    kept.content = Buffer.from("r0ws");
    await expect(run.store.read("daily", file).then(buffer)).rejects.toMatchObject({
      code: "service_failed",
      message: expect.stringContaining("`daily` is damaged"),
    });
    service.artifacts.shift();
    await expect(run.store.list()).rejects.toThrow(
      /`backup\.daily\.json` names the file `shop\.sql\.age`, which is not there/,
    );
  });

  test.for([
    ["CreateArtifact", 403, "insufficient usage to create artifact", "service_failed", "is used up"],
    ["CreateArtifact", 401, "the token has expired", "service_failed", "does not allow it (401)"],
    ["CreateArtifact", 400, "no such thing", "service_failed", "no such thing"],
    ["FinalizeArtifact", 409, "there already", "refused", "is there already"],
  ] as const)("%s that is answered with %i (%s) is told by its cause, and no file is left here", async (row) => {
    const [deed, status, msg, code, words] = row;
    await using run = fixture();
    service.during = (one) => (one === deed ? { status, body: { code: "any", msg } } : undefined);
    const failure = await put(run.store, "daily", "rows").catch((error: ActionError) => error);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(words), hint: expect.any(String) });
    expect(await readdir(run.effects.temporary)).toEqual([]);
    service.during = () => undefined;
    expect(await run.store.list()).toEqual([]);
  });

  test("a service that cannot be reached is told as such", async () => {
    await using run = fixture();
    vi.stubEnv("ACTIONS_RESULTS_URL", "http://127.0.0.1:9/");
    await expect(run.store.stage("daily")).rejects.toMatchObject({
      code: "service_failed",
      message: expect.stringContaining("cannot be reached (ECONNREFUSED)"),
    });
  });

  test("a manifest that cannot be uploaded leaves no half-published set", async () => {
    await using run = fixture();
    await put(run.store, "good", "rows");
    const before = await run.everything();
    let uploads = 0;
    service.during = (deed) => {
      if (deed === "CreateArtifact") uploads++;
      return deed === "CreateArtifact" && uploads === 2 ? { status: 403, body: { code: "any", msg: "no" } } : undefined;
    };
    await expect(put(run.store, "bad", "rows")).rejects.toMatchObject({ code: "service_failed" });
    expect(await run.everything()).toEqual(before);
  });

  test("a manifest that cannot be read back is taken away again", async () => {
    await using run = fixture();
    service.during = (deed) =>
      deed === "GetSignedArtifactURL" ? { status: 400, body: { code: "any", msg: "no address" } } : undefined;
    await expect(put(run.store, "bad", "rows")).rejects.toThrow("no address");
    expect(await run.everything()).toEqual([]);
  });

  test("blob storage that refuses is told, without what is signed", async () => {
    await using run = fixture();
    service.during = (deed) => (deed.startsWith("PUT /blob/") ? { status: 403 } : undefined);
    const failure = await put(run.store, "daily", "rows").catch((error: ActionError) => error);
    expect(failure).toMatchObject({ code: "service_failed", message: expect.stringContaining("403") });
    expect(JSON.stringify(failure) + (failure as ActionError).message).not.toContain("signature-of");
  });

  test("a cancelled run does not wait for the service", async () => {
    const controller = new AbortController();
    runs++;
    for (const [name, value] of Object.entries(service.environment(`run-${runs}`))) vi.stubEnv(name, value);
    const effects = testEffects({ signal: controller.signal });
    const none = {
      "artifact-retention-days": undefined,
      "artifact-token": undefined,
      "artifact-repository": undefined,
    };
    const store = artifactStore.open(none, { effects, application: "shop", environment: "test" });
    const staged = await store.stage("daily");
    service.during = (deed) => {
      if (deed === "CreateArtifact") controller.abort(new Error("the run was cancelled"));
      // Tried again after seconds.
      return deed === "CreateArtifact" ? { status: 503, body: {} } : undefined;
    };
    await expect(fill(staged, file, "rows")).rejects.toThrow("the run was cancelled");
    await staged.discard();
    expect(await readdir(effects.temporary)).toEqual([]);
    service.during = () => undefined;
  });
});
