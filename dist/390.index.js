export const id = 390;
export const ids = [390];
export const modules = {

/***/ 17390:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  migrate: () => (/* binding */ migrate_migrate)
});

// EXTERNAL MODULE: ./tmp/build/core/plan/migration-sheet.js
var migration_sheet = __webpack_require__(84768);
// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/stages/look-at-migrations.js + 4 modules
var look_at_migrations = __webpack_require__(65496);
// EXTERNAL MODULE: ./tmp/build/stages/own-files.js
var own_files = __webpack_require__(23210);
// EXTERNAL MODULE: ./tmp/build/stages/pipeline.js + 3 modules
var pipeline = __webpack_require__(78862);
// EXTERNAL MODULE: ./tmp/build/actions/begin.js + 1 modules
var begin = __webpack_require__(9944);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/opening.js + 2 modules
var opening = __webpack_require__(59215);
// EXTERNAL MODULE: ./tmp/build/actions/proposal/event.js
var proposal_event = __webpack_require__(27233);
// EXTERNAL MODULE: ./tmp/build/core/plan/proposal-sheet.js
var proposal_sheet = __webpack_require__(88512);
// EXTERNAL MODULE: ./tmp/build/core/markdown.js
var markdown = __webpack_require__(22343);
// EXTERNAL MODULE: ./tmp/build/core/steady-digest.js
var steady_digest = __webpack_require__(83537);
// EXTERNAL MODULE: ./tmp/build/core/judgement/rules.js + 3 modules
var rules = __webpack_require__(11701);
;// CONCATENATED MODULE: ./tmp/build/core/sarif/verdict-rules.js

const levels = {
    SAFE: "note",
    PROBE: "warning",
    UNKNOWN: "warning",
    "REVERT-FIRST": "error",
    UNSAFE: "error",
};
const lockRule = {
    id: "LOCK",
    name: "LockThatOthersFeel",
    shortDescription: { text: "A statement holds a lock that readers or writers wait for" },
    fullDescription: {
        text: "While a migration holds or awaits such a lock, every query behind it waits too. Short ones are fine under a lock_timeout; long ones stop the site.",
    },
    help: {
        text: "Split the statement so that no lock is held while rows are read or written: CREATE INDEX CONCURRENTLY, ADD CONSTRAINT ... NOT VALID and then VALIDATE CONSTRAINT, a new column with a backfill in batches.",
        markdown: "Split the statement so that no lock is held while rows are read or written: `CREATE INDEX CONCURRENTLY`, `ADD CONSTRAINT ... NOT VALID` and then `VALIDATE CONSTRAINT`, a new column with a backfill in batches.",
    },
    defaultConfiguration: { level: "warning" },
    properties: { tags: ["migration", "lock"], precision: "high" },
};
function ruleOf(id, found) {
    const row = rules/* rules */.aO[id];
    const verdict = row?.verdict ?? found;
    const operation = row?.operation ?? `operation ${id}`;
    const lines = [
        `The previous release ${previousWords[row?.previous ?? "unknown"]}.`,
        `${row?.reason ?? "It is not known what it means"}.`,
        row?.loses == null ? "" : `A down loses: ${row.loses}.`,
        row?.remedy == null ? "" : `Instead: ${row.remedy}.`,
    ].filter((line) => line !== "");
    return {
        id,
        name: `${id}${pascal(operation)}`,
        shortDescription: { text: `${verdict}: ${operation}` },
        fullDescription: { text: lines.join(" ").slice(0, 1000) },
        help: { text: lines.join("\n"), markdown: lines.map((line) => `- ${line}`).join("\n") },
        defaultConfiguration: { level: levels[verdict] },
        properties: {
            tags: ["migration", "rollback", verdict.toLowerCase()],
            precision: row === undefined ? "medium" : "high",
        },
    };
}
const previousWords = {
    works: "works on the new schema",
    conditional: "works or not, depending on the data",
    broken: "breaks on the new schema",
    unknown: "may or may not work on the new schema",
};
function pascal(text) {
    const words = text.match(/[a-z0-9]+/gi) ?? [];
    return words
        .slice(0, 5)
        .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
        .join("");
}

;// CONCATENATED MODULE: ./tmp/build/core/sarif/sarif.js



