import { may } from "../permissions.ts";
import type { Caller, Place } from "../place.ts";

/** Where a query's fields come from, and who asks. */
export interface Asked extends Place {
  readonly caller: Caller;
}

/** Values of a type's fields by name; functions take the field's arguments. */
export type Source = Readonly<Record<string, unknown>>;

/** Arguments of a field. */
// biome-ignore lint/suspicious/noExplicitAny: GitHub's schema has checked them.
export type Args = any;

/** An error as GitHub's GraphQL tells it. */
class GitHubError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** What resolvers throw, and what they need before they answer. */
export const ask = {
  error: (type: string, message: string): Error => new GitHubError(type, message),
  /** Throws where the caller lacks all of these permissions. */
  permission({ caller, state }: Asked, ...needed: readonly (readonly [string, "read" | "write"])[]): void {
    if (!state.repository.isPrivate && needed.every(([, level]) => level === "read")) return;
    if (!may(caller.permissions, needed)) throw ask.error("FORBIDDEN", "Resource not accessible by integration");
  },
};

/** True where the fake has nothing to say about a field, which is not the same as null. */
export function isUnknown(source: unknown, field: string): boolean {
  return typeof source !== "object" || source === null || !(field in source);
}

/** A connection over a list: `first` or `last`, `after` or `before`, by position. */
export function connection<T>(items: readonly T[], args: Args, shape: (item: T) => Source): Source {
  if (args.first === undefined && args.last === undefined)
    throw ask.error(
      "MISSING_PAGINATION_BOUNDARIES",
      "You must provide a `first` or `last` value to properly paginate.",
    );
  if ((args.first ?? args.last) > 100)
    throw ask.error("EXCESSIVE_PAGINATION", `Requesting ${args.first ?? args.last} records exceeds the limit of 100.`);
  const from = typeof args.after === "string" ? Number(args.after) + 1 : 0;
  const to = typeof args.before === "string" ? Number(args.before) : items.length;
  const start = args.first === undefined || args.first === null ? Math.max(from, to - args.last) : from;
  const end = args.first === undefined || args.first === null ? to : Math.min(to, from + args.first);
  const shown = items.slice(start, end);
  return {
    totalCount: items.length,
    nodes: () => shown.map(shape),
    edges: () => shown.map((item, index) => ({ cursor: String(start + index), node: shape(item) })),
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: shown.length === 0 ? null : String(start),
      endCursor: shown.length === 0 ? null : String(end - 1),
    },
  };
}
