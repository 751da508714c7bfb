import { CommandError, InputError } from "../../kit/errors.ts";
import type { Executor } from "../../kit/executor.ts";

const everyCode = Array.from({ length: 255 }, (_, i) => i + 1);
const refused = 7;
const withoutBody = [204, 205, 304];

/** True for an address that means the very machine on which somebody asks. */
export function isLoopback(url: string): boolean {
  return /^https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])([:/]|$)/.test(url);
}

/** As `fetch`, for addresses that only the server itself reaches: curl asks there. Texts only; redirects are not followed. */
export function fetchThere(exec: Executor): typeof fetch {
  return async (url, how) => {
    const flags = ["-sS", "--noproxy", "*", "--max-time", "30", "-w", "\\n%{http_code}"];
    const isHead = how?.method === "HEAD";
    const method = isHead ? ["--head", "-o", "/dev/null"] : ["-X", how?.method ?? "GET"];
    const signal = how?.signal ? { signal: how.signal } : {};
    const options = { okCodes: everyCode, timeout: 40_000, stdin: configurationOf(how), ...signal };
    const words = ["curl", ...flags, ...method, "-K", "-", String(url)] as const;
    const { code, stdout, stderr } = await exec.run(words, options).catch(missing(exec));
    if (code === refused) throw failure("ECONNREFUSED");
    if (code !== 0) throw failure(stderr.trim().slice(0, 120) || `curl ended with code ${code}`);
    const end = stdout.lastIndexOf("\n");
    const status = Number(stdout.slice(end + 1));
    return new Response(withoutBody.includes(status) ? null : stdout.slice(0, end), { status });
  };
}

/** Headers and body may be secret, so they come by standard input: a list of processes shows command lines. */
function configurationOf({ headers, body }: RequestInit = {}): string {
  const all = new Headers(headers);
  const hasBody = body !== undefined && body !== null;
  if (hasBody && !all.has("content-type")) all.set("content-type", "text/plain;charset=UTF-8");
  const lines = [...all].map(([name, value]) => `header = ${quoted(`${name}: ${value}`)}\n`);
  return [...lines, ...(hasBody ? [`data-raw = ${quoted(String(body))}\n`] : [])].join("");
}

function quoted(text: string): string {
  const escaped = text
    .replaceAll(/["\\]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return `"${escaped}"`;
}

function missing(exec: Executor) {
  return (error: unknown): never => {
    const isMissing = error instanceof CommandError && /not installed|not found/.test(error.message);
    if (!isMissing) throw error;
    throw new InputError(`\`curl\` is not installed on ${exec.where}, so nobody can ask the release there`, {
      hint: "Install `curl` there, or give an address that is reached from here (`systemd-address`, `releases-urls`).",
      cause: error,
    });
  };
}

function failure(code: string): TypeError {
  return new TypeError("fetch failed", { cause: { code } });
}
