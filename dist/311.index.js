export const id = 311;
export const ids = [311];
export const modules = {

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


/***/ }),

/***/ 36676:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AC: () => (/* binding */ backedUp),
/* harmony export */   I7: () => (/* binding */ backupSecrets),
/* harmony export */   Qo: () => (/* binding */ backupSection)
/* harmony export */ });
/* harmony import */ var _facts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14057);

const addresses = {
    postgres: "DATABASE_URL",
    mysql: "DATABASE_URL",
    redis: "REDIS_URL",
};
function backedUp({ found, adapters }) {
    if (!adapters.has("directory"))
        return [];
    const engines = [...new Set(found.flatMap(({ part, adapter }) => (part === "backup" && adapter ? [adapter] : [])))];
    const dbmate = found.some(({ adapter }) => adapter === "dbmate") && adapters.has("dbmate");
    const others = engines.filter((engine) => engine !== "redis");
    const own = dbmate && others.length === 0 ? ["sqlite"] : others;
    const all = [...own, ...engines.filter((engine) => engine === "redis")];
    const usable = all.filter((engine) => adapters.has(engine) && (engine === "sqlite" || engine in addresses));
    const isFirst = (engine) => usable.find((one) => addresses[one] === addresses[engine]) === engine;
    return usable.filter((engine) => engine === "sqlite" || isFirst(engine));
}
function backupSecrets(facts) {
    return [...new Set(backedUp(facts).flatMap((engine) => addresses[engine] ?? []))];
}
function backupSection(facts) {
    const items = backedUp(facts).map((engine) => itemLines(facts, engine));
    const [first = [], ...more] = items;
    if (more.length === 0)
        return ["backup:", ...first.map((line) => `  ${line}`)];
    return ["backup:", ...items.flatMap((lines) => lines.map((line, i) => `  ${i === 0 ? "- " : "  "}${line}`))];
}
function itemLines({ application }, engine) {
    const file = (0,_facts_js__WEBPACK_IMPORTED_MODULE_0__/* .yamlWord */ .QU)(`/srv/${application}/${application}.db`);
    const secret = addresses[engine];
    return [
        `database: ${engine}`,
        secret === undefined
            ? `sqlite-file: ${file} # a guess: where the live database is`
            : `${engine}-url: $${secret} # a secret of the environment; the direct address, not that of a pooler`,
        "store: directory # better: s3, on another machine, with encrypt-to",
        `directory-path: ${(0,_facts_js__WEBPACK_IMPORTED_MODULE_0__/* .yamlWord */ .QU)(`/srv/${application}/backups`)}`,
    ];
}


/***/ }),

/***/ 17217:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ proposeCallers),
/* harmony export */   W: () => (/* binding */ neededPermissions)
/* harmony export */ });
/* harmony import */ var _backup_section_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(36676);
/* harmony import */ var _facts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14057);


