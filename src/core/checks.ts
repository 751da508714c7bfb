/** What a check expects of an answer; everything given has to hold. */
export interface Expectation {
  readonly status?: number | undefined;
  /** JSON path to expected value; `exists` accepts anything but null and absence. */
  readonly json?: Readonly<Record<string, unknown>> | undefined;
  /** Text that the body holds. */
  readonly contains?: string | undefined;
  /** Milliseconds. */
  readonly within?: number | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Milliseconds from request to last byte. */
  readonly took: number;
}

/** The first thing about the answer that is not as expected, or null. */
export function disappointment(answer: Answer, expected: Expectation): string | null {
  const status = expected.status ?? 200;
  if (answer.status !== status) return `answered ${answer.status} instead of ${status}`;
  if (expected.contains !== undefined && !answer.body.includes(expected.contains)) {
    return `the body does not hold \`${expected.contains}\``;
  }
  const wrong = expected.json === undefined ? null : jsonDisappointment(answer.body, expected.json);
  if (wrong !== null) return wrong;
  if (expected.within !== undefined && answer.took > expected.within) {
    return `took ${Math.round(answer.took)} ms, longer than ${expected.within} ms`;
  }
  return null;
}

function jsonDisappointment(body: string, expected: Readonly<Record<string, unknown>>): string | null {
  const document = parseJson(body);
  if (document === undefined) return "the body is not JSON";
  for (const [path, wanted] of Object.entries(expected)) {
    const found = jsonAt(document, path);
    if (wanted === "exists" ? found === undefined || found === null : !isSame(found, wanted)) {
      return `${path} is ${show(found)}, expected ${wanted === "exists" ? "any value" : show(wanted)}`;
    }
  }
  return null;
}

/** The JSON document, or undefined when the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const pathPattern = /^\$((\.[A-Za-z_][\w-]*)|(\[\d+\]))*$/;

/** True for the paths that `jsonAt` understands: `$.name.list[0].id`. */
export function isJsonPath(path: string): boolean {
  return pathPattern.test(path);
}

/** The value at a path such as `$.items[0].id`, or undefined. */
export function jsonAt(document: unknown, path: string): unknown {
  let value = document;
  for (const [, name, index] of path.matchAll(/\.([A-Za-z_][\w-]*)|\[(\d+)\]/g)) {
    if (typeof value !== "object" || value === null) return undefined;
    const key = name ?? index ?? "";
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}

function isSame(found: unknown, wanted: unknown): boolean {
  return show(found) === show(wanted);
}

function show(value: unknown): string {
  const told = value === undefined ? "absent" : JSON.stringify(value);
  return told.length > 100 ? `${told.slice(0, 100)}…` : told;
}