const mostResults = 5_000;
function sarifOf(judgement, options) {
    const seen = new Map();
    const told = judgement.migrations.flatMap((migration) => resultsOf(migration, options, seen));
    const results = [...told].sort((a, b) => severity(b) - severity(a)).slice(0, mostResults);
    const rules = rulesOf(results, judgement.migrations);
    const index = new Map(rules.map(({ id }, i) => [id, i]));
    const { toolVersion, informationUri, category } = options;
    return {
        $schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [
            {
                tool: {
                    driver: {
                        name: "deploy-actions",
                        semanticVersion: toolVersion,
                        ...(informationUri === undefined ? {} : { informationUri }),
                        rules,
                    },
                },
                ...(category === undefined ? {} : { automationDetails: { id: `${category}/` } }),
                columnKind: "utf16CodeUnits",
                results: results.map((result) => ({ ...result, ruleIndex: index.get(result.ruleId) ?? 0 })),
            },
        ],
    };
}
const order = ["note", "warning", "error"];
function severity({ level }) {
    return order.indexOf(level);
}
function resultsOf(migration, options, seen) {
    const place = placeOf(migration, options);
    const findings = migration.findings
        .filter(({ verdict }) => verdict !== "SAFE")
        .map((finding) => ({
        ruleId: finding.rule,
        level: levels[finding.verdict],
        text: findingText(finding),
        line: finding.line,
        about: finding.about,
        statement: finding.statement,
    }));
    const hazards = migration.hazards.map((hazard) => ({
        ruleId: lockRule.id,
        level: hazardLevel(hazard),
        text: hazardText(hazard),
        line: hazard.line,
        about: hazard.on,
        statement: hazard.statement,
    }));
    return [...findings, ...hazards].map(({ ruleId, level, text, line, about, statement }) => ({
        ruleId,
        level,
        message: { text: message(text) },
        locations: [place(line)],
        partialFingerprints: {
            primaryLocationLineHash: fingerprint(seen, [migration.version, ruleId, about, statement]),
        },
    }));
}
function placeOf({ version }, { files, fallback }) {
    const file = files.get(version);
    const uri = encodePath(file?.path ?? fallback);
    return (line) => ({
        physicalLocation: {
            artifactLocation: { uri, uriBaseId: "%SRCROOT%" },
            region: { startLine: file === undefined ? 1 : Math.max(1, (file.line ?? 1) + line - 1) },
        },
    });
}
function encodePath(path) {
    return path
        .replace(/^\.?\/+/, "")
        .split("/")
        .map((part) => encodeURIComponent(part.toWellFormed()))
        .join("/");
}
function findingText({ verdict, about, reason, remedy, loses }) {
    const loss = loses === null ? "" : ` A down would lose: ${loses}.`;
    return `${verdict}: ${about}: ${reason}.${loss}${remedy === null ? "" : ` Instead: ${remedy}.`}`;
}
function hazardText({ on, lock, blocks, isLong, rewrites, reason, remedy }) {
    const length = isLong ? ` while every row is ${rewrites ? "rewritten" : "read"}` : ", shortly";
    const instead = remedy === null ? "" : ` Instead: ${remedy}.`;
    return `${on}: blocks ${blocks}${length} (${lock}): ${reason}.${instead}`;
}
function hazardLevel({ isLong }) {
    return isLong ? "warning" : "note";
}
function message(text) {
    const line = (0,markdown/* tame */.aM)(text).replace(/\]\(/g, "] (");
    return line.length > 1000 ? `${line.slice(0, 999).toWellFormed()}…` : line;
}
function fingerprint(seen, parts) {
    const digest = (0,steady_digest/* steadyDigest */.p)(parts.map((part) => part.replace(/\s+/g, " ")).join("\n"));
    const count = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, count);
    return `${digest}:${count}`;
}
function rulesOf(results, migrations) {
    const worst = new Map();
    for (const { findings } of migrations)
        for (const { rule, verdict } of findings)
            worst.set(rule, verdict);
    const ids = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
    return ids.map((id) => (id === lockRule.id ? lockRule : ruleOf(id, worst.get(id) ?? "UNKNOWN")));
}

// EXTERNAL MODULE: ./tmp/build/actions/github.js
var actions_github = __webpack_require__(26227);
// EXTERNAL MODULE: ./tmp/build/actions/proposal/static-plan.js + 4 modules
var static_plan = __webpack_require__(57918);
;// CONCATENATED MODULE: ./tmp/build/actions/proposal/judged.js