const neededPermissions = {
    deploy: {
        contents: "write",
        actions: "read",
        checks: "read",
        deployments: "write",
        "id-token": "write",
        "pull-requests": "write",
        statuses: "read",
    },
    rollback: { contents: "write", actions: "read", deployments: "write", "id-token": "write", "pull-requests": "write" },
    watch: {
        contents: "write",
        actions: "read",
        deployments: "write",
        "id-token": "write",
        issues: "write",
        "pull-requests": "write",
    },
    backup: { contents: "write", "id-token": "write" },
    promote: {
        contents: "write",
        actions: "read",
        checks: "read",
        deployments: "write",
        "id-token": "write",
        "pull-requests": "write",
        statuses: "read",
    },
};
function proposeCallers(facts) {
    return [
        { path: ".github/workflows/release.yml", text: release(facts) },
        { path: ".github/workflows/rollback.yml", text: rollback(facts) },
        { path: ".github/workflows/watch.yml", text: watch(facts) },
    ];
}
function release(facts) {
    return lines([
        "name: release",
        `on: { push: { tags: [${JSON.stringify((0,_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .tagPattern */ .bO)(facts.tags))}] } }`,
        ...job(facts, "deploy", "deploy"),
    ]);
}
function rollback(facts) {
    return lines([
        "name: rollback",
        "on:",
        "  workflow_dispatch:",
        "    inputs:",
        "      reason: { type: string, required: true, description: Why; for the journal and the pull requests. }",
        "      database: { type: choice, options: [auto, leave], default: auto, description: The schema; `leave` is your word that it may stay. }",
        ...job(facts, "rollback", "rollback"),
        `      reason: \${{ inputs.reason }}`,
        `      database: \${{ inputs.database }}`,
    ]);
}
function watch(facts) {
    return lines([
        "name: watch",
        'on: { schedule: [{ cron: "*/10 * * * *" }], workflow_run: { workflows: [release], types: [completed] } }',
        ...job(facts, "watch", "watch"),
    ]);
}
function job(facts, name, called) {
    const secrets = (0,_backup_section_js__WEBPACK_IMPORTED_MODULE_0__/* .backupSecrets */ .I7)(facts).map((secret) => `      ${secret}: \${{ secrets.${secret} }}`);
    const permissions = Object.entries(neededPermissions[called]).map(([key, level]) => `${key}: ${level}`);
    const [suite = "", version = ""] = facts.suite.split("@");
    return [
        "jobs:",
        `  ${name}:`,
        `    permissions: { ${permissions.join(", ")} }`,
        `    uses: ${suite}/.github/workflows/${called}.yml@${version}`,
        ...(secrets.length === 0 ? [] : ["    secrets:", ...secrets]),
        "    with:",
        `      environment: ${(0,_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .yamlWord */ .QU)(facts.environment)}`,
        `      runs-on: ${(0,_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .yamlWord */ .QU)((0,_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .runnerLabel */ .Fx)(facts))}`,
    ];
}
function lines(all) {
    return all.map((line) => `${line}\n`).join("");
}


/***/ }),

/***/ 21761:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  vu: () => (/* binding */ deployFilePath),
  eg: () => (/* binding */ proposeDeployFile),
  Ks: () => (/* binding */ sectionsOf)
});

// EXTERNAL MODULE: ./tmp/build/core/markdown.js
var markdown = __webpack_require__(22343);
// EXTERNAL MODULE: ./tmp/build/core/setup/backup-section.js
var backup_section = __webpack_require__(36676);
// EXTERNAL MODULE: ./tmp/build/core/setup/facts.js
var setup_facts = __webpack_require__(14057);
// EXTERNAL MODULE: ./tmp/build/core/setup/signs.js
var signs = __webpack_require__(88608);
;// CONCATENATED MODULE: ./tmp/build/core/setup/migrate-section.js




function chosenTool(facts) {
    const { found, adapters, application } = facts;
    const tools = found.filter(({ part, adapter }) => part === "migrate" && adapter !== null && adapters.has(adapter));
    const engine = (0,backup_section/* backedUp */.AC)(facts).find((name) => name !== "redis");
    const [first] = tools;
    if (first?.adapter == null || engine === undefined)
        return null;
    const address = engine === "sqlite" ? `sqlite:/srv/${application}/${application}.db` : "$DATABASE_URL";
    const { adapter, path } = first;
    const isOwn = adapter === "dbmate" && (0,signs/* folderOf */.yS)(path) !== "db/migrations";
    return { found: first, tool: adapter, address, folder: isOwn ? (0,signs/* folderOf */.yS)(path) : null };
}
function migrateSectionLines({ found, tool, address, folder }) {
    const place = (0,signs/* placeOf */.$t)(found.path);
    const isGuess = address.startsWith("sqlite:");
    const url = isGuess && !/^[a-z]+:\/[\w./-]+$/.test(address) ? JSON.stringify(address) : address;
    return [
        "migrate:",
        `  tool: ${tool} # ${comment(found.what)}, from ${comment(found.path)}`,
        `  ${tool}-url: ${url} # the same ${isGuess ? "file" : "secret as the backup's"}`,
        ...(folder === null ? [] : [`  ${tool}-migrations: ${(0,setup_facts/* yamlWord */.QU)(folder)}`]),
        ...(place === "" || folder !== null ? [] : [`  ${tool}-folder: ${(0,setup_facts/* yamlWord */.QU)(place)}`]),
    ];
}
function comment(text) {
    return (0,markdown/* tame */.aM)(text).slice(0, 200);
}

