import { driftIn, type FlagFacts, overwritten, type SlotFacts } from "../core/drift.ts";
import type { JournalState } from "../core/journal.ts";
import { type Plan, substanceOf } from "../core/plan.ts";
import { type Conditions, noConditions } from "../core/preflight/conditions.ts";
import { linesOf, obstaclesIn } from "../core/preflight/finding.ts";
import { findObstacles, isUntouched, type Obstacle, plannedSlot } from "../core/preflight.ts";
import type { Rehearsed } from "../core/rehearsal/evidence.ts";
import type { ItemSplit, Slot } from "../core/slots.ts";
import type { Effects } from "../kit/effects.ts";
import { InputError, RefusedError } from "../kit/errors.ts";
import { digestPlan } from "./approved-plan.ts";
import { askAll } from "./ask-all.ts";
import type { Chain } from "./chain.ts";
import { describeChain } from "./describe-chain.ts";
import { flagsOf, readings, splitsOf } from "./facing.ts";
import { uncommittedMigrations } from "./own-files.ts";
import type { Repository } from "./ports/repository.ts";
import { type MigrationSurvey, type Rehearsing, rehearseMigrations, surveyMigrations } from "./survey-migrations.ts";

export interface SurveyOptions {
  readonly effects: Effects;
  readonly application: string;
  readonly environment: string;
  readonly release: { readonly commit: string; readonly version: string };
  readonly state: JournalState;
  readonly chain: Chain;
  readonly repository: Repository;
  readonly allowsBadCommit: boolean;
  /** What becomes of things that somebody has changed past the journal. */
  readonly onDrift: "stop" | "overwrite";
  readonly fullUntil: Plan["fullUntil"];
  /** The configuration as it was written, for the digest. */
  readonly configuration: string;
  /** Null where nothing is rehearsed, such as for a look that has to be quick. */
  readonly rehearsing: Rehearsing | null;
  /** Looks at what the release has to fulfil beside what it touches. */
  readonly conditions?: () => Promise<Conditions>;
}

export interface Survey {
  readonly plan: Plan;
  readonly digest: string;
  /** What a rehearsal has shown just now; the journal has to be told of it. */
  readonly evidence: Rehearsed | null;
  /** What the digest is of, in the order of its parts. */
  readonly parts: readonly string[];
  /** How each router that knows slots has split the traffic. */
  readonly splits: readonly ItemSplit[];
}

/** Looks at everything that the release will touch, changes nothing, and says what would happen and what is in the way. */
export async function survey(options: SurveyOptions): Promise<Survey> {
  const { chain, state, release } = options;
  const [slots, edited, judged, changed, repository, fingerprint, conditions, ...routers] = await askAll([
    async () => (chain.slot === null ? null : slotFacts(chain.slot.host.port)),
    async () => editedIn(chain, state),
    () => surveyMigrations(options),
    () => options.repository.changes(),
    () => repositoryFacts(options),
    () => fingerprintOf(chain),
    async () => (await options.conditions?.()) ?? noConditions,
    ...readings(chain),
  ]);
  const facts = {
    commit: release.commit,
    state,
    allowsBadCommit: options.allowsBadCommit,
    splits: splitsOf(routers),
    flags: flagsOf(routers),
    slots,
    edited,
    onDrift: options.onDrift,
    ramps: rampsOf(chain, state),
    migrationProblems: uncommittedMigrations(changed, judged?.plan.state.pending ?? []),
    repository,
  };
  const others = [...findObstacles(facts), ...obstaclesIn(conditions.findings)];
  // What would be refused anyway is not tried for minutes, and leaves no trace.
  const isClear = others.length === 0 && judged?.obstacles.length === 0;
  const outlook = judged !== null && isClear ? await rehearseMigrations(options, judged) : judged;
  const obstacles = [...others, ...(outlook?.obstacles ?? [])];
  const told = { drift: driftIn(facts).map(({ what }) => what), overwritten: overwritten(facts), flags: facts.flags };
  const plan = describe(options, outlook, { slot: plannedSlot(facts), obstacles, changed, conditions, ...told });
  const substance = substanceOf(plan, options.configuration, fingerprint);
  const { splits } = facts;
  return {
    ...{ plan, digest: digestPlan(substance), parts: Object.keys(substance), splits },
    evidence: outlook?.evidence ?? null,
  };
}

