import * as z from "zod/mini";
import { structure } from "../../kit/fields.ts";
import { backupSection } from "./backup.ts";
import { deploySlotSection } from "./deploy-slot.ts";
import { drillSection } from "./drill.ts";
import { maintenanceSection } from "./maintenance.ts";
import { migrateSection } from "./migrate.ts";
import { notifySection } from "./notify.ts";
import { planSection } from "./plan.ts";
import { promoteSection } from "./promote.ts";
import { reportSection } from "./report.ts";
import { rollbackSection } from "./rollback.ts";
import { smokeTestSection } from "./smoke-test.ts";
import { trafficShiftSection } from "./traffic-shift.ts";
import { watchSection } from "./watch.ts";

/** The sections of deploy.yml, in the order of the chain. */
export const sections = [
  planSection,
  backupSection,
  maintenanceSection,
  migrateSection,
  deploySlotSection,
  smokeTestSection,
  trafficShiftSection,
  rollbackSection,
  drillSection,
  watchSection,
  promoteSection,
  reportSection,
  notifySection,
] as const;

export const sectionNames: readonly string[] = sections.map(({ name }) => name);

const map = z.record(z.string(), z.unknown());

/** The root action's inputs: one YAML block per section, laid over deploy.yml. */
export const rootInputs = Object.fromEntries(
  sections.map(({ name, isRepeatable }) => {
    const description = `The \`${name}\` section as YAML, laid over deploy.yml; the inputs are those of the action \`${name}\`.`;
    return [name, structure(isRepeatable ? z.union([map, z.array(map)]) : map, { description })];
  }),
);
