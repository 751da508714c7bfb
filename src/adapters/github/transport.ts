import type { Effects } from "../../kit/effects.ts";
import { InputError } from "../../kit/errors.ts";

/** The fetch to reach GitHub with: through the proxy that the environment names, else the run's own. */
export async function openTransport(effects: Effects): Promise<typeof fetch> {
  const setting = (name: string) => effects.env(name) ?? effects.env(name.toUpperCase()) ?? "";
  const [httpProxy, httpsProxy] = [checkProxy("http_proxy", setting), checkProxy("https_proxy", setting)];
  if (httpProxy === "" && httpsProxy === "") return effects.fetch;
  for (const proxy of [httpProxy, httpsProxy]) maskPassword(effects, proxy);
  const undici = await import("undici");
  const dispatcher = new undici.EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy: setting("no_proxy") });
  // The agent belongs to this undici: the fetch that Node brings along may be of another version.
  const throughProxy: unknown = (address: string, request: object) => undici.fetch(address, { ...request, dispatcher });
  return throughProxy as typeof fetch;
}

function checkProxy(name: string, setting: (name: string) => string): string {
  const address = setting(name);
  if (address === "" || /^https?:$/.test(URL.parse(address)?.protocol ?? "")) return address;
  // It may hold a password, so it is not repeated.
  throw new InputError([
    { where: name.toUpperCase(), what: "must be an http address, like `http://proxy.example.com:3128`" },
  ]);
}

function maskPassword(effects: Effects, proxy: string): void {
  const password = URL.parse(proxy)?.password ?? "";
  if (password === "") return;
  effects.mask(password);
  effects.mask(decodeURIComponent(password));
}