async function judgeProposal(task, options) {
    const { plan, files } = await (0,static_plan/* describe */.q0)(task, await (0,proposal_event/* openProposal */.Bb)(task.effects));
    const judgement = plan.judgement ?? { verdict: "UNKNOWN", previous: "unknown", migrations: [] };
    const text = (0,proposal_sheet/* renderProposedJudgement */.m)(plan);
    const github = await (0,actions_github/* githubOf */.z)(task)();
    const told = github === null ? "" : await (0,static_plan/* comment */.Im)(github, plan, text, "migrations");
    const category = `deploy-actions/migrations/${plan.application}`;
    return {
        judgement,
        markdown: told === "" ? text : `${text}\n${told}\n`,
        sarif: sarifOf(judgement, { ...options, files, fallback: plan.file, category }),
    };
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./tmp/build/adapters/repositories/work-tree.js
var work_tree = __webpack_require__(42672);
;// CONCATENATED MODULE: ./tmp/build/actions/sarif-file.js



async function writeSarif(effects, log) {
    const path = (0,external_node_path_.join)(effects.env("RUNNER_TEMP") ?? effects.temporary, "deploy-actions-migrations.sarif");
    await effects.exec.writeFile(path, `${JSON.stringify(log, null, 2)}\n`, { mode: 0o644 });
    return path;
}
function toolVersionOf(effects) {
    return /^v?(\d+\.\d+\.\d+)$/.exec(effects.env("GITHUB_ACTION_REF") ?? "")?.[1] ?? "0.0.0";
}
async function sarifOfCheckout(effects, judgement, options) {
    const paths = await (await (0,work_tree/* openWorkTree */.w)(effects)).files();
    const files = new Map();
    for (const { version, name } of judgement.migrations) {
        const path = paths.find((candidate) => (0,external_node_path_.basename)(candidate) === name);
        if (path !== undefined)
            files.set(version, { path });
    }
    return sarifOf(judgement, { ...options, toolVersion: toolVersionOf(effects), files });
}

// EXTERNAL MODULE: ./tmp/build/actions/sections/migrate.js + 1 modules
var migrate = __webpack_require__(56444);
;// CONCATENATED MODULE: ./tmp/build/actions/migrate.js












const migrate_migrate = (0,action/* defineAction */.Q)({
    ...migrate/* migrateSection */.Px,
    summary: "Judge the pending migrations, apply them, and believe it only when history table and schema agree.",
    outputs: {
        applied: "JSON list of the versions that were applied.",
        pending: "JSON list of the versions that are still pending: contract migrations that wait, or all of a `dry-run`.",
        verdict: "`SAFE`: code alone goes back. `PROBE`: what was written since decides. `REVERT-FIRST`: down, then code. `UNKNOWN`, `UNSAFE`: a person decides.",
        plan: "The judgement as JSON: each migration with its findings, its locks and its way back.",
        sarif: "With `dry-run`: path of the judgement as SARIF 2.1.0, for github/codeql-action/upload-sarif.",
    },
    async run(task) {
        if ((0,proposal_event/* isProposed */.h7)(task.effects))
            return judgeFiles(task);
        return isDry(task) ? look(task) : apply(task);
    },
});
function isDry(task) {
    const settings = task.configure("");
    return settings.has("migrate") && settings.items(migrate/* migrateSection */.Px)[0]?.values["dry-run"] === true;
}
async function apply(task) {
    const lines = [];
    const outcome = await (0,begin/* runStage */.Si)(task, "migrate", async (work) => {
        const { context, chain, deployment } = work;
        if (chain.migrate === null)
            return {};
        await (0,own_files/* requireOwnFiles */.f)(deployment.repository, chain.migrate.migrator.port, deployment.release.commit);
        const told = { plan: "" };
        const looked = (seen) => {
            lines.push(...(0,migration_sheet/* judgementLines */.p)(judgementOf(seen)));
            told.plan = JSON.stringify(judgementOf(seen));
        };
        const { applied, pending, verdict } = await (0,pipeline/* runMigrate */.fQ)(context, (0,opening/* mayMigrate */.b6)(work, looked));
        return { ...told, applied: JSON.stringify(applied), pending: JSON.stringify(pending), verdict };
    });
    return lines.length === 0 ? outcome : { ...outcome, summary: summaryOf(lines) };
}
async function look(task) {
    const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
    const chain = (0,actions_deployment/* openChain */.yP)((0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit));
    const step = chain.migrate;
    if (step === null)
        throw new Error("a dry run has a section");
    return (0,begin/* withOutputs */.Fk)(deployment, async () => {
        const { state } = await deployment.journal.head();
        const plan = await (0,look_at_migrations/* lookAtMigrations */.sE)(step, { state, release: deployment.release });
        const judgement = judgementOf(plan);
        task.effects.log.info((0,migration_sheet/* judgementLines */.p)(judgement).join("\n"));
        const versions = plan.now.map(({ version }) => version);
        return {
            applied: "[]",
            pending: JSON.stringify(versions),
            verdict: plan.verdict,
            plan: JSON.stringify(judgement),
            sarif: await writeSarif(task.effects, await sarifOfCheckout(task.effects, judgement, described(deployment))),
        };
    });
}
async function judgeFiles(task) {
    const { judgement, markdown, sarif } = await judgeProposal(task, { toolVersion: toolVersionOf(task.effects) });
    const outputs = {
        applied: "[]",
        pending: JSON.stringify(judgement.migrations.map(({ version }) => version)),
        verdict: judgement.verdict,
        plan: JSON.stringify(judgement),
        sarif: await writeSarif(task.effects, sarif),
    };
    return { outputs, summary: markdown };
}
function described({ application, task }) {
    return { fallback: task.common.config, category: `deploy-actions/migrations/${application}` };
}
function judgementOf({ now, verdict, previous }) {
    return { verdict, previous, migrations: now };
}
function summaryOf(lines) {
    return ["## Migrations", "", ...lines, ""].join("\n");
}


/***/ }),

