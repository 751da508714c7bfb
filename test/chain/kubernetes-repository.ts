import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments, stringify } from "yaml";

/** What a user would copy. */
export const example = join(import.meta.dirname, "../../examples/kubernetes");

/** What git prints, in that repository. */
export function gitIn(folder: string, ...words: string[]): string {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", ["-C", folder, ...who, ...words], { encoding: "utf8" }).trim();
}

/** A repository with the example's configuration, in less time than a real cluster needs, and its `origin`. */
export function furnish(folder: string, flagService: string): string {
  const repository = join(folder, "repository");
  mkdirSync(join(repository, ".github"), { recursive: true });
  execFileSync("git", ["init", "--quiet", "--bare", join(folder, "origin.git")]);
  gitIn(repository, "init", "--quiet");
  gitIn(repository, "remote", "add", "origin", join(folder, "origin.git"));
  const file = parse(readFileSync(join(example, "deploy.yml"), "utf8"));
  const [service, flag] = file["traffic-shift"];
  // An answer that is late is a machine that is busy.
  const quick = { watch: "2s", "probe-rate": 20, "probe-timeout": "15s" };
  Object.assign(service, quick);
  Object.assign(flag, quick, { "launchdarkly-url": flagService });
  writeFileSync(join(repository, ".github/deploy.yml"), stringify(file));
  cpSync(join(example, "k8s"), join(repository, "k8s"), { recursive: true });
  return repository;
}

/** Commits and tags the manifests with this configuration beside their own, and pushes the tag. */
export function commitRelease(
  repository: string,
  tag: string,
  configuration: Readonly<Record<string, string>>,
  others: readonly object[],
): void {
  const path = join(repository, "k8s/web.yaml");
  const documents = parseAllDocuments(readFileSync(join(example, "k8s/web.yaml"), "utf8"));
  const [map] = documents;
  for (const [name, value] of Object.entries(configuration)) map?.setIn(["data", name], value);
  writeFileSync(path, [...documents.map(String), ...others.map((one) => `---\n${stringify(one)}`)].join(""));
  gitIn(repository, "add", "--all");
  gitIn(repository, "commit", "--quiet", "--allow-empty", "--message", tag);
  gitIn(repository, "tag", tag);
  gitIn(repository, "push", "--quiet", "origin", tag);
}

/** A Deployment that never comes up and does not end when it is asked to, and its preview. */
export const worker = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "worker" },
    spec: {
      selector: { matchLabels: { app: "worker" } },
      template: {
        metadata: { labels: { app: "worker" } },
        spec: {
          containers: [
            {
              name: "worker",
              image: "registry.example.com/shop/web:1",
              env: [{ name: "FAULT", value: "deaf" }],
              readinessProbe: { httpGet: { path: "/health", port: 8080 } },
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "worker-preview" },
    spec: { selector: { app: "worker" }, ports: [{ port: 80 }] },
  },
];
