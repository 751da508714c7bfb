export const id = 669;
export const ids = [669];
export const modules = {

/***/ 36669:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  init: () => (/* binding */ init)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./tmp/build/adapters/databases/index.js + 114 modules
var databases = __webpack_require__(77275);
// EXTERNAL MODULE: ./tmp/build/adapters/github/open.js + 16 modules
var github_open = __webpack_require__(35827);
// EXTERNAL MODULE: ./tmp/build/adapters/hosts/index.js + 76 modules
var hosts = __webpack_require__(71930);
// EXTERNAL MODULE: ./tmp/build/adapters/metrics/index.js + 2 modules
var metrics = __webpack_require__(8663);
// EXTERNAL MODULE: ./tmp/build/adapters/migrators/index.js + 158 modules
var migrators = __webpack_require__(94530);
// EXTERNAL MODULE: ./tmp/build/adapters/repositories/work-tree.js
var work_tree = __webpack_require__(42672);
// EXTERNAL MODULE: ./tmp/build/adapters/routers/index.js + 85 modules
var routers = __webpack_require__(30473);
// EXTERNAL MODULE: ./tmp/build/adapters/stores/index.js + 38 modules
var stores = __webpack_require__(25408);
// EXTERNAL MODULE: ./tmp/build/core/preflight/finding.js
var finding = __webpack_require__(17641);
// EXTERNAL MODULE: ./tmp/build/core/setup/facts.js
var setup_facts = __webpack_require__(14057);
// EXTERNAL MODULE: ./tmp/build/core/setup/handwork.js
var handwork = __webpack_require__(2424);
// EXTERNAL MODULE: ./tmp/build/core/setup/told.js
var told = __webpack_require__(63565);
// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/kit/fields.js
var fields = __webpack_require__(42356);
// EXTERNAL MODULE: ./tmp/build/core/setup/callers.js
var callers = __webpack_require__(17217);
// EXTERNAL MODULE: ./tmp/build/core/setup/deploy-file.js + 2 modules
var deploy_file = __webpack_require__(21761);
;// CONCATENATED MODULE: ./tmp/build/core/setup/difference.js
function difference(before, after) {
    if (before === after)
        return null;
    const [old, wanted] = [before.split("\n"), after.split("\n")];
    const kept = commonLengths(old, wanted);
    const told = [];
    let [i, j] = [0, 0];
    while (i < old.length || j < wanted.length) {
        if (i < old.length && j < wanted.length && old[i] === wanted[j]) {
            i += 1;
            j += 1;
        }
        else if (j >= wanted.length || (i < old.length && at(kept, i + 1, j) >= at(kept, i, j + 1))) {
            told.push(`- ${old[i]}`);
            i += 1;
        }
        else {
            told.push(`+ ${wanted[j]}`);
            j += 1;
        }
    }
    return told;
}
const at = (lengths, i, j) => lengths[i]?.[j] ?? 0;
function commonLengths(old, wanted) {
    const rows = [];
    for (let i = old.length - 1; i >= 0; i -= 1) {
        const row = [];
        for (let j = wanted.length - 1; j >= 0; j -= 1) {
            const below = rows[i + 1];
            row[j] = old[i] === wanted[j] ? (below?.[j + 1] ?? 0) + 1 : Math.max(below?.[j] ?? 0, row[j + 1] ?? 0);
        }
        rows[i] = row;
    }
    return rows;
}

// EXTERNAL MODULE: ./tmp/build/core/setup/signs.js
var signs = __webpack_require__(88608);
;// CONCATENATED MODULE: ./tmp/build/core/setup/start-command.js

function startCommand(files, looked, found) {
    const isElsewhere = found.some(({ part, adapter, path }) => {
        return (part === "application" && (0,signs/* placeOf */.$t)(path) === "") || adapter === "kubernetes";
    });
    if (isElsewhere)
        return null;
    const manifest = objectIn(looked.find(({ path }) => path === "package.json")?.text ?? "{}");
    if (manifest.workspaces !== undefined)
        return null;
    const needsPackages = Object.keys(objectOf(manifest.dependencies)).length > 0;
    if (typeof objectOf(manifest.scripts).start === "string")
        return { command: "npm start", path: "package.json", needsPackages };
    const server = ["server.mjs", "server.js", "server.cjs"].find((path) => files.includes(path));
    return server === undefined ? null : { command: `node ${server}`, path: server, needsPackages };
}
function packageName(looked) {
    const { name } = objectIn(looked.find(({ path }) => path === "package.json")?.text ?? "{}");
    return typeof name === "string" && name !== "" ? name : null;
}
function objectIn(text) {
    try {
        return objectOf(JSON.parse(text));
    }
    catch {
        return {};
    }
}
function objectOf(value) {
    return typeof value === "object" && value !== null ? value : {};
}

;// CONCATENATED MODULE: ./tmp/build/stages/set-up.js







const most = 200;
async function lookAtRepository(tree, options) {
    const files = await tree.files();
    const wanted = (0,signs/* candidates */.Xi)(files).slice(0, most);
    const looked = await Promise.all(wanted.map(async (path) => ({ path, text: await tree.read(path) })));
    const examples = files.filter((path) => /^\.env\.(?:example|dist|sample)$/.test(path));
    const variables = await Promise.all(examples.map(async (path) => (0,signs/* namesInExample */.Yk)((await tree.read(path)) ?? "")));
    const found = (0,signs/* findSigns */.UX)(looked);
    const { application, folderName, ...rest } = options;
    const name = (await tree.originName()) ?? packageName(looked) ?? folderName;
    return {
        ...rest,
        application: application ?? (0,setup_facts/* applicationName */.SX)(name),
        found,
        start: startCommand(files, looked, found),
        variables: [...new Set(variables.flat())],
        workflows: files.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)),
        defaultBranch: await tree.defaultBranch(),
        tags: await tree.tags(),
    };
}
function proposeFiles(facts) {
    return [(0,deploy_file/* proposeDeployFile */.eg)(facts), ...(0,callers/* proposeCallers */.F)(facts)];
}
async function placeFiles(tree, proposed, options) {
    const known = await Promise.all(proposed.map(async (file) => ({ file, before: await tree.read(file.path) })));
    if (options.force && !options.dryRun)
        await refuseDirty(tree, known);
    const placed = [];
    for (const { file, before } of known)
        placed.push(await placeOne(tree, { file, before }, options));
    return placed;
}
async function refuseDirty(tree, known) {
    const dirty = [];
    for (const { file, before } of known) {
        if (before !== null && before !== file.text && (await tree.isDirty(file.path)))
            dirty.push(`\`${file.path}\``);
    }
    if (dirty.length === 0)
        return;
    throw new errors/* RefusedError */.fk(`${dirty.join(", ")} would be replaced, and no commit has what is in there now`, {
        hint: "Commit it or remove it, then run this again.",
    });
}
async function placeOne(tree, { file, before }, { force, dryRun, log }) {
    const changes = before === null ? [] : difference(before, file.text);
    if (changes === null)
        return { ...file, outcome: "same", difference: [] };
    if (before !== null && !force)
        return { ...file, outcome: "left", difference: changes };
    if (dryRun)
        return { ...file, outcome: "shown", difference: changes };
    await tree.write(file.path, file.text);
    const outcome = before === null ? "written" : "replaced";
    log.info(`${before === null ? "Write" : "Replace"} ${file.path}`);
    return { ...file, outcome, difference: changes };
}

