import { join } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Listed, Setup } from "../engine/declaration.ts";

const form = /^(\d+)_[_a-z0-9]+(?:\.[_a-z0-9]+)?\.rb$/;

/** The migrations of the folder in the order of their numbers, which Rails takes for numbers: `007` is 7. */
export async function listNumbered({
  exec,
  migrations,
}: Pick<Setup, "exec" | "migrations">): Promise<readonly Listed[]> {
  const files = (await exec.list(migrations)).flatMap((name) => {
    const digits = form.exec(name)?.[1];
    return digits === undefined ? [] : [{ version: String(BigInt(digits)), name, path: join(migrations, name) }];
  });
  if (files.length > 0) return files.sort((a, b) => byNumber(a.version, b.version));
  const what = `\`${migrations}\` is not there or holds no migration (files like \`20260131120000_add_x.rb\`)`;
  throw new InputError([{ where: "rails-migrations", what }], {
    hint: "Set `rails-migrations` to the folder of the migration files, and check that the checkout holds it.",
  });
}

export function byNumber(a: string, b: string): number {
  const [one, other] = [a, b].map((version) => (/^\d+$/.test(version) ? BigInt(version) : 0n)) as [bigint, bigint];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** False where nothing takes it back, or what does is empty or only raises; a missing `down` does nothing to Rails. */
export function hasRubyDown(source: string): false | undefined {
  const code = source.replaceAll(/^=begin[\s\S]*?^=end|(?<=^|\s)#(?!\{).*$/gm, "");
  if (/\bdef\s+(?:self\.)?down\b\s*(?:\(\s*\))?\s*;?\s*(?:end\b|raise\b)/.test(code)) return false;
  return /\bdef\s+(?:self\.)?(?:down|change)\b|\brevert\b|\binclude\b/.test(code) ? undefined : false;
}
