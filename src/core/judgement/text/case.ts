import type { Dialect, Finding, LockHazard } from "../finding.ts";
import type { Statement } from "../readable.ts";
import { finding, oneLine, type RuleId } from "../rules.ts";
import type { MadeKind, StatementJudgement, World } from "../statement-judge.ts";
import type { ObjectName } from "./names.ts";

type Overrides = Partial<Omit<Finding, "rule" | "about" | "statement" | "line">>;

/** A statement before its judge, with everything that was said about it. */
export interface Case {
  readonly dialect: Dialect;
  readonly isSqlite: boolean;
  readonly world: World;
  found(rule: RuleId, about: string, overrides?: Overrides): void;
  /** Row X3: nobody can tell what it does. */
  unknown(about: string, reason: string, remedy?: string): void;
  hazard(hazard: Omit<LockHazard, "statement" | "line">): void;
  warn(warning: string): void;
  /** Takes effect after the statement: the parts of one statement do not see each other's. */
  make(kind: MadeKind, name: string): void;
  forget(kind: MadeKind, name: string): void;
  isNew(table: ObjectName): boolean;
  /** Whether a table that the previous release may know had this name when the release began. */
  wasTaken(table: ObjectName): boolean;
  /** The table is no longer what the previous release knows by this name. */
  takeAway(table: ObjectName): void;
  /** Names can no longer be followed. */
  forgetEverything(): void;
  close(): StatementJudgement;
}

export function openCase({ text, line }: Statement, world: World, dialect: Dialect): Case {
  const findings: Finding[] = [];
  const hazards: LockHazard[] = [];
  const warnings: string[] = [];
  const effects: (() => void)[] = [];
  // A long statement with many findings is shortened once.
  let short: string | null = null;
  const shown = () => {
    short ??= oneLine(text);
    return short;
  };
  const found: Case["found"] = (rule, about, overrides = {}) =>
    void findings.push(finding(rule, { about, statement: shown(), line, ...overrides }));
  return {
    dialect,
    isSqlite: dialect === "sqlite",
    world,
    found,
    unknown(about, reason, remedy) {
      found("X3", about, { reason, ...(remedy === undefined ? {} : { remedy }) });
      effects.push(() => world.forgetAll());
    },
    hazard: (hazard) => void hazards.push({ statement: shown(), line, ...hazard }),
    warn: (warning) => void warnings.push(warning),
    make: (kind, name) => void effects.push(() => world.make(kind, name)),
    forget: (kind, name) => void effects.push(() => world.forget(kind, name)),
    isNew: ({ key }) => world.has("table", key),
    wasTaken: ({ key }) => world.has("schema", `once ${key}`),
    takeAway: ({ key }) => void effects.push(() => world.make("schema", `once ${key}`)),
    forgetEverything: () => void effects.push(() => world.forgetAll()),
    close() {
      for (const effect of effects) effect();
      return { findings, hazards, warnings };
    },
  };
}
