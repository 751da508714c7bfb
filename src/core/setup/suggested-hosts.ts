import { tame } from "../markdown.ts";
import { type RepositoryFacts, yamlWord } from "./facts.ts";
import { type Found, folderOf } from "./signs.ts";

/**
 * Sections for hosts that were recognized and whose names only people know (the Service, the server): as comments, to be
 * filled in.
 */
export function suggestedHosts(facts: RepositoryFacts): readonly string[] {
  const { found, adapters } = facts;
  const manifests = found.find(({ adapter }) => adapter === "kubernetes");
  const php = found.find(({ part, what }) => part === "application" && ["Laravel", "Symfony"].includes(what));
  if (manifests !== undefined && adapters.has("kubernetes")) return told(manifests, kubernetesLines(manifests));
  if (php !== undefined && adapters.has("releases")) return told(php, releasesLines(facts, php));
  return [];
}

function told({ what, path }: Found, lines: readonly string[]): readonly string[] {
  const heading = `${tame(what)} was found (${tame(path)}). Fill in what is in capitals, and remove the \`#\`:`;
  return [heading, ...lines].map((line) => `# ${line}`);
}

function kubernetesLines({ path }: Found): readonly string[] {
  return [
    "deploy-slot:",
    "  host: kubernetes",
    `  kubernetes-manifests: ${yamlWord(folderOf(path) === "" ? "." : tame(folderOf(path)))}`,
    "traffic-shift:",
    "  router: kubernetes-service",
    "  kubernetes-service-name: SERVICE",
    "  probe-url: https://PUBLIC-ADDRESS/",
    "  steps: 100",
  ];
}

function releasesLines({ application }: RepositoryFacts, { what }: Found): readonly string[] {
  const shared = what === "Laravel" ? "storage, .env" : "var/log, .env.local";
  return [
    "deploy-slot:",
    "  host: releases",
    "  executor: ssh",
    "  ssh-host: SERVER",
    "  ssh-key: $SSH_KEY",
    `  releases-root: ${yamlWord(`/srv/${application}`)}`,
    `  releases-shared: ${shared}`,
    "  releases-build: [[composer, install, --no-dev]]",
    "  releases-urls: { blue: https://BLUE-PREVIEW, green: https://GREEN-PREVIEW }",
    "traffic-shift:",
    "  router: link",
    "  executor: ssh",
    "  ssh-host: SERVER",
    "  ssh-key: $SSH_KEY",
    `  link-root: ${yamlWord(`/srv/${application}`)}`,
    "  link-confirm-url: https://PUBLIC-ADDRESS/health",
    "  probe-url: https://PUBLIC-ADDRESS/",
    "  steps: 100",
  ];
}