;// CONCATENATED MODULE: ./tmp/build/core/setup/suggested-hosts.js



function suggestedHosts(facts) {
    const { found, adapters } = facts;
    const manifests = found.find(({ adapter }) => adapter === "kubernetes");
    const php = found.find(({ part, what }) => part === "application" && ["Laravel", "Symfony"].includes(what));
    if (manifests !== undefined && adapters.has("kubernetes"))
        return told(manifests, kubernetesLines(manifests));
    if (php !== undefined && adapters.has("releases"))
        return told(php, releasesLines(facts, php));
    return [];
}
function told({ what, path }, lines) {
    const heading = `${(0,markdown/* tame */.aM)(what)} was found (${(0,markdown/* tame */.aM)(path)}). Fill in what is in capitals, and remove the \`#\`:`;
    return [heading, ...lines].map((line) => `# ${line}`);
}
function kubernetesLines({ path }) {
    return [
        "deploy-slot:",
        "  host: kubernetes",
        `  kubernetes-manifests: ${(0,setup_facts/* yamlWord */.QU)((0,signs/* folderOf */.yS)(path) === "" ? "." : (0,markdown/* tame */.aM)((0,signs/* folderOf */.yS)(path)))}`,
        "traffic-shift:",
        "  router: kubernetes-service",
        "  kubernetes-service-name: SERVICE",
        "  probe-url: https://PUBLIC-ADDRESS/",
        "  steps: 100",
    ];
}
function releasesLines({ application }, { what }) {
    const shared = what === "Laravel" ? "storage, .env" : "var/log, .env.local";
    return [
        "deploy-slot:",
        "  host: releases",
        "  executor: ssh",
        "  ssh-host: SERVER",
        "  ssh-key: $SSH_KEY",
        `  releases-root: ${(0,setup_facts/* yamlWord */.QU)(`/srv/${application}`)}`,
        `  releases-shared: ${shared}`,
        "  releases-build: [[composer, install, --no-dev]]",
        "  releases-urls: { blue: https://BLUE-PREVIEW, green: https://GREEN-PREVIEW }",
        "traffic-shift:",
        "  router: link",
        "  executor: ssh",
        "  ssh-host: SERVER",
        "  ssh-key: $SSH_KEY",
        `  link-root: ${(0,setup_facts/* yamlWord */.QU)(`/srv/${application}`)}`,
        "  link-confirm-url: https://PUBLIC-ADDRESS/health",
        "  probe-url: https://PUBLIC-ADDRESS/",
        "  steps: 100",
    ];
}

;// CONCATENATED MODULE: ./tmp/build/core/setup/deploy-file.js