// EXTERNAL MODULE: ./tmp/build/core/preflight/gates.js
var gates = __webpack_require__(53136);
// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
;// CONCATENATED MODULE: ./tmp/build/core/setup/environments.js

function planGate(existing, asked) {
    const name = `${asked.environment}-approve`;
    const { reviewers, waitTimer, preventSelfReview } = asked;
    const setting = { name, reviewers, waitTimer, preventSelfReview, branches: [], tags: [], protectedBranches: false };
    if (existing === null)
        return { kind: "create", setting };
    const leave = (why) => ({ kind: "leave", name, why });
    if (existing.reviewers.length > 0)
        return leave(`it asks ${existing.reviewers.join(", ")} already`);
    const kept = unsayable(existing);
    if (kept !== null)
        return leave(`it has no reviewers, but ${kept}; add the reviewers by hand`);
    return {
        kind: "strengthen",
        setting: {
            ...setting,
            waitTimer: Math.max(waitTimer, existing.waitTimer),
            preventSelfReview: preventSelfReview || existing.preventsSelfReview,
            protectedBranches: existing.branchPolicy === "protected",
        },
    };
}
function planActing(existing, asked) {
    const { environment: name, defaultBranch, tags } = asked;
    const open = { name, reviewers: [], waitTimer: 0, preventSelfReview: false, protectedBranches: false };
    const setting = { ...open, branches: [defaultBranch], tags: [tags] };
    if (existing === null)
        return { kind: "create", setting };
    const leave = (why) => ({ kind: "leave", name, why });
    if (existing.branchPolicy !== null)
        return leave(`it is limited to ${existing.branchPolicy} branches already`);
    const holds = [
        ...(existing.reviewers.length > 0 ? [`asks ${existing.reviewers.join(", ")}`] : []),
        ...(existing.waitTimer > 0 ? [`waits ${(0,readable/* readableSpan */.nz)(existing.waitTimer)}`] : []),
    ];
    const kept = holds.length > 0 ? `it ${holds.join(" and ")}` : unsayable(existing);
    return kept === null ? { kind: "strengthen", setting } : leave(`${kept}; limit its branches and tags by hand`);
}
function unsayable({ branchPolicy, adminsBypass, customRules }) {
    if (branchPolicy === "selected")
        return "it is limited to selected branches";
    if (!adminsBypass)
        return "it lets no admin pass";
    return customRules > 0 ? "it has custom protection rules" : null;
}
function dropped(setting, found) {
    const known = new Set(found.reviewers.map(bare));
    return setting.reviewers.filter((reviewer) => !known.has(bare(reviewer)));
}
function bare(reviewer) {
    return reviewer.replace(/^@/, "").toLowerCase();
}

