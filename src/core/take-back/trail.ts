import type { Finding, JudgedMigration, MigrationVerdict, PreviousRelease, Probe } from "../judgement/finding.ts";

/** What a rollback has to know about one migration of the release, kept in the journal. */
export interface TrailStep {
  readonly version: string;
  readonly name: string;
  readonly verdict: MigrationVerdict;
  /** Whether the previous release works after it; `works` also where a contract is declared to be none of its business. */
  readonly previous: PreviousRelease;
  /** False where the tool has no way down for it; null where nobody can tell. */
  readonly hasDown: boolean | null;
  /** Questions whose hit means that the schema may not stay. */
  readonly probes: readonly Probe[];
  /** True where the down loosens what the previous release may write, without loss. */
  readonly loosens: boolean;
  /** True where only a person can decide. */
  readonly needsPerson: boolean;
  /** What is lost if it is taken down after the new release has written, or null. */
  readonly loses: string | null;
  /** Why a person has to decide, else what decided the verdict; absent in older journals. */
  readonly reason?: string;
  /** What speaks against running its way down without a person; absent where nothing does, and in older journals. */
  readonly doubt?: string;
}

/** More probes than this are not asked at three in the morning. */
const mostProbes = 20;

/** The way back of one judged migration. */
export function trailStep(judged: JudgedMigration): TrailStep {
  const { version, name, verdict, previous, hasDown, findings } = judged;
  const open = findings.filter((finding) => finding.verdict === "PROBE");
  const probes = open.flatMap(({ resolution }) => (resolution?.by === "probe" ? [resolution.probe] : []));
  const losses = [...findings.flatMap(lossOf), ...unseenLoss(judged)];
  const doubt = judged.downDoubt?.slice(0, 200) ?? null;
  const loosens = open.some(({ resolution }) => resolution?.by === "loosening");
  const isGuess = verdict === "UNKNOWN" || verdict === "UNSAFE";
  // Only these are taken down on their own account; others go along with one that stands below them.
  const isInDoubt = doubt !== null && (previous === "broken" || loosens);
  return {
    version,
    name,
    verdict,
    previous,
    hasDown: findings.some(isForGood) ? false : hasDown,
    probes: probes.slice(0, mostProbes),
    loosens,
    needsPerson:
      isGuess ||
      isInDoubt ||
      probes.length > mostProbes ||
      open.some(({ resolution }) => resolution === null || resolution.by === "person"),
    loses: losses.length === 0 ? null : [...new Set(losses)].slice(0, 3).join("; ").slice(0, 200),
    reason: isInDoubt && !isGuess ? doubt : judged.reason.slice(0, 200),
    ...(doubt === null ? {} : { doubt }),
  };
}

/** That a rehearsal has lost nothing says nothing of the rows that are written after it. */
function unseenLoss({ isDownUnseen, hasDown }: JudgedMigration): readonly string[] {
  return isDownUnseen === true && hasDown === true ? ["perhaps more: nobody has seen the SQL of its way down"] : [];
}

/** The down of an insert deletes: it fails, or takes along what has come to refer to its rows. */
function lossOf({ loses, down, about, resolution }: Finding): readonly string[] {
  if (loses !== null) return [loses];
  return down === "may-fail" && resolution?.by !== "probe" ? [`what refers to ${about} by then`] : [];
}

/** Harmless while the schema stays, but no file brings it back as it was, whatever it says. */
function isForGood({ verdict, down }: Finding): boolean {
  return verdict === "PROBE" && down === "none";
}
