import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { imageRule, withoutTag } from "../../../src/adapters/hosts/kubernetes/containers.ts";
import { labelValue } from "../../../src/adapters/hosts/kubernetes/labels.ts";
import type { KubeObject } from "../../../src/adapters/hosts/kubernetes/objects.ts";
import { renderSlot } from "../../../src/adapters/hosts/kubernetes/render.ts";
import type { RenderOptions } from "../../../src/adapters/hosts/kubernetes/slot-object.ts";

const release = { commit: "a".repeat(40), version: "v3" };
const options: RenderOptions = {
  slot: "blue",
  release,
  token: "token-of-blue",
  owner: { application: "shop", environment: "test" },
  namespace: undefined,
  images: [],
  services: [],
};

const manifests = `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { COLOUR: red }
---
apiVersion: v1
kind: Secret
metadata: { name: keys }
stringData: { API_KEY: abc }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: unused }
data: {}
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
  clusterIP: 10.0.0.7
  selector: { app: web }
  ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, annotations: { team: sales } }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      imagePullSecrets: [{ name: registry }]
      initContainers: [{ name: prepare, image: registry:5000/shop/web }]
      containers:
        - name: web
          image: registry:5000/shop/web:old
          env:
            - { name: RELEASE, value: made-up }
            - { name: COLOUR, valueFrom: { configMapKeyRef: { name: settings, key: COLOUR } } }
          envFrom: [{ secretRef: { name: keys } }, { configMapRef: { name: elsewhere } }]
        - { name: proxy, image: "proxy:$RELEASE" }
      volumes:
        - { name: a, configMap: { name: settings } }
        - { name: b, secret: { secretName: keys } }
        - { name: c, projected: { sources: [{ secret: { name: keys } }, { configMap: { name: settings } }] } }
`;

const parsed = (text: string) => parseAllDocuments(text).map((one) => one.toJS() as KubeObject);
const render = (more: Partial<RenderOptions> = {}, text = manifests) =>
  renderSlot(parsed(text), { ...options, ...more });
const of = (objects: readonly KubeObject[], kind: string) => objects.find((one) => one.kind === kind) as KubeObject;
const named = (objects: readonly KubeObject[]) => objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

describe("a Deployment in a slot", () => {
  test("has the slot's name, labels that choose only its pods, and no replicas yet", () => {
    const { metadata, spec } = of(render().objects, "Deployment");
    const own = {
      "deploy-actions/application": "shop",
      "deploy-actions/environment": "test",
      "deploy-actions/slot": "blue",
    };
    expect(metadata.name).toBe("web-blue");
    expect(metadata.labels).toEqual(own);
    expect(spec.selector.matchLabels).toEqual({ app: "web", ...own });
    expect(spec.template.metadata.labels).toEqual({ app: "web", ...own });
    expect(spec.replicas).toBe(0);
    expect(metadata.annotations).toMatchObject({
      team: "sales",
      "deploy-actions/commit": release.commit,
      "deploy-actions/version": "v3",
      "deploy-actions/replicas": "3",
      "deploy-actions/deployments": "web-blue",
    });
  });

  test("tells every container who it is, whatever the manifests say", () => {
    const { containers, initContainers } = of(render().objects, "Deployment").spec.template.spec;
    const given = [
      { name: "RELEASE", value: release.commit },
      { name: "VERSION", value: "v3" },
      { name: "SLOT", value: "blue" },
      { name: "SLOT_TOKEN", value: "token-of-blue" },
    ];
    expect(containers[0].env).toEqual([...given, expect.objectContaining({ name: "COLOUR" })]);
    expect(containers[1].env).toEqual(given);
    expect(initContainers[0].env).toEqual(given);
  });

  test("runs the image that was asked for in the containers of that name alone", () => {
    const images = ["registry:5000/shop/web:$RELEASE"].map(imageRule);
    const { containers, initContainers } = of(render({ images }).objects, "Deployment").spec.template.spec;
    expect(containers.map(({ image }: { image: string }) => image)).toEqual([
      `registry:5000/shop/web:${release.commit}`,
      `proxy:${release.commit}`,
    ]);
    expect(initContainers[0].image).toBe(`registry:5000/shop/web:${release.commit}`);
  });

  test("may run an image of another name, by its digest", () => {
    const images = [imageRule(`proxy=mirror/proxy@sha256:${"b".repeat(64)}`)];
    const { containers } = of(render({ images }).objects, "Deployment").spec.template.spec;
    expect(containers[1].image).toBe(`mirror/proxy@sha256:${"b".repeat(64)}`);
  });

  test("the other slot is the same with its own name, token and configuration", () => {
    const green = render({ slot: "green", token: "token-of-green" });
    expect(named(green.objects)).toEqual(named(render().objects).map((name) => name.replace("-blue", "-green")));
  });
});