// EXTERNAL MODULE: ./tmp/build/stages/or-finding.js
var or_finding = __webpack_require__(62655);
;// CONCATENATED MODULE: ./tmp/build/stages/set-up-environments.js




async function setUpEnvironments(options) {
    const { environment } = options.asked;
    const gate = `${environment}-approve`;
    const both = [
        { what: `gate \`${gate}\``, name: gate, plan: planGate, judge: (found) => [(0,gates/* judgeGate */.$U)(gate, found, "required")] },
        {
            what: `environment \`${environment}\``,
            name: environment,
            plan: planActing,
            judge: (found) => (0,gates/* judgeActing */.yi)(environment, found, true),
        },
    ];
    const findings = [];
    for (const one of both) {
        const answer = await (0,or_finding/* orFinding */.X)(one.what, () => setUpOne(one, options));
        findings.push(...((0,or_finding/* isFailure */.N)(answer) ? [answer.failure] : answer));
    }
    return findings;
}
async function setUpOne(one, options) {
    const { github, asked, dryRun, log } = options;
    const existing = await github.environment(one.name);
    const plan = one.plan(existing, asked);
    if (plan.kind === "leave") {
        const wrong = one.judge(existing).filter(({ judgement }) => judgement !== "met");
        return [(0,finding/* met */.BG)(one.what, `is left as it is: ${plan.why}`), ...wrong];
    }
    const { setting } = plan;
    if (dryRun)
        return [(0,finding/* met */.BG)(one.what, `would be ${plan.kind === "create" ? "created" : "set"}: ${describe(setting)}`)];
    log.info(`${plan.kind === "create" ? "Create" : "Set"} ${one.what}: ${describe(setting)}`);
    const found = await github.putEnvironment(setting);
    const absent = dropped(setting, found);
    if (absent.length > 0)
        return [droppedFinding(one.what, absent)];
    return one.judge(found);
}
function describe({ reviewers, waitTimer, branches, tags }) {
    return [
        reviewers.length > 0 ? `one of ${reviewers.join(", ")} has to approve` : "nobody is waited for",
        ...(waitTimer > 0 ? [`waits ${waitTimer / 60_000} min`] : []),
        ...(branches.length > 0 ? [`only for branches ${branches.join(", ")} and tags ${tags.join(", ")}`] : []),
    ].join(", ");
}
function droppedFinding(what, absent) {
    return (0,finding/* refused */.J5)(what, `GitHub has taken it and left out ${absent.join(", ")} without a word`, "private repositories have reviewers with GitHub Enterprise alone: make it public, change the plan, or set `plan: { gate-reviewers: not-enforced }` and know that nobody is asked");
}

;// CONCATENATED MODULE: ./tmp/build/actions/terminal/init.js


















