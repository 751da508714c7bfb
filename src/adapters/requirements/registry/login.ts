import { ServiceError } from "../../../kit/errors.ts";

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface LoginOptions {
  readonly scheme: "http" | "https";
  readonly repository: string;
  readonly login: Login | null;
  readonly send: (url: string, init: RequestInit) => Promise<Response>;
  readonly mask: (secret: string) => void;
}

/** What to send in `Authorization`, as the registry's challenge says; null where it lets nobody in like this. */
export async function loginFor(challenge: string, options: LoginOptions): Promise<string | null> {
  const { login } = options;
  const basic =
    login === null ? null : `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  if (/^basic\b/i.test(challenge)) return basic;
  const asked = parametersOf(challenge);
  if (!/^bearer\b/i.test(challenge) || asked.realm === undefined) {
    throw new ServiceError("the registry asks for a login of a kind that is not known here", {
      hint: "It has to speak the token authentication of the distribution specification, or Basic.",
    });
  }
  return await token(asked, basic, options);
}

async function token(
  { realm = "", service, scope }: Readonly<Record<string, string | undefined>>,
  basic: string | null,
  { scheme, repository, send, mask }: LoginOptions,
): Promise<string | null> {
  const url = URL.canParse(realm) ? new URL(realm) : null;
  // Whoever could change the challenge on its way must not get the password by it.
  if (url === null || (scheme === "https" && url.protocol !== "https:")) {
    throw new ServiceError("the registry names no address for its tokens that may be gone to");
  }
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", scope ?? `repository:${repository}:pull`);
  const response = await send(url.href, { headers: basic === null ? {} : { authorization: basic } });
  if (response.status === 401 || response.status === 403) return null;
  if (!response.ok) throw new ServiceError(`the token service ${url.host} answers with ${response.status}`);
  const given = tokenIn(await response.json().catch(() => null));
  if (given === null) throw new ServiceError(`the token service ${url.host} answers without a token`);
  mask(given);
  return `Bearer ${given}`;
}

function tokenIn(answer: unknown): string | null {
  const { token, access_token: other } = (answer ?? {}) as { token?: unknown; access_token?: unknown };
  const found = token ?? other;
  return typeof found === "string" && found !== "" ? found : null;
}

/** `realm="...",service="...",scope="..."`; a scope holds commas. */
function parametersOf(challenge: string): Readonly<Record<string, string>> {
  const pairs = challenge.matchAll(/([a-z_]+)=(?:"([^"]*)"|([^\s,]+))/gi);
  return Object.fromEntries(
    [...pairs].map(([, name = "", quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? ""]),
  );
}
