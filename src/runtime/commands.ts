import { actions } from "../actions/index.ts";
import type { Action } from "../kit/action.ts";

export interface Command {
  load(): Promise<Action>;
  /** Inputs that a person at a terminal means when they say nothing else. */
  readonly preset: Readonly<Record<string, string>>;
}

const stage = (name: string): Command => ({ load: async () => (await load(name))(), preset: {} });

async function load(name: string): Promise<() => Promise<Action>> {
  const found = actions[name];
  if (found === undefined) throw new Error(`no action is called ${name}`);
  return found;
}

/** What can be said at the terminal: the actions, and those that set up or only look. */
export const commands: Readonly<Record<string, Command>> = {
  plan: stage("plan"),
  run: stage("deploy"),
  continue: stage("continue"),
  rollback: { ...stage("rollback"), preset: { which: "any" } },
  status: { load: async () => (await import("../actions/terminal/status.ts")).status, preset: {} },
  log: { load: async () => (await import("../actions/terminal/log.ts")).log, preset: {} },
  stats: { load: async () => (await import("../actions/terminal/stats.ts")).stats, preset: {} },
  init: { load: async () => (await import("../actions/terminal/init.ts")).init, preset: {} },
  check: { load: async () => (await import("../actions/terminal/check.ts")).check, preset: {} },
  watch: stage("watch"),
  promote: stage("promote"),
  report: stage("report"),
  backup: stage("backup"),
  drill: stage("drill"),
  "backups list": { load: async () => (await import("../actions/terminal/backups-list.ts")).backupsList, preset: {} },
  "backups verify": {
    load: async () => (await import("../actions/terminal/backups-verify.ts")).backupsVerify,
    preset: {},
  },
  "backups restore": {
    load: async () => (await import("../actions/terminal/backups-restore.ts")).backupsRestore,
    preset: {},
  },
  "maintenance on": {
    load: async () => (await import("../actions/terminal/maintenance.ts")).maintenanceOn,
    preset: {},
  },
  "maintenance off": {
    load: async () => (await import("../actions/terminal/maintenance.ts")).maintenanceOff,
    preset: {},
  },
  "maintenance status": {
    load: async () => (await import("../actions/terminal/maintenance.ts")).maintenanceStatus,
    preset: {},
  },
  adopt: { load: async () => (await import("../actions/terminal/adopt.ts")).adopt, preset: {} },
  migrate: stage("migrate"),
  backfill: { load: async () => (await import("../actions/terminal/backfill.ts")).backfillCommand, preset: {} },
  "deploy-slot": stage("deploy-slot"),
  "smoke-test": stage("smoke-test"),
  "traffic-shift": stage("traffic-shift"),
};
