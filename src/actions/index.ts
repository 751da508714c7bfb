import type { Action } from "../kit/action.ts";

/** Every action by name, each loaded only when it runs; `deploy` is the root action. */
export const actions: Readonly<Record<string, () => Promise<Action>>> = {
  deploy: async () => (await import("./deploy.ts")).deploy,
  plan: async () => (await import("./plan.ts")).plan,
  backup: async () => (await import("./backup.ts")).backup,
  drill: async () => (await import("./drill.ts")).drillAction,
  migrate: async () => (await import("./migrate.ts")).migrate,
  "deploy-slot": async () => (await import("./deploy-slot.ts")).deploySlot,
  "smoke-test": async () => (await import("./smoke-test.ts")).smokeTest,
  "traffic-shift": async () => (await import("./traffic-shift.ts")).trafficShift,
  continue: async () => (await import("./continue.ts")).continueRelease,
  rollback: async () => (await import("./rollback.ts")).rollback,
  report: async () => (await import("./report.ts")).report,
  notify: async () => (await import("./notify.ts")).notify,
  watch: async () => (await import("./watch.ts")).watch,
  promote: async () => (await import("./promote.ts")).promote,
};