/***/ 42672:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ openWorkTree)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13134);


async function openWorkTree({ exec, folder }) {
    const git = (args, okCodes = []) => exec.run(["git", "--no-optional-locks", ...args], { cwd: folder, okCodes });
    const line = async (args) => {
        const { code, stdout } = await git(args, [1, 2, 128]);
        return code === 0 && stdout.trim() !== "" ? stdout.trim() : null;
    };
    await checkTop(git, folder);
    return {
        async files() {
            const { stdout } = await git(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]);
            const gone = new Set(split((await git(["ls-files", "-z", "--deleted"])).stdout));
            return split(stdout).filter((path) => !path.endsWith("/") && !gone.has(path));
        },
        read: (path) => exec.readFile((0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(folder, path)),
        write: (path, text) => exec.writeFile((0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(folder, path), text, { mode: 0o644 }),
        async isDirty(path) {
            const { stdout } = await git(["status", "--porcelain", "-z", "--ignored", "--untracked-files=all", "--", path]);
            return stdout !== "";
        },
        async originName() {
            const address = await line(["remote", "get-url", "origin"]);
            return address === null ? null : nameIn(address);
        },
        async defaultBranch() {
            const remote = await line(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"]);
            return remote?.replace(/^origin\//, "") ?? (await line(["symbolic-ref", "--quiet", "--short", "HEAD"]));
        },
        async tags() {
            return split((await git(["for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags"])).stdout, "\n");
        },
    };
}
async function checkTop(git, folder) {
    const prefix = await git(["rev-parse", "--show-prefix"]).catch((error) => {
        if (!(error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .CommandError */ .Qd) || !/not a git repository/i.test(error.output))
            throw error;
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz([{ where: "working-directory", what: `\`${folder}\` is not a git repository` }], {
            cause: error,
            hint: "Run this inside the repository, or `git init` first.",
        });
    });
    if (prefix.stdout.trim() === "")
        return;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz([{ where: "working-directory", what: `\`${folder}\` is not the top of its repository` }], {
        hint: "Run this at the top: GitHub reads workflows from `.github/workflows` there and nowhere else.",
    });
}
function nameIn(address) {
    const path = address.replace(/\/+$/, "").replace(/\.git$/, "");
    return path.split(/[/:]/).at(-1) || null;
}
function split(text, separator = "\0") {
    return text.split(separator).filter((part) => part !== "");
}


/***/ })

};
