export const id = 918;
export const ids = [918];
export const modules = {

/***/ 57918:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Im: () => (/* binding */ comment),
  q0: () => (/* binding */ describe),
  i: () => (/* binding */ planProposal)
});

// EXTERNAL MODULE: ./tmp/build/core/markdown.js
var markdown = __webpack_require__(22343);
// EXTERNAL MODULE: ./tmp/build/core/plan/proposal-sheet.js
var proposal_sheet = __webpack_require__(88512);
// EXTERNAL MODULE: ./tmp/build/core/preflight/checklist.js
var checklist = __webpack_require__(67204);
// EXTERNAL MODULE: ./tmp/build/core/judgement/finding.js
var finding = __webpack_require__(48213);
;// CONCATENATED MODULE: ./tmp/build/core/proposal.js

function changedKeys(before, after) {
    const old = leavesOf(before);
    const fresh = leavesOf(after);
    const keys = [...new Set([...old.keys(), ...fresh.keys()])].sort();
    return keys
        .map((key) => ({ key, before: old.get(key) ?? null, after: fresh.get(key) ?? null }))
        .filter((change) => change.before !== change.after);
}
function leavesOf(root) {
    const leaves = new Map();
    const walk = (node, path) => {
        const isMap = typeof node === "object" && node !== null;
        const children = isMap ? Object.entries(node) : [];
        if (children.length === 0 && path !== "")
            leaves.set(path, JSON.stringify(node) ?? "null");
        for (const [key, child] of children) {
            walk(child, Array.isArray(node) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`);
        }
    };
    walk(root, "");
    return leaves;
}
function migrationsAmong(changes, folders) {
    const inside = (path) => folders.some((folder) => `/${path}`.includes(`/${folder}/`));
    return changes.filter(({ path }) => inside(path) || /(^|\/)migrations?\//i.test(path));
}
function worstOf(judgements) {
    const [first, ...others] = judgements;
    if (first === undefined)
        return { verdict: "SAFE", previous: "works", migrations: [] };
    return others.reduce((so, next) => ({
        verdict: (0,finding/* worse */.JJ)(so.verdict, next.verdict),
        previous: (0,finding/* worsePrevious */.ir)(so.previous, next.previous),
        migrations: so.migrations.map((migration, i) => worseMigration(migration, next.migrations[i])),
    }), first);
}
function worseMigration(one, other) {
    return other === undefined || (0,finding/* worse */.JJ)(one.verdict, other.verdict) === one.verdict ? one : other;
}
const engines = {
    postgres: "PostgreSQL",
    mysql: "MySQL",
    mariadb: "MariaDB",
    sqlite: "SQLite",
};
function judgementNotes(dialects, changes) {
    const names = dialects.map((dialect) => engines[dialect]).join(", ");
    const isKnown = dialects.length < Object.keys(engines).length;
    return [
        isKnown
            ? `Judged as the SQL of ${names}, by the files alone; \`plan\` judges again by what the database holds.`
            : `deploy.yml does not tell which database this is: judged as the SQL of ${names}, the worst of them counts. Configure \`backup\`, or begin the tool's address with its scheme.`,
        ...changes
            .filter(({ status }) => status !== "A")
            .map(({ path, status }) => `\`${path}\` is ${status === "D" ? "taken away" : "changed"}: where it is applied already, the release is refused.`),
    ];
}

// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/actions/github.js
var actions_github = __webpack_require__(26227);
// EXTERNAL MODULE: ./tmp/build/actions/sections/plan.js + 18 modules
var plan = __webpack_require__(4117);
// EXTERNAL MODULE: ./tmp/build/kit/deploy-file.js
var deploy_file = __webpack_require__(56437);
// EXTERNAL MODULE: ./tmp/build/kit/expand.js
var expand = __webpack_require__(55681);
// EXTERNAL MODULE: ./tmp/build/kit/layers.js
var kit_layers = __webpack_require__(45363);
// EXTERNAL MODULE: ./tmp/build/kit/section-inputs.js
var section_inputs = __webpack_require__(68062);
// EXTERNAL MODULE: ./tmp/build/kit/texts.js
var texts = __webpack_require__(67441);
// EXTERNAL MODULE: ./tmp/build/actions/common.js
var common = __webpack_require__(67025);
// EXTERNAL MODULE: ./tmp/build/actions/sections/index.js
var sections = __webpack_require__(54079);
;// CONCATENATED MODULE: ./tmp/build/actions/proposal/configured.js









function readWritten(path, text, environment) {
    if (text === null)
        return { file: null, problems: [] };
    try {
        const file = (0,deploy_file/* readDeployFile */.e)(path, text, environment, { common: Object.keys(common/* fileInputs */.wQ), sections: sections/* sectionNames */.QN });
        const problems = [];
        for (const section of configuredSections(file))
            itemsOf(section, file, problems);
        return { file, problems: problems.map(({ where, what }) => `${where}: ${what}`) };
    }
    catch (error) {
        if (!(error instanceof errors/* InputError */.dz))
            throw error;
        return { file: null, problems: error.problems.map(({ where, what }) => `${where}: ${what}`) };
    }
}
function chainAsWritten(file) {
    if (file === null)
        return [];
    return configuredSections(file)
        .filter(({ name }) => stages.includes(name))
        .flatMap((section) => itemsOf(section, file, []).map((item) => ({ stage: section.name, what: told(section, item) })));
}
const stages = ["backup", "migrate", "deploy-slot", "smoke-test", "traffic-shift", "rollback"];
function migrationFolders(file) {
    const adapters = sections/* sections */.V0.find(({ name }) => name === "migrate")?.adapters ?? [];
    return rawItems(file, "migrate").flatMap((raw) => adapters.flatMap((registry) => {
        const adapter = registry.find(String(raw[registry.kind] ?? registry.chooser.default));
        return Object.entries(adapter?.inputs ?? {}).flatMap(([input, field]) => {
            const path = (0,section_inputs/* isUnset */.K$)(raw[input]) ? field.default : raw[input];
            return /-(migrations|folder|directory)$/.test(input) && isPlainPath(path)
                ? [path.replace(/^\.\/|\/+$/g, "")]
                : [];
        });
    }));
}
const dialectsOf = {
    postgres: ["postgres"],
    postgresql: ["postgres"],
    mysql: ["mysql", "mariadb"],
    mariadb: ["mariadb"],
    sqlite: ["sqlite"],
    sqlite3: ["sqlite"],
};
const onlyPostgres = ["supabase", "node-pg-migrate"];
function migrationSetup(file) {
    const migrate = rawItems(file, "migrate")[0];
    const tool = typeof migrate?.tool === "string" ? migrate.tool : null;
    if (tool !== null && onlyPostgres.includes(tool))
        return { tool, dialects: ["postgres"] };
    const scheme = /^([a-z0-9]+):/i.exec(String(migrate?.[`${tool}-url`] ?? ""))?.[1]?.toLowerCase() ?? "";
    const backedUp = rawItems(file, "backup").flatMap(({ database }) => dialectsOf[String(database)] ?? []);
    const known = dialectsOf[scheme] ?? [...new Set(backedUp)];
    return { tool, dialects: known.length > 0 ? known : ["postgres", "mysql", "mariadb", "sqlite"] };
}
function rawItems(file, name) {
    const section = sections/* sections */.V0.find((known) => known.name === name);
    if (file === null || section === undefined || !configuredSections(file).includes(section))
        return [];
    return itemsOf(section, file, []).map(({ raw }) => raw);
}
function isPlainPath(path) {
    return typeof path === "string" && !path.includes("$") && /[^./]/.test(path);
}
function keysBetween(before, after) {
    return changedKeys(dataIn(before), dataIn(after));
}
function newNamesIn(before, after) {
    const known = namesIn(dataIn(before));
    return namesIn(dataIn(after)).filter((name) => !known.includes(name));
}
const builtIn = ["RELEASE", "SLOT", "ENVIRONMENT"];
function namesIn(value) {
    const { forbidden } = (0,expand/* expand */.f)(value, { builtIn: {}, env: () => undefined, allowed: new Set() });
    return forbidden.filter((name) => !builtIn.includes(name)).sort();
}
function dataIn(text) {
    try {
        return text === null ? {} : (0,texts/* parseYaml */.hN)(text);
    }
    catch {
        return {};
    }
}
function configuredSections({ base, overlay }) {
    return sections/* sections */.V0.filter(({ name }) => base[name] !== undefined || overlay[name] !== undefined);
}
function itemsOf(section, { base, overlay }, problems) {
    const layers = { section: base[section.name], overlay: overlay[section.name], step: {}, only: undefined };
    return (0,kit_layers/* layItems */.b)(section, layers, problems);
}
function told({ adapters, isRepeatable }, { name, raw }) {
    const chosen = adapters.flatMap(({ kind, chooser }) => {
        const choice = raw[kind] ?? chooser.default;
        return (0,section_inputs/* isUnset */.K$)(choice) ? [] : [`${kind} \`${String(choice)}\``];
    });
    const counted = ["before", "after", "checks"].flatMap((key) => count(raw, key));
    const steps = (0,section_inputs/* isUnset */.K$)(raw.steps) ? [] : [`steps \`${[raw.steps].flat().join(", ")}\``];
    const words = [...chosen, ...steps, ...counted].join(", ");
    return isRepeatable ? `${name}: ${words}` : words;
}
function count(raw, key) {
    const list = raw[key];
    if (!Array.isArray(list) || list.length === 0)
        return [];
    return [key === "checks" ? `${list.length} checks` : `${list.length} commands ${key} it`];
}

// EXTERNAL MODULE: ./tmp/build/actions/proposal/event.js
var proposal_event = __webpack_require__(27233);
// EXTERNAL MODULE: ./tmp/build/adapters/grammars/sql-reader.js + 2 modules
var sql_reader = __webpack_require__(99585);
// EXTERNAL MODULE: ./tmp/build/core/judgement/judge.js + 45 modules
var judge = __webpack_require__(34996);
// EXTERNAL MODULE: ./tmp/build/core/phases.js
var phases = __webpack_require__(99694);
;// CONCATENATED MODULE: ./tmp/build/core/migration-files.js

function readMigrationFile(tool, path, text) {
    const format = formats[tool];
    const language = languageOf(path);
    if (format === undefined || language !== "SQL")
        return foreign(path, text, language);
    const version = format.version(path);
    if (version === null)
        return null;
    const { up, why = null, line = 1, hasDown = null } = format.cut(text);
    return { version, name: nameOf(path), phase: (0,phases/* phaseOf */.hU)(text), up, why, line, hasDown };
}
function downFileOf(tool, path) {
    return formats[tool]?.down?.(path) ?? null;
}
function foreign(path, text, language) {
    if (language === null || /(^|\/)(__init__|index)\.\w+$/.test(path))
        return null;
    const version = /^\d+/.exec(baseOf(path))?.[0] ?? nameOf(path);
    const why = language === "SQL"
        ? "its tool is not known, so nobody can tell which part of the file goes forward"
        : `it is written in ${language}: its SQL is known once the tool prints it or a rehearsal records it`;
    return { version, name: nameOf(path), phase: (0,phases/* phaseOf */.hU)(text), up: null, why, line: 1, hasDown: null };
}
const languages = {
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
function languageOf(path) {
    return languages[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ""] ?? null;
}
function baseOf(path) {
    return path.slice(path.lastIndexOf("/") + 1);
}
function nameOf(path) {
    const [folder, base] = path.split("/").slice(-2);
    return base === "migration.sql" && folder !== undefined ? folder : baseOf(path);
}
const numbered = (pattern) => (path) => pattern.exec(baseOf(path))?.[1] ?? null;
const inFolder = (path) => /([^/]+)\/migration\.sql$/.exec(path)?.[1] ?? null;
const whole = (text) => ({ up: text });
const upToDown = (path) => (/\.up\.sql$/.test(path) ? path.replace(/\.up\.sql$/, ".down.sql") : null);
const formats = {
    dbmate: { version: numbered(/^(\d+).*\.sql$/), cut: marked(/^--\s*migrate:(up|down)(?=\s|$).*$/gm) },
    goose: {
        version: numbered(/^(\d+)_.*\.sql$/),
        cut: (text) => /^--\s*\+goose\s+envsub\s+on\b/im.test(text)
            ? { up: null, why: "goose fills in variables (`ENVSUB`) that only the run knows" }
            : marked(/^--\s*\+goose\s+(up|down)\s*$/gim)(text),
    },
    "golang-migrate": { version: numbered(/^(\d+)_.*\.up\.sql$/), cut: whole, down: upToDown },
    supabase: { version: numbered(/^(\d+)_(?!.*\.down\.sql$).*\.sql$/), cut: whole },
    drizzle: {
        version: (path) => inFolder(path) ?? numbered(/^(\d+_.*)\.sql$/)(path),
        cut: (text) => ({ up: text.replaceAll("--> statement-breakpoint", ";-- statement-breakpoint") }),
    },
    prisma: {
        version: inFolder,
        cut: whole,
        down: (path) => path.replace(/migration\.sql$/, "down.sql"),
    },
    atlas: {
        version: numbered(/^(\d+)(?!.*\.down\.sql$)(?:_.*)?\.sql$/),
        cut: (text) => /^--\s*atlas:delimiter\b/m.test(text)
            ? { up: null, why: "it says by `atlas:delimiter` that its statements end elsewhere than in SQL" }
            : whole(text),
        down: upToDown,
    },
    flyway: {
        version: (path) => numbered(/^V([\d._]+?)__.*\.sql$/)(path) ?? numbered(/^(R__.*)\.sql$/)(path),
        cut: (text) => /\$\{\w/.test(text)
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
const sqlFileTools = Object.keys(formats);
function marked(mark) {
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
function word(match) {
    return match?.[1]?.toLowerCase();
}
function hasStatement(sql) {
    return sql.replace(/--.*$|\/\*[\s\S]*?\*\/|[\s;]/gm, "") !== "";
}

;// CONCATENATED MODULE: ./tmp/build/actions/proposal/migrations.js





const mostFiles = 300;
async function judgeChanges(repository, head, changes, { tool, dialects }) {
    const added = changes.filter(({ status }) => status === "A").sort((a, b) => (a.path < b.path ? -1 : 1));
    const written = [];
    for (const { path } of added.slice(0, mostFiles)) {
        const found = await migrations_readWritten(repository, head, tool ?? "", path);
        if (found !== null)
            written.push(found);
    }
    const judgements = [];
    for (const dialect of dialects) {
        judgements.push((0,judge/* judgeMigrations */.p)(await readAll(written, dialect), { dialect, version: 0 }));
    }
    const left = added.length - mostFiles;
    return {
        judgement: worstOf(judgements),
        files: new Map(written.map(({ version, path, line }) => [version, { path, line }])),
        notes: [
            ...(left > 0 ? [`${left} further files were not read.`] : []),
            ...written.flatMap(({ path, problem }) => (problem === null ? [] : [`\`${path}\`: ${problem}.`])),
            ...judgementNotes(dialects, changes.filter(({ path }) => /\.\w+$/.test(path) && !/\.(md|json|sum)$/.test(path))),
        ],
    };
}
async function migrations_readWritten({ fileAt }, head, tool, path) {
    const text = await fileAt(head, path);
    const known = readMigrationFile(tool, path, text ?? "");
    if (known === null)
        return null;
    if (text === null) {
        return { ...known, path, problem: null, up: null, hasDown: null, why: "its file could not be read from git" };
    }
    const down = downFileOf(tool, path);
    const isThere = down !== null && (await fileAt(head, down)) !== null;
    return { ...known, path, problem: (0,phases/* phaseProblem */.Bl)(text), hasDown: isThere ? true : known.hasDown };
}
async function readAll(written, dialect) {
    const reader = (0,sql_reader/* openSqlReader */.M)();
    const read = [];
    for (const { version, name, phase, hasDown, up, why } of written) {
        const known = { version, name, phase, hasDown };
        const reading = up === null ? { statements: null, why: why ?? "its SQL is not known" } : await reader.read(up, dialect);
        read.push({ ...known, statements: reading.statements, why: reading.statements === null ? reading.why : null });
    }
    return read;
}

;// CONCATENATED MODULE: ./tmp/build/actions/proposal/static-plan.js











async function planProposal(task) {
    const proposal = await (0,proposal_event/* openProposal */.Bb)(task.effects);
    const { plan } = await describe(task, proposal);
    const text = (0,proposal_sheet/* renderProposal */.t)(plan);
    const github = await (0,actions_github/* githubOf */.z)(task)();
    const told = github === null ? "" : await comment(github, plan, text);
    const outputs = {
        release: proposal.head ?? "",
        plan: JSON.stringify(plan),
        digest: "",
        "rollback-plan": "[]",
        "plan-comment": text,
    };
    return { outputs, summary: told === "" ? text : `${text}\n${told}\n` };
}
async function describe({ common, effects, configure }, proposal) {
    const { number, base, head, repository } = proposal;
    const { config, environment } = common;
    const now = await repository.fileAt(base.commit, config);
    const present = readWritten(config, now, environment);
    const fork = head === null ? null : await repository.forkPoint(base.commit, head);
    const isSeen = head !== null && fork !== null;
    const { before, after, changes } = isSeen ? await changed(repository, { fork, head, config }) : unseen;
    const proposed = readWritten(config, after, environment);
    const asked = readAsked(configure(base.commit));
    const folders = [present, proposed].flatMap(({ file }) => migrationFolders(file));
    const migrations = changes === null ? null : migrationsAmong(changes, folders);
    const setup = migrationSetup(migrationSetup(present.file).tool === null ? proposed.file : present.file);
    const judged = isSeen && migrations !== null ? await judgeChanges(repository, head, migrations, setup) : null;
    const plan = {
        application: common.application ?? effects.env("GITHUB_REPOSITORY")?.split("/")[1] ?? "",
        environment,
        number,
        base,
        file: config,
        isConfigured: now !== null,
        chain: chainAsWritten(present.file),
        migrations,
        judgement: judged?.judgement ?? null,
        judgementNotes: judged?.notes ?? [],
        keys: isSeen ? keysBetween(before, after) : null,
        newNames: isSeen ? newNamesIn(before, after) : [],
        problems: after === before ? [] : proposed.problems,
        times: asked === null ? [] : timesOf(asked),
        checklist: (0,checklist/* lookAtChecklist */.zx)(asked?.checklist ?? [], { checks: null, now: effects.now() }),
        contacts: asked?.contacts ?? [],
        notLookedAt: notLookedAt(isSeen, asked !== null, number),
    };
    return { plan, files: judged?.files ?? new Map() };
}
const unseen = { before: null, after: null, changes: null };
async function changed(repository, { fork, head, config }) {
    return {
        before: await repository.fileAt(fork, config),
        after: await repository.fileAt(head, config),
        changes: await repository.changesBetween(fork, head),
    };
}
function itemOf(settings) {
    return settings.items(plan/* planSection */.lA)[0]?.values ?? null;
}
function readAsked(settings) {
    try {
        return itemOf(settings);
    }
    catch (error) {
        if (!(error instanceof errors/* InputError */.dz))
            throw error;
        return null;
    }
}
function timesOf({ freeze = [], window = [] }) {
    const line = (kind) => (occasion) => {
        const { cron, for: length, "time-zone": zone = "UTC", why } = occasion;
        return `${kind}: \`${cron}\` for ${(0,readable/* readableSpan */.nz)(length)} (${zone})${why === undefined ? "" : `: ${why}`}`;
    };
    return [...freeze.map(line("nothing is released")), ...window.map(line("releases may begin"))];
}
function notLookedAt(isSeen, isAskedReadable, number) {
    const commits = `what this pull request changes, because the checkout holds none of its commits: check out \`refs/pull/${number}/merge\` with \`fetch-depth: 0\``;
    const asked = "checklist, times and contacts, because a `$NAME` in the `plan` section decides them";
    return [
        ...(isSeen ? [] : [commits]),
        ...(isAskedReadable ? [] : [asked]),
        "what is live, the journal, databases, slots, routers, gates and checks: a pull request gets none of them",
    ];
}
async function comment(github, plan, text, kind = "plan") {
    const marker = (0,markdown/* hidden */.R)("deploy-actions", kind, plan.application, plan.environment);
    try {
        const { failure } = await github.commentOn(plan.number, marker, `${marker}\n${text}`);
        return failure === null ? "" : `The comment on the pull request could not be written: ${(0,markdown/* prose */.CS)(failure)}`;
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
            throw error;
        return `The comment on the pull request could not be written: ${(0,markdown/* prose */.CS)(error.message)}`;
    }
}


/***/ }),

/***/ 84768:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ judgementLines)
/* harmony export */ });
/* unused harmony export titleOf */
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(22343);
/* harmony import */ var _sections_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(70556);


const mostRows = 60;
const mostDetails = 14_000;
const longestReason = 200;
function judgementLines(judgement) {
    const { migrations } = judgement;
    if (migrations.length === 0)
        return ["No migration is pending: a rollback does not touch the database."];
    const rows = migrations.slice(0, mostRows).map(rowOf);
    const warnings = [...new Set(migrations.flatMap((migration) => migration.warnings))];
    return [
        ...headline(judgement),
        "",
        ...(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .table */ .tp)(["Migration", "Verdict", "What decided it", "Previous release", "Way back"], rows),
        ...more(migrations.length - rows.length, "migrations"),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_0__/* .section */ .uW)("#### Why, and what to write instead", bounded(migrations.flatMap(findingBlocks), "findings")),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_0__/* .section */ .uW)("#### Locks that others feel", bounded(hazardBlocks(migrations), "locks")),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_0__/* .section */ .uW)("#### Worth knowing about these migrations", bounded(warnings.map((warning) => () => [`- ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)(cut(warning, 400))}`]), "warnings")),
    ];
}
const meanings = {
    SAFE: "This release can be taken back at any time: code alone goes back, the schema stays, and nothing is lost.",
    PROBE: "What is written from now on decides whether code alone can go back: a rollback asks the database first, reading only.",
    "REVERT-FIRST": "The previous release does not work on the new schema: a rollback runs the down migrations first, which lose nothing, and then switches the code.",
    UNKNOWN: "Nobody can tell whether the previous release works on the new schema: a rollback waits for a person.",
    UNSAFE: "**This release cannot be taken back without loss**: the way back is a correction forwards, or a restore of the backup, which loses what was written since.",
};
function headline({ verdict, previous }) {
    const first = `${verdict === "SAFE" ? "" : `**${verdict}**: `}${meanings[verdict]}`;
    if (previous !== "broken")
        return [first];
    return [
        first,
        "",
        "The previous release breaks as soon as they are applied, so the two cannot run side by side: no canary and no gradual shift of the traffic.",
    ];
}
const previousWords = {
    works: "works",
    conditional: "depends on the data",
    broken: "**breaks**",
    unknown: "not known",
};
function rowOf(migration) {
    const { version, name, verdict, reason, previous, phase } = migration;
    return [
        `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(titleOf(version, name))}${phase === "contract" ? " (contract)" : ""}`,
        verdict === "SAFE" ? verdict : `**${verdict}**`,
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)(cut(reason)),
        previousWords[previous],
        wayBack(migration),
    ];
}
function titleOf(version, name) {
    return name.startsWith(version) ? name : `${version} ${name}`;
}
function wayBack({ verdict, hasDown }) {
    const missing = hasDown === false ? "; it has no down" : "";
    if (verdict === "SAFE")
        return "code alone";
    if (verdict === "PROBE")
        return `asked of the database then${missing}`;
    if (verdict === "REVERT-FIRST")
        return hasDown === false ? "**it has no down**" : "down first, then code";
    return verdict === "UNSAFE" ? "forwards, or a restore" : `a person decides${missing}`;
}
function findingBlocks({ version, name, findings }) {
    return findings
        .filter(({ verdict }) => verdict !== "SAFE")
        .map((finding) => () => [
        `- **${finding.verdict}** (${finding.rule}) ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(finding.about)}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)(cut(finding.reason))}`,
        `  - ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(titleOf(version, name))}, line ${finding.line}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(finding.statement)}`,
        ...nested(decided(finding)),
        ...nested(finding.loses === null ? null : `The down would lose: ${finding.loses}`),
        ...nested(finding.remedy === null ? null : `Instead: ${finding.remedy}`),
    ]);
}
function decided({ resolution }) {
    if (resolution?.by === "probe")
        return `A rollback looks for ${resolution.probe.asks}: none, and code alone goes back`;
    if (resolution?.by === "loosening")
        return "The down only loosens: it can be run at any time without loss";
    return null;
}
function nested(text) {
    return text === null ? [] : [`  - ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)(cut(text, 400))}`];
}
function hazardBlocks(migrations) {
    const weight = ({ isLong, blocks }) => (isLong ? 2 : 0) + (blocks === "reads and writes" ? 1 : 0);
    return migrations
        .flatMap(({ version, name, hazards }) => hazards.map((hazard) => ({ hazard, of: titleOf(version, name) })))
        .sort((a, b) => weight(b.hazard) - weight(a.hazard))
        .map(({ hazard, of }) => () => [
        `- ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(hazard.on)}: ${lengthOf(hazard)} (${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(hazard.lock)}): ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .prose */ .CS)(cut(hazard.reason))}`,
        `  - ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(of)}, line ${hazard.line}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(hazard.statement)}`,
        ...nested(hazard.remedy === null ? null : `Instead: ${hazard.remedy}`),
    ]);
}
function lengthOf({ isLong, blocks, rewrites }) {
    if (!isLong)
        return `blocks ${blocks}, shortly`;
    return `**blocks ${blocks} while every row is ${rewrites ? "rewritten" : "read"}**`;
}
function bounded(blocks, what) {
    const shown = [];
    let room = mostDetails;
    for (const [i, block] of blocks.entries()) {
        const lines = block();
        room -= lines.reduce((sum, line) => sum + line.length + 1, 0);
        if (room < 0)
            return [...shown, ...more(blocks.length - i, what)];
        shown.push(...lines);
    }
    return shown;
}
function more(count, what) {
    return count <= 0 ? [] : ["", `And ${count} more ${what}.`];
}
function cut(text, most = longestReason) {
    const line = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .tame */ .aM)(text);
    return line.length > most ? `${line.slice(0, most - 1).toWellFormed()}…` : line;
}