const inputs = {
    suite: (0,fields/* text */.Qq)({
        default: handwork/* placeholderSuite */.s,
        description: "What the workflows call: the repository of deploy-actions and its version.",
    }),
    "runs-on": (0,fields/* text */.Qq)({ description: "Label of the runner. Without it, the application's name and `-server`." }),
    "dry-run": (0,fields/* flag */.Jt)({ default: "false", description: "Print what would be written; write and create nothing." }),
    force: (0,fields/* flag */.Jt)({
        default: "false",
        description: "Replace files that say something else, where a commit has what they say now.",
    }),
    reviewers: (0,fields/* list */.p_)({
        description: "Who may approve (`alice, org/team`, at most six): creates the environments on GitHub. Needs a token that may administer the repository, best in GITHUB_TOKEN.",
    }),
    "wait-timer": (0,fields/* duration */.p0)({ default: "0s", description: "How long the gate waits besides (whole minutes)." }),
    "prevent-self-review": (0,fields/* flag */.Jt)({ default: "false", description: "Whoever starts the run may not approve it." }),
};
const init = (0,action/* defineAction */.Q)({
    name: "init",
    isRepeatable: false,
    adapters: [],
    inputs,
    summary: "Look at this repository, write deploy.yml and the workflows, and say what is left to do by hand.",
    outputs: { written: "The files that were written, as a JSON list." },
    async run(task) {
        const { common, effects } = task;
        const values = task.configure("").items(init)[0]?.values;
        if (common.environment.includes("/"))
            throw wrong("environment", "must not hold a slash here");
        if (!/^[\w.-]+\/deploy-actions@[\w.-]+$/.test(values.suite)) {
            throw wrong("suite", `must look like \`${handwork/* placeholderSuite */.s}\`, not \`${values.suite}\``);
        }
        const tree = await (0,work_tree/* openWorkTree */.w)(effects);
        const facts = await lookAtRepository(tree, {
            application: common.application === undefined ? undefined : (0,setup_facts/* applicationName */.SX)(common.application),
            environment: common.environment,
            adapters: adapterNames(),
            suite: values.suite,
            runsOn: values["runs-on"] ?? null,
            folderName: (0,external_node_path_.basename)(effects.folder),
        });
        const options = { force: values.force, dryRun: values["dry-run"], log: effects.log };
        const files = await placeFiles(tree, proposeFiles(facts), options);
        const environments = await environmentsFor(task, values, facts);
        const written = files.filter(({ outcome }) => outcome === "written" || outcome === "replaced");
        const outputs = { written: JSON.stringify(written.map(({ path }) => path)) };
        const summary = (0,told/* describeSetUp */.b)({ facts, files, environments });
        const bad = environments.filter(({ judgement }) => judgement === "refused");
        if (bad.length === 0)
            return { outputs, summary };
        const reasons = bad.map(({ what, found }) => `${what}: ${found}`).join("; ");
        return { outputs, summary, failure: new errors/* RefusedError */.fk(reasons, hintOf(bad)) };
    },
});
async function environmentsFor({ common, effects }, values, facts) {
    const reviewers = values.reviewers ?? [];
    const token = common["github-token"] ?? effects.env("GITHUB_TOKEN");
    if (reviewers.length === 0) {
        return token === undefined
            ? []
            : [(0,finding/* unseen */.nv)("environments", "not looked at: `--reviewers` names nobody for the gate")];
    }
    const github = await (0,github_open.openGitHub)({ effects, token });
    if (github === null) {
        const lack = token === undefined ? "a token: set GITHUB_TOKEN" : "a repository of GitHub as `origin`";
        throw wrong("reviewers", `creating the environments needs ${lack}`);
    }
    return setUpEnvironments({
        github,
        asked: {
            environment: common.environment,
            reviewers,
            waitTimer: values["wait-timer"],
            preventSelfReview: values["prevent-self-review"],
            defaultBranch: await github.defaultBranch(),
            tags: (0,setup_facts/* tagPattern */.bO)(facts.tags),
        },
        dryRun: values["dry-run"],
        log: effects.log,
    });
}
function adapterNames() {
    const registries = [databases/* databases */.L, stores/* stores */.z, migrators/* migrators */.r, hosts/* hosts */.S, routers/* routers */.L, metrics/* metrics */.q];
    return new Set(registries.flatMap(({ adapters }) => adapters.map(({ name }) => name)));
}
function hintOf(bad) {
    const remedies = [...new Set(bad.flatMap(({ remedy }) => remedy ?? []))];
    return remedies.length === 0 ? {} : { hint: `What to do: ${remedies.join("; ")}.` };
}
function wrong(where, what) {
    return new errors/* InputError */.dz([{ where, what }]);
}


/***/ }),

