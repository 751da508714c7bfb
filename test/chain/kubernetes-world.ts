import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import type { JournalState } from "../../src/core/journal.ts";
import type { Slot } from "../../src/core/slots.ts";
import { startControlPlane } from "../servers/control-plane.ts";
import type { Json } from "../servers/control-plane-http.ts";
import { type ApiProxy, standBefore } from "../servers/control-plane-proxy.ts";
import { type ServedService, serveService } from "../servers/control-plane-service.ts";
import { startKubelet } from "../servers/kubelet.ts";
import { type FakeLaunchDarkly, startLaunchDarkly } from "../servers/launchdarkly.ts";
import { programPath } from "../servers/programs.ts";
import type { Moment } from "./kill-at.ts";
import { commitRelease, example, furnish, gitIn } from "./kubernetes-repository.ts";

const root = join(import.meta.dirname, "../..");
const preload = join(import.meta.dirname, "kill-at.ts");
const bundle = join(root, "dist/cli.js");
const program = existsSync(bundle) ? bundle : join(import.meta.dirname, "command-line.ts");
const namespace = "shop";

export interface Run {
  readonly code: number | null;
  readonly killed: boolean;
  /** Everything that was said. */
  readonly said: string;
}

/** The example's cluster with nothing deployed, its repository, and everything that stands around them. */
export interface KubernetesWorld extends AsyncDisposable {
  readonly flags: FakeLaunchDarkly;
  /** Between the deployer and the cluster; it hands on the deployer's token. */
  readonly proxy: ApiProxy;
  readonly public: string;
  /** Commits and tags the example's manifests with this configuration beside the example's own, and with more objects. */
  release(tag: string, configuration?: Readonly<Record<string, string>>, others?: readonly object[]): void;
  commit(tag: string): string;
  /** `deploy-actions <args>` in a checkout of the tag, as the deployer; killed at the moment if one is given. */
  run(tag: string, args: readonly string[], moment?: Moment): Promise<Run>;
  /** What the journal on `origin` says now. */
  journal(): JournalState;
  get(path: string): Promise<Json>;
  kubectl(...words: string[]): Promise<string>;
  selected(): Promise<Slot>;
  /** Percent of the users who have the flag on. */
  share(): number;
}

export async function openKubernetesWorld(): Promise<KubernetesWorld> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-kubernetes-"));
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const plane = opened.use(await startControlPlane());
  const kubectl = (...words: string[]) => plane.kubectl(["-n", namespace, ...words]);
  await plane.call("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  for (const name of ["service", "access"]) await kubectl("apply", "-f", join(example, `once/${name}.yaml`));
  const account = `/api/v1/namespaces/${namespace}/serviceaccounts/deployer/token`;
  const { token } = (await plane.call("POST", account, { spec: {} })).status;
  const image = [process.execPath, join(import.meta.dirname, "kubernetes-shop.ts")];
  const images = { "registry.example.com/shop/web": image };
  const kubelet = opened.use(await startKubelet(plane, { namespace, images }));
  const serve = async (name: string): Promise<ServedService> =>
    opened.use(await serveService(plane, namespace, kubelet.portOf, name));
  const [front, blue, green] = [await serve("web"), await serve("web-preview-blue"), await serve("web-preview-green")];
  const flags = opened.use(await startLaunchDarkly());
  const proxy = opened.use(await standBefore({ ...plane, token }));
  const repository = furnish(folder, flags.url);
  const share = () => shareOf(flags);
  const flag = opened.use(await tellShare(share));
  const env = {
    PATH: [dirname(process.execPath), dirname(programPath("kubectl")), process.env.PATH].join(delimiter),
    HOME: folder,
    // What a killed run has left is removed with the rest.
    TMPDIR: folder,
    PREVIEW_BLUE: blue.url,
    PREVIEW_GREEN: green.url,
    PUBLIC: front.url,
    DEPLOYER_KUBECONFIG: plane.kubeconfig({ url: proxy.url, token, namespace }),
    LAUNCHDARKLY_TOKEN: flags.token,
  };
  const git = (...words: string[]) => gitIn(repository, ...words);
  const journal = "refs/deploy-actions/v1/shop/production";
  const stack = opened.move();
  return {
    ...{ flags, proxy, public: front.url, kubectl, share },
    release: (tag, configuration = {}, others = []) =>
      commitRelease(repository, tag, { ...configuration, FLAG: flag.url }, others),
    commit: (tag) => git("rev-parse", tag),
    run(tag, args, moment) {
      git("checkout", "--quiet", tag);
      return runCommand(repository, env, args, moment);
    },
    journal: () => JSON.parse(gitIn(join(folder, "origin.git"), "show", `${journal}:state.json`)) as JournalState,
    get: (path) => plane.call("GET", path),
    selected: async () =>
      (await plane.call("GET", `/api/v1/namespaces/${namespace}/services/web`)).spec.selector["deploy-actions/slot"],
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The on-variation is the first one; weights are thousandths of a percent. */
function shareOf({ targeting }: FakeLaunchDarkly): number {
  const { on, fallthrough } = targeting as Json;
  if (!on) return 0;
  if (fallthrough.variation !== undefined) return fallthrough.variation === 0 ? 100 : 0;
  const own = fallthrough.rollout.variations.find(({ variation }: Json) => variation === 0);
  return (own?.weight ?? 0) / 1000;
}

/** What the SDK of LaunchDarkly is for the shop. */
async function tellShare(share: () => number) {
  const server = createServer((request, response) => {
    request.resume();
    response.end(String(share()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function runCommand(
  cwd: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  moment: Moment | undefined,
): Promise<Run> {
  const words = [...(moment === undefined ? [] : ["--import", preload]), program, ...args];
  const more = moment === undefined ? {} : { KILL_AT: JSON.stringify(moment) };
  const child = spawn(process.execPath, words, { cwd, env: { ...env, ...more }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return { code, killed: signal === "SIGKILL", said };
}