/***/ }),

/***/ 88512:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ renderProposedJudgement),
/* harmony export */   t: () => (/* binding */ renderProposal)
/* harmony export */ });
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(22343);
/* harmony import */ var _migration_sheet_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(84768);
/* harmony import */ var _sections_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(70556);



const mostRows = 60;
const longest = 120;
function renderProposal(plan) {
    const { number, base, migrations, chain } = plan;
    const lines = [
        `## Plan for #${number}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(plan.application)} to ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(plan.environment)}`,
        "",
        `Nothing of this pull request was run and no ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)("$NAME")} was resolved. ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(plan.file)} is the one of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(base.branch)} (${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(base.commit.slice(0, 12))}).`,
        ...configurationLines(plan),
        ...(migrations === null ? [] : migrationLines(migrations)),
        ...judgedLines(plan),
        ...(plan.isConfigured
            ? []
            : ["", `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(base.branch)} has no ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(plan.file)} yet, so nothing is deployed by it.`]),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_1__/* .section */ .uW)("### What happens, as it is configured now", chain.length === 0
            ? []
            : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .table */ .tp)(["Stage", "How"], chain.map(({ stage, what }) => [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .plain */ .pj)(stage), (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)(what)]))),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)("### When", plan.times.map(_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_1__/* .checklistLines */ .Ob)(plan.checklist),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_1__/* .contactLines */ .cK)(plan.contacts),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)("### Not looked at", plan.notLookedAt.map(_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)),
        "",
    ];
    return lines.join("\n");
}
function configurationLines({ keys, file, newNames, problems }) {
    if (keys === null || (keys.length === 0 && problems.length === 0))
        return [];
    const rows = keys.slice(0, mostRows).map(({ key, before, after }) => [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(cut(key)), shown(before), shown(after)]);
    return [
        "",
        `### Changes to ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(file)}, used only after the merge`,
        ...problems.slice(0, mostRows).map((problem) => `- **Would be refused**: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)(cut(problem))}`),
        ...newNames.slice(0, mostRows).map((name) => `- Wants the variable ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(`$${name}`)}, which it did not before`),
        ...(rows.length === 0 ? [] : ["", ...(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .table */ .tp)(["Key", "Now", "After the merge"], rows)]),
        ...more(keys),
    ];
}
function migrationLines(migrations) {
    if (migrations.length === 0)
        return ["", "No migration is changed."];
    const words = { A: "new", M: "changed", D: "taken away", T: "of another type" };
    const rows = migrations
        .slice(0, mostRows)
        .map(({ status, path }) => [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(cut(path)), words[status] ?? (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .plain */ .pj)(status)]);
    const title = "### Migrations in this pull request";
    return [...(0,_sections_js__WEBPACK_IMPORTED_MODULE_1__/* .section */ .uW)(title, (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .table */ .tp)(["File", "Change"], rows)), ...more(migrations)];
}
function renderProposedJudgement(plan) {
    const { number, application, environment, base, migrations, file } = plan;
    const lines = [
        `## Migrations of #${number}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(application)} to ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(environment)}`,
        "",
        `Nothing of this pull request was run and no ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)("$NAME")} was resolved. ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(file)} is the one of ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(base.branch)} (${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(base.commit.slice(0, 12))}).`,
        ...(migrations === null ? [] : migrationLines(migrations)),
        ...judgedLines(plan),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)("### Not looked at", plan.notLookedAt.map(_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)),
        "",
    ];
    return lines.join("\n");
}
function judgedLines({ judgement, judgementNotes, }) {
    if (judgement === null || judgement.migrations.length === 0)
        return [];
    const notes = judgementNotes.slice(0, mostRows).map((note) => `- ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)(cut(note, 400))}`);
    return ["", "### If it has to be taken back", "", ...(0,_migration_sheet_js__WEBPACK_IMPORTED_MODULE_0__/* .judgementLines */ .p)(judgement), "", ...notes];
}
function shown(value) {
    return value === null ? "" : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(cut(value));
}
function cut(text, most = longest) {
    return text.length > most ? `${text.slice(0, most)}…` : text;
}
function more(all) {
    return all.length > mostRows ? ["", `And ${all.length - mostRows} more.`] : [];
}


/***/ })

};
