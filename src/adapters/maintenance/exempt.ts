import { InputError } from "../../kit/errors.ts";

/** Paths that are served all the while; they stand in a server's configuration, so what could be anything else is refused. */
export function checkExempt(input: string, paths: readonly string[]): readonly string[] {
  const wrong = paths.filter((path) => !/^\/[A-Za-z0-9._~/-]*\*?$/.test(path));
  if (wrong.length === 0) return paths;
  const what = `must be paths such as \`/health\` or \`/health/*\`, not ${wrong.map((path) => `\`${path}\``).join(", ")}`;
  throw new InputError([{ where: input, what }]);
}
