import { openSqlReader } from "../../adapters/grammars/sql-reader.ts";
import type { Dialect, ReleaseJudgement } from "../../core/judgement/finding.ts";
import { judgeMigrations } from "../../core/judgement/judge.ts";
import type { ReadMigration } from "../../core/judgement/readable.ts";
import { downFileOf, readMigrationFile, type WrittenMigration } from "../../core/migration-files.ts";
import { phaseProblem } from "../../core/phases.ts";
import { type FileChange, judgementNotes, worstOf } from "../../core/proposal.ts";
import type { MigrationFile } from "../../core/sarif/sarif.ts";
import type { Repository } from "../../stages/ports/repository.ts";
import type { MigrationSetup } from "./configured.ts";

export interface JudgedChanges {
  readonly judgement: ReleaseJudgement;
  /** Where each version's SQL stands. */
  readonly files: ReadonlyMap<string, MigrationFile>;
  readonly notes: readonly string[];
}

/** Files beyond this are counted and not read. */
const mostFiles = 300;

/** Judges the migrations that a pull request adds, by their text as git has it. */
export async function judgeChanges(
  repository: Pick<Repository, "fileAt">,
  head: string,
  changes: readonly FileChange[],
  { tool, dialects }: MigrationSetup,
): Promise<JudgedChanges> {
  const added = changes.filter(({ status }) => status === "A").sort((a, b) => (a.path < b.path ? -1 : 1));
  const written: Written[] = [];
  for (const { path } of added.slice(0, mostFiles)) {
    const found = await readWritten(repository, head, tool ?? "", path);
    if (found !== null) written.push(found);
  }
  const judgements: ReleaseJudgement[] = [];
  for (const dialect of dialects) {
    judgements.push(judgeMigrations(await readAll(written, dialect), { dialect, version: 0 }));
  }
  const left = added.length - mostFiles;
  return {
    judgement: worstOf(judgements),
    files: new Map(written.map(({ version, path, line }) => [version, { path, line }])),
    notes: [
      ...(left > 0 ? [`${left} further files were not read.`] : []),
      ...written.flatMap(({ path, problem }) => (problem === null ? [] : [`\`${path}\`: ${problem}.`])),
      ...judgementNotes(
        dialects,
        changes.filter(({ path }) => /\.\w+$/.test(path) && !/\.(md|json|sum)$/.test(path)),
      ),
    ],
  };
}

interface Written extends WrittenMigration {
  readonly path: string;
  /** What is wrong with its mark of a phase. */
  readonly problem: string | null;
}

async function readWritten(
  { fileAt }: Pick<Repository, "fileAt">,
  head: string,
  tool: string,
  path: string,
): Promise<Written | null> {
  const text = await fileAt(head, path);
  const known = readMigrationFile(tool, path, text ?? "");
  if (known === null) return null;
  if (text === null) {
    return { ...known, path, problem: null, up: null, hasDown: null, why: "its file could not be read from git" };
  }
  const down = downFileOf(tool, path);
  const isThere = down !== null && (await fileAt(head, down)) !== null;
  return { ...known, path, problem: phaseProblem(text), hasDown: isThere ? true : known.hasDown };
}

async function readAll(written: readonly Written[], dialect: Dialect): Promise<readonly ReadMigration[]> {
  const reader = openSqlReader();
  const read: ReadMigration[] = [];
  for (const { version, name, phase, hasDown, up, why } of written) {
    const known = { version, name, phase, hasDown };
    const reading =
      up === null ? { statements: null, why: why ?? "its SQL is not known" } : await reader.read(up, dialect);
    read.push({ ...known, statements: reading.statements, why: reading.statements === null ? reading.why : null });
  }
  return read;
}
