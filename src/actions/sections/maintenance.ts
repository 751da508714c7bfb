import { executors } from "../../adapters/executors/index.ts";
import { maintenanceModes } from "../../adapters/maintenance/index.ts";
import type { Item } from "../../kit/action.ts";
import { InputError } from "../../kit/errors.ts";
import { choice, duration, text } from "../../kit/fields.ts";
import { optional } from "../../kit/registry.ts";
import type { MaintenanceStep, MaintenanceWays } from "../../stages/maintenance.ts";
import { openThere, reopenPort, type SectionContext } from "./context.ts";

/** What may be asked of `maintenance`. */
export const maintenanceSection = {
  name: "maintenance",
  isRepeatable: false,
  adapters: [optional(maintenanceModes), executors],
  inputs: {
    during: choice({
      choices: ["never", "migrate", "unsafe"],
      default: "unsafe",
      description:
        "When a release turns it on: `unsafe` while migrations that are not SAFE are applied, and while a rollback takes the database back; `migrate` while any are; `never` leaves it to `deploy-actions maintenance`.",
    }),
    "retry-after": duration({
      default: "60s",
      description: "What visitors are told to wait (`Retry-After`).",
    }),
    "confirm-url": text({
      description:
        "An address of the application: it has to answer 503 with `Retry-After` once maintenance is on, while the first exempt path answers 2xx. Without it, only the setting is read back.",
    }),
  },
} as const;

/** Opens what the section chooses; it chooses nothing where nobody wants maintenance. */
export function openMaintenance(context: SectionContext): MaintenanceWays {
  return { step: openStep(context), reopen: (record) => reopenPort(maintenanceModes, record, context) };
}

/** As `openMaintenance`, for a rollback: a section that cannot be read keeps nothing from going back. */
export function openMaintenanceForRollback(context: SectionContext): MaintenanceWays {
  try {
    return openMaintenance(context);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { step: null, reopen: (record) => reopenPort(maintenanceModes, record, context) };
  }
}

function openStep(context: SectionContext): MaintenanceStep | null {
  if (!context.settings.has("maintenance")) return null;
  const [item] = context.settings.items(maintenanceSection);
  if (item === undefined || !isChosen(item)) return null;
  const { values } = item;
  const confirmUrl = values["confirm-url"] ?? null;
  if (confirmUrl !== null && !/^https?:\/\/[^/]/.test(confirmUrl)) {
    throw new InputError([{ where: "maintenance: confirm-url", what: "must begin with http:// or https://" }]);
  }
  return {
    mode: openThere(maintenanceModes, item, context),
    during: values.during,
    retryAfter: Math.max(1, Math.round(values["retry-after"] / 1000)),
    confirmUrl,
  };
}

function isChosen(item: Item): boolean {
  try {
    return item.chosen(maintenanceModes.kind).name !== "";
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