const deployFilePath = ".github/deploy.yml";
function sectionsOf(facts) {
    const { adapters, start } = facts;
    return {
        backup: (0,backup_section/* backedUp */.AC)(facts).length > 0,
        migrations: chosenTool(facts),
        slot: start !== null && ["process", "flagd", "probe"].every((name) => adapters.has(name)),
    };
}
function proposeDeployFile(facts) {
    const sections = sectionsOf(facts);
    const blocks = [
        ["# Written by `deploy-actions init`. A section per action, with that action's inputs."],
        [`application: ${(0,setup_facts/* yamlWord */.QU)(facts.application)}`, "wait: 30m"],
        backupLines(facts, sections),
        migrateLines(facts, sections),
        slotLines(facts, sections),
        sections.slot ? servingLines(facts) : [],
        variableLines(facts),
    ];
    return { path: deployFilePath, text: blocks.map((block) => block.map((line) => `${line}\n`).join("")).join("") };
}
function backupLines(facts, { backup }) {
    const told = pending(facts, "backup");
    if (!backup)
        return missing("backup", "no database was recognized", told);
    return [...told, ...(0,backup_section/* backupSection */.Qo)(facts)];
}
function migrateLines(facts, { migrations }) {
    const told = [...pending(facts, "migrate"), ...toolsElsewhere(facts, migrations)];
    if (migrations === null)
        return missing("migrate", "no migration tool was recognized", told);
    return [...told, ...migrateSectionLines(migrations)];
}
function slotLines(facts, { slot }) {
    const told = [...pending(facts, "deploy-slot"), ...suggestedHosts(facts)];
    const { start, application } = facts;
    if (start === null || !slot)
        return missing("deploy-slot", "no command was found that starts a release", told);
    const packages = start.needsPackages
        ? ["# A slot holds what git holds: nothing is installed or built there. The command has to find its packages."]
        : [];
    return [
        ...told,
        ...packages,
        "deploy-slot:",
        "  host: process",
        `  process-root: ${(0,setup_facts/* yamlWord */.QU)(`/srv/${application}/slots`)}`,
        "  process-ports: 4101, 4102",
        `  process-command: ${yamlText(start.command)} # from ${deploy_file_comment(start.path)}`,
    ];
}
function servingLines({ environment, application }) {
    return [
        "smoke-test:",
        "  release-check: { get: /health, json: $.commit, equals: $RELEASE } # the application has to answer this",
        "  checks:",
        "    - { name: front page, get: /, expect: { status: 200, within: 2s } } # write what your users need",
        "traffic-shift:",
        "  router: flagd",
        `  flagd-file: ${(0,setup_facts/* yamlWord */.QU)(`/srv/${application}/flags.json`)} # the front door has to follow it, and say in x-slot which slot has answered`,
        "  probe-url: http://127.0.0.1:8080/",
        "  steps: 10, 50, 100",
        "  watch: 2m",
        "  max-error-rate: 1%",
        "rollback:",
        "  database: auto",
        "environments:",
        `  ${(0,setup_facts/* yamlWord */.QU)(environment)}:`,
        '    smoke-test: { url: "http://127.0.0.1:8080" } # the public address',
    ];
}
function variableLines({ variables }) {
    if (variables.length === 0)
        return [];
    const names = variables.slice(0, 30).join(", ");
    const more = variables.length > 30 ? ` and ${variables.length - 30} more` : "";
    return [
        `# .env.example names ${names}${more}.`,
        "# `$NAME` takes a variable, where the workflow hands it over and lists it in `env-allow`.",
    ];
}
function pending({ found, adapters }, part) {
    const here = found.filter((one) => one.part === part && one.adapter !== null && !adapters.has(one.adapter));
    return here.map((one) => `# ${one.what} was found${at(one)}; this version has no adapter for it yet.`);
}
function toolsElsewhere({ found, adapters }, chosen) {
    const here = found.filter(({ part, adapter }) => part === "migrate" && adapter !== null && adapters.has(adapter));
    const why = chosen === null ? "no database was recognized beside it" : "the file is written for one tool";
    return here.filter((one) => one !== chosen?.found).map((one) => `# ${one.what} was found${at(one)}; ${why}.`);
}
function at(found) {
    const place = (0,signs/* placeOf */.$t)(found.path);
    return ` (${deploy_file_comment(found.path)}${place === "" ? "" : `, in ${deploy_file_comment(place)}`})`;
}
function missing(section, why, told) {
    return [...told, `# No \`${section}\` section${told.length === 0 ? `: ${why}` : ""}.`];
}
function deploy_file_comment(text) {
    return (0,markdown/* tame */.aM)(text).slice(0, 200);
}
function yamlText(text) {
    return /^[A-Za-z][\w./ -]*$/.test(text) ? text : JSON.stringify(text);
}


/***/ }),

/***/ 14057:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fx: () => (/* binding */ runnerLabel),
/* harmony export */   QU: () => (/* binding */ yamlWord),
/* harmony export */   SX: () => (/* binding */ applicationName),
/* harmony export */   bO: () => (/* binding */ tagPattern)
/* harmony export */ });
function yamlWord(text) {
    const isPlain = /^[A-Za-z/][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
    return isPlain ? text : JSON.stringify(text);
}
function applicationName(name) {
    const safe = name
        .replace(/^@[^/]*\//, "")
        .replace(/[^\w.-]+/g, "-")
        .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
    return safe === "" ? "application" : safe;
}
function tagPattern(tags) {
    const prefixes = tags.flatMap((tag) => /^((?:[A-Za-z][\w.]*[-/])?v?)\d+(?:\.\d+)+/.exec(tag)?.[1] ?? []);
    const counts = new Map();
    for (const prefix of prefixes)
        counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    const [common] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? ["v"];
    return common === "" ? "[0-9]*" : `${common}*`;
}
function runnerLabel({ runsOn, application }) {
    return runsOn ?? `${application}-server`;
}


/***/ }),

