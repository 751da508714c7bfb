/** Scopes of the token that older servers know. */
const scopes = [
  "actions attestations checks contents deployments discussions id-token issues",
  "packages pages pull-requests repository-projects security-events statuses",
]
  .join(" ")
  .split(" ");

/** Keys that only newer servers know, by the place they stand in. */
const newerKeys: readonly (readonly [RegExp, string])[] = [
  [/^on\.schedule\.\d+\.timezone$/, "schedules are in UTC"],
  [/(^|\.)concurrency\.queue$/, "a group holds one run that waits"],
  [/^(jobs\.[^.]+\.)?cache-mode$/, "caches have no mode"],
  [/^jobs\.[^.]+\.steps\.\d+\.(background|parallel|wait|wait-all|cancel)$/, "steps run one after the other"],
];

const newerWords: readonly (readonly [RegExp, string])[] = [
  [/\bjob\.(workflow_\w+|check_run_id)\b/, "the job does not know it"],
  [/\bcase\s*\(/, "there is no such function"],
];

/** Everything in a workflow that older servers do not know and that cannot be said in older words. */
export function newerThings(workflow: unknown): readonly string[] {
  return [...leaves(workflow, [])].flatMap(([path, value]) => {
    const place = path.join(".");
    return [...newerKey(path), ...newerScope(path), ...newerWord(place, value)];
  });
}

type Path = readonly string[];

function* leaves(value: unknown, path: Path): Generator<readonly [Path, unknown]> {
  if (typeof value !== "object" || value === null) {
    yield [path, value];
    return;
  }
  if (Object.keys(value).length === 0) yield [path, value];
  for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...path, key]);
}

/** A key may hold a whole map: every part of the path is looked at. */
function newerKey(path: Path): readonly string[] {
  const places = path.map((_, index) => path.slice(0, index + 1).join("."));
  return places.flatMap((place) =>
    newerKeys.filter(([pattern]) => pattern.test(place)).map(([, why]) => `\`${place}\`: ${why} there`),
  );
}

function newerScope(path: Path): readonly string[] {
  const index = path.indexOf("permissions");
  const isScope = (index === 0 || (index === 2 && path[0] === "jobs")) && path.length === index + 2;
  const scope = path[index + 1] ?? "";
  return isScope && !scopes.includes(scope) ? [`\`${path.join(".")}\`: there is no such permission there`] : [];
}

function newerWord(place: string, value: unknown): readonly string[] {
  if (typeof value !== "string") return [];
  const isCondition = place.endsWith(".if");
  const expressions = isCondition
    ? [value]
    : [...value.matchAll(/\$\{\{([\s\S]*?)\}\}/g)].map(([, inner = ""]) => inner);
  const code = expressions.map((text) => text.replace(/'(?:[^']|'')*'/g, "''")).join("\n");
  return newerWords.flatMap(([pattern, why]) => {
    const [word] = pattern.exec(code) ?? [];
    return word === undefined ? [] : [`\`${place}\`: \`${word.replace(/\s*\($/, "()")}\`: ${why} there`];
  });
}
