import { expect, test } from "vitest";
import { changedFields } from "../../../src/adapters/hosts/kubernetes/drift.ts";
import type { KubeObject } from "../../../src/adapters/hosts/kubernetes/objects.ts";
import { rolloutVerdict, type Seen } from "../../../src/adapters/hosts/kubernetes/verdict.ts";

const template = {
  metadata: { annotations: { "deploy-actions/commit": "a" } },
  spec: { containers: [{ name: "web", env: [{ name: "SLOT_TOKEN", value: "t" }] }] },
};
const revision = (number: number) => ({ "deployment.kubernetes.io/revision": String(number) });

function deployment(more: { status?: object; spec?: object; generation?: number } = {}): KubeObject {
  const { generation = 4 } = more;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web-blue", uid: "d", generation, annotations: revision(2) },
    spec: { replicas: 2, template, ...more.spec },
    status: { observedGeneration: 4, replicas: 2, updatedReplicas: 2, availableReplicas: 2, ...more.status },
  };
}

function replicaSet(more: object = {}): KubeObject {
  const ownerReferences = [{ kind: "Deployment", uid: "d" }];
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { name: "web-blue-1", uid: "r", ownerReferences, annotations: revision(2) },
    spec: { template },
    ...more,
  };
}

function pod(name: string, status: object = {}, owner = "r"): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, ownerReferences: [{ kind: "ReplicaSet", uid: owner }] },
    status: { conditions: [{ type: "Ready", status: "True" }], ...status },
  };
}

const waiting = (reason: string, message: string, more: object = {}) => ({
  conditions: [{ type: "Ready", status: "False" }],
  containerStatuses: [{ name: "web", image: "app:1", state: { waiting: { reason, message } }, ...more }],
});

const seen = (more: Partial<Seen> = {}): Seen => ({
  deployments: [deployment()],
  replicaSets: [replicaSet()],
  pods: [pod("one"), pod("two")],
  events: [],
  ...more,
});

const short = { status: { availableReplicas: 1 } };

test("as many ready pods of the present template as there should be are ready", () => {
  expect(rolloutVerdict(seen())).toEqual({ kind: "ready" });
});

test.each<[string, Partial<Seen>]>([
  ["a generation that the controller has not seen", { deployments: [deployment({ generation: 5 })] }],
  ["a pod of another template", { pods: [pod("one"), pod("two", {}, "another set")] }],
  ["a template that has no pods yet", { replicaSets: [] }],
  ["pods of the template before", { deployments: [deployment({ status: { replicas: 3 } })] }],
  [
    "a template that the controller has numbered and not the one that was asked for",
    {
      deployments: [
        deployment({ spec: { template: { metadata: { annotations: { "deploy-actions/commit": "b" } } } } }),
      ],
    },
  ],
  ["one Deployment of two", { deployments: [deployment(), deployment(short)] }],
])("%s is waited for", (_, more) => {
  expect(rolloutVerdict(seen(more))).toMatchObject({ kind: "waiting" });
});

const ended = { terminated: { exitCode: 137, reason: "OOMKilled", message: "last words" } };

test.each<[string, object, object]>([
  [
    "an image that cannot be pulled",
    waiting("ImagePullBackOff", "not found"),
    { why: "`web-blue`: ImagePullBackOff: image `app:1`: not found (pod `two`, container `web`)", log: null },
  ],
  [
    "configuration that is not there",
    waiting("CreateContainerConfigError", 'secret "keys" not found'),
    { why: expect.stringContaining('CreateContainerConfigError: secret "keys" not found') },
  ],
  [
    "a container that ends again and again, with the way to its log",
    waiting("CrashLoopBackOff", "back-off", { lastState: ended }),
    {
      why: expect.stringContaining("CrashLoopBackOff: its container ended with exit code 137 (OOMKilled)"),
      log: { pod: "two", container: "web", isPrevious: true },
      message: "last words",
    },
  ],
])("%s is a failure at once", (_, status, expected) => {
  const verdict = rolloutVerdict(seen({ deployments: [deployment(short)], pods: [pod("one"), pod("two", status)] }));
  expect(verdict).toMatchObject({ kind: "failed", ...expected });
});