/***/ 2424:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ handwork),
/* harmony export */   s: () => (/* binding */ placeholderSuite)
/* harmony export */ });
/* harmony import */ var _deploy_file_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(21761);
/* harmony import */ var _facts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14057);


const placeholderSuite = "org/deploy-actions@v1";
function handwork(facts, areEnvironmentsReady) {
    const { environment, suite, tags } = facts;
    return [
        ...(suite === placeholderSuite
            ? [
                `Put the owner of your copy in the place of \`org\` in \`uses: ${suite}\` (\`--suite owner/deploy-actions@v1\`).`,
            ]
            : []),
        ...gaps(facts),
        `Register a self-hosted runner with the label \`${(0,_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .runnerLabel */ .Fx)(facts)}\`, where the application or its database is on that machine alone; what is reached over ssh, by kubectl or by the network needs none (\`--runs-on ubuntu-latest\`).`,
        ...(areEnvironmentsReady
            ? []
            : [
                `Create the environments \`${environment}-approve\` (required reviewers, no secrets) and \`${environment}\` (no reviewers, only ${branchOf(facts)} and tags \`${(0,_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .tagPattern */ .bO)(tags)}\`): Settings, Environments; or GITHUB_TOKEN=... deploy-actions init --reviewers alice,org/team.`,
            ]),
        "Required reviewers and timers exist on public repositories, and on private ones with GitHub Enterprise alone; elsewhere the gate lets everybody through.",
        `Protect the tags \`${(0,_facts_js__WEBPACK_IMPORTED_MODULE_1__/* .tagPattern */ .bO)(tags)}\` by a ruleset (Settings, Rules): whoever may push such a tag may use the secrets of \`${environment}\`.`,
        `Where ${_deploy_file_js__WEBPACK_IMPORTED_MODULE_0__/* .deployFilePath */ .vu} gets a \`$NAME\` of a secret: set the secret in the environment \`${environment}\`, add it to \`secrets:\` of the job, and to \`env-allow\`.`,
        "Then commit the files and run `deploy-actions check`.",
    ];
}
function gaps(facts) {
    const { backup, migrations, slot } = (0,_deploy_file_js__WEBPACK_IMPORTED_MODULE_0__/* .sectionsOf */ .Ks)(facts);
    const absent = [
        ...(backup ? [] : ["backup"]),
        ...(migrations === null ? ["migrate"] : []),
        ...(slot ? [] : ["deploy-slot", "smoke-test", "traffic-shift"]),
    ];
    const guesses = slot || backup ? [`Look through ${_deploy_file_js__WEBPACK_IMPORTED_MODULE_0__/* .deployFilePath */ .vu}: the paths under /srv and the addresses are guesses.`] : [];
    if (absent.length === 0)
        return guesses;
    const names = absent.map((name) => `\`${name}\``).join(", ");
    return [
        ...guesses,
        `Write ${names} into ${_deploy_file_js__WEBPACK_IMPORTED_MODULE_0__/* .deployFilePath */ .vu}: release.yml refuses until they are there. What this version has no adapter for is said in the file.`,
    ];
}
function branchOf({ defaultBranch }) {
    return defaultBranch === null ? "the default branch" : `the branch \`${defaultBranch}\``;
}


/***/ }),

