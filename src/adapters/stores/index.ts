import { registry } from "../../kit/registry.ts";
import type { Store } from "../../stages/ports/store.ts";
import { artifactStore } from "./artifact.ts";
import { directoryStore } from "./directory.ts";
import { s3Store } from "./s3.ts";

/** Places that keep backups. A new one is one more line here. */
export const stores = registry<Store>("store", { description: "Where backups are kept." }, [
  directoryStore,
  s3Store,
  artifactStore,
]);
