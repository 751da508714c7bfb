import * as z from "zod/mini";
import type { Effects } from "../../kit/effects.ts";
import type { Cluster } from "../executors/kubectl/access.ts";
import { type Call, insist, once, understand } from "./call.ts";
import { AbsentError } from "./failures.ts";

/** One operation of a JSON patch (RFC 6902). */
export type Operation =
  | { readonly op: "test" | "add" | "replace"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string };

/**
 * Objects of one cluster by the `kubectl` of this machine. Kinds are as `kubectl get` takes them, best with their
 * group: `deployments.apps`. Reads are tried again where the cluster does not answer; writes are done once and end with a LostError
 * where nobody knows whether they were. A missing object is an AbsentError, one that somebody else has changed a ConflictError
 * (a RefusedError); what else the cluster says no to is a ServiceError, a kubeconfig or context that is not there an InputError.
 */
export interface Kubectl {
  get<S extends z.ZodMiniType>(kind: string, name: string, shape: S): Promise<z.infer<S>>;
  /** As `get`; null where there is no such object. */
  find<S extends z.ZodMiniType>(kind: string, name: string, shape: S): Promise<z.infer<S> | null>;
  /** The objects that the label selector chooses (`app=web,tier=front`); all of the namespace where it is empty. */
  list<S extends z.ZodMiniType>(kind: string, selector: string, shape: S): Promise<readonly z.infer<S>[]>;
  /** A JSON patch, all of it or nothing; a `test` that fails is a ConflictError. */
  patch(kind: string, name: string, operations: readonly Operation[], how?: Subresource): Promise<void>;
  /** Server-side apply of these objects as `owner`; fields that somebody else has set are a ConflictError unless forced. */
  apply(objects: readonly object[], how: Ownership): Promise<void>;
  /** Replaces whole objects, each only while it has the `resourceVersion` in its metadata. */
  replace(object: object): Promise<void>;
  /** Deletes without waiting for the end of it; false where it is not there. */
  remove(kind: string, name: string): Promise<boolean>;
  /** What `kubectl` prints to other words that only read: `logs`, `get --raw`. `what` begins the message of a failure. */
  read(words: readonly string[], what: string): Promise<string>;
}

export interface Ownership {
  readonly owner: string;
  readonly force?: boolean;
  /** Some fields of objects that are there already: the whole is looked at by the cluster, and not before. */
  readonly isPartial?: boolean;
}

export interface Subresource {
  readonly subresource?: "status" | "scale";
}

/** Opens a cluster; nothing is asked yet. `signal` ends what is running. */
export function openKubectl(cluster: Cluster, effects: Effects, signal?: AbortSignal): Kubectl {
  const call = (asked: Call) => once(cluster, effects, asked, signal);
  const read = (words: readonly string[], what: string) => insist(effects, () => call({ words, what }), signal);
  const see = async <S extends z.ZodMiniType>(shape: S, words: readonly string[], what: string) =>
    understand(shape, await read([...words, "-o", "json"], `${what} cannot be read`), what);
  const get: Kubectl["get"] = (kind, name, shape) => see(shape, ["get", kind, name], told(kind, name));
  return {
    get,
    async find(kind, name, shape) {
      try {
        return await get(kind, name, shape);
      } catch (error) {
        if (error instanceof AbsentError) return null;
        throw error;
      }
    },
    async list(kind, selector, shape) {
      const chosen = selector === "" ? [] : [`--selector=${selector}`];
      const { items } = await see(z.object({ items: z.array(shape) }), ["get", kind, ...chosen], `\`${kind}\``);
      return items as readonly z.infer<typeof shape>[];
    },
    read,
    ...changes(call),
  };
}

function changes(call: (asked: Call) => Promise<string>): Pick<Kubectl, "patch" | "apply" | "replace" | "remove"> {
  return {
    async patch(kind, name, operations, { subresource } = {}) {
      const part = subresource === undefined ? [] : [`--subresource=${subresource}`];
      const words = ["patch", kind, name, ...part, "--type=json"];
      await call({ words, what: `${told(kind, name)} cannot be changed`, patch: JSON.stringify(operations) });
    },
    async apply(objects, { owner, force = false, isPartial = false }) {
      const list = { apiVersion: "v1", kind: "List", items: objects };
      const words = ["apply", "--server-side", `--field-manager=${owner}`, `--force-conflicts=${force}`, "-f", "-"];
      if (isPartial) words.push("--validate=false");
      await call({ words, what: "the objects cannot be applied", stdin: JSON.stringify(list) });
    },
    async replace(object) {
      await call({
        words: ["replace", "-f", "-"],
        what: "the object cannot be replaced",
        stdin: JSON.stringify(object),
      });
    },
    async remove(kind, name) {
      try {
        await call({ words: ["delete", kind, name, "--wait=false"], what: `${told(kind, name)} cannot be deleted` });
        return true;
      } catch (error) {
        if (error instanceof AbsentError) return false;
        throw error;
      }
    },
  };
}

function told(kind: string, name: string): string {
  return `\`${kind.replace(/\..*/, "")}/${name}\``;
}
