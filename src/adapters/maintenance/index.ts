import { registry } from "../../kit/registry.ts";
import type { Maintenance } from "../../stages/ports/maintenance.ts";
import { artisanMaintenance } from "./artisan.ts";
import { commandMaintenance } from "./command.ts";
import { haproxyMaintenance } from "./haproxy.ts";
import { nginxMaintenance } from "./nginx.ts";

/** What turns visitors away for a while. A new kind is one more line here. */
export const maintenanceModes = registry<Maintenance>(
  "maintenance",
  { description: "What answers 503 in the place of the application for a while." },
  [nginxMaintenance, artisanMaintenance, haproxyMaintenance, commandMaintenance],
);
