import type { ImageAnswer, ImageReference } from "../../../core/requirements/image.ts";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { whySilent } from "../silence.ts";
import { type Login, loginFor } from "./login.ts";

/** Where an image is, and as whom it is asked for. */
export interface ImagePlace extends ImageReference {
  /** True to speak HTTP with a registry that is not on this machine. */
  readonly isPlain: boolean;
  readonly login: Login | null;
}

/** Every form in which a registry may keep an image; what is not named here may be said not to be there. */
const forms = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** How long one request may take. */
const patience = 15_000;

/** Asks the registry for the image's manifest: without a login first, then as the registry says how. */
export async function askRegistry(
  place: ImagePlace,
  { fetch, mask }: Pick<Effects, "fetch" | "mask">,
  signal: AbortSignal,
): Promise<ImageAnswer> {
  const { registry, repository, digest, tag } = place;
  const scheme = place.isPlain || isOnThisMachine(registry) ? "http" : "https";
  const address = `${scheme}://${registry}/v2/${repository}/manifests/${digest ?? tag}`;
  const send = async (url: string, init: RequestInit) => {
    const limit = AbortSignal.timeout(patience);
    try {
      return await fetch(url, { ...init, signal: AbortSignal.any([signal, limit]) });
    } catch (error) {
      signal.throwIfAborted();
      throw new ServiceError(`${new URL(url).host} does not answer: ${whySilent(error, patience)}`, { cause: error });
    }
  };
  const head = (authorization?: string) =>
    send(address, {
      method: "HEAD",
      headers: { accept: forms, ...(authorization === undefined ? {} : { authorization }) },
    });
  const first = await head();
  if (first.status !== 401) return answerOf(first, registry);
  const challenge = first.headers.get("www-authenticate") ?? "";
  const authorization = await loginFor(challenge, { scheme, repository, login: place.login, send, mask });
  return authorization === null ? { kind: "denied" } : answerOf(await head(authorization), registry);
}

function answerOf({ status, headers }: Response, registry: string): ImageAnswer {
  if (status === 200) return { kind: "there", digest: headers.get("docker-content-digest") };
  if (status === 404) return { kind: "absent" };
  if (status === 401 || status === 403) return { kind: "denied" };
  const hint =
    status === 429 ? "Wait, or give `username` and `password`: registries allow more to whom they know." : undefined;
  throw new ServiceError(`the registry ${registry} answers with ${status}`, hint === undefined ? {} : { hint });
}

/** As every client of containers has it: nobody listens in on the way to oneself. */
function isOnThisMachine(registry: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(registry);
}