test("pods that the cluster does not make, as with a quota, are a failure at once", () => {
  const conditions = [
    { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: "exceeded quota: small" },
  ];
  const set = replicaSet({ status: { conditions } });
  expect(
    rolloutVerdict(seen({ deployments: [deployment(short)], replicaSets: [set], pods: [pod("one")] })),
  ).toMatchObject({
    kind: "failed",
    why: "`web-blue`: FailedCreate: exceeded quota: small",
  });
});

test("a rollout that makes no progress for as long as its deadline is a failure", () => {
  const conditions = [
    { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "timed out" },
  ];
  const late = deployment({ status: { availableReplicas: 1, conditions } });
  expect(rolloutVerdict(seen({ deployments: [late] }))).toMatchObject({ kind: "failed", why: "`web-blue`: timed out" });
});

test("a pod that finds no node is waited for, and known as stuck", () => {
  const scheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes" };
  const pods = [pod("one"), pod("two", { conditions: [scheduled] })];
  expect(rolloutVerdict(seen({ deployments: [deployment(short)], pods }))).toMatchObject({
    kind: "waiting",
    isStuck: true,
    why: "`web-blue`: Unschedulable: 0/3 nodes (pod `two`)",
  });
});

test("a first end, and a first image that did not come, are waited for", () => {
  for (const status of [waiting("ErrImagePull", "timeout"), { containerStatuses: [{ name: "web", state: ended }] }]) {
    const pods = [pod("one"), pod("two", { conditions: [], ...status })];
    expect(rolloutVerdict(seen({ deployments: [deployment(short)], pods })).kind).toBe("waiting");
  }
});

test("a pod that is not ready is told with what its probe said", () => {
  const events = [
    {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "e" },
      reason: "Unhealthy",
      involvedObject: { name: "two" },
      message: "Readiness probe failed: 503",
    },
  ];
  const pods = [pod("one"), pod("two", { conditions: [{ type: "Ready", status: "False" }] })];
  expect(rolloutVerdict(seen({ deployments: [deployment(short)], pods, events }))).toMatchObject({
    kind: "waiting",
    why: "`web-blue`: 1 of 2 pods are ready; Readiness probe failed: 503",
  });
});

test("a field that another manager owns is told with who and when; the cluster's own and ours are not, nor how many replicas run", () => {
  const fields = (path: object) => ({ "f:spec": path });
  const image = { "f:template": { "f:spec": { "f:containers": { 'k:{"name":"web"}': { ".": {}, "f:image": {} } } } } };
  const managedFields = [
    { manager: "deploy-actions", fieldsV1: fields({ "f:paused": {} }) },
    { manager: "kube-controller-manager", fieldsV1: fields({ "f:paused": {} }) },
    { manager: "somebody", subresource: "status", fieldsV1: fields({ "f:paused": {} }) },
    { manager: "kubectl-set", time: "2026-01-02T03:04:05Z", fieldsV1: fields(image) },
    { manager: "kubectl", subresource: "scale", fieldsV1: fields({ "f:replicas": {} }) },
  ];
  const object = deployment();
  const changed = { ...object, metadata: { ...object.metadata, managedFields } };
  const told = [
    "deployment `web-blue`: `spec.template.spec.containers[web].image` was changed by `kubectl-set` at 2026-01-02T03:04:05Z",
  ];
  expect(changedFields(changed)).toEqual(told);
  const none = "deployment `web-blue`: `spec.replicas` was changed by `kubectl`";
  expect(changedFields({ ...changed, spec: { ...object.spec, replicas: 0 } })).toEqual([...told, none]);
});