/***/ 53136:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $U: () => (/* binding */ judgeGate),
/* harmony export */   Rv: () => (/* binding */ gateOf),
/* harmony export */   TC: () => (/* binding */ unseenGates),
/* harmony export */   yi: () => (/* binding */ judgeActing)
/* harmony export */ });
/* harmony import */ var _readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);
/* harmony import */ var _finding_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(17641);


const custom = "has custom protection rules, and a job with `deployment: false` fails at once on an environment that has";
function judgeGate(name, rules, reviewers) {
    const what = `gate \`${name}\``;
    if (rules === null) {
        return (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .refused */ .J5)(what, "this environment does not exist, and the job that names it would create it without any protection", "create it with required reviewers (Settings, Environments; or `deploy-actions init`), then run this again");
    }
    if (rules.customRules > 0)
        return (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .refused */ .J5)(what, custom, "take them off this environment");
    if (rules.reviewers.length > 0)
        return (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .met */ .BG)(what, `one of ${rules.reviewers.join(", ")} has to approve`);
    const nobody = "nobody has to approve: it has no required reviewers";
    if (reviewers === "not-enforced")
        return (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .warned */ .k9)(what, `${nobody} (\`gate-reviewers: not-enforced\`)`);
    return (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .refused */ .J5)(what, nobody, "add them (Settings, Environments). Private repositories have them on GitHub Enterprise alone, elsewhere they are left out without a word: there, `gate-reviewers: not-enforced` goes on without");
}
function gateOf(name, rules) {
    if (rules === null)
        return { name, approvers: [], notes: ["does not exist"] };
    const { reviewers, waitTimer, preventsSelfReview, adminsBypass } = rules;
    const notes = [
        ...(waitTimer > 0 ? [`waits ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(waitTimer)}`] : []),
        ...(preventsSelfReview ? ["not by whoever started the run"] : []),
        ...(adminsBypass ? ["admins may pass without approval"] : []),
    ];
    return { name, approvers: reviewers, notes };
}
function judgeActing(name, rules, hasGates) {
    const what = `environment \`${name}\``;
    if (rules === null) {
        return [(0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .warned */ .k9)(what, "does not exist yet: the first job that names it creates it, open to every branch")];
    }
    const speak = (found, remedy) => hasGates ? (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .refused */ .J5)(what, found, remedy) : (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .warned */ .k9)(what, `${found}; ${remedy}`);
    const holds = [
        ...(rules.reviewers.length > 0 ? [`asks ${rules.reviewers.join(", ")}`] : []),
        ...(rules.waitTimer > 0 ? [`waits ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(rules.waitTimer)}`] : []),
    ];
    const isOpen = rules.branchPolicy === null;
    const findings = [
        ...(holds.length === 0
            ? []
            : [speak(`${holds.join(" and ")} before each job, also before a rollback`, "move that to a gate of its own")]),
        ...(rules.customRules > 0 ? [speak(custom, "take them off this environment")] : []),
        ...(isOpen
            ? [(0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .warned */ .k9)(what, "every branch may use its secrets: it has no branch policy (Settings, Environments)")]
            : []),
    ];
    const policy = rules.branchPolicy === "protected" ? "protected branches alone" : "selected branches alone";
    return findings.length > 0 ? findings : [(0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .met */ .BG)(what, `${policy}, and nobody is waited for`)];
}
function unseenGates(gates, environment) {
    const why = "because GitHub was not asked";
    return [
        ...gates.map((name) => (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .unseen */ .nv)(`gate \`${name}\``, `who has to approve, ${why}`)),
        (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .unseen */ .nv)(`environment \`${environment}\``, `who may use it, ${why}`),
    ];
}


/***/ }),

/***/ 1839:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ defineAction)
/* harmony export */ });
function defineAction(action) {
    return action;
}


/***/ }),

/***/ 62655:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ isFailure),
/* harmony export */   X: () => (/* binding */ orFinding)
/* harmony export */ });
/* harmony import */ var _core_preflight_finding_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(17641);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);


async function orFinding(what, question) {
    try {
        return await question();
    }
    catch (error) {
        if (!(error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ) || error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CancelledError */ .cc)
            throw error;
        const text = error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz ? error.problems.map((problem) => problem.what).join("; ") : error.message;
        const finding = (0,_core_preflight_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .refused */ .J5)(what, `could not be looked at: ${text}`, error.hint ?? "run this again");
        return { failure: finding };
    }
}
function isFailure(answer) {
    return typeof answer === "object" && answer !== null && "failure" in answer;
}


/***/ })

};
