import { registry } from "../../kit/registry.ts";
import type { Host } from "../../stages/ports/host.ts";
import { commandHost } from "./command.ts";
import { kubernetesHost } from "./kubernetes.ts";
import { processHost } from "./process.ts";
import { releasesHost } from "./releases.ts";
import { systemdHost } from "./systemd.ts";

/** Where releases run, in two slots. A new host is one more line here. */
export const hosts = registry<Host>("host", { description: "Where releases run, in two slots." }, [
  processHost,
  systemdHost,
  releasesHost,
  kubernetesHost,
  commandHost,
]);