describe("configuration", () => {
  test("is there once for each content, and every reference follows", () => {
    const { objects } = render();
    const [settings, keys] = [of(objects, "ConfigMap").metadata.name, of(objects, "Secret").metadata.name];
    expect(settings).toMatch(/^settings-blue-[0-9a-f]{10}$/);
    expect(keys).toMatch(/^keys-blue-[0-9a-f]{10}$/);
    const { containers, volumes, imagePullSecrets } = of(objects, "Deployment").spec.template.spec;
    expect(containers[0].env[4].valueFrom.configMapKeyRef).toEqual({ name: settings, key: "COLOUR" });
    expect(containers[0].envFrom).toEqual([{ secretRef: { name: keys } }, { configMapRef: { name: "elsewhere" } }]);
    expect(volumes).toEqual([
      { name: "a", configMap: { name: settings } },
      { name: "b", secret: { secretName: keys } },
      { name: "c", projected: { sources: [{ secret: { name: keys } }, { configMap: { name: settings } }] } },
    ]);
    expect(imagePullSecrets).toEqual([{ name: "registry" }]);
  });

  test("has another name when its content changes, and the same one when only its order does", () => {
    const nameOf = (text: string) => of(render({}, text).objects, "ConfigMap").metadata.name;
    const two = manifests.replace("{ COLOUR: red }", "{ A: 1, B: 2 }");
    expect(nameOf(manifests.replace("red", "green"))).not.toBe(nameOf(manifests));
    expect(nameOf(two)).toBe(nameOf(two.replace("{ A: 1, B: 2 }", "{ B: 2, A: 1 }")));
  });

  test("comes before the Deployment that uses it", () => {
    expect(named(render().objects).at(-1)).toBe("Deployment/web-blue");
  });
});

describe("what both slots share", () => {
  test("is left alone and told", () => {
    expect(render().leftAlone).toEqual(["ConfigMap/unused", "Service/web", "Ingress/web"]);
    expect(named(render().objects)).not.toContain("Service/web");
  });

  test("a Service of which each slot gets one leads to the slot's pods, without what the shared one has alone", () => {
    const service = of(render({ services: ["web"] }).objects, "Service");
    expect(service.metadata.name).toBe("web-blue");
    expect(service.spec).toEqual({
      type: "NodePort",
      selector: {
        app: "web",
        "deploy-actions/application": "shop",
        "deploy-actions/environment": "test",
        "deploy-actions/slot": "blue",
      },
      ports: [{ port: 80, targetPort: 8080 }],
    });
  });
});

describe("manifests that cannot be rendered are refused", () => {
  test.each<[string, string, Partial<RenderOptions>, string]>([
    ["without a Deployment", "apiVersion: v1\nkind: Service\nmetadata: { name: web }", {}, "hold no Deployment"],
    ["with a Service that is not there", manifests, { services: ["api"] }, "the manifests hold no Service `api`"],
    [
      "with an image that nobody has",
      manifests,
      { images: [imageRule("other:1")] },
      "no container of the manifests has the image `other`, but: registry:5000/shop/web, proxy",
    ],
    [
      "of another namespace",
      manifests.replace("{ name: settings }", "{ name: settings, namespace: prod }"),
      { namespace: "test" },
      "ConfigMap `settings` is of namespace `prod`, not of `test`",
    ],
    ["with the same object twice", `${manifests}---${manifests}`, {}, "hold Deployment `web` twice"],
  ])("%s", (_, text, more, message) => {
    expect(() => render(more, text)).toThrow(message);
  });
});

test("the name of an image ends before its tag and its digest, and a port is no tag", () => {
  expect(["a", "a:1", "host:5000/a", "host:5000/a:1", "a@sha256:b", "a:1@sha256:b"].map(withoutTag)).toEqual([
    "a",
    "a",
    "host:5000/a",
    "host:5000/a",
    "a",
    "a",
  ]);
});

test("a name that is no value of a label becomes one, and two different names stay different", () => {
  expect(labelValue("shop")).toBe("shop");
  const names = ["my/shop", "my shop", "x".repeat(70), "ü"].map(labelValue);
  expect(names.every((name) => /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(name))).toBe(true);
  expect(new Set(names).size).toBe(names.length);
});
