import { type Phase, phaseOf } from "./phases.ts";

/** A migration as its file tells of it; nothing of it was run. */
export interface WrittenMigration {
  readonly version: string;
  readonly name: string;
  readonly phase: Phase;
  /** Null where the SQL cannot be cut out of the file for certain. */
  readonly up: string | null;
  /** Why not, one sentence without a full stop. */
  readonly why: string | null;
  /** Line of the file at which the up half begins, from 1. */
  readonly line: number;
  /** Null where only another file tells (`downFileOf`), or nobody. */
  readonly hasDown: boolean | null;
}

/** How a tool names its files and cuts them. */
interface Format {
  /** Version and the rest of the path, where the path is one of a migration that goes forward. */
  version(path: string): string | null;
  cut(text: string): Cut;
  down?(path: string): string | null;
}

interface Cut {
  readonly up: string | null;
  readonly why?: string;
  readonly line?: number;
  readonly hasDown?: boolean;
}

/** The migration in a file of the tool; null where the file is none, or is the way down of another one. */
export function readMigrationFile(tool: string, path: string, text: string): WrittenMigration | null {
  const format = formats[tool];
  const language = languageOf(path);
  if (format === undefined || language !== "SQL") return foreign(path, text, language);
  const version = format.version(path);
  if (version === null) return null;
  const { up, why = null, line = 1, hasDown = null } = format.cut(text);
  return { version, name: nameOf(path), phase: phaseOf(text), up, why, line, hasDown };
}

/** The path of the file that takes this one back, for tools that keep it apart. */
export function downFileOf(tool: string, path: string): string | null {
  return formats[tool]?.down?.(path) ?? null;
}

function foreign(path: string, text: string, language: string | null): WrittenMigration | null {
  if (language === null || /(^|\/)(__init__|index)\.\w+$/.test(path)) return null;
  const version = /^\d+/.exec(baseOf(path))?.[0] ?? nameOf(path);
  const why =
    language === "SQL"
      ? "its tool is not known, so nobody can tell which part of the file goes forward"
      : `it is written in ${language}: its SQL is known once the tool prints it or a rehearsal records it`;
  return { version, name: nameOf(path), phase: phaseOf(text), up: null, why, line: 1, hasDown: null };
}

const languages: Readonly<Record<string, string>> = {
  sql: "SQL",
  php: "PHP",
  py: "Python",
  rb: "Ruby",
  cs: "C#",
  go: "Go",
  js: "JavaScript",
  cjs: "JavaScript",
  mjs: "JavaScript",
  ts: "TypeScript",
  mts: "TypeScript",
  java: "Java",
  kt: "Kotlin",
  xml: "XML",
};

function languageOf(path: string): string | null {
  return languages[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ""] ?? null;
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The file's name, or its folder's where every file is called the same. */
function nameOf(path: string): string {
  const [folder, base] = path.split("/").slice(-2);
  return base === "migration.sql" && folder !== undefined ? folder : baseOf(path);
}

const numbered = (pattern: RegExp) => (path: string) => pattern.exec(baseOf(path))?.[1] ?? null;
const inFolder = (path: string) => /([^/]+)\/migration\.sql$/.exec(path)?.[1] ?? null;
const whole = (text: string): Cut => ({ up: text });
const upToDown = (path: string) => (/\.up\.sql$/.test(path) ? path.replace(/\.up\.sql$/, ".down.sql") : null);

const formats: Readonly<Record<string, Format>> = {
  dbmate: { version: numbered(/^(\d+).*\.sql$/), cut: marked(/^--\s*migrate:(up|down)(?=\s|$).*$/gm) },
  goose: {
    version: numbered(/^(\d+)_.*\.sql$/),
    cut: (text) =>
      /^--\s*\+goose\s+envsub\s+on\b/im.test(text)
        ? { up: null, why: "goose fills in variables (`ENVSUB`) that only the run knows" }
        : marked(/^--\s*\+goose\s+(up|down)\s*$/gim)(text),
  },
  "golang-migrate": { version: numbered(/^(\d+)_.*\.up\.sql$/), cut: whole, down: upToDown },
  supabase: { version: numbered(/^(\d+)_(?!.*\.down\.sql$).*\.sql$/), cut: whole },
  drizzle: {
    version: (path) => inFolder(path) ?? numbered(/^(\d+_.*)\.sql$/)(path),
    // Where a statement ends for drizzle; MySQL would not take `-->` for a comment.
    cut: (text) => ({ up: text.replaceAll("--> statement-breakpoint", ";-- statement-breakpoint") }),
  },
  prisma: {
    version: inFolder,
    cut: whole,
    down: (path) => path.replace(/migration\.sql$/, "down.sql"),
  },
  atlas: {
    version: numbered(/^(\d+)(?!.*\.down\.sql$)(?:_.*)?\.sql$/),
    cut: (text) =>
      /^--\s*atlas:delimiter\b/m.test(text)
        ? { up: null, why: "it says by `atlas:delimiter` that its statements end elsewhere than in SQL" }
        : whole(text),
    down: upToDown,
  },
  flyway: {
    version: (path) => numbered(/^V([\d._]+?)__.*\.sql$/)(path) ?? numbered(/^(R__.*)\.sql$/)(path),
    cut: (text) =>
      /\$\{\w/.test(text)
        ? { up: null, why: "Flyway fills in `${placeholders}` that only the run knows" }
        : whole(text),
    down: (path) => (/(^|\/)V[^/]*$/.test(path) ? path.replace(/(^|\/)V([^/]*)$/, "$1U$2") : null),
  },
  sql: {
    version: numbered(/^(\d+)(?!.*\.down\.sql$).*\.sql$/),
    cut: whole,
    down: (path) => upToDown(path) ?? path.replace(/\.sql$/, ".down.sql"),
  },
};

/** Tools whose files hold SQL that can be cut out without running anything. */
export const sqlFileTools: readonly string[] = Object.keys(formats);

/** Cuts at the marks; anything but one up half followed by at most one down half is not knowable. */
function marked(mark: RegExp): (text: string) => Cut {
  return (text) => {
    const [up, down, ...rest] = [...text.matchAll(mark)];
    const isInOrder = word(up) === "up" && (down === undefined || word(down) === "down") && rest.length === 0;
    if (up === undefined || !isInOrder || hasStatement(text.slice(0, up.index))) {
      return { up: null, why: "it is not one up half followed by one down half" };
    }
    const line = text.slice(0, up.index).split("\n").length;
    const taken = down === undefined ? "" : text.slice(down.index);
    return { up: text.slice(up.index, down?.index), line, hasDown: hasStatement(taken) };
  };
}

function word(match: RegExpExecArray | undefined): string | undefined {
  return match?.[1]?.toLowerCase();
}

/** False for blanks and comments alone: such a half does nothing, and takes nothing back. */
function hasStatement(sql: string): boolean {
  return sql.replace(/--.*$|\/\*[\s\S]*?\*\/|[\s;]/gm, "") !== "";
}
