import { InputError } from "../../../kit/errors.ts";
import type { CommandResult } from "../../../kit/executor.ts";
import type { Destination } from "../frameworks/destination.ts";

/** Where Alembic says that it looks (`current --verbose`). The password is not among it. */
export function destinationIn({ stdout }: CommandResult): Destination {
  const url = /^Current revision\(s\) for (\S.*):\s*$/m.exec(stdout)?.[1] ?? "";
  const found = /^[\w+]+:\/\/(?:.*@)?(\[[^\]]*\]|[^:/@]*)(?::(\d+))?\/([^?]*)/.exec(url);
  if (found === null) {
    throw new InputError([{ where: "alembic-command", what: "did not tell which database Alembic is led to" }], {
      hint: "See what `alembic current --verbose` prints: it has to begin with `Current revision(s) for`.",
    });
  }
  const [, host = "", port = "", database = ""] = found;
  return { host, port, database: decode(database) };
}

/** SQLAlchemy prints the name as it is; the percent signs of others count as such. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
