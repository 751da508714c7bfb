import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import { newerThings } from "./newer-things.ts";

/** Where the transformed file will be published, and what it was made from. */
export interface Publication {
  /** The repository's name, as `org/deploy-actions`. */
  readonly name: string;
  /** The tag or commit that `$/` becomes. */
  readonly ref: string;
  /** The workflow's file name, as `deploy.yml`. */
  readonly file: string;
}

/** The name of the twin of a public workflow, for servers that know neither `$/` nor `deployment:`. */
export function twinOf(file: string): string {
  return file.replace(/\.ya?ml$/, "-ghes.yml");
}

/**
 * The twin's text. It says the same in older words: anchors are written out, `$/` names the published repository.
 * What has no older word is refused, all of it in one message.
 */
export function inOlderWords(text: string, publication: Publication): string {
  const { file } = publication;
  // The comment at the top belongs to the file: left in, it would move along with the first key.
  const [head = ""] = /^(?:#.*\n)*/.exec(text) ?? [];
  const doc = parseDocument(text.slice(head.length));
  const problems = doc.errors.map(({ message }) => message);
  if (problems.length === 0) {
    problems.push(...writeOutAnchors(doc), ...nameTheRepository(doc, publication));
    problems.push(...forgetDeployments(doc), ...newerThings(doc.toJS()));
  }
  if (problems.length > 0)
    throw new Error(`${file} has no twin for older servers:\n- ${[...new Set(problems)].join("\n- ")}`);
  return `${head}${originOf(file)}${doc.toString({ lineWidth: 0 })}`;
}

function originOf(file: string): string {
  return [
    `# Made from ${file} for servers that know neither \`$/\` nor \`deployment:\`; a change here is lost.`,
    "# Such a server makes a deployment of its own for each job that names an environment.",
    "",
  ].join("\n");
}

function writeOutAnchors(doc: Document.Parsed): readonly string[] {
  const problems: string[] = [];
  visit(doc, {
    Alias(_, alias) {
      const source = alias.resolve(doc);
      if (source !== undefined) return source.clone() as Node;
      problems.push(`\`*${alias.source}\` names no anchor`);
      return visit.SKIP;
    },
    Pair(_, { key }) {
      if (isScalar(key) && key.value === "<<") problems.push("`<<`: no server knows merge keys");
    },
  });
  visit(doc, {
    Node(_, node) {
      if (!isAlias(node)) delete (node as { anchor?: string }).anchor;
    },
  });
  return problems;
}

function nameTheRepository(doc: Document.Parsed, { name, ref }: Publication): readonly string[] {
  const problems: string[] = [];
  visit(doc, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== "uses" || !isScalar(value) || typeof value.value !== "string") return;
      const [, path = ""] = /^\$\/(.*)$/.exec(value.value) ?? [];
      if (value.value.startsWith("./"))
        problems.push(`\`${value.value}\` would be looked for in the caller's checkout`);
      if (path.includes("@")) problems.push(`\`${value.value}\` names a ref, which \`$/\` must not`);
      if (path !== "") value.value = `${name}/${isWorkflow(path) ? twinOf(path) : path}@${ref}`;
    },
  });
  return problems;
}

function isWorkflow(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

/** Takes `deployment:` away from every job's environment; what is left of `{ name }` alone is the name. */
function forgetDeployments(doc: Document.Parsed): readonly string[] {
  const problems: string[] = [];
  const jobs = doc.get("jobs");
  for (const { key, value: job } of isMap(jobs) ? jobs.items : []) {
    const environment = isMap(job) ? job.get("environment") : undefined;
    if (!isMap(job) || !isMap(environment) || !environment.has("deployment")) continue;
    if (typeof environment.get("deployment") !== "boolean")
      problems.push(`job ${String(key)}: \`deployment\` has to be true or false`);
    environment.delete("deployment");
    shorten(job, environment);
  }
  return problems;
}

function shorten(job: YAMLMap, environment: YAMLMap): void {
  const name = environment.get("name", true);
  if (environment.items.length !== 1 || !isNode(name) || isSeq(name)) return;
  if (environment.comment != null) name.comment = environment.comment;
  job.set("environment", name);
}
