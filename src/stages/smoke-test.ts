import { type Answer, disappointment, type Expectation, jsonAt, parseJson } from "../core/checks.ts";
import type { Effects } from "../kit/effects.ts";
import { AbortedError } from "../kit/errors.ts";
import type { Context } from "./context.ts";

/** One request and what its answer has to be. */
export interface Check {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly expect: Expectation;
}

/** Proof that the address serves this very release, on fresh requests in a row. */
export interface ReleaseCheck {
  readonly path: string;
  readonly json: string;
  readonly equals: string;
  readonly times: number;
}

export interface SmokeTestOptions {
  readonly item: string;
  readonly target: "idle" | "live";
  readonly url: string;
  readonly releaseCheck: ReleaseCheck | null;
  readonly checks: readonly Check[];
  /** Milliseconds for one request. */
  readonly timeout: number;
}

export interface CheckResult {
  readonly name: string;
  /** Null when it passed. */
  readonly failure: string | null;
  readonly took: number;
}

/** At least one check failed. */
export class ChecksFailed extends AbortedError {
  readonly results: readonly CheckResult[];

  constructor(
    message: string,
    details: { readonly hint: string | undefined; readonly results: readonly CheckResult[] },
  ) {
    super(message, details.hint === undefined ? {} : { hint: details.hint });
    this.results = details.results;
  }
}

/** Checks the release's identity first, then everything else; throws an error that names each failed check. */
export async function smokeTest(context: Context, options: SmokeTestOptions): Promise<readonly CheckResult[]> {
  const { session, effects } = context;
  const { item, target, url } = options;
  effects.log.info(`Smoke-test the ${target} slot at ${url}`);
  const results = await runChecks(effects, session.signal, options);
  session.signal.throwIfAborted();
  const failed = results.filter(({ failure }) => failure !== null);
  const passed = failed.length === 0;
  const told = failed.map(({ name, failure }) => `${name}: ${failure}`).join("; ");
  const evidence = results.map(({ name, failure, took }) => ({ name, failure, took: Math.round(took) }));
  const reason = passed ? null : `smoke test failed: ${told}`;
  await session.write({ phase: "note", deed: "check", item, after: { target, passed }, reason, evidence });
  effects.log.event("checked", { target, passed });
  if (passed) return results;
  throw new ChecksFailed(`${failed.length} of ${results.length} checks failed at ${url}: ${told}`, {
    results,
    hint:
      target === "idle"
        ? "No traffic was moved to it."
        : "Run `deploy-actions rollback`, if this run does not do it by itself.",
  });
}

/** Runs the checks without writing anything down; the identity check alone when that one fails. */
export async function runChecks(
  effects: Effects,
  signal: AbortSignal,
  { url, releaseCheck, checks, timeout }: Omit<SmokeTestOptions, "item" | "target">,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  if (releaseCheck !== null) {
    const result = await checkIdentity(effects, signal, url, releaseCheck, timeout);
    results.push(result);
    if (result.failure !== null) return results;
  }
  for (const check of checks) {
    const outcome = await request(effects, signal, url, check, timeout);
    const failure = typeof outcome === "string" ? outcome : disappointment(outcome, check.expect);
    results.push({ name: check.name, failure, took: typeof outcome === "string" ? 0 : outcome.took });
    effects.log.info(`  ${failure === null ? "pass" : "FAIL"}  ${check.name}${failure === null ? "" : `: ${failure}`}`);
  }
  return results;
}

async function checkIdentity(effects: Effects, signal: AbortSignal, url: string, check: ReleaseCheck, timeout: number) {
  const name = `serves ${check.equals.slice(0, 12)}`;
  let took = 0;
  for (let round = 0; round < check.times; round++) {
    // A query of its own for every request, so that no cache answers in the release's place.
    const path = `${check.path}${check.path.includes("?") ? "&" : "?"}fresh=${effects.uuid()}`;
    const headers = { "cache-control": "no-cache", connection: "close" };
    const answer = await request(effects, signal, url, { method: "GET", path, headers, body: null }, timeout);
    const failure = typeof answer === "string" ? answer : wrongRelease(answer, check);
    if (failure !== null) {
      effects.log.info(`  FAIL  ${name}: ${failure}`);
      return { name, failure, took };
    }
    took += (answer as Answer).took;
  }
  effects.log.info(`  pass  ${name} (${check.times} of ${check.times} requests)`);
  return { name, failure: null, took };
}

function wrongRelease(answer: Answer, { json, equals }: ReleaseCheck): string | null {
  const failure = disappointment(answer, {});
  if (failure !== null) return failure;
  const served = jsonAt(parseJson(answer.body), json);
  return served === equals ? null : `it serves \`${String(served ?? "nothing").slice(0, 60)}\`, not \`${equals}\``;
}

async function request(
  effects: Effects,
  signal: AbortSignal,
  base: string,
  { method, path, headers, body }: Pick<Check, "method" | "path" | "headers" | "body">,
  timeout: number,
): Promise<Answer | string> {
  const started = effects.monotonic();
  try {
    const response = await effects.fetch(`${base.replace(/\/+$/, "")}${path}`, {
      method,
      headers,
      ...(body === null ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    });
    return { status: response.status, body: await response.text(), took: effects.monotonic() - started };
  } catch (error) {
    const cause = (error as Error).cause as { code?: string; message?: string } | undefined;
    const isLate = (error as Error).name === "TimeoutError";
    return isLate
      ? `no answer within ${timeout} ms`
      : `no answer (${cause?.code ?? cause?.message ?? (error as Error).message})`;
  }
}