/***/ 88608:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $t: () => (/* binding */ placeOf),
/* harmony export */   UX: () => (/* binding */ findSigns),
/* harmony export */   Xi: () => (/* binding */ candidates),
/* harmony export */   Yk: () => (/* binding */ namesInExample),
/* harmony export */   yS: () => (/* binding */ folderOf)
/* harmony export */ });
const app = (what, file, holds) => sign("application", what, null, { file, holds });
function sign(part, what, adapter, { file, holds }) {
    return { part, what, adapter, file, ...(holds === undefined ? {} : { holds }) };
}
const named = (...names) => new RegExp(`"(?:${names.join("|")})"\\s*:`);
const gem = (name) => new RegExp(`^\\s*gem\\s+['"]${name}['"]`, "m");
const image = (names) => new RegExp(`^\\s*image:\\s*['"]?(?:[\\w.-]+/)*(?:${names})(?:[:@'"\\s]|$)`, "m");
const composer = /^composer\.json$/;
const npm = /^package\.json$/;
const project = /\.csproj$/;
const gems = /^Gemfile$/;
const compose = /^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/;
const signs = [
    app("Symfony", composer, named("symfony/framework-bundle")),
    app("Laravel", composer, named("laravel/framework")),
    app("Next.js", npm, named("next")),
    app(".NET", project),
    app("Django", /^manage\.py$/),
    app("Rails", gems, gem("rails")),
    sign("migrate", "Doctrine migrations", "doctrine", {
        file: composer,
        holds: named("doctrine/doctrine-migrations-bundle", "doctrine/migrations"),
    }),
    sign("migrate", "Laravel migrations", "artisan", { file: composer, holds: named("laravel/framework") }),
    sign("migrate", "Prisma", "prisma", { file: npm, holds: named("prisma", "@prisma/client") }),
    sign("migrate", "Drizzle", "drizzle", { file: npm, holds: named("drizzle-kit", "drizzle-orm") }),
    sign("migrate", "Knex", "knex", { file: npm, holds: named("knex") }),
    sign("migrate", "TypeORM", "typeorm", { file: npm, holds: named("typeorm") }),
    sign("migrate", "node-pg-migrate", "node-pg-migrate", { file: npm, holds: named("node-pg-migrate") }),
    sign("migrate", "Supabase migrations", "supabase", { file: /(?:^|\/)supabase\/(?:config\.toml$|migrations\/)/ }),
    sign("migrate", "EF Core", "ef-core", { file: project, holds: /Include="Microsoft\.EntityFrameworkCore/i }),
    sign("migrate", "dbmate", "dbmate", { file: /(?:^|\/)db\/migrations\/[^/]+\.sql$/, holds: /^--\s*migrate:up/m }),
    sign("migrate", "Django migrations", "django", { file: /^manage\.py$/ }),
    sign("migrate", "Rails migrations", "rails", { file: gems, holds: gem("rails") }),
    sign("migrate", "Alembic", "alembic", { file: /^alembic\.ini$/ }),
    sign("backup", "PostgreSQL", "postgres", { file: npm, holds: named("pg", "postgres", "node-pg-migrate") }),
    sign("backup", "PostgreSQL", "postgres", { file: project, holds: /Include="Npgsql/i }),
    sign("backup", "PostgreSQL", "postgres", { file: gems, holds: gem("pg") }),
    sign("backup", "PostgreSQL", "postgres", { file: compose, holds: image("postgres|postgis") }),
    sign("backup", "PostgreSQL", "postgres", { file: /(?:^|\/)supabase\/config\.toml$/ }),
    sign("backup", "MySQL", "mysql", { file: npm, holds: named("mysql", "mysql2") }),
    sign("backup", "MySQL", "mysql", { file: gems, holds: gem("mysql2") }),
    sign("backup", "MySQL", "mysql", { file: compose, holds: image("mysql|mariadb") }),
    sign("backup", "Redis", "redis", { file: npm, holds: named("redis", "ioredis") }),
    sign("backup", "Redis", "redis", { file: composer, holds: named("predis/predis", "ext-redis") }),
    sign("backup", "Redis", "redis", { file: compose, holds: image("redis|valkey") }),
    sign("backup", "SQLite", "sqlite", { file: npm, holds: named("sqlite3", "better-sqlite3") }),
    sign("backup", "SQLite", "sqlite", { file: gems, holds: gem("sqlite3") }),
    sign("deploy-slot", "Kubernetes", "kubernetes", { file: /(?:^|\/)(?:k8s|kubernetes)\/.*\.ya?ml$/ }),
    sign("deploy-slot", "Kustomize", "kubernetes", { file: /^kustomization\.ya?ml$/ }),
    sign("deploy-slot", "Helm", "kubernetes", { file: /^Chart\.yaml$/ }),
    sign("deploy-slot", "Docker", "docker", { file: /^(?:Dockerfile|Containerfile)$/ }),
    sign("deploy-slot", "Docker Compose", "docker", { file: compose }),
];
const foreign = /(?:^|\/)(?:node_modules|vendor|bower_components|tests?|spec|fixtures|__tests__|examples?|\.git)\//;
const deepest = 4;
const isMatch = ({ file }, path) => file.test(file.source.includes("\\/") ? path : (path.split("/").at(-1) ?? ""));
function candidates(files) {
    const near = files.filter((path) => path.split("/").length <= deepest + 1 && !foreign.test(path));
    const chosen = near.filter((path) => signs.some((one) => isMatch(one, path)));
    const folders = new Set();
    return chosen.filter((path) => {
        const folder = folderOf(path);
        if (!/\/(?:migrations|k8s|kubernetes)(?:\/|$)/.test(`/${folder}`))
            return true;
        return !folders.has(folder) && folders.add(folder) !== undefined;
    });
}
function findSigns(looked) {
    const found = looked.flatMap(({ path, text }) => signs
        .filter((one) => isMatch(one, path) && (one.holds === undefined || one.holds.test(text ?? "")))
        .map(({ part, what, adapter }) => ({ part, what, adapter, path })));
    const key = ({ part, what, path }) => `${part} ${what} ${placeOf(path)}`;
    return found.filter((one, i) => found.findIndex((other) => key(other) === key(one)) === i);
}
function folderOf(path) {
    return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}
function placeOf(path) {
    return folderOf(path).replace(/(?:^|\/)(?:db\/migrations|supabase(?:\/.*)?|(?:k8s|kubernetes)(?:\/.*)?|prisma)$/, "");
}
function namesInExample(text) {
    const names = text.split("\n").flatMap((line) => /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line)?.[1] ?? []);
    return [...new Set(names)];
}


/***/ }),

/***/ 63565:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ describeSetUp),
/* harmony export */   m: () => (/* binding */ findingLine)
/* harmony export */ });
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(22343);
/* harmony import */ var _handwork_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2424);


