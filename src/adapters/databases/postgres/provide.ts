import { InputError } from "../../../kit/errors.ts";
import { identifier } from "./names.ts";
import type { Outline } from "./outline.ts";
import type { Session } from "./session.ts";

/** Sees to it that the server has what the dump refers to: its version, extensions, roles. Only on a server of ours roles are created. */
export async function provide(session: Session, outline: Outline, major: number, isOwn: boolean): Promise<void> {
  if (outline.major > major) {
    throw new InputError(`the dump is of PostgreSQL ${outline.major}, and the server to restore into is ${major}`, {
      hint: `Install the package \`postgresql-${outline.major}\`, or name a newer server (\`postgres-scratch-url\`).`,
    });
  }
  const offered = new Set(await session.ask<string>("SELECT to_jsonb(name) FROM pg_available_extensions"));
  const lacking = outline.extensions.filter((extension) => !offered.has(extension)).map((name) => `\`${name}\``);
  if (lacking.length > 0) {
    throw new InputError(`the server to restore into does not offer the extension ${lacking.join(", ")}`, {
      hint: "Install its package there, or name a server that has it (`postgres-scratch-url`).",
    });
  }
  const roles = new Set(await session.ask<string>("SELECT to_jsonb(rolname) FROM pg_roles"));
  const missing = outline.roles.filter((role) => !roles.has(role));
  const creations = missing.map((role) => `CREATE ROLE ${identifier(role)} NOLOGIN;`);
  if (missing.length > 0 && !isOwn) {
    const names = missing.map((role) => `\`${role}\``).join(", ");
    throw new InputError(`policies name the role ${names}, which the server to restore into does not have`, {
      hint: `Create it there: ${creations.join(" ")}`,
    });
  }
  for (const creation of creations) await session.run(creation);
}
