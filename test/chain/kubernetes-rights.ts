import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { example } from "./kubernetes-repository.ts";

const inNamespace = /^(\S+) \/apis?\/\S*?\/namespaces\/shop\/([a-z]+)(?:\/([^/?]+)(\/log)?)?(?:\?(\S*))?$/;

/** Whether a request to the API is the switch of the Service that users reach. */
export const isSwitch = (line: string): boolean => /^PATCH \S+\/services\/web\?/.test(line);

/** The name of the Deployment whose replicas a request sets; null where it does something else. */
export function scaledBy(line: string): string | null {
  return /^PATCH \S+\/deployments\/([^?]+)\?\S*fieldManager=deploy-actions-scale/.exec(line)?.[1] ?? null;
}

/** The rights that these requests need, `verb resource`; what is applied may have to be created. */
export function usedRights(lines: readonly string[]): readonly string[] {
  const used = lines.flatMap((line) => {
    const [, method = "", resource = "", name, log = "", query = ""] = inNamespace.exec(line) ?? [];
    const title = `${resource}${log}`;
    if (method === "GET") return [`${name === undefined ? "list" : "get"} ${title}`];
    if (method === "PATCH")
      return [`patch ${title}`, ...(query.includes("fieldManager=deploy-actions&") ? [`create ${title}`] : [])];
    return method === "" ? [] : [`${method.toLowerCase()} ${title}`];
  });
  return [...new Set(used)].toSorted();
}

/** The rights of the example's Role. */
export function givenRights(): readonly string[] {
  const documents = parseAllDocuments(readFileSync(join(example, "once/access.yaml"), "utf8"));
  const role = documents.map((one) => one.toJS()).find(({ kind }) => kind === "Role");
  const rules: readonly { resources: readonly string[]; verbs: readonly string[] }[] = role.rules;
  return rules
    .flatMap(({ resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)))
    .toSorted();
}