const marks = { met: "ok  ", refused: "BAD ", warned: "warn", unseen: "?   " };
function findingLine({ what, judgement, found, remedy }) {
    const advice = remedy === undefined ? "" : `; ${remedy.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase())}`;
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .tame */ .aM)(`${marks[judgement]}  ${what.padEnd(40)} ${found.replace(/\.$/, "")}${advice.replace(/\.$/, "")}`);
}
function describeSetUp({ facts, files, environments, }) {
    const areReady = environments.length > 0 && environments.every(({ judgement }) => judgement === "met");
    const own = files.map(({ path }) => path);
    const others = facts.workflows.filter((path) => !own.includes(path));
    const found = facts.found.map(({ what, path }) => `  ${what.padEnd(22)} ${path}`);
    return [
        ...section("Found:", found.length > 0 ? found : ["  nothing that tells how this is deployed"]),
        ...(others.length === 0
            ? []
            : section("Workflows that stay as they are:", others.map((path) => `  ${path}`))),
        ...section("Files:", files.flatMap(fileLines)),
        ...(environments.length === 0 ? [] : section("Environments:", environments.map(findingLine))),
        ...section("By hand:", (0,_handwork_js__WEBPACK_IMPORTED_MODULE_0__/* .handwork */ .P)(facts, areReady).map((line, i) => `  ${i + 1}. ${line}`)),
    ]
        .map(_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .tame */ .aM)
        .join("\n");
}
function section(title, lines) {
    return [title, ...lines, ""];
}
function fileLines({ path, text, outcome, difference }) {
    const changes = difference.map((line) => `      ${line}`);
    switch (outcome) {
        case "written":
            return [`  ${path}  written`];
        case "same":
            return [`  ${path}  says this already`];
        case "replaced":
            return [`  ${path}  replaced`, ...changes];
        case "left":
            return [`  ${path}  left as it is; \`--force\` would change`, ...changes];
        case "shown":
            return [
                `  ${path}  would be written`,
                ...text
                    .trimEnd()
                    .split("\n")
                    .map((line) => `      ${line}`),
            ];
    }
}


/***/ })

};
