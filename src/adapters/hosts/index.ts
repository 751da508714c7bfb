import { registry } from "../../kit/registry.ts";
import type { Host } from "../../stages/ports/host.ts";
import { processHost } from "./process.ts";

/** Where releases run, in two slots. A new host is one more line here. */
export const hosts = registry<Host>("host", { description: "Where releases run, in two slots." }, [processHost]);
