import { execFile } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { quietPort } from "../adapters/quiet-port.ts";
import { type Daemons, startDaemons } from "./control-plane-daemons.ts";
import { type ApiCall, callApi } from "./control-plane-http.ts";
import { programPath } from "./programs.ts";

/**
 * A real Kubernetes without machines: etcd, kube-apiserver and kube-controller-manager. What a kubelet would do
 * (`control-plane-pods.ts`) and what a gateway would do is played by the test. HTTPRoute of the Gateway API is known.
 */
export interface ControlPlane extends AsyncDisposable {
  readonly url: string;
  /** Of somebody who may do everything. */
  readonly token: string;
  /** Of somebody called `stranger` who may do nothing but what a test allows. */
  readonly strangerToken: string;
  /** The certificate of the API server, in PEM. */
  readonly ca: string;
  /** The text of a kubeconfig; `by` replaces the address, the token and the namespace. */
  kubeconfig(by?: { readonly url?: string; readonly token?: string; readonly namespace?: string }): string;
  /** What `kubectl` prints; throws with what it says where it fails. */
  kubectl(words: readonly string[], stdin?: string): Promise<string>;
  /** One request by JSON, without `kubectl`; throws where the answer is no success. */
  call: ApiCall;
  /** Makes a namespace of its own; gives its name. */
  namespace(): Promise<string>;
  /** The last lines of what the three programs have said. */
  log(): string;
}

/** Starts one; it takes some seconds. */
export async function startControlPlane(): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-control-plane-"));
  const [token, strangerToken] = [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")];
  writeSecrets(folder, token, strangerToken);
  const [etcd, peers, api] = [await quietPort(), await quietPort(), await quietPort()];
  const url = `https://127.0.0.1:${api}`;
  const daemons = startDaemons(folder);
  try {
    daemons.start("etcd", programPath("etcd"), etcdWords(folder, etcd, peers));
    daemons.start("kube-apiserver", programPath("control-plane"), apiWords(folder, etcd, api));
    const ca = await daemons.file("certificates/apiserver.crt");
    const call = callApi({ url, token, ca });
    await daemons.until("kube-apiserver", () => call("GET", "/readyz"));
    const plane = handle({ folder, url, token, strangerToken, ca, call, daemons });
    const admin = join(folder, "kubeconfig");
    writeFileSync(admin, plane.kubeconfig(), { mode: 0o600 });
    daemons.start("kube-controller-manager", programPath("control-plane"), controllerWords(folder, admin));
    // Endpoints are those of pods on a machine that is known.
    await call("POST", "/api/v1/nodes", { metadata: { name: "node" } });
    await installRoutes(plane);
    return plane;
  } catch (error) {
    const said = daemons.log();
    await daemons[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    throw new Error(`the control plane does not start: ${(error as Error).message}\n${said}`, { cause: error });
  }
}

function writeSecrets(folder: string, token: string, strangerToken: string): void {
  for (const name of ["certificates", "home"]) mkdirSync(join(folder, name));
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(join(folder, "accounts.key"), privateKey.export({ type: "sec1", format: "pem" }), { mode: 0o600 });
  const people = [`${token},admin,1,"system:masters"`, `${strangerToken},stranger,2`];
  writeFileSync(join(folder, "tokens.csv"), `${people.join("\n")}\n`, { mode: 0o600 });
}

function etcdWords(folder: string, port: number, peers: number): readonly string[] {
  const [clients, others] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peers}`];
  return [
    ...["--data-dir", join(folder, "etcd"), "--unsafe-no-fsync", "--logger", "zap", "--log-level", "warn"],
    ...["--listen-client-urls", clients, "--advertise-client-urls", clients],
    ...[
      "--listen-peer-urls",
      others,
      "--initial-advertise-peer-urls",
      others,
      "--initial-cluster",
      `default=${others}`,
    ],
  ];
}

function apiWords(folder: string, etcd: number, port: number): readonly string[] {
  return [
    "kube-apiserver",
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, "certificates")}`,
    `--token-auth-file=${join(folder, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--anonymous-auth=false",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${join(folder, "accounts.key")}`,
    `--service-account-signing-key-file=${join(folder, "accounts.key")}`,
    "--service-cluster-ip-range=10.0.0.0/16",
    // A loopback address is no endpoint for the Service `kubernetes`.
    "--endpoint-reconciler-type=none",
    // Nobody makes the service accounts that pods would have to have.
    "--disable-admission-plugins=ServiceAccount",
  ];
}

const controllers =
  "deployment-controller,replicaset-controller,statefulset-controller,job-controller,endpointslice-controller," +
  "garbage-collector-controller,namespace-controller,resourcequota-controller";

function controllerWords(folder: string, kubeconfig: string): readonly string[] {
  return [
    "kube-controller-manager",
    `--kubeconfig=${kubeconfig}`,
    `--cert-dir=${join(folder, "certificates")}`,
    "--secure-port=0",
    "--leader-elect=false",
    `--controllers=${controllers}`,
    // It is alone and may be quick.
    "--kube-api-qps=500",
    "--kube-api-burst=500",
  ];
}

type Parts = Pick<ControlPlane, "url" | "token" | "strangerToken" | "ca" | "call"> & {
  readonly folder: string;
  readonly daemons: Daemons;
};

function handle({ folder, daemons, ...plane }: Parts): ControlPlane {
  let count = 0;
  return {
    ...plane,
    kubeconfig: ({ url = plane.url, token = plane.token, namespace = "default" } = {}) => {
      const isOurs = url.startsWith("https:");
      const data = isOurs ? { "certificate-authority-data": Buffer.from(plane.ca).toString("base64") } : {};
      return stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": "test",
        clusters: [{ name: "test", cluster: { server: url, ...data } }],
        users: [{ name: "tester", user: { token } }],
        contexts: [{ name: "test", context: { cluster: "test", user: "tester", namespace } }],
      });
    },
    async kubectl(words, stdin) {
      const all = [`--kubeconfig=${join(folder, "kubeconfig")}`, ...words];
      const env = { PATH: process.env.PATH, HOME: join(folder, "home") };
      const asked = promisify(execFile)(programPath("kubectl"), all, { env, maxBuffer: 1e8 });
      asked.child.stdin?.end(stdin);
      return (await asked).stdout;
    },
    async namespace() {
      count++;
      const name = `test-${count}`;
      await plane.call("POST", "/api/v1/namespaces", { metadata: { name } });
      return name;
    },
    log: daemons.log,
    async [Symbol.asyncDispose]() {
      await daemons[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function installRoutes({ kubectl, call }: ControlPlane): Promise<void> {
  const { stdout } = await promisify(execFile)(programPath("control-plane"), ["gateway-api"], { maxBuffer: 1e8 });
  await kubectl(["create", "-f", "-"], stdout);
  const path = "/apis/gateway.networking.k8s.io/v1/httproutes";
  for (let left = 200; ; left--) {
    const isThere = await call("GET", path).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    if (left === 0) throw new Error("HTTPRoute is not served");
  }
}