/** Throws one error that names everything in the way; InputError when something was asked wrongly. */
export function refuseObstacles(obstacles: readonly Obstacle[]): void {
  if (obstacles.length === 0) return;
  if (obstacles.some(({ kind }) => kind === "input")) throw new InputError(obstacles);
  const lines = obstacles.map(({ where, what }) => `${where}: ${what}`);
  throw new RefusedError(
    lines.length === 1 ? (lines[0] ?? "") : `${lines.length} reasons:\n${lines.map((line) => `- ${line}`).join("\n")}`,
  );
}

/** What was edited by hand in the live slot; hosts that cannot tell say nothing. */
async function editedIn({ slot }: Chain, { live, open }: JournalState): Promise<readonly string[]> {
  if (live === null || (open !== null && !isUntouched(open))) return [];
  return (await slot?.host.port.drift?.(live.slot)) ?? [];
}

async function slotFacts(host: { slots(): Promise<Readonly<Record<Slot, { status: string; commit?: string }>>> }) {
  const slots = await host.slots();
  const facts = ({ status, commit }: { status: string; commit?: string }): SlotFacts => ({
    status,
    commit: commit ?? null,
  });
  return { blue: facts(slots.blue), green: facts(slots.green) };
}

function rampsOf(chain: Chain, state: JournalState) {
  // A first release goes straight to 100, which every router knows; a list that is wrong is wrong then too.
  const isFirst = state.live === null && state.open === null;
  return chain.shifts.map(({ item, steps, cohorts, router }) => ({
    item,
    steps,
    cohorts,
    knowsCohorts: router.port.cohorts !== undefined,
    granularity: isFirst ? ("any" as const) : router.port.granularity,
  }));
}

async function repositoryFacts({ repository, state, chain, release }: SurveyOptions) {
  // Only migrations and hosts read the checkout.
  const readsCheckout = chain.migrate !== null || chain.slot !== null;
  return {
    head: readsCheckout ? await repository.resolve("HEAD") : release.commit,
    isShallow: await repository.isShallow(),
    holdsLive: state.live === null || !readsCheckout || (await repository.holds(state.live.commit)),
  };
}

async function fingerprintOf(chain: Chain): Promise<string> {
  const prints = await Promise.all(chain.backups.map(({ database }) => database.port.fingerprint()));
  return prints.join(" ");
}

/** What was found, before it is told. */
interface Found {
  readonly slot: Slot;
  readonly obstacles: readonly Obstacle[];
  readonly changed: readonly string[];
  readonly conditions: Conditions;
  readonly drift: readonly string[];
  readonly overwritten: readonly string[];
  readonly flags: readonly FlagFacts[];
}

function openedIn({ open }: JournalState): Plan["open"] {
  return open === null ? null : { version: open.version, commit: open.commit, openedAt: open.openedAt };
}

function describe(
  options: SurveyOptions,
  outlook: MigrationSurvey | null,
  { slot, obstacles, changed, conditions, drift, overwritten, flags }: Found,
): Plan {
  const { application, environment, release, state, effects } = options;
  const uncommitted =
    changed.length === 0
      ? []
      : [`${changed.length} files have uncommitted changes; the release is the commit without them`];
  const newest = state.backups.find(({ verified }) => verified);
  return {
    application,
    environment,
    ...release,
    slot,
    live: state.live,
    chain: describeChain({ ...options, flags }, outlook, slot),
    pending: outlook?.plan.now ?? [],
    held: outlook?.plan.held ?? [],
    verdict: outlook?.plan.verdict ?? "SAFE",
    steps: outlook?.plan.steps ?? [],
    rehearsal: outlook?.rehearsal ?? null,
    evidence: outlook?.plan.evidence ?? null,
    fullUntil: options.fullUntil,
    newestBackup: newest === undefined ? null : { name: newest.name, at: newest.at },
    madeAt: new Date(effects.now()).toISOString(),
    open: openedIn(state),
    drift,
    overwritten,
    lastDrill: state.lastDrill,
    conditions,
    obstacles,
    warnings: [...uncommitted, ...overwritten, ...(outlook?.warnings ?? []), ...linesOf(conditions.findings, "warned")],
  };
}
