import type { OperationId } from "./description/operations.ts";
import type { State, User } from "./state.ts";

/** Whoever sends a request: a person, an app, or nobody. */
export interface Caller {
  /** Null where the request carries no token. */
  readonly login: string | null;
  /** Permissions by name, e.g. `{ deployments: "write" }`; `all` has every one. */
  readonly permissions: Permissions;
}

/** What a token may do. */
export type Permissions = "all" | Readonly<Record<string, "read" | "write">>;

/** What operations work on. */
export interface Place {
  readonly state: State;
  /** ISO 8601, whole seconds, as GitHub writes it. */
  now(): string;
  id(): number;
  /** Where the fake listens, as a person's browser would. */
  readonly url: string;
  /** The git repository behind it; null where there is none. */
  readonly origin: string | null;
  /** Where the REST operations begin. */
  readonly apiUrl: string;
}

/** A request whose operation is known and whose form was checked. */
export interface Ask extends Place {
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: the description has checked what is in it.
  readonly body: any;
  readonly caller: Caller;
}

/** What an operation answers. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of the REST API. */
export type Operation = (ask: Ask) => Reply;

/** Operations of one part of the API by name. */
export type Operations = Partial<Record<OperationId, Operation>>;

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status: 200,
  body,
  headers,
});

export const created = (body: unknown): Reply => ({ status: 201, body });

const documentation = "https://docs.github.com/rest";

/** What GitHub answers where it finds nothing, or lets the caller see nothing. */
export const notFound = (): Reply => ({
  status: 404,
  body: { message: "Not Found", documentation_url: documentation, status: "404" },
});

/** What GitHub answers to a request that it understands and does not do. */
export const unprocessable = (message: string, errors: readonly Readonly<Record<string, string>>[] = []): Reply => ({
  status: 422,
  body: { message, ...(errors.length > 0 ? { errors } : {}), documentation_url: documentation },
});

/** Validation failed, for one field. */
export const invalid = (resource: string, field: string, message: string): Reply =>
  unprocessable("Validation Failed", [{ resource, field, code: "custom", message }]);

/** One page of a list, with the links to the others. */
export function page<T>(
  ask: Ask,
  items: readonly T[],
): { readonly items: readonly T[]; readonly headers: Record<string, string> } {
  const size = Math.min(Number(ask.query.get("per_page") ?? 30), 100);
  const number = Number(ask.query.get("page") ?? 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const to = (target: number, rel: string) => {
    const query = new URLSearchParams(ask.query);
    query.set("page", String(target));
    return `<${ask.apiUrl}${ask.path._}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [to(number - 1, "prev"), to(1, "first")] : []),
    ...(number < last ? [to(number + 1, "next"), to(last, "last")] : []),
  ];
  return {
    items: items.slice((number - 1) * size, number * size),
    headers: links.length > 0 ? { link: links.join(", ") } : {},
  };
}

/** The user of a login; people that no seed names exist as well where they have done something. */
export function userOf(state: State, login: string): User {
  const found = state.users.find((user) => user.login.toLowerCase() === login.toLowerCase());
  return found ?? { login, id: 1, type: login.endsWith("[bot]") ? "Bot" : "User" };
}

/** The commit that a sha, a branch, a tag or a full ref names. */
export function commitAt(state: State, ref: string): string | undefined {
  const byName = [ref, `refs/${ref}`, `refs/heads/${ref}`, `refs/tags/${ref}`].find((name) => state.refs[name]);
  if (byName !== undefined) return state.refs[byName];
  if (state.commits[ref] !== undefined) return ref;
  if (!/^[0-9a-f]{7,40}$/.test(ref)) return undefined;
  return Object.keys(state.commits).find((sha) => sha.startsWith(ref));
}
