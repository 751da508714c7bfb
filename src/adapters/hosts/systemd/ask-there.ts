import { CommandError, InputError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";

const everyCode = Array.from({ length: 255 }, (_, i) => i + 1);
const refused = 7;

/** As `fetch`, for addresses that only the server itself reaches: curl asks there. */
export function fetchThere(exec: Executor): typeof fetch {
  return async (url, how) => {
    const headers = [...new Headers(how?.headers)].flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
    const flags = ["-sS", "--noproxy", "*", "--max-time", "30", "-w", "\\n%{http_code}"];
    const options = { okCodes: everyCode, timeout: 40_000, ...(how?.signal ? { signal: how.signal } : {}) };
    const words = ["curl", ...flags, ...headers, String(url)] as const;
    const { code, stdout, stderr } = await exec.run(words, options).catch(missing(exec));
    if (code === refused) throw failure("ECONNREFUSED");
    if (code !== 0) throw failure(stderr.trim().slice(0, 120) || `curl ended with code ${code}`);
    const end = stdout.lastIndexOf("\n");
    return new Response(stdout.slice(0, end), { status: Number(stdout.slice(end + 1)) });
  };
}

function missing(exec: Executor) {
  return (error: unknown): never => {
    const isMissing = error instanceof CommandError && /not installed|not found/.test(error.message);
    if (!isMissing) throw error;
    throw new InputError(`\`curl\` is not installed on ${exec.where}, so nobody can ask the release there`, {
      hint: "Install `curl` there, or let `systemd-address` name the server as it is reached from here.",
      cause: error,
    });
  };
}

function failure(code: string): TypeError {
  return new TypeError("fetch failed", { cause: { code } });
}
