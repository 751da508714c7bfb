export const id = 927;
export const ids = [927];
export const modules = {

/***/ 15735:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  S: () => (/* binding */ checklistSignOffs),
  y: () => (/* binding */ conditionsOf)
});

// EXTERNAL MODULE: ./tmp/build/adapters/calendars/croner.js
var croner = __webpack_require__(20232);
// EXTERNAL MODULE: ./tmp/build/adapters/journals/git.js + 6 modules
var git = __webpack_require__(22468);
// EXTERNAL MODULE: ./tmp/build/core/preflight/checklist.js
var preflight_checklist = __webpack_require__(67204);
// EXTERNAL MODULE: ./tmp/build/stages/ask-all.js
var ask_all = __webpack_require__(71339);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/or-finding.js
var or_finding = __webpack_require__(62655);
;// CONCATENATED MODULE: ./tmp/build/stages/check-requirements.js


const patience = 60_000;
const atOnce = 8;
async function checkRequirements(effects, requirements) {
    const found = new Map();
    const waiting = [...requirements];
    const work = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
            found.set(next, await look(effects, next));
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, requirements.length) }, work));
    return requirements.flatMap((one) => found.get(one) ?? []).map((finding) => discreet(finding, effects));
}
async function look({ signal, sleep }, requirement) {
    const { what } = requirement;
    const late = new AbortController();
    const answered = new AbortController();
    const limit = sleep(patience, answered.signal).then(() => {
        const error = new errors/* TimeoutError */.MU(`${what} has not answered within ${patience / 1000} s`);
        late.abort(error);
        throw error;
    }, () => new Promise(() => undefined));
    const answer = await (0,or_finding/* orFinding */.X)(what, async () => {
        try {
            return await Promise.race([requirement.look(AbortSignal.any([signal, late.signal])), limit]);
        }
        finally {
            answered.abort();
        }
    });
    signal.throwIfAborted();
    return (0,or_finding/* isFailure */.N)(answer) ? [answer.failure] : answer;
}
function discreet(finding, { redact }) {
    const { remedy } = finding;
    const told = { ...finding, what: redact(finding.what), found: redact(finding.found) };
    return remedy === undefined ? told : { ...told, remedy: redact(remedy) };
}

// EXTERNAL MODULE: ./tmp/build/core/preflight/commit-checks.js
var commit_checks = __webpack_require__(57157);
// EXTERNAL MODULE: ./tmp/build/core/preflight/finding.js
var finding = __webpack_require__(17641);
;// CONCATENATED MODULE: ./tmp/build/core/preflight/history.js

const deepen = "the checkout is shallow: set `fetch-depth: 0` in actions/checkout";
function judgeHistory(facts, asked) {
    return [...judgeBranch(facts, asked), ...judgeOrder(facts, asked)];
}
function judgeBranch({ commit, branches, isShallow }, asked) {
    if (asked.branches.length === 0 || branches === null)
        return [];
    const allowed = branches.filter((branch) => asked.branches.some((pattern) => matchesBranch(pattern, branch)));
    if (allowed.length > 0)
        return [(0,finding/* met */.BG)("branch", `on ${allowed.map((name) => `\`${name}\``).join(", ")}`)];
    const wanted = asked.branches.map((name) => `\`${name}\``).join(", ");
    const on = branches.length === 0
        ? ""
        : ` (it is on ${branches
            .slice(0, 5)
            .map((name) => `\`${name}\``)
            .join(", ")})`;
    const remedy = isShallow ? deepen : "merge it first, or correct `branches`";
    return [(0,finding/* refused */.J5)("branch", `${commit.slice(0, 8)} is on none of ${wanted}${on}`, remedy)];
}
function judgeOrder(facts, { allowsOlder }) {
    const { live, commit, isBehindLive, holdsLive, isShallow } = facts;
    if (live === null || live.commit === commit)
        return [];
    const short = commit.slice(0, 8);
    const there = `${live.version} (${live.commit.slice(0, 8)})`;
    if (isBehindLive) {
        const found = `${short} is older than what is live, ${there}`;
        if (allowsOlder)
            return [(0,finding/* warned */.k9)("order", `${found} (\`allow-older: true\`)`)];
        const remedy = "deploy a newer commit, revert what is wrong, or set `allow-older: true` where going back is what you want";
        return [(0,finding/* refused */.J5)("order", found, remedy)];
    }
    if (holdsLive)
        return [(0,finding/* met */.BG)("order", `newer than what is live, ${there}`)];
    if (isShallow)
        return [(0,finding/* unseen */.nv)("order", `whether ${short} is older than what is live; ${deepen}`)];
    return [(0,finding/* warned */.k9)("order", `${short} does not contain what is live, ${there}: its changes go away`)];
}
function matchesBranch(pattern, branch) {
    const source = pattern.replace(/\*\*|\*|\?|[^*?]+/g, (part) => {
        if (part === "**")
            return ".*";
        if (part === "*")
            return "[^/]*";
        return part === "?" ? "[^/]" : part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    });
    return new RegExp(`^${source}$`, "s").test(branch);
}

// EXTERNAL MODULE: ./tmp/build/core/proven.js
var proven = __webpack_require__(70038);
// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
// EXTERNAL MODULE: ./tmp/build/stages/look-at-gates.js
var look_at_gates = __webpack_require__(94);
// EXTERNAL MODULE: ./tmp/build/stages/closed-times.js
var closed_times = __webpack_require__(8041);
;// CONCATENATED MODULE: ./tmp/build/stages/look-at-times.js



async function lookAtTimes(options) {
    const { asked, override, actor, now } = options;
    const { freeze = [], window = [] } = asked;
    if (freeze.length + window.length === 0)
        return [];
    const calendar = await options.calendar();
    const wrong = (0,closed_times/* occasionProblems */.Cf)(asked, calendar);
    if (wrong.length > 0) {
        return wrong.map(({ where, what }) => ({ what: where, judgement: "refused", found: what, isAskedWrongly: true }));
    }
    const closed = (0,closed_times/* closures */.Rn)(asked, { calendar, now });
    const overridden = (0,closed_times/* overrideOf */.Oe)(asked, { calendar, now, override });
    const isShut = (kind) => closed.some((closure) => closure.kind === kind);
    const found = closed.map(({ kind, told }) => overridden === null
        ? (0,finding/* refused */.J5)(`plan: ${kind}`, told, "wait, or say in `override-freeze` why this release is an exception")
        : (0,finding/* warned */.k9)(`plan: ${kind}`, `${told}; overridden by ${actor}: ${overridden.reason}`));
    return [
        ...found,
        ...(freeze.length === 0 || isShut("freeze") ? [] : [(0,finding/* met */.BG)("plan: freeze", nextFreeze(freeze, calendar, now))]),
        ...(window.length === 0 || isShut("window") ? [] : [(0,finding/* met */.BG)("plan: window", openUntil(window, calendar, now))]),
    ];
}
function nextFreeze(freeze, calendar, now) {
    const next = freeze.flatMap((occasion) => {
        const at = calendar.next(occasion, now);
        return at === null ? [] : [{ at, zone: zoneOf(occasion) }];
    });
    const [first] = next.sort((a, b) => a.at - b.at);
    return first === undefined ? "none to come" : `none now; the next begins at ${(0,readable/* readableMoment */.BY)(first.at, first.zone)}`;
}
function openUntil(window, calendar, now) {
    const ends = window.flatMap((occasion) => {
        const covering = calendar.covering(occasion, now);
        return covering === null ? [] : [{ to: covering.to, zone: zoneOf(occasion) }];
    });
    const [last] = ends.sort((a, b) => b.to - a.to);
    return last === undefined ? "open" : `open until ${(0,readable/* readableMoment */.BY)(last.to, last.zone)}`;
}
function zoneOf({ "time-zone": zone = "UTC" }) {
    return zone;
}

;// CONCATENATED MODULE: ./tmp/build/stages/look-around.js










async function lookAround(options) {
    const { asked, github, commit, now, ownRun } = options;
    const mode = { mode: asked.checks, required: asked["required-checks"] ?? [], ownRun };
    const wantsChecks = (0,commit_checks/* needsChecks */.LY)(mode) || (asked.checklist ?? []).some(({ check }) => check !== undefined);
    const [checks, gates, history, proof, times] = await (0,ask_all/* askAll */.p)([
        () => (0,or_finding/* orFinding */.X)("checks", async () => (github === null || !wantsChecks ? null : github.checks(commit))),
        () => (0,look_at_gates/* lookAtGates */.p)(options),
        () => (0,or_finding/* orFinding */.X)("branch", () => lookAtHistory(options)),
        () => (0,or_finding/* orFinding */.X)("verified in", () => lookAtProof(options)),
        () => (0,or_finding/* orFinding */.X)("times", () => lookAtTimes(options)),
    ]);
    const seen = (0,or_finding/* isFailure */.N)(checks) ? null : checks;
    const checklist = (0,preflight_checklist/* lookAtChecklist */.zx)(asked.checklist ?? [], { checks: seen, now });
    const findings = [
        ...((0,or_finding/* isFailure */.N)(checks) ? [checks.failure] : (0,commit_checks/* judgeChecks */.LZ)(seen, mode)),
        ...listOf(history),
        ...listOf(proof),
        ...gates.findings,
        ...listOf(times),
        ...(0,preflight_checklist/* judgeChecklist */.m)(checklist),
    ];
    return { findings, gates: gates.gates, checklist, contacts: asked.contacts ?? [] };
}
function listOf(answer) {
    return (0,or_finding/* isFailure */.N)(answer) ? [answer.failure] : answer;
}
async function lookAtHistory({ asked, commit, state, repository, allowsOlder }) {
    const branches = asked.branches ?? [];
    const live = state.live !== null && (await repository.holds(state.live.commit)) ? state.live : null;
    const facts = {
        commit,
        live,
        branches: branches.length === 0 ? null : await repository.branchesWith(commit),
        isBehindLive: live !== null && (await repository.isAncestor(commit, live.commit)),
        holdsLive: live !== null && (await repository.isAncestor(live.commit, commit)),
        isShallow: await repository.isShallow(),
    };
    return judgeHistory(facts, { branches, allowsOlder });
}
async function lookAtProof({ asked, commit, environment, now, stateOf, }) {
    const other = asked["verified-in"];
    if (other === undefined)
        return [];
    const what = `verified in \`${other}\``;
    if (other === environment) {
        const remedy = `name another environment in \`environments: ${environment}: plan: verified-in\`, or none`;
        return [
            {
                ...(0,finding/* refused */.J5)(what, "a release cannot have proven itself where it still has to go", remedy),
                isAskedWrongly: true,
            },
        ];
    }
    const proof = (0,proven/* provenIn */.W)(await stateOf(other), { commit, now, minAge: asked["min-age"] });
    if (!proof.isProven)
        return [(0,finding/* refused */.J5)(what, proof.why, `deploy this commit to \`${other}\` first, and let it prove itself`)];
    return [(0,finding/* met */.BG)(what, `good there since ${proof.release.at}, for ${(0,readable/* readableSpan */.nz)(proof.age)}`)];
}

// EXTERNAL MODULE: ./tmp/build/core/maintenance.js
var maintenance = __webpack_require__(44291);
;// CONCATENATED MODULE: ./tmp/build/stages/maintenance-requirement.js


function maintenanceRequirements({ step }, state) {
    const known = state.maintenance ?? null;
    if (known?.isManual === true) {
        const what = `maintenance ${known.adapter.name}`;
        return [{ what, look: async () => [turnedAway(what, `since ${known.since}`)] }];
    }
    if (step === null || step.during === "never")
        return [];
    const { port, record } = step.mode;
    const what = `maintenance ${record.name}`;
    return [
        {
            what,
            async look() {
                const { on } = await port.state();
                if (!on)
                    return [(0,finding/* met */.BG)(what, "is off")];
                if ((0,maintenance/* leftOn */.Zu)(state) === null)
                    return [turnedAway(what, "by somebody else")];
                return [(0,finding/* warned */.k9)(what, "is on already, since an earlier release: it is turned off")];
            },
        },
    ];
}
function turnedAway(what, since) {
    const found = `is on, ${since}: visitors are turned away, and a good release would be taken for a bad one`;
    return (0,finding/* refused */.J5)(what, found, "turn it off with `deploy-actions maintenance off`, then release");
}

// EXTERNAL MODULE: ./tmp/build/actions/release-times.js
var release_times = __webpack_require__(1672);
// EXTERNAL MODULE: ./tmp/build/actions/sections/maintenance.js + 9 modules
var sections_maintenance = __webpack_require__(57493);
// EXTERNAL MODULE: ./tmp/build/actions/sections/plan.js + 18 modules
var plan = __webpack_require__(4117);
;// CONCATENATED MODULE: ./tmp/build/actions/conditions.js










async function conditionsOf(deployment, sections, { state, github }) {
    const { task, environment, repository, release } = deployment;
    const { common, effects } = task;
    const required = [...(0,plan/* openRequired */.Qt)(sections), ...maintenanceRequirements((0,sections_maintenance/* openMaintenance */.qc)(sections), state)];
    const lookAt = {
        asked: (0,release_times/* planValues */.G0)(sections),
        commit: release.commit,
        state,
        environment,
        gates: common.gate ?? [],
        allowsOlder: common["allow-older"],
        override: common["override-freeze"],
        actor: effects.run.actor,
        ownRun: effects.env("GITHUB_RUN_ID") ?? null,
        now: effects.now(),
        repository,
        github,
        calendar: croner/* openCalendar */.n,
        stateOf: (other) => stateOf(deployment, other),
    };
    const [conditions, findings] = await (0,ask_all/* askAll */.p)([() => lookAround(lookAt), () => checkRequirements(effects, required)]);
    return { ...conditions, findings: [...conditions.findings, ...findings] };
}
function checklistSignOffs(sections) {
    const items = (0,release_times/* planValues */.G0)(sections).checklist ?? [];
    return (0,preflight_checklist/* signOffs */.ki)((0,preflight_checklist/* lookAtChecklist */.zx)(items, { checks: null, now: sections.effects.now() }));
}
async function stateOf({ task, application }, environment) {
    const { common, effects } = task;
    const token = common["github-token"];
    const journal = await (0,git/* openGitJournal */.y)({
        effects,
        store: common.journal,
        application,
        environment,
        ...(token === undefined ? {} : { token }),
    });
    return (await journal.head()).state;
}


/***/ }),

/***/ 79681:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  yP: () => (/* binding */ openChain),
  Q6: () => (/* binding */ openDeployment),
  AD: () => (/* binding */ sectionsFor),
  Kd: () => (/* binding */ surveyFor),
  zV: () => (/* binding */ underLease)
});

// EXTERNAL MODULE: ./tmp/build/adapters/journals/git.js + 6 modules
var git = __webpack_require__(22468);
// EXTERNAL MODULE: ./tmp/build/adapters/repositories/git.js + 2 modules
var repositories_git = __webpack_require__(98151);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/core/deployment-mark.js
var deployment_mark = __webpack_require__(78983);
;// CONCATENATED MODULE: ./tmp/build/stages/publish-deployment.js

const mostStale = 5;
const overtaken = ["success", "in_progress", "queued", "pending"];
function deploymentPublisher(options) {
    const { effects } = options;
    const telling = async (session, act) => {
        try {
            const api = await options.github();
            if (api !== null)
                await act({ ...options, api, session });
        }
        catch (error) {
            effects.log.warn(`GitHub was not told: ${effects.redact(String(error.message))}`);
        }
    };
    return {
        async opened(session) {
            const { open } = session.state;
            if (open !== null)
                await telling(session, async (work) => void (await create(work, open)));
            const isAsked = effects.env("GITHUB_ACTIONS") === "true" && (await options.github().catch(() => null)) === null;
            if (isAsked)
                effects.log.warn("GitHub is not told of this release, because there is no `github-token`");
        },
        good: (session, release) => telling(session, async (work) => {
            const id = deploymentOf(session, release) ?? (await create(work, release));
            await setStatus(work, id, "success", `${release.version} is live and verified good`);
            await retire(work, id, release);
        }),
        rolledBack: (session, release) => telling(session, async (work) => {
            const id = deploymentOf(session, release);
            if (id !== null)
                await setStatus(work, id, "failure", `${release.version} was rolled back`);
        }),
        superseded: (session, deployment, { version }) => telling(session, async (work) => {
            if (deployment === null)
                return;
            await setStatus(work, deployment, "inactive", `${version} was superseded before it changed anything`);
        }),
    };
}
function deploymentOf({ state: { publication } }, { commit }) {
    return publication?.commit === commit ? publication.deployment : null;
}
async function create(work, release) {
    const { api, session, application, environment } = work;
    const { commit, version, slot } = release;
    const id = await api.createDeployment({
        commit,
        environment,
        description: (0,deployment_mark/* markDescription */.A)(session.place, application, `${version} was opened`),
        isProduction: /^prod/i.test(environment),
        payload: { release: release.id ?? commit, version, slot, application, journal: session.place ?? "" },
    });
    await session.write({
        phase: "done",
        deed: "publish",
        release: { commit, version, slot },
        after: { deployment: id },
    });
    await setStatus(work, id, "in_progress", `${version} is being deployed to slot ${slot}`);
    return id;
}
async function setStatus(work, id, state, text) {
    const { api, session, effects, application, url } = work;
    const description = effects.redact((0,deployment_mark/* markDescription */.A)(session.place, application, text));
    const environmentUrl = state === "inactive" ? null : publicUrl(url, effects);
    await api.setDeploymentStatus(id, { state, description, logUrl: effects.run.url, environmentUrl });
}
async function retire(work, id, { version }) {
    const { api, application, environment } = work;
    const others = (await api.deployments(environment)).filter((known) => known.id !== id && overtaken.includes(known.state) && (0,deployment_mark/* markedPlace */.c)(known.description, application) !== null);
    for (const known of others.slice(0, mostStale))
        await setStatus(work, known.id, "inactive", `${version} took its place`);
}
function publicUrl(url, effects) {
    if (url === null || effects.redact(url) !== url || !URL.canParse(url))
        return null;
    const { protocol, username, password } = new URL(url);
    return /^https?:$/.test(protocol) && username + password === "" ? url : null;
}

// EXTERNAL MODULE: ./tmp/build/stages/session.js + 2 modules
var stages_session = __webpack_require__(22549);
// EXTERNAL MODULE: ./tmp/build/stages/survey.js + 13 modules
var survey = __webpack_require__(20045);
// EXTERNAL MODULE: ./tmp/build/stages/who-works.js
var who_works = __webpack_require__(1247);
// EXTERNAL MODULE: ./tmp/build/actions/conditions.js + 5 modules
var conditions = __webpack_require__(15735);
// EXTERNAL MODULE: ./tmp/build/actions/github.js
var github = __webpack_require__(26227);
// EXTERNAL MODULE: ./tmp/build/actions/release-times.js
var release_times = __webpack_require__(1672);
// EXTERNAL MODULE: ./tmp/build/actions/sections/backup.js + 8 modules
var backup = __webpack_require__(97312);
// EXTERNAL MODULE: ./tmp/build/actions/sections/deploy-slot.js
var deploy_slot = __webpack_require__(44501);
// EXTERNAL MODULE: ./tmp/build/actions/sections/drill.js
var drill = __webpack_require__(23006);
// EXTERNAL MODULE: ./tmp/build/actions/sections/maintenance.js + 9 modules
var maintenance = __webpack_require__(57493);
// EXTERNAL MODULE: ./tmp/build/actions/sections/migrate.js + 1 modules
var migrate = __webpack_require__(56444);
// EXTERNAL MODULE: ./tmp/build/actions/sections/rollback.js + 3 modules
var rollback = __webpack_require__(40569);
// EXTERNAL MODULE: ./tmp/build/actions/sections/smoke-test.js
var smoke_test = __webpack_require__(47155);
// EXTERNAL MODULE: ./tmp/build/actions/sections/traffic-shift.js + 1 modules
var traffic_shift = __webpack_require__(99968);
;// CONCATENATED MODULE: ./tmp/build/actions/deployment.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});


















const minute = 60_000;
async function openDeployment(task) {
    const { common, effects } = task;
    const application = common.application ?? effects.env("GITHUB_REPOSITORY")?.split("/")[1];
    if (application === undefined) {
        throw new errors/* InputError */.dz([{ where: "application", what: "is required; name it at the top of deploy.yml" }]);
    }
    const { environment } = common;
    const repository = (0,repositories_git/* gitRepository */.x)(effects);
    const commit = await repository.resolve(common.release ?? effects.env("GITHUB_SHA") ?? "HEAD");
    const version = common.version ?? tagOf(task) ?? commit.slice(0, 8);
    const token = common["github-token"];
    const journal = await (0,git/* openGitJournal */.y)({
        effects,
        store: common.journal,
        application,
        environment,
        ...(token === undefined ? {} : { token }),
    });
    return { task, application, environment, repository, journal, github: (0,github/* githubOf */.z)(task), release: { commit, version } };
}
function tagOf({ effects }) {
    return effects.env("GITHUB_REF_TYPE") === "tag" ? effects.env("GITHUB_REF_NAME") : undefined;
}
function sectionsFor({ task, application, environment }, commit) {
    return { effects: task.effects, application, environment, settings: task.configure(commit) };
}
function openChain(context) {
    const { settings } = context;
    const problems = [];
    const open = (section, absent, opening) => {
        if (!settings.has(section))
            return absent;
        try {
            return opening();
        }
        catch (error) {
            if (!(error instanceof errors/* InputError */.dz))
                throw error;
            problems.push(...error.problems);
            return absent;
        }
    };
    const hasChecks = settings.has("smoke-test");
    const chain = {
        backups: open("backup", [], () => (0,backup/* openBackups */.sP)(context)),
        migrate: open("migrate", null, () => (0,migrate/* openMigrate */.oG)(context)),
        slot: open("deploy-slot", null, () => (0,deploy_slot/* openDeploySlot */.O)(context)),
        smoke: (slot) => (hasChecks ? (0,smoke_test/* openSmokeTests */.z)(context, slot) : []),
        shifts: open("traffic-shift", [], () => (0,traffic_shift/* openShifts */.aW)(context)),
        maintenance: open("maintenance", (0,maintenance/* openMaintenanceForRollback */.n)(context), () => (0,maintenance/* openMaintenance */.qc)(context)),
    };
    open("plan", null, () => (0,release_times/* planValues */.G0)(context));
    open("smoke-test", null, () => (0,smoke_test/* openSmokeTests */.z)(context, "idle"));
    open("rollback", null, () => context.settings.items(rollback/* rollbackSection */.iU));
    if (problems.length > 0)
        throw new errors/* InputError */.dz(problems);
    return chain;
}
function surveyFor(deployment, context, chain, state, github = null) {
    const { application, environment, repository, release, task } = deployment;
    const { effects } = task;
    return (0,survey/* survey */.F)({
        rehearsing: { openDecoder: () => (0,drill/* decoderOf */.qf)(context) },
        effects,
        application,
        environment,
        release,
        state,
        chain,
        repository,
        allowsBadCommit: task.common["allow-bad-commit"],
        onDrift: (0,release_times/* planValues */.G0)(context)["on-drift"],
        fullUntil: (0,rollback/* fullUntilOf */.rH)(context),
        configuration: context.settings.fingerprintText,
        conditions: () => (0,conditions/* conditionsOf */.y)(deployment, context, { state, github }),
    });
}
function deployment_publicUrl(deployment, { state }) {
    const sections = sectionsFor(deployment, state.open?.commit ?? deployment.release.commit);
    try {
        const items = sections.settings.has("smoke-test") ? (0,smoke_test/* openSmokeTests */.z)(sections, "idle") : [];
        return items.find(({ liveUrl }) => liveUrl !== null)?.liveUrl ?? null;
    }
    catch (error) {
        if (error instanceof errors/* InputError */.dz)
            return null;
        throw error;
    }
}
async function underLease(deployment, requestAbort, work) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { task, application, environment, journal } = deployment;
        const { effects, common } = task;
        const onRunner = effects.env("GITHUB_ACTIONS") === "true";
        const terms = {
            length: onRunner ? 15 * minute : minute / 2,
            wait: common.wait,
            requestAbort,
            askLiveness: (holder) => (0,who_works/* jobStillWorks */.yW)(holder, { ...deployment, effects }),
        };
        const session = __addDisposableResource(env_1, await (0,stages_session/* openSession */.f)(journal, effects, terms), true);
        const publisher = deploymentPublisher({ ...deployment, effects, url: deployment_publicUrl(deployment, session) });
        return await work({ effects, session, application, environment, publisher }, session);
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}


/***/ }),

/***/ 26227:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ githubOf)
/* harmony export */ });
function githubOf({ common, effects }) {
    let opened;
    return () => {
        opened ??= open(common["github-token"], effects);
        return opened;
    };
}
async function open(token, effects) {
    const { openGitHub } = await __webpack_require__.e(/* import() */ 827).then(__webpack_require__.bind(__webpack_require__, 35827));
    return openGitHub({ effects, token });
}


/***/ }),

/***/ 1672:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G0: () => (/* binding */ planValues),
/* harmony export */   U8: () => (/* binding */ timeObstacles),
/* harmony export */   XI: () => (/* binding */ overrideNow),
/* harmony export */   gF: () => (/* binding */ risingTimeObstacles),
/* harmony export */   qd: () => (/* binding */ timeFindings)
/* harmony export */ });
/* harmony import */ var _adapters_calendars_croner_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20232);
/* harmony import */ var _core_preflight_finding_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(17641);
/* harmony import */ var _stages_closed_times_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8041);
/* harmony import */ var _sections_plan_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4117);




function planValues({ settings }) {
    const [item] = settings.items(_sections_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .planSection */ .lA);
    return item?.values;
}
async function timeObstacles(sections, override) {
    const times = planValues(sections);
    return hasTimes(times) ? (0,_stages_closed_times_js__WEBPACK_IMPORTED_MODULE_0__/* .calendarObstacles */ .vq)(times, await momentOf(sections, override)) : [];
}
async function risingTimeObstacles(sections, override) {
    const times = planValues(sections);
    return hasTimes(times) ? (0,_stages_closed_times_js__WEBPACK_IMPORTED_MODULE_0__/* .risingObstacles */ .rW)(times, await momentOf(sections, override)) : [];
}
async function overrideNow(sections, override) {
    const times = planValues(sections);
    return hasTimes(times) ? (0,_stages_closed_times_js__WEBPACK_IMPORTED_MODULE_0__/* .overrideOf */ .Oe)(times, await momentOf(sections, override)) : null;
}
async function timeFindings(sections) {
    const times = planValues(sections);
    if (!hasTimes(times))
        return [];
    const moment = await momentOf(sections, undefined);
    const wrong = (0,_stages_closed_times_js__WEBPACK_IMPORTED_MODULE_0__/* .occasionProblems */ .Cf)(times, moment.calendar);
    if (wrong.length > 0)
        return wrong.map(({ where, what }) => (0,_core_preflight_finding_js__WEBPACK_IMPORTED_MODULE_2__/* .refused */ .J5)(where, what, "correct it there"));
    const told = (0,_stages_closed_times_js__WEBPACK_IMPORTED_MODULE_0__/* .closures */ .Rn)(times, moment).map((closure) => closure.told);
    return [(0,_core_preflight_finding_js__WEBPACK_IMPORTED_MODULE_2__/* .met */ .BG)("freeze and window", told.length === 0 ? "open now" : told.join("; "))];
}
async function momentOf({ effects }, override) {
    return { calendar: await (0,_adapters_calendars_croner_js__WEBPACK_IMPORTED_MODULE_3__/* .openCalendar */ .n)(), now: effects.now(), override };
}
function hasTimes({ freeze, window }) {
    return (freeze?.length ?? 0) + (window?.length ?? 0) > 0;
}


/***/ }),

/***/ 20232:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ openCalendar)
/* harmony export */ });
const mostJoined = 1000;
async function openCalendar() {
    const { Cron } = await __webpack_require__.e(/* import() */ 814).then(__webpack_require__.bind(__webpack_require__, 55814));
    const open = ({ cron, "time-zone": timezone = "UTC" }) => new Cron(cron, { timezone, mode: "5-part", paused: true });
    return {
        problem: (occasion) => problemOf(occasion, open),
        covering(occasion, at) {
            const cron = open(occasion);
            const from = lastBeginning(cron, at);
            if (from === null || at >= from + occasion.for)
                return null;
            let to = from + occasion.for;
            for (let i = 0, next = nextAfter(cron, from); i < mostJoined && next !== null && next <= to; i++) {
                to = next + occasion.for;
                next = nextAfter(cron, next);
            }
            return { from, to };
        },
        next: (occasion, after) => nextAfter(open(occasion), after),
    };
}
function problemOf({ cron, "time-zone": zone = "UTC", for: length }, open) {
    try {
        new Intl.DateTimeFormat("en-GB", { timeZone: zone });
    }
    catch {
        return `\`time-zone: ${zone}\` is no time zone; write one such as \`Europe/Berlin\` or \`UTC\``;
    }
    if (length <= 0)
        return "`for` must be longer than nothing";
    try {
        if (open({ cron, for: length, "time-zone": zone }).nextRun(new Date(0)) !== null)
            return null;
        return `\`cron: ${cron}\` never begins`;
    }
    catch {
        return `\`cron: ${cron}\` cannot be read; write five fields, such as \`0 18 * * FRI\` (minute, hour, day, month, weekday)`;
    }
}
function lastBeginning(cron, at) {
    const found = cron.previousRuns(2, new Date(at + 1000)).map((date) => date.getTime());
    return found.find((beginning) => beginning <= at) ?? null;
}
function nextAfter(cron, after) {
    return cron.nextRun(new Date(after))?.getTime() ?? null;
}


/***/ }),

/***/ 66478:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jd: () => (/* binding */ tokenSettings),
/* harmony export */   Wq: () => (/* binding */ publicAddress),
/* harmony export */   dJ: () => (/* binding */ maskAddress)
/* harmony export */ });
function publicAddress(address) {
    return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}
function maskAddress(effects, address) {
    const password = /^[a-z][a-z0-9+.-]*:\/\/([^/@]*)@/i.exec(address)?.[1]?.replace(/^[^:]*:/, "");
    if (password === undefined || password === "")
        return;
    effects.mask(password);
    effects.mask(safelyDecoded(password));
}
function tokenSettings(effects, token, address, settings) {
    const server = effects.env("GITHUB_SERVER_URL") ?? "https://github.com";
    if (token === undefined || !belongsTo(address, server))
        return settings;
    const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
    effects.mask(token);
    effects.mask(basic);
    const name = `http.${new URL(server).origin}/.extraheader`;
    const others = settings.filter(([key]) => !/^http\..*extraheader$/i.test(key));
    return [...others, [name, ""], [name, `AUTHORIZATION: basic ${basic}`]];
}
function belongsTo(address, server) {
    if (!/^https?:\/\//i.test(address))
        return false;
    const [to, own] = [new URL(address), new URL(server)];
    return to.origin === own.origin;
}
function safelyDecoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}


/***/ }),

/***/ 9212:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CZ: () => (/* binding */ asServiceError),
/* harmony export */   JG: () => (/* binding */ gitLine),
/* harmony export */   QT: () => (/* binding */ gitCommand),
/* harmony export */   UU: () => (/* binding */ gitSaid)
/* harmony export */ });
/* harmony import */ var node_stream_consumers__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38321);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13134);


const quiet = [
    ["core.hooksPath", "/dev/null"],
    ["core.fsmonitor", "false"],
    ["core.filesRefLockTimeout", "1000"],
    ["commit.gpgSign", "false"],
    ["push.gpgSign", "false"],
    ["push.followTags", "false"],
    ["push.recurseSubmodules", "no"],
    ["push.pushOption", ""],
    ["fetch.recurseSubmodules", "false"],
    ["gc.auto", "0"],
    ["maintenance.auto", "false"],
    ["i18n.commitEncoding", "UTF-8"],
];
const foreign = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
];
function gitCommand(effects, place) {
    const env = {
        ...Object.fromEntries(foreign.map((name) => [name, undefined])),
        GIT_TERMINAL_PROMPT: "0",
        GIT_OPTIONAL_LOCKS: "0",
        GIT_NO_REPLACE_OBJECTS: "1",
        LC_ALL: "C",
        ...settingsByEnvironment(effects, [...quiet, ...(place.settings ?? [])]),
    };
    const where = place.gitDir === undefined ? [] : [`--git-dir=${place.gitDir}`];
    return async (args, how = {}) => {
        const { stdout, done } = effects.exec.stream(["git", ...where, ...args], {
            cwd: place.folder,
            env: { ...env, ...how.env },
            timeout: place.timeout,
            stdin: how.stdin ?? "",
        });
        const [output, end] = await Promise.allSettled([(0,node_stream_consumers__WEBPACK_IMPORTED_MODULE_0__.buffer)(stdout), done]);
        if (end.status === "rejected")
            throw translate(end.reason);
        if (output.status === "rejected")
            throw output.reason;
        return output.value;
    };
}
async function gitLine(git, args, how) {
    return (await git(args, how)).toString("utf8").trim();
}
function gitSaid(error) {
    if (error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .CommandError */ .Qd)
        return error.output === "" ? error.message : error.output.replaceAll("\n", "; ");
    return error.message;
}
function asServiceError(error, what, hint) {
    if (!(error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .CommandError */ .Qd || error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .TimeoutError */ .MU))
        return error;
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ServiceError */ ._7(`${what}: ${gitSaid(error)}`, { hint, cause: error });
}
function settingsByEnvironment(effects, settings) {
    const taken = Number(effects.env("GIT_CONFIG_COUNT") ?? 0) || 0;
    const entries = settings.flatMap(([name, value], i) => [
        [`GIT_CONFIG_KEY_${taken + i}`, name],
        [`GIT_CONFIG_VALUE_${taken + i}`, value],
    ]);
    return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: String(taken + settings.length) };
}
function translate(error) {
    const isMissing = error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .CommandError */ .Qd && error.cause?.code === "ENOENT";
    if (!isMissing)
        return error;
    const hint = "Install git 2.31 or newer, or put its folder on PATH; `git version` prints which one is found.";
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz("the journal is kept by `git`, which is not installed here", { hint, cause: error });
}


/***/ }),

/***/ 22468:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  y: () => (/* binding */ openGitJournal)
});

// EXTERNAL MODULE: ./tmp/build/core/fold.js + 4 modules
var fold = __webpack_require__(49964);
// EXTERNAL MODULE: ./tmp/build/core/journal.js + 2 modules
var journal = __webpack_require__(67524);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/ports/journal.js
var ports_journal = __webpack_require__(61916);
// EXTERNAL MODULE: ./tmp/build/adapters/journals/git-command.js
var git_command = __webpack_require__(9212);
;// CONCATENATED MODULE: ./tmp/build/adapters/journals/local-refs.js


function localRefs(effects, repository, ref, timeout) {
    const git = (0,git_command/* gitCommand */.QT)(effects, { ...repository, timeout });
    const peek = () => readRef(effects, git, repository, ref);
    return {
        git,
        location: `${ref} in ${repository.gitDir}`,
        latest: peek,
        peek,
        deepen: peek,
        async swap(commit, after) {
            try {
                await git(["update-ref", "--no-deref", ref, commit, after ?? ""]);
            }
            catch (error) {
                const now = await peek();
                if (now !== after)
                    return now !== null && isAncestor(git, commit, ref);
                const hint = `Look at who owns ${repository.gitDir}; a left-over \`${ref}.lock\` in it may be deleted when no git runs.`;
                throw (0,git_command/* asServiceError */.CZ)(error, "the journal could not be written, and nothing was changed", hint);
            }
            return isAncestor(git, commit, ref);
        },
    };
}
async function readRef(effects, git, repository, ref) {
    try {
        return await (0,git_command/* gitLine */.JG)(git, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
    }
    catch (error) {
        const hint = `Look at \`${repository.gitDir}\`: whether it is there, and who may read it.`;
        if (!(error instanceof errors/* CommandError */.Qd) || error.exitCode !== 1)
            throw (0,git_command/* asServiceError */.CZ)(error, "the journal cannot be read", hint);
        if (await isAbsent(effects, repository, ref))
            return null;
        throw new errors/* RefusedError */.fk(`the journal's ref \`${ref}\` in \`${repository.gitDir}\` is broken`, {
            hint: "Set it back to the last good entry: `git fsck` lists what is left, `git update-ref` repairs it.",
            cause: error,
        });
    }
}
async function isAbsent(effects, { gitDir, folder }, ref) {
    const words = ["git", `--git-dir=${gitDir}`, "for-each-ref", "--format=%(refname)", ref];
    const { stdout, stderr } = await effects.exec.run(words, { cwd: folder, env: { LC_ALL: "C" } });
    return stdout === "" && stderr === "";
}
async function isAncestor(git, commit, ref) {
    try {
        await git(["merge-base", "--is-ancestor", commit, ref]);
        return true;
    }
    catch (error) {
        if (error instanceof errors/* CommandError */.Qd && error.exitCode === 1)
            return false;
        throw error;
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/journals/objects.js



const identity = { name: "deploy-actions", email: "deploy-actions@users.noreply.github.com" };
async function writeCommit(git, { entry, state, parent, writer }) {
    const blob = (value) => {
        return (0,git_command/* gitLine */.JG)(git, ["hash-object", "-w", "--stdin"], { stdin: `${JSON.stringify(value)}\n` });
    };
    const [entryId, stateId] = await Promise.all([blob(entry), blob(state)]);
    const listing = `100644 blob ${entryId}\tentry.json\n100644 blob ${stateId}\tstate.json\n`;
    const tree = await (0,git_command/* gitLine */.JG)(git, ["mktree"], { stdin: listing });
    return (0,git_command/* gitLine */.JG)(git, ["commit-tree", tree, ...(parent === null ? [] : ["-p", parent])], {
        stdin: `${subject(entry)}\n\nEntry: ${entry.id}\nWriter: ${writer}\n`,
        env: {
            GIT_AUTHOR_NAME: identity.name,
            GIT_AUTHOR_EMAIL: identity.email,
            GIT_COMMITTER_NAME: identity.name,
            GIT_COMMITTER_EMAIL: identity.email,
        },
    });
}
function subject({ phase, deed, release, item }) {
    const facts = [release === null ? null : `${release.version} (${release.slot})`, item].filter((fact) => fact !== null);
    const summary = facts.length === 0 ? "journal" : facts.join(", ");
    return `${phase} ${deed}: ${summary}`.replaceAll(/[\s\p{Cc}]+/gu, " ").slice(0, 120);
}
const laterKeys = ["publication", "usedApprovals", "watched", "followUps"];
async function readState(git, commit) {
    const [found] = await readBlobs(git, [`${commit}:state.json`]);
    const state = parseObject(found, commit, "state.json");
    const missing = state.format === journal/* emptyState */.p$.format ? Object.keys(journal/* emptyState */.p$).filter((key) => !(key in state)) : [];
    const isForeign = missing.some((key) => !laterKeys.includes(key));
    if (typeof state.format !== "number" || isForeign)
        throw foreign(commit, "state.json");
    return { ...Object.fromEntries(missing.map((key) => [key, journal/* emptyState */.p$[key]])), ...state };
}
async function readEntries(git, head, limit) {
    const listed = await (0,git_command/* gitLine */.JG)(git, ["rev-list", `--max-count=${limit}`, head]);
    const commits = listed.split("\n");
    const blobs = await readBlobs(git, commits.map((commit) => `${commit}:entry.json`));
    return commits.map((place, i) => ({
        ...parseObject(blobs[i], place, "entry.json"),
        place,
    }));
}
async function readBlobs(git, names) {
    const output = await git(["cat-file", "--batch"], { stdin: `${names.join("\n")}\n` });
    const found = [];
    let at = 0;
    while (at < output.length) {
        const end = output.indexOf("\n", at);
        const [, type, size] = output.toString("utf8", at, end).split(" ");
        at = end + 1;
        if (type !== "blob") {
            found.push(null);
            continue;
        }
        found.push(output.subarray(at, at + Number(size)));
        at += Number(size) + 1;
    }
    return found;
}
function parseObject(blob, commit, file) {
    try {
        const value = JSON.parse(blob?.toString("utf8") ?? "");
        if (typeof value === "object" && value !== null && !Array.isArray(value))
            return value;
    }
    catch {
    }
    throw foreign(commit, file);
}
function foreign(commit, file) {
    return new errors/* RefusedError */.fk(`the journal's commit \`${commit}\` holds no readable ${file}; deploy-actions did not write it`, {
        hint: "Find out who has written to refs/deploy-actions, and set the ref back to the last good entry.",
    });
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./tmp/build/adapters/journals/credentials.js
var credentials = __webpack_require__(66478);
;// CONCATENATED MODULE: ./tmp/build/adapters/journals/push.js


const reach = "Look at the network, the remote's address (`git remote -v`) and the right to push (on GitHub `permissions: contents: write`); then run this again.";
async function swapByPush(remote, commit, after) {
    const first = await push(remote, commit, after);
    if (first === "taken")
        return true;
    const found = await look(remote, commit, after, first);
    if (found !== "not there")
        return found === "ours";
    const second = await push(remote, commit, after);
    if (second === "taken")
        return true;
    const again = await look(remote, commit, after, second);
    if (again !== "not there")
        return again === "ours";
    throw new errors/* ServiceError */._7(`\`${remote.shown}\` did not take the journal's entry, and nothing was changed: ${(0,git_command/* gitSaid */.UU)(second)}`, {
        hint: reach,
        cause: second,
    });
}
async function push({ git, ref }, commit, after) {
    const lease = `--force-with-lease=${ref}:${after ?? ""}`;
    try {
        const told = await git([
            "push",
            "--porcelain",
            "--no-verify",
            "--no-follow-tags",
            lease,
            "journal",
            `${commit}:${ref}`,
        ]);
        const isTaken = told
            .toString("utf8")
            .split("\n")
            .some((line) => /^[ *=+]\t/.test(line) && line.includes(`:${ref}\t`));
        return isTaken ? "taken" : new errors/* ServiceError */._7("git push said nothing about the journal's ref");
    }
    catch (error) {
        if (error instanceof errors/* ActionError */.lZ)
            return error;
        throw error;
    }
}
async function look(remote, commit, after, why) {
    try {
        for (let depth = 32;; depth *= 8) {
            if (!(await remote.fetch(depth)))
                return after === null ? "not there" : "somebody else's";
            const head = await remote.current();
            if (head === after)
                return "not there";
            const places = (await (0,git_command/* gitLine */.JG)(remote.git, ["rev-list", `--max-count=${depth}`, head ?? ""])).split("\n");
            if (places.includes(commit))
                return "ours";
            if (places.length < depth || (after !== null && places.includes(after)))
                return "somebody else's";
        }
    }
    catch (error) {
        const unknown = `\`${remote.shown}\` cannot be reached; whether it took the journal's last entry is not known`;
        throw new errors/* ServiceError */._7(`${unknown}: ${(0,git_command/* gitSaid */.UU)(why)}`, { hint: reach, cause: error });
    }
}

// EXTERNAL MODULE: ./tmp/build/adapters/journals/repository.js
var journals_repository = __webpack_require__(20186);
;// CONCATENATED MODULE: ./tmp/build/adapters/journals/origin-refs.js







async function originRefs(options) {
    const { effects, repository, ref, timeout } = options;
    const { address, settings } = await (0,journals_repository/* remoteSettings */.k)(effects, repository, timeout);
    (0,credentials/* maskAddress */.dJ)(effects, address);
    const gitDir = (0,external_node_path_.join)(effects.temporary, `journal-${effects.uuid()}.git`);
    const place = { gitDir, folder: repository.folder };
    const git = (0,git_command/* gitCommand */.QT)(effects, {
        ...place,
        timeout,
        settings: [["remote.journal.url", address], ...(0,credentials/* tokenSettings */.Jd)(effects, options.token, address, settings)],
    });
    await git(["init", "--quiet", "--bare", "--template=", `--object-format=${repository.objectFormat}`]);
    const shown = (0,credentials/* publicAddress */.Wq)(address);
    const fetch = (depth) => fetchRef(git, ref, depth, shown);
    const exclusively = inTurn();
    const current = () => readRef(effects, git, place, ref);
    return {
        git,
        location: `${ref} at ${shown}`,
        peek: () => askRemote(git, ref, shown),
        latest: () => exclusively(async () => ((await fetch(1)) ? current() : null)),
        deepen: (count) => exclusively(async () => ((await fetch(count)) ? current() : null)),
        swap: (commit, after) => exclusively(() => swapByPush({ git, ref, shown, fetch, current }, commit, after)),
    };
}
async function fetchRef(git, ref, depth, shown, isLast = false) {
    try {
        const still = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules"];
        await git(["fetch", ...still, `--depth=${depth}`, "journal", `+${ref}:${ref}`]);
        return true;
    }
    catch (error) {
        const answers = error instanceof errors/* CommandError */.Qd;
        if (answers && (await askRemote(git, ref, shown)) === null)
            return false;
        if (answers && !isLast)
            return fetchRef(git, ref, depth, shown, true);
        throw (0,git_command/* asServiceError */.CZ)(error, `the journal at \`${shown}\` cannot be read`, reach);
    }
}
function inTurn() {
    let last = Promise.resolve();
    return (act) => {
        const next = last.then(act);
        last = next.catch(() => undefined);
        return next;
    };
}
async function askRemote(git, ref, shown) {
    try {
        const lines = (await git(["ls-remote", "--refs", "journal", ref])).toString("utf8").split("\n");
        return lines.find((line) => line.endsWith(`\t${ref}`))?.split("\t")[0] ?? null;
    }
    catch (error) {
        throw (0,git_command/* asServiceError */.CZ)(error, `the journal at \`${shown}\` cannot be reached`, reach);
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/journals/reach.js

const first = 128;
async function reachesBackTo({ git, deepen }, place, notLost) {
    if (!/^[0-9a-f]{12,64}$/.test(place))
        return false;
    for (let depth = first;; depth *= 8) {
        const head = notLost(await deepen(depth));
        if (head === null)
            return false;
        const places = (await (0,git_command/* gitLine */.JG)(git, ["rev-list", `--max-count=${depth}`, head])).split("\n");
        if (places.some((known) => known.startsWith(place)))
            return true;
        if (places.length < depth)
            return false;
    }
}

;// CONCATENATED MODULE: ./tmp/build/adapters/journals/ref-name.js

const longest = 200;
function journalRef(application, environment) {
    const parts = { application, environment };
    const problems = Object.entries(parts).flatMap(([where, name]) => problemsOf(where, name));
    if (problems.length > 0)
        throw new errors/* InputError */.dz(problems);
    return `refs/deploy-actions/v1/${encodePart(application)}/${encodePart(environment)}`;
}
function encodePart(name) {
    const bytes = Buffer.from(name.normalize("NFC").toLowerCase(), "utf8");
    return Array.from(bytes, (byte) => {
        const character = String.fromCharCode(byte);
        return /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, "0")}`;
    }).join("");
}
function problemsOf(where, name) {
    if (name.trim() === "")
        return [{ where, what: "must not be empty; the journal is named after it" }];
    const { length } = encodePart(name);
    return length <= longest ? [] : [{ where, what: `is too long for a git ref (${length} bytes, at most ${longest})` }];
}

;// CONCATENATED MODULE: ./tmp/build/adapters/journals/git.js











async function openGitJournal(options) {
    const { effects, store, application, environment, token, timeout = 30_000 } = options;
    const ref = journalRef(application, environment);
    const repository = await (0,journals_repository/* findRepository */.W)(effects, options.repository ?? effects.folder, timeout);
    const refs = store === "local"
        ? localRefs(effects, repository, ref, timeout)
        : await originRefs({ effects, repository, ref, token, timeout });
    return journalOf(refs, effects);
}
function journalOf(refs, effects) {
    let known = { at: null, state: journal/* emptyState */.p$ };
    const notLost = (at) => {
        if (at === null && known.at !== null)
            throw lost(refs.location, known.at);
        return at;
    };
    return {
        location: refs.location,
        peek: async () => notLost(await refs.peek()),
        async head() {
            const at = notLost(await refs.latest());
            if (at !== null && at !== known.at) {
                known = { at, state: checked(await reading(refs.location, () => readState(refs.git, at))) };
            }
            return known;
        },
        async append(entry, after) {
            const state = folded(after.state, entry);
            if (after.at !== known.at && (await refs.latest()) !== after.at)
                throw moved(refs.location);
            const commit = await writing(refs.location, () => {
                return writeCommit(refs.git, { entry, state, parent: after.at, writer: effects.uuid() });
            });
            if (!(await refs.swap(commit, after.at)))
                throw moved(refs.location);
            known = { at: commit, state };
            return known;
        },
        contains: (place) => reading(refs.location, () => reachesBackTo(refs, place, notLost)),
        async entries(limit) {
            if (limit < 1)
                return [];
            const head = notLost(await refs.deepen(limit));
            if (head === null)
                return [];
            const entries = await reading(refs.location, () => readEntries(refs.git, head, limit));
            for (const entry of entries)
                checked(entry);
            return entries;
        },
    };
}
function reading(location, act) {
    return act().catch((error) => {
        throw (0,git_command/* asServiceError */.CZ)(error, `${location} cannot be read`, "Look at the disk and at who owns the repository.");
    });
}
function writing(location, act) {
    return act().catch((error) => {
        const hint = "Look at the room on the disk (`df -h`) and at who may write to the repository.";
        throw (0,git_command/* asServiceError */.CZ)(error, `${location} could not be written, and nothing was changed`, hint);
    });
}
function moved(location) {
    return new ports_journal/* JournalMoved */.J(`somebody else has written to ${location}`);
}
function folded(state, entry) {
    return refusing(() => JSON.parse(JSON.stringify((0,fold/* fold */.A)(checked(state), entry))));
}
function checked(written) {
    refusing(() => (0,journal/* checkFormat */.KA)(written));
    return written;
}
function refusing(act) {
    try {
        return act();
    }
    catch (error) {
        if (!(error instanceof journal/* JournalRefusal */.Eb))
            throw error;
        throw new errors/* RefusedError */.fk(error.message, { hint: "Nothing was written.", cause: error });
    }
}
function lost(location, last) {
    return new errors/* RefusedError */.fk(`the journal ${location} is gone; its newest entry was \`${last}\``, {
        hint: `Find out who deleted it, and put the ref back to \`${last}\` before anything else is deployed.`,
    });
}


/***/ }),

/***/ 20186:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ findRepository),
/* harmony export */   k: () => (/* binding */ remoteSettings)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13134);
/* harmony import */ var _git_command_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9212);



async function findRepository(effects, folder, timeout) {
    const git = (0,_git_command_js__WEBPACK_IMPORTED_MODULE_2__/* .gitCommand */ .QT)(effects, { folder, timeout });
    try {
        await requireVersion(git);
        const asked = await git(["rev-parse", "--absolute-git-dir", "--show-object-format", "--show-cdup"]);
        const [gitDir = "", objectFormat = "sha1", up = ""] = asked.toString("utf8").split("\n");
        return { gitDir, objectFormat, folder: (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(folder, up) };
    }
    catch (error) {
        if (!(error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .CommandError */ .Qd))
            throw error;
        const isDubious = error.output.includes("dubious ownership");
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz(`the journal is kept in git, and \`${folder}\` cannot be used: ${(0,_git_command_js__WEBPACK_IMPORTED_MODULE_2__/* .gitSaid */ .UU)(error)}`, {
            hint: isDubious
                ? `Run \`git config --global --add safe.directory ${folder}\`.`
                : "Run this inside the application's repository (actions/checkout, or `git init`).",
            cause: error,
        });
    }
}
async function remoteSettings(effects, repository, timeout) {
    const git = (0,_git_command_js__WEBPACK_IMPORTED_MODULE_2__/* .gitCommand */ .QT)(effects, { ...repository, timeout });
    const found = await readConfig(git, "^(remote\\.origin\\.|http\\.|credential\\.|url\\.|core\\.sshcommand$|ssh\\.)");
    const one = (name) => found.find(([key]) => key === `remote.origin.${name}`)?.[1];
    const address = one("pushurl") ?? one("url");
    if (address === undefined) {
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz(`\`${repository.folder}\` has no remote called origin, so the journal has nowhere to go`, {
            hint: "Add one with `git remote add origin <address>`, or keep the journal here with `journal: local`.",
        });
    }
    const transport = ["receivepack", "uploadpack", "proxy", "proxyauthmethod"].flatMap((name) => {
        const value = one(name);
        return value === undefined ? [] : [[`remote.journal.${name}`, value]];
    });
    return { address, settings: [...found.filter(([key]) => !key.startsWith("remote.")), ...transport] };
}
async function readConfig(git, pattern) {
    try {
        const output = await git(["config", "--local", "--includes", "--null", "--get-regexp", pattern]);
        const entries = output.toString("utf8").split("\0").slice(0, -1);
        return entries.map((entry) => {
            const end = entry.indexOf("\n");
            return end === -1 ? [entry, "true"] : [entry.slice(0, end), entry.slice(end + 1)];
        });
    }
    catch (error) {
        if (error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .CommandError */ .Qd && error.exitCode === 1)
            return [];
        throw error;
    }
}
async function requireVersion(git) {
    const said = await (0,_git_command_js__WEBPACK_IMPORTED_MODULE_2__/* .gitLine */ .JG)(git, ["version"]);
    const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(said)?.map(Number) ?? [];
    if (major > 2 || (major === 2 && minor >= 31))
        return;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz(`the journal needs git 2.31 or newer; this is \`${said}\``, {
        hint: "Update git: an older one would ignore the settings that keep your hooks and signatures out of it.",
    });
}


/***/ }),

/***/ 85936:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BN: () => (/* binding */ assignmentProblem),
/* harmony export */   O2: () => (/* binding */ fragmentProblem),
/* harmony export */   P9: () => (/* binding */ retryAfter),
/* harmony export */   bQ: () => (/* binding */ backfillDigest),
/* harmony export */   fy: () => (/* binding */ afterRound),
/* harmony export */   gu: () => (/* binding */ smallerSize),
/* harmony export */   nT: () => (/* binding */ nextSize)
/* harmony export */ });
/* harmony import */ var _steady_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(83537);

function backfillDigest({ table, key, set, where }) {
    return (0,_steady_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .steadyDigest */ .p)(JSON.stringify([table, key, set, where]));
}
const slowest = 100;
const fastest = 10;
function nextSize(size, took, { batch, target }) {
    const factor = Math.min(2, Math.max(0.5, target / Math.max(took, 1)));
    return bounded(size * factor, batch);
}
function smallerSize(size, { batch }) {
    return bounded(size / 4, batch);
}
function bounded(size, batch) {
    const [least, most] = [Math.max(1, Math.floor(batch / slowest)), batch * fastest];
    return Math.min(most, Math.max(least, Math.round(size)));
}
const mostAttempts = 4;
function retryAfter(attempts, { pause }) {
    return attempts >= mostAttempts ? null : Math.max(1000, pause) * 2 ** (attempts - 1);
}
const mostRounds = 3;
function afterRound(round, left) {
    if (left === 0)
        return "done";
    return round < mostRounds ? "again" : "never";
}
function fragmentProblem(sql, isMysql) {
    const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`/g, (quoted) => (quoted.includes("\\") ? "\\" : "q"));
    if (sql.trim() === "")
        return "is empty";
    if (/['"`]/.test(bare))
        return "has a quote that is not closed";
    if (bare.includes("\\"))
        return "has a backslash, which engines read differently";
    if (/;|--|\/\*|\$\w*\$/.test(bare))
        return "holds more than one expression: `;`, a comment or a dollar quote";
    if (isMysql && bare.includes("#"))
        return "holds a comment";
    return isBalanced(bare) ? null : "has brackets that do not match";
}
function assignmentProblem(set) {
    const [column = "", ...rest] = set.replace(/'(?:[^']|'')*'/g, "").split("=");
    const name = column.trim().replace(/^["`]|["`]$/g, "");
    const read = rest.join("=").match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
    if (!read.some((word) => word.toLowerCase() === name.toLowerCase()))
        return null;
    return `reads \`${name}\`, which it sets: the old value would be lost, and a row that is met twice changed twice; fill a new column`;
}
function isBalanced(text) {
    let depth = 0;
    for (const letter of text) {
        if (letter === "(")
            depth += 1;
        if (letter === ")")
            depth -= 1;
        if (depth < 0)
            return false;
    }
    return depth === 0;
}


/***/ }),

/***/ 78983:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ markDescription),
/* harmony export */   c: () => (/* binding */ markedPlace)
/* harmony export */ });
const digits = 12;
const longestName = 60;
function markDescription(place, application, text) {
    return `journal ${(place ?? "empty").slice(0, digits)} of ${nameIn(application)}: ${text}`;
}
function markedPlace(description, application) {
    const [, place, name] = /^journal (\S{1,12}) of (\S+): /.exec(description) ?? [];
    return place !== undefined && name === nameIn(application) ? place : null;
}
function nameIn(application) {
    return encodeURIComponent(application.toLowerCase()).slice(0, longestName);
}


/***/ }),

/***/ 72095:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GH: () => (/* binding */ driftObstacles),
/* harmony export */   gu: () => (/* binding */ overwritten),
/* harmony export */   r: () => (/* binding */ driftIn)
/* harmony export */ });
/* harmony import */ var _slots_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(32501);
/* harmony import */ var _untouched_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(72959);


function driftIn(facts) {
    const { state, splits, slots, flags = [] } = facts;
    if (state.open !== null && !(0,_untouched_js__WEBPACK_IMPORTED_MODULE_0__/* .isUntouched */ .O)(state.open))
        return [];
    const found = state.live === null ? unknownIn(splits, slots) : driftFrom(state.live, facts);
    return [...found, ...flags.flatMap(halfOn)];
}
const adopt = "`deploy-actions adopt`";
const overwrite = "`plan: on-drift: overwrite`";
function driftFrom(live, { splits, slots, edited = [] }) {
    const found = splits.flatMap((split) => moved(split, live, slots));
    const serving = slots?.[live.slot];
    if (serving !== undefined && serving.commit !== null && serving.commit !== live.commit) {
        found.push({
            where: "deploy-slot",
            what: `slot ${live.slot} serves ${serving.commit.slice(0, 8)}, but the journal says ${live.commit.slice(0, 8)} is live there; somebody else has deployed`,
            remedy: `find out who; then record what is live (${adopt})`,
            canOverwrite: false,
        });
    }
    if (edited.length > 0) {
        found.push({
            where: "deploy-slot",
            what: `what slot ${live.slot} serves was edited by hand: ${edited.join(", ")}`,
            remedy: `put it into the repository, or leave it behind (${overwrite})`,
            canOverwrite: true,
        });
    }
    return found;
}
function moved(split, { slot, version, commit }, slots) {
    const share = (0,_slots_js__WEBPACK_IMPORTED_MODULE_1__/* .shareOf */ .tC)(split, slot);
    if (share === 100)
        return [];
    const serving = slots?.[slot];
    const canOverwrite = serving?.status === "ready" && serving.commit === commit;
    const whyNot = serving === undefined
        ? "nobody can tell whether that slot answers"
        : `slot ${slot} is ${serving.status} and does not serve ${version}`;
    return [
        {
            where: "traffic-shift",
            what: `\`${split.item}\`: the router sends ${share} % to slot ${slot}, but the journal says that ${version} there has all the traffic`,
            remedy: `find out who changed it; then put it back (${canOverwrite ? overwrite : `by hand: ${whyNot}`}), or record what is live (${adopt})`,
            canOverwrite,
        },
    ];
}
function halfOn({ item, share, isOffFirst }) {
    if (share === 0 || share === 100 || isOffFirst)
        return [];
    const what = `\`${item}\`: the flag is on for ${share} %, and no release that is open has raised it`;
    const remedy = "find out who did; then turn it off or on for everybody, or have the release begin with `start: off`";
    return [{ where: "traffic-shift", what, remedy, canOverwrite: false }];
}
function unknownIn(splits, slots) {
    const [first] = splits;
    if (first === undefined)
        return [];
    const { active } = first;
    const elsewhere = splits.filter((split) => (0,_slots_js__WEBPACK_IMPORTED_MODULE_1__/* .shareOf */ .tC)(split, active) !== 100);
    const divided = elsewhere.map((split) => ({
        where: "traffic-shift",
        what: `\`${split.item}\`: the router sends ${(0,_slots_js__WEBPACK_IMPORTED_MODULE_1__/* .shareOf */ .tC)(split, active)} % to slot ${active}, which is the active one by \`${first.item}\``,
        remedy: "find out which of them visitors follow; then send all the traffic of each to the same slot",
        canOverwrite: false,
    }));
    return [...divided, ...(slots === null ? [] : strangers(slots, active))];
}
function strangers(slots, active) {
    const { status, commit } = slots[active];
    if (status !== "ready" && status !== "unhealthy")
        return [];
    return [
        {
            where: "deploy-slot",
            what: `slot ${active} has the traffic and serves ${commit?.slice(0, 8)}, which the journal of this environment does not know`,
            remedy: `check \`application\`, \`environment\` and \`journal\`; if they are right, record what is live (${adopt})`,
            canOverwrite: false,
        },
    ];
}
function driftObstacles(facts) {
    return driftIn(facts)
        .filter(({ canOverwrite }) => !(canOverwrite && facts.onDrift === "overwrite"))
        .map(({ where, what, remedy }) => ({ kind: "refused", where, what: `${what}; ${remedy}` }));
}
function overwritten(facts) {
    if (facts.onDrift !== "overwrite")
        return [];
    return driftIn(facts).flatMap(({ where, what, canOverwrite }) => canOverwrite ? [`${where}: ${what}; this release overwrites it`] : []);
}


/***/ }),

/***/ 34996:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  p: () => (/* binding */ judgeMigrations)
});

// EXTERNAL MODULE: ./tmp/build/core/judgement/finding.js
var finding = __webpack_require__(48213);
// EXTERNAL MODULE: ./tmp/build/core/judgement/postgres/tree.js
var postgres_tree = __webpack_require__(64208);
;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/expressions.js

const steady = names(`
  array_length array_to_json array_to_string ascii bit_length btrim cardinality ceil ceiling char_length character_length concat concat_ws
  date_part date_trunc extract floor greatest initcap json_build_array json_extract_path json_extract_path_text json_strip_nulls
  json_typeof jsonb_build_array jsonb_extract_path jsonb_extract_path_text jsonb_strip_nulls jsonb_typeof least left length lower
  ltrim md5 nullif octet_length position regexp_replace replace reverse right round row_to_json rtrim sha256 sign starts_with
  strpos to_char to_json to_jsonb translate trim trunc unaccent upper immutable_unaccent num_nonnulls num_nulls`);
const frail = names(`
  abs array_append array_cat array_position array_prepend array_remove chr date_bin format json_array_length json_build_object json_object
  jsonb_array_length jsonb_build_object jsonb_object lpad overlay repeat rpad split_part substr substring timezone to_tsvector`);
const reading = names(`
  age array_agg array_fill avg bit_and bit_or bool_and bool_or cbrt corr count cume_dist currval current_setting decode degrees
  dense_rank div encode every exp first_value generate_series generate_subscripts has_column_privilege has_schema_privilege
  has_table_privilege json_agg json_array_elements json_array_elements_text json_each json_each_text json_object_agg
  json_object_keys json_populate_record json_populate_recordset json_to_record json_to_recordset jsonb_agg jsonb_array_elements
  jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_insert jsonb_object_agg jsonb_object_keys jsonb_path_exists
  jsonb_path_query jsonb_populate_record jsonb_populate_recordset jsonb_set jsonb_to_record jsonb_to_recordset lag last_value lastval lead ln log log10
  make_date make_interval make_time make_timestamp make_timestamptz max min mod mode ntile nth_value obj_description
  percent_rank percentile_cont percentile_disc pg_backend_pid pg_get_constraintdef pg_get_functiondef pg_get_indexdef
  pg_get_serial_sequence pg_get_viewdef pg_relation_size pg_size_pretty pg_sleep pg_table_size pg_total_relation_size pg_typeof pi
  power radians random rank regexp_count regexp_like regexp_match regexp_matches regexp_split_to_array regexp_split_to_table
  row_number scale setseed sqrt stddev stddev_pop stddev_samp string_agg string_to_array string_to_table sum to_date to_hex to_number
  to_regclass to_regtype to_timestamp unnest var_pop var_samp variance version width_bucket xmlagg
  pg_advisory_lock pg_advisory_unlock pg_advisory_xact_lock pg_try_advisory_lock pg_try_advisory_xact_lock`);
const generating = names(`
  clock_timestamp gen_random_uuid now statement_timestamp timeofday transaction_timestamp txid_current uuid_generate_v1
  uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7 random pg_current_xact_id`);
const distinct = names("gen_random_uuid uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7 nextval");
const sameForAll = names("now statement_timestamp transaction_timestamp txid_current pg_current_xact_id");
function names(text) {
    return new Set(text.trim().split(/\s+/));
}
function functionName(call) {
    const parts = (0,postgres_tree/* words */.aL)(call.funcname);
    if (parts.length === 1)
        return parts[0] ?? "";
    return parts.length === 2 && parts[0] === "pg_catalog" ? (parts[1] ?? "") : "";
}
function unknownCalls(tree) {
    const found = [];
    for (const [kind, node] of (0,postgres_tree/* nodesIn */.vx)(tree)) {
        if (kind !== "FuncCall")
            continue;
        const name = functionName(node);
        if (![steady, frail, reading, generating].some((known) => known.has(name)) && name !== "nextval")
            found.push((0,postgres_tree/* words */.aL)(node.funcname).join("."));
    }
    return found;
}
function neverFails(tree) {
    for (const [kind, node] of (0,postgres_tree/* nodesIn */.vx)(tree)) {
        if (kind === "FuncCall" && !isSteadyCall(node))
            return false;
        if (kind === "A_Expr" && !isHarmlessOperation(node))
            return false;
        if (kind === "TypeCast" && !isHarmlessCast(node))
            return false;
        if (!harmlessKinds.has(kind))
            return false;
    }
    return true;
}
function isSteadyCall(node) {
    const name = functionName(node);
    const isPattern = name === "regexp_replace";
    return steady.has(name) && (!isPattern || (0,postgres_tree/* opened */.Sg)((0,postgres_tree/* list */.p_)(node.args)[1])[0] === "A_Const");
}
const matching = names("~~ !~~ ~~* !~~* ~ !~ ~* !~*");
const harmlessOperators = names("= <> != < > <= >= || -> ->> #> #>> @> <@ ? BETWEEN IN @@ &&");
const frailOperators = names("+ - *");
function isHarmlessOperation({ name, rexpr }) {
    const operator = (0,postgres_tree/* words */.aL)(name).join(".");
    return harmlessOperators.has(operator) || (matching.has(operator) && (0,postgres_tree/* opened */.Sg)(rexpr)[0] === "A_Const");
}
function isDefaultOperation(node) {
    return isHarmlessOperation(node) || frailOperators.has((0,postgres_tree/* words */.aL)(node.name).join("."));
}
const harmlessKinds = names("FuncCall A_Expr TypeCast A_Const ColumnRef String BoolExpr NullTest BooleanTest CoalesceExpr CaseExpr CaseWhen List TypeName MinMaxExpr A_ArrayExpr");
function isHarmlessCast({ arg, typeName }) {
    const [kind] = (0,postgres_tree/* opened */.Sg)(arg);
    const name = (0,postgres_tree/* words */.aL)((0,postgres_tree/* asNode */.hK)(typeName).names).at(-1) ?? "";
    return kind === "A_Const" || name === "text" || (name === "varchar" && (0,postgres_tree/* asNode */.hK)(typeName).typmods === undefined);
}
const still = { isDistinct: false, isVolatile: false, calls: [] };
function readDefault(expression) {
    const [kind, node] = (0,postgres_tree/* opened */.Sg)(expression);
    if (kind === "A_Const")
        return readConstant(node);
    if (kind === "TypeCast")
        return readDefault(node.arg);
    if (kind === "SQLValueFunction")
        return { ...still, kind: "generated" };
    if (kind === "A_ArrayExpr" && unknownCalls(expression).length === 0)
        return { ...still, kind: "constant" };
    if (kind === "FuncCall") {
        const name = functionName(node);
        const [argument] = (0,postgres_tree/* list */.p_)(node.args);
        const sequence = name === "nextval" ? sequenceOf(argument) : undefined;
        if (generating.has(name) || sequence !== undefined)
            return {
                ...{ kind: "generated", isDistinct: distinct.has(name), isVolatile: !sameForAll.has(name), calls: [] },
                ...(sequence === undefined ? {} : { sequence }),
            };
    }
    return computed(expression);
}
function computed(expression) {
    const calls = unknownCalls(expression);
    let isVolatile = calls.length > 0;
    let isKnown = calls.length === 0;
    for (const [kind, node] of (0,postgres_tree/* nodesIn */.vx)(expression)) {
        const isConstant = kind === "A_Const" && node.isnull !== true;
        const isSteady = steady.has(functionName(node)) || frail.has(functionName(node));
        const isCall = kind === "FuncCall" && (generating.has(functionName(node)) || isSteady);
        const isPlain = ["A_Expr", "TypeCast", "TypeName", "String", "Integer", "SQLValueFunction", "List"].includes(kind);
        if (kind === "FuncCall" && !sameForAll.has(functionName(node)) && !isSteady)
            isVolatile = true;
        if (!isConstant && !isCall && !isPlain)
            isKnown = false;
        if (kind === "A_Expr" && !isDefaultOperation(node))
            isKnown = false;
    }
    return { ...still, kind: isKnown ? "generated" : "unknown", isVolatile, calls };
}
function readConstant(node) {
    if (node.isnull === true)
        return { ...still, kind: "null" };
    const constant = constantOf(node);
    return { ...still, kind: "constant", ...(constant === undefined ? {} : { constant }) };
}
function constantOf(node) {
    if ("ival" in node)
        return Number((0,postgres_tree/* asNode */.hK)(node.ival).ival ?? 0);
    if ("fval" in node)
        return Number((0,postgres_tree/* asNode */.hK)(node.fval).fval ?? 0);
    if ("sval" in node)
        return (0,postgres_tree/* word */.Vm)((0,postgres_tree/* asNode */.hK)(node.sval).sval);
    if ("boolval" in node)
        return (0,postgres_tree/* asNode */.hK)(node.boolval).boolval === true;
    return undefined;
}
function sequenceOf(argument) {
    const [kind, node] = (0,postgres_tree/* opened */.Sg)(argument);
    if (kind === "TypeCast")
        return sequenceOf(node.arg);
    const text = kind === "A_Const" ? constantOf(node) : undefined;
    return typeof text === "string" ? text : undefined;
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/checks.js


function surelyPasses(expression, column, value) {
    const truth = evaluate(expression, column, value);
    return truth === true || truth === null;
}
function evaluate(expression, column, value) {
    const [kind, node] = (0,postgres_tree/* opened */.Sg)(expression);
    if (kind === "NullTest") {
        const tested = operand(node.arg, column, value);
        return tested === undefined ? undefined : (tested === null) === (node.nulltesttype === "IS_NULL");
    }
    if (kind === "BoolExpr")
        return combined(node, column, value);
    if (kind === "A_Expr")
        return compared(node, column, value);
    return undefined;
}
function combined(node, column, value) {
    const parts = (0,postgres_tree/* list */.p_)(node.args).map((part) => evaluate(part, column, value));
    if (node.boolop === "NOT_EXPR")
        return typeof parts[0] === "boolean" ? !parts[0] : parts[0];
    if (parts.includes(undefined))
        return undefined;
    const decides = node.boolop === "OR_EXPR";
    if (parts.includes(decides))
        return decides;
    return parts.includes(null) ? null : !decides;
}
function compared({ kind, name, lexpr, rexpr }, column, value) {
    const left = operand(lexpr, column, value);
    const sign = (0,postgres_tree/* words */.aL)(name)[0] ?? "";
    if (left === undefined)
        return undefined;
    if (kind === "AEXPR_OP")
        return order(left, sign, operand(rexpr, column, value));
    const [rightKind, right] = (0,postgres_tree/* opened */.Sg)(rexpr);
    if (rightKind !== "List")
        return undefined;
    const others = (0,postgres_tree/* list */.p_)(right.items).map((item) => operand(item, column, value));
    if (others.includes(undefined))
        return undefined;
    if (kind === "AEXPR_IN" && sign === "=") {
        const equal = others.map((other) => order(left, "=", other));
        if (equal.includes(true))
            return true;
        if (equal.includes(undefined))
            return undefined;
        return equal.includes(null) ? null : false;
    }
    if (kind !== "AEXPR_BETWEEN" || others.length !== 2)
        return undefined;
    const [low, high] = [order(left, ">=", others[0]), order(left, "<=", others[1])];
    if (low === undefined || high === undefined)
        return undefined;
    if (low === false || high === false)
        return false;
    return low === null || high === null ? null : true;
}
function operand(expression, column, value) {
    const [kind, node] = (0,postgres_tree/* opened */.Sg)(expression);
    if (kind === "ColumnRef") {
        const fields = (0,postgres_tree/* words */.aL)(node.fields);
        return fields.length === 1 && fields[0] === column ? value : undefined;
    }
    if (kind === "TypeCast" && (0,postgres_tree/* words */.aL)((0,postgres_tree/* asNode */.hK)(node.typeName).names).at(-1) === "text")
        return operand(node.arg, column, value);
    if (kind !== "A_Const")
        return undefined;
    return node.isnull === true ? null : constantOf(node);
}
function order(left, sign, right) {
    if (right === undefined)
        return undefined;
    const known = sign === "=" || sign === "<>" || ["<", ">", "<=", ">="].includes(sign);
    if (!known)
        return undefined;
    if (left === null || right === null)
        return null;
    if (typeof left !== typeof right)
        return undefined;
    if (left === right && (sign === "=" || sign === "<>"))
        return sign === "=";
    if (typeof left !== "number" || typeof right !== "number")
        return undefined;
    if (!Number.isInteger(left))
        return undefined;
    if (sign === "=" || sign === "<>")
        return sign === "<>";
    if (sign === "<")
        return left < right;
    if (sign === ">")
        return left > right;
    return sign === "<=" ? left <= right : left >= right;
}

// EXTERNAL MODULE: ./tmp/build/core/judgement/postgres/known-schema.js
var known_schema = __webpack_require__(74373);
;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/probes.js


const person = { by: "person" };
const loosening = { by: "loosening" };
const byLoosening = { verdict: "PROBE", previous: "conditional", resolution: loosening };
const byPerson = { verdict: "PROBE", previous: "conditional", resolution: person };
function probe(asks, sql) {
    return { resolution: { by: "probe", probe: { asks, sql } } };
}
const any = (select) => `SELECT count(*) FROM (${select} LIMIT 1) AS hit`;
function anyNull(table, column) {
    return probe(`rows of \`${table}\` whose \`${column}\` is NULL`, any(`SELECT 1 FROM ${(0,postgres_tree/* quoted */.TL)(table)} WHERE ${(0,postgres_tree/* quoted */.TL)(column)} IS NULL`));
}
function anyValue(table, column) {
    return probe(`rows of \`${table}\` whose \`${column}\` refers to another table`, any(`SELECT 1 FROM ${(0,postgres_tree/* quoted */.TL)(table)} WHERE ${(0,postgres_tree/* quoted */.TL)(column)} IS NOT NULL`));
}
function anyRow(table) {
    return probe(`rows of \`${table}\``, any(`SELECT 1 FROM ${(0,postgres_tree/* quoted */.TL)(table)}`));
}
function anyDuplicate(table, columns) {
    const named = columns.map(postgres_tree/* quoted */.TL);
    const present = named.map((column) => `${column} IS NOT NULL`).join(" AND ");
    return probe(`duplicates of \`${columns.join("`, `")}\` in \`${table}\``, any(`SELECT 1 FROM ${(0,postgres_tree/* quoted */.TL)(table)} WHERE ${present} GROUP BY ${named.join(", ")} HAVING count(*) > 1`));
}
function anyWhere(asks, table, condition) {
    return probe(asks, any(`SELECT 1 FROM ${(0,postgres_tree/* quoted */.TL)(table)} WHERE ${condition}`));
}
function isDomain(type) {
    const sql = `SELECT count(*) FROM pg_catalog.pg_type WHERE oid = ${(0,postgres_tree/* literal */.eu)((0,postgres_tree/* quoted */.TL)(type))}::pg_catalog.regtype AND typtype = 'd'`;
    return probe(`whether the type \`${type}\` is a domain, which may refuse NULL`, sql);
}
function isOverloaded(name) {
    const sql = `SELECT greatest(count(*) - 1, 0) FROM pg_catalog.pg_proc WHERE proname = ${(0,postgres_tree/* literal */.eu)((0,postgres_tree/* bare */.$B)(name))}`;
    return probe(`further functions with the name \`${name}\`, between which a call may not be able to choose`, sql);
}
function isBarred(table, sequence) {
    const sql = `SELECT count(*) FROM pg_catalog.pg_roles AS r WHERE r.rolcanlogin AND has_any_column_privilege(r.oid, ${(0,postgres_tree/* literal */.eu)((0,postgres_tree/* quoted */.TL)(table))}::regclass, 'INSERT') AND NOT has_sequence_privilege(r.oid, ${sequence}, 'USAGE')`;
    return probe(`roles that may insert into \`${table}\` but may not use the sequence`, sql);
}
function serialSequence(table, column) {
    return `pg_get_serial_sequence(${(0,postgres_tree/* literal */.eu)((0,postgres_tree/* quoted */.TL)(table))}, ${(0,postgres_tree/* literal */.eu)((0,postgres_tree/* bare */.$B)(column))})::regclass`;
}
function namedSequence(name) {
    return `${(0,postgres_tree/* literal */.eu)(name)}::regclass`;
}
function isRefusing(table, column) {
    const sql = `SELECT count(*) FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid WHERE c.oid = ${(0,postgres_tree/* literal */.eu)((0,postgres_tree/* quoted */.TL)(table))}::regclass AND a.attname = ${(0,postgres_tree/* literal */.eu)((0,postgres_tree/* bare */.$B)(column))} AND ${known_schema/* isGuarded */.JN}`;
    return probe(`whether a constraint, a unique index or a limit guards \`${table}.${column}\``, sql);
}
function isOnPath(schema) {
    const name = (0,postgres_tree/* literal */.eu)((0,postgres_tree/* bare */.$B)(schema));
    const sql = `SELECT (SELECT count(*) FROM pg_catalog.pg_roles WHERE rolcanlogin AND rolname = ${name}) + (SELECT count(*) FROM pg_catalog.pg_db_role_setting, unnest(setconfig) AS told WHERE told LIKE 'search_path=%' AND strpos(lower(told), lower(${name})) > 0) + (SELECT count(*) FROM pg_catalog.pg_settings WHERE name = 'search_path' AND strpos(lower(reset_val), lower(${name})) > 0)`;
    return probe(`roles named \`${(0,postgres_tree/* bare */.$B)(schema)}\` and search paths that name the schema`, sql);
}
function firesOnUpdate(table) {
    const sql = `SELECT count(*) FROM pg_catalog.pg_class AS c WHERE c.oid = ${(0,postgres_tree/* literal */.eu)((0,postgres_tree/* quoted */.TL)(table))}::regclass AND ${(0,known_schema/* hasTriggers */.oi)("update")}`;
    return probe(`triggers that fire on an update of \`${table}\``, sql);
}
function isAheadOfSequence(table) {
    const name = (0,postgres_tree/* literal */.eu)((0,postgres_tree/* quoted */.TL)(table));
    const ahead = `query_to_xml(format('SELECT 1 FROM %s WHERE %I >= (SELECT last_value + is_called::int FROM %s) LIMIT 1', c.oid::regclass, a.attname, pg_get_serial_sequence(${name}, a.attname)), true, true, '')::text <> ''`;
    const sql = `SELECT count(*) FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid WHERE c.oid = ${name}::regclass AND a.attnum > 0 AND NOT a.attisdropped AND (c.relhasrules OR c.relkind IN ('v', 'f') OR ${(0,known_schema/* hasTriggers */.oi)("insert")} OR CASE WHEN pg_get_serial_sequence(${name}, a.attname) IS NOT NULL THEN ${ahead} ELSE false END)`;
    return probe(`columns of \`${table}\` whose sequence is behind its rows, or that a trigger watches`, sql);
}
function usesEnumValue(type, value) {
    const holders = `SELECT oid FROM pg_catalog.pg_type WHERE oid = ${(0,postgres_tree/* literal */.eu)((0,postgres_tree/* quoted */.TL)(type))}::pg_catalog.regtype OR typbasetype = ${(0,postgres_tree/* literal */.eu)((0,postgres_tree/* quoted */.TL)(type))}::pg_catalog.regtype`;
    const ask = (condition) => `query_to_xml(format('SELECT 1 FROM %s WHERE ${condition} LIMIT 1', a.attrelid::regclass, ${(0,postgres_tree/* literal */.eu)(value)}, a.attname), true, true, '')::text <> ''`;
    const one = ask("%3$I::text = %2$L");
    const many = ask("%2$L = ANY (%3$I::text[])");
    const sql = `SELECT count(*) FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND CASE WHEN a.atttypid IN (${holders}) THEN ${one} WHEN t.typelem IN (${holders}) THEN ${many} ELSE false END`;
    return probe(`columns with rows that hold \`${value}\``, sql);
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/generated.js



const roomy = new Set("bool bytea citext date float8 json jsonb numeric text timestamp timestamptz tsvector uuid varchar".split(" "));
const counting = new Set("array_length ascii bit_length cardinality char_length character_length length num_nonnulls num_nulls octet_length position strpos".split(" "));
function judgeGenerated(look, { about, type, isNotNull }, constraint) {
    const expression = constraint.raw_expr;
    const isVirtual = constraint.generated_kind === "v";
    const reason = "inserts of the previous release fail where the expression does";
    if (isNotNull)
        look.find("C7", about, { ...byPerson, reason: `${reason}, or where it is NULL` });
    else if (isVirtual)
        look.find("C7", about);
    else if (!neverFails(expression))
        look.find("C7", about, { ...byPerson, reason });
    else if (!doesFit(type, expression)) {
        const told = `inserts of the previous release fail where what is computed does not fit into ${type.name}`;
        look.find("C7", about, { ...byPerson, reason: told });
    }
    else
        look.find("C7", about);
}
function doesFit({ name, limits, isArray }, expression) {
    if (isArray || limits.length > 0)
        return false;
    const [kind, node] = (0,postgres_tree/* opened */.Sg)(expression);
    const isCount = kind === "FuncCall" && counting.has(functionName(node));
    return roomy.has(name) || (isCount && ["int4", "int8"].includes(name));
}

// EXTERNAL MODULE: ./tmp/build/core/judgement/rules.js + 3 modules
var rules = __webpack_require__(11701);
;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/look.js

const strengths = {
    "ACCESS EXCLUSIVE": "reads and writes",
    EXCLUSIVE: "writes",
    "SHARE ROW EXCLUSIVE": "writes",
    SHARE: "writes",
    "SHARE UPDATE EXCLUSIVE": "schema changes",
    "ROW EXCLUSIVE": "writes",
};
function lookAt({ text, line }, world, known) {
    const findings = [];
    const hazards = new Map();
    const warnings = [];
    const statement = (0,rules/* oneLine */.TN)(text);
    const find = (rule, about, overrides = {}) => {
        findings.push((0,rules/* finding */.gk)(rule, { about, statement, line, ...overrides }));
    };
    return {
        ...{ world, known, find },
        doubt: (about, reason) => find("X3", about, { reason }),
        lock(on, lock, { isLong = false, rewrites = false, reason, remedy = null }) {
            if (isNewTable(world, on))
                return;
            const hazard = { statement, line, on, lock, blocks: strengths[lock], isLong, rewrites, reason, remedy };
            hazards.set(on, stronger(hazards.get(on), hazard));
        },
        warn: (warning) => void warnings.push(warning),
        judgement: () => ({ findings, hazards: [...hazards.values()], warnings }),
    };
}
function stronger(known, next) {
    if (known === undefined)
        return next;
    const rank = (lock) => Object.keys(strengths).indexOf(lock);
    const lock = rank(known.lock) <= rank(next.lock) ? known : next;
    const told = next.isLong && !known.isLong ? next : known;
    return {
        ...{ ...told, lock: lock.lock, blocks: lock.blocks },
        isLong: known.isLong || next.isLong,
        rewrites: known.rewrites || next.rewrites,
    };
}
function forgetNames(world) {
    world.forgetAll();
    for (const note of world.notes)
        if (note.startsWith("temporary "))
            world.notes.delete(note);
}
function movePath(world) {
    forgetNames(world);
    world.notes.add("path");
}
function isNewTable(world, table) {
    return world.has("table", table) || world.notes.has(`temporary ${table}`);
}
function isNewColumn(world, table, column) {
    return world.has("column", `${table}.${column}`);
}
function isNewParent(world, table) {
    const other = table.startsWith("public.") ? table.slice("public.".length) : `public.${table}`;
    return isNewTable(world, table) || isNewTable(world, other);
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/references.js





const probed = { verdict: "PROBE", previous: "conditional" };
function referFromNew(look, table, constraint, inline = "") {
    const parent = (0,postgres_tree/* relationName */.CJ)(constraint.pktable);
    if (parent === "" || parent === table || constraint.is_enforced !== true)
        return;
    const { world } = look;
    look.lock(parent, "SHARE ROW EXCLUSIVE", { reason: "a foreign key locks the table that it refers to" });
    if (isNewParent(world, parent) && !world.has("constraint", `under ${parent}`))
        return;
    const columns = inline === "" ? (0,postgres_tree/* parts */.rT)(constraint.fk_attrs) : [inline];
    const action = constraint.fk_del_action;
    const about = `${table} → ${parent}`;
    if (action === "c")
        world.make("constraint", `under ${table}`);
    if (action === "n")
        for (const name of [table, ...columns.map((column) => `${table}.${column}`)])
            markNulled(look, name);
    const canBeNull = columns.every((column) => !world.has("column", `not null ${table}.${column}`));
    const isFree = action === "c" || (action === "n" && canBeNull);
    const fires = world.has("constraint", `fires on ${action === "c" ? "delete" : "update"} ${table}`);
    if (isFree && fires)
        tellFired(look, table, about);
    else if (!isFree)
        look.find("K3", about, {
            ...{ ...probed, loses: "rows of the new table" },
            reason: `once ${table} has rows, the previous release cannot delete the rows of ${parent} that they refer to`,
            remedy: "say ON DELETE CASCADE or ON DELETE SET NULL: then it is SAFE",
            ...anyRow(table),
        });
    else if (!isNewParent(world, parent))
        holdKey(look, about, constraint, anyRow(table));
}
function markNulled({ world }, name) {
    world.make("constraint", `nulls ${name}`);
}
function tellFired(look, table, about) {
    const reason = `once ${table} has rows, deleting what they refer to runs its triggers, which may refuse that`;
    look.find("K3", about, { ...probed, reason, remedy: "let its triggers pass on such a deletion", ...anyRow(table) });
}
function holdKey(look, about, constraint, resolution) {
    const parent = (0,postgres_tree/* relationName */.CJ)(constraint.pktable);
    const truncates = `a TRUNCATE of ${parent} by the previous release is refused`;
    const follows = constraint.fk_upd_action === "c";
    if (follows)
        look.find("K3", about, { verdict: "SAFE", previous: "conditional", reason: truncates });
    else if (isRarelyChanged(look, parent, (0,postgres_tree/* parts */.rT)(constraint.pk_attrs))) {
        const reason = `${truncates}, and so is an UPDATE of a key of it that a row refers to`;
        look.find("K3", about, { verdict: "SAFE", previous: "conditional", reason });
    }
    else {
        const reason = `once a row refers to ${parent}, the previous release cannot change the key that it refers to`;
        look.find("K3", about, { ...probed, reason, remedy: "say ON UPDATE CASCADE: then it is SAFE", ...resolution });
    }
}
function isRarelyChanged({ known }, parent, named) {
    const primary = (0,known_schema/* primaryKeys */.rN)(known);
    if (known === undefined || primary === undefined)
        return named.length === 0 || (named.length === 1 && named[0] === "id");
    const start = `${parent}.`;
    const isOf = (key) => key.startsWith(start) && !key.slice(start.length).includes(".");
    const keys = named.length > 0 ? named.map((column) => start + column) : [...primary].filter(isOf);
    return (keys.length > 0 && keys.every((key) => primary.has(key) && /^(\w*int\w*|uuid)$/.test(known.columns[key] ?? "")));
}
function refuseNull(look, table, column) {
    look.world.make("column", `not null ${table}.${column}`);
    if (look.world.has("constraint", `nulls ${table}.${column}`))
        tellRefused(look, table, column);
}
function checkNulled(look, table, expression) {
    const columns = new Set();
    for (const [kind, { fields }] of (0,postgres_tree/* nodesIn */.vx)(expression))
        if (kind === "ColumnRef")
            columns.add((0,postgres_tree/* parts */.rT)(fields).at(-1) ?? "");
    for (const column of columns)
        if (look.world.has("constraint", `nulls ${table}.${column}`) && !surelyPasses(expression, (0,postgres_tree/* bare */.$B)(column), null))
            tellRefused(look, table, column);
}
function tellRefused(look, table, column) {
    const reason = `once ${table} has rows, the previous release cannot delete what they refer to: NULL is refused there`;
    look.find("K3", `${table}.${column}`, { ...probed, reason, remedy: "leave it free to be NULL", ...anyRow(table) });
}
const deletes = 8;
const updates = 16;
function triggerOnNew(look, table, events) {
    const { world } = look;
    const bits = Number(events ?? 0);
    if (!isNewTable(world, table))
        return;
    if ((bits & deletes) !== 0)
        world.make("constraint", `fires on delete ${table}`);
    if ((bits & updates) !== 0)
        world.make("constraint", `fires on update ${table}`);
    const isReached = (bit, mark) => (bits & bit) !== 0 && world.has("constraint", `${mark} ${table}`);
    if (isReached(deletes, "under") || isReached(updates, "nulls"))
        tellFired(look, table, table);
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/type-names.js


const serials = new Set(["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"]);
const knownTypes = new Set(`bit bool box bpchar bytea char cidr circle citext cube date daterange datemultirange float4 float8 geography geometry halfvec hstore
  inet int int2 int4 int4multirange int4range int8 int8multirange int8range interval json jsonb jsonpath line lseg ltree
  lquery macaddr macaddr8 money name numeric nummultirange numrange oid path pg_lsn point polygon regclass regtype sparsevec text
  time timestamp timestamptz timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot uuid varbit
  varchar vector xid xid8 xml`
    .trim()
    .split(/\s+/));
function readType(typeName) {
    const { names, typmods, arrayBounds } = (0,postgres_tree/* asNode */.hK)(typeName);
    const parts = (0,postgres_tree/* words */.aL)(names);
    const isEngines = parts.length === 2 && parts[0] === "pg_catalog";
    const name = isEngines ? (parts[1] ?? "") : (0,postgres_tree/* joined */.oR)(parts);
    const limits = (0,postgres_tree/* list */.p_)(typmods).map((limit) => Number(constantOf((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(limit).A_Const)) ?? 0));
    return {
        ...{ name, limits, isArray: (0,postgres_tree/* list */.p_)(arrayBounds).length > 0 },
        isKnown: parts.length === 1 || isEngines ? knownTypes.has(name) : false,
        isSerial: serials.has(name),
    };
}
function typeText({ name, limits, isArray }) {
    return `${(0,postgres_tree/* word */.Vm)(name)}${limits.length > 0 ? `(${limits.join(",")})` : ""}${isArray ? "[]" : ""}`;
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/add-column.js








const none = { kind: "null", isDistinct: false, isVolatile: false, calls: [] };
const add_column_computed = { kind: "unknown", isDistinct: false, isVolatile: false, calls: [] };
const numbered = { kind: "generated", isDistinct: true, isVolatile: true, calls: [] };
const kinds = new Set("NULL NOTNULL DEFAULT IDENTITY GENERATED CHECK PRIMARY UNIQUE FOREIGN ATTR_DEFERRABLE ATTR_NOT_DEFERRABLE ATTR_DEFERRED ATTR_IMMEDIATE ATTR_ENFORCED ATTR_NOT_ENFORCED"
    .split(" ")
    .map((kind) => `CONSTR_${kind}`));
const rewriteRemedy = "add the column without the default, set the default afterwards, and backfill in batches";
function addColumn(look, table, definition, { mayExist }) {
    if (isNewTable(look.world, table))
        return;
    const added = readColumn(look, table, definition);
    const { column, about, value, isNotNull, constraints, type } = added;
    const odd = (0,postgres_tree/* list */.p_)(definition.constraints)
        .map((constraint) => (0,postgres_tree/* word */.Vm)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(constraint).Constraint).contype))
        .filter((kind) => !kinds.has(kind));
    if (odd.length > 0)
        look.doubt(about, "it is declared in a way that is not known here");
    look.warn("open sessions with a prepared `SELECT *` get `cached plan must not change result type`: recycle the pools afterwards; a join that names a column of the same name without its table becomes ambiguous");
    judgeValue(added);
    for (const [kind, constraint] of constraints)
        judgeConstraint(added, kind, constraint);
    lockFor(added);
    if (mayExist)
        return;
    const { world } = look;
    world.make("column", about);
    world.make("column", `${table}.*`);
    const isComputed = isGenerated(added);
    if (isComputed)
        world.make("column", `computed ${about}`);
    if (isComputed || (value.kind !== "null" && value.kind !== "unknown"))
        world.make("column", `default ${about}`);
    const isPlain = type.isKnown && type.limits.length === 0 && constraints.size === 0;
    if (isPlain)
        world.make("column", `plain ${about}`);
    if (isNotNull || type.isSerial)
        world.make("column", `not null ${about}`);
    if (column === "")
        look.doubt(table, "the column has no name");
}
function readColumn(look, table, definition) {
    const column = (0,postgres_tree/* part */.y_)(definition.colname);
    const constraints = new Map();
    for (const [index, entry] of (0,postgres_tree/* list */.p_)(definition.constraints).entries()) {
        const constraint = (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(entry).Constraint);
        constraints.set(`${(0,postgres_tree/* word */.Vm)(constraint.contype)} ${index}`, constraint);
    }
    const has = (kind) => [...constraints].find(([key]) => key.startsWith(`CONSTR_${kind} `))?.[1];
    const type = readType(definition.typeName);
    const isNumbered = type.isSerial || has("IDENTITY") !== undefined;
    const given = has("DEFAULT");
    const isFilled = isNumbered || has("GENERATED") !== undefined;
    return {
        ...{ look, table, column, about: `${table}.${column}`, type, constraints },
        value: isFilled ? (isNumbered ? numbered : add_column_computed) : given === undefined ? none : readDefault(given.raw_expr),
        isNotNull: has("NOTNULL") !== undefined || has("PRIMARY") !== undefined || isNumbered,
    };
}
function isGenerated({ constraints }) {
    return [...constraints.keys()].some((key) => key.startsWith("CONSTR_GENERATED"));
}
function judgeValue(added) {
    const { look, table, column, about, value, isNotNull, type } = added;
    if (isGenerated(added))
        return;
    if (value.kind === "unknown") {
        const called = value.calls.length > 0 ? `calls ${value.calls.join(", ")}, which is not known here` : "is computed";
        look.find("C2", about, {
            ...{ ...byPerson, previous: "unknown" },
            reason: `its default ${called}: inserts of the previous release may fail by it`,
        });
    }
    else if (value.kind === "null" && isNotNull)
        look.find("C3", about);
    else if (!isHarmlessType(added)) {
        const reason = `the type ${type.name} may be a domain that refuses NULL or the default`;
        look.find(value.kind === "null" ? "C1" : "C2", about, {
            verdict: "PROBE",
            previous: "conditional",
            reason,
            ...isDomain(type.name),
        });
    }
    else
        look.find(value.kind === "null" ? "C1" : "C2", about);
    const sequence = type.isSerial
        ? serialSequence(table, column)
        : value.sequence === undefined
            ? null
            : namedSequence(value.sequence);
    if (sequence !== null) {
        const reason = "whoever inserts needs the right to use the sequence that its default takes values from";
        const remedy = "use GENERATED BY DEFAULT AS IDENTITY: it needs no such right";
        look.find("C2", about, { verdict: "PROBE", previous: "conditional", reason, remedy, ...isBarred(table, sequence) });
    }
}
function isHarmlessType({ type, look }) {
    return type.isKnown || type.isSerial || type.isArray || look.world.has("type", type.name);
}
function judgeConstraint(added, key, constraint) {
    const { look, table, column, about, value } = added;
    const [kind] = key.split(" ");
    if (kind === "CONSTR_GENERATED")
        judgeGenerated(look, added, constraint);
    if (kind === "CONSTR_CHECK") {
        const known = value.kind === "null" ? null : value.kind === "constant" ? value.constant : undefined;
        if (known !== undefined && surelyPasses(constraint.raw_expr, (0,postgres_tree/* bare */.$B)(column), known))
            return;
        const reason = "the check may refuse the default, or what the previous release writes into other columns";
        look.find("K3", about, { ...byPerson, reason });
    }
    if (kind === "CONSTR_UNIQUE" || kind === "CONSTR_PRIMARY") {
        const isNull = value.kind === "null" && constraint.nulls_not_distinct !== true && kind === "CONSTR_UNIQUE";
        if (isNull || value.isDistinct)
            return;
        if (value.kind === "unknown") {
            look.find("K1", about);
            return;
        }
        const reason = "every insert of the previous release gets the same value, and only one can have it";
        look.find("K1", about, { verdict: "REVERT-FIRST", previous: "broken", reason, remedy: "leave the default away" });
    }
    if (kind === "CONSTR_FOREIGN")
        addReference(added, constraint);
    if (kind === "CONSTR_FOREIGN" && value.kind !== "null")
        look.find("K3", `${table}.${column}`, { ...byPerson, reason: "what it is filled with may refer to no row" });
}
function addReference({ look, table, column, about }, constraint) {
    const parent = (0,postgres_tree/* relationName */.CJ)(constraint.pktable);
    if (constraint.fk_del_action === "c")
        look.world.make("constraint", `cascades ${parent}`);
    look.lock(parent, "SHARE ROW EXCLUSIVE", { reason: "a foreign key locks the table that it refers to" });
    if (isNewParent(look.world, parent))
        return;
    if (constraint.fk_del_action === "n") {
        holdKey(look, about, constraint, anyValue(table, column));
        return;
    }
    const isCascade = constraint.fk_del_action === "c";
    look.find("K3", about, {
        ...{ verdict: "PROBE", previous: "conditional" },
        reason: isCascade
            ? `once it refers to rows of ${parent}, deleting those deletes rows of ${table}`
            : `once it refers to rows of ${parent}, the previous release cannot delete those`,
        remedy: "say ON DELETE SET NULL: then it is SAFE",
        ...anyValue(table, column),
    });
}
function lockFor(added) {
    const { look, table, value, type, constraints } = added;
    const has = (...kinds) => [...constraints.keys()].some((key) => kinds.includes(key.split(" ")[0] ?? ""));
    const isStored = [...constraints.values()].some(({ contype, generated_kind }) => contype === "CONSTR_GENERATED" && generated_kind !== "v");
    const rewrites = value.isVolatile || isStored || (!type.isKnown && !type.isArray && value.kind !== "null");
    if (rewrites) {
        const reason = "every row is written anew, because each gets a value of its own";
        look.lock(table, "ACCESS EXCLUSIVE", { isLong: true, rewrites, reason, remedy: isStored ? null : rewriteRemedy });
    }
    else if (has("CONSTR_UNIQUE", "CONSTR_PRIMARY", "CONSTR_CHECK") || (has("CONSTR_FOREIGN") && value.kind !== "null"))
        look.lock(table, "ACCESS EXCLUSIVE", {
            ...{ isLong: true, reason: "every row is read for the constraint" },
            remedy: "add the column first, and the constraint on its own (CONCURRENTLY, NOT VALID)",
        });
    else
        look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/constraints.js




const narrower = { ...byLoosening };
function addConstraint(look, table, constraint) {
    const name = (0,postgres_tree/* part */.y_)(constraint.conname);
    const about = name === "" ? table : `${table} (${name})`;
    if (constraint.contype === "CONSTR_FOREIGN") {
        addForeignKey(look, table, about, constraint);
        return;
    }
    if (isNewTable(look.world, table)) {
        if (constraint.contype === "CONSTR_CHECK")
            checkNulled(look, table, constraint.raw_expr);
        if (constraint.contype === "CONSTR_NOTNULL" || constraint.contype === "CONSTR_PRIMARY")
            for (const column of (0,postgres_tree/* parts */.rT)(constraint.keys))
                setNotNull(look, table, column);
        return;
    }
    const isUnchecked = constraint.skip_validation === true;
    switch (constraint.contype) {
        case "CONSTR_CHECK":
            if (constraint.is_enforced === true)
                look.find("K3", about);
            look.lock(table, "ACCESS EXCLUSIVE", scanned(isUnchecked));
            break;
        case "CONSTR_NOTNULL":
            for (const column of (0,postgres_tree/* parts */.rT)(constraint.keys))
                setNotNull(look, table, column);
            look.lock(table, "ACCESS EXCLUSIVE", scanned(isUnchecked));
            break;
        case "CONSTR_EXCLUSION":
            look.find("K3", about);
            look.lock(table, "ACCESS EXCLUSIVE", { isLong: true, reason: "its index is built meanwhile" });
            break;
        case "CONSTR_UNIQUE":
        case "CONSTR_PRIMARY":
            addUnique(look, table, about, constraint);
            break;
        default:
            look.doubt(about, "this kind of constraint is not known here");
    }
    if (name !== "")
        look.world.make("constraint", `${table}.${name}`);
}
function scanned(isUnchecked) {
    if (isUnchecked)
        return { reason: "short, but it waits for whoever uses the table" };
    const remedy = "add it NOT VALID, and VALIDATE CONSTRAINT in a later statement: that blocks no writes";
    return { isLong: true, reason: "every row is read", remedy };
}
function addUnique(look, table, about, constraint) {
    const columns = (0,postgres_tree/* parts */.rT)(constraint.keys);
    const hasIndex = (0,postgres_tree/* word */.Vm)(constraint.indexname) !== "";
    const remedy = "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX";
    look.lock(table, "ACCESS EXCLUSIVE", hasIndex
        ? { reason: "short, but it waits for whoever uses the table" }
        : { isLong: true, reason: "its index is built meanwhile", remedy });
    if (constraint.contype === "CONSTR_PRIMARY") {
        for (const column of columns)
            setNotNull(look, table, column);
        look.find("K1", about);
    }
    else if (constraint.nulls_not_distinct === true || !areLeftNull(look, table, columns))
        look.find("K1", about);
}
function areLeftNull({ world }, table, columns) {
    return columns.some((column) => isNewColumn(world, table, column) && !world.has("column", `default ${table}.${column}`));
}
function addForeignKey(look, table, about, constraint) {
    const parent = (0,postgres_tree/* relationName */.CJ)(constraint.pktable);
    const columns = (0,postgres_tree/* parts */.rT)(constraint.fk_attrs);
    const isScanned = constraint.skip_validation !== true;
    const remedy = "add it NOT VALID, and VALIDATE CONSTRAINT in a later statement";
    const lock = { isLong: isScanned && !isNewTable(look.world, table), reason: "writes to both tables wait", remedy };
    look.lock(table, "SHARE ROW EXCLUSIVE", lock);
    look.lock(parent, "SHARE ROW EXCLUSIVE", lock);
    if (isNewTable(look.world, table)) {
        referFromNew(look, table, constraint);
        return;
    }
    if (constraint.fk_del_action === "c")
        look.world.make("constraint", `cascades ${parent}`);
    if (constraint.is_enforced !== true)
        return;
    const [column = ""] = columns;
    if (!areLeftNull(look, table, columns))
        look.find("K3", about);
    else if (isNewParent(look.world, parent))
        return;
    else if (constraint.fk_del_action === "n")
        holdKey(look, about, constraint, anyValue(table, column));
    else if (columns.length > 1)
        look.find("K3", about, narrower);
    else {
        const reason = `once it refers to rows of ${parent}, the previous release cannot delete those as it did`;
        const fix = "say ON DELETE SET NULL: then it is SAFE";
        look.find("K3", about, { ...narrower, reason, remedy: fix, ...anyValue(table, column) });
    }
}
function setNotNull(look, table, column) {
    if (isNewTable(look.world, table)) {
        refuseNull(look, table, column);
        return;
    }
    const about = `${table}.${column}`;
    if (!isNewColumn(look.world, table, column)) {
        look.find("N1", about);
        return;
    }
    look.world.make("column", `not null ${about}`);
    if (look.world.has("column", `computed ${about}`))
        look.find("N1", about);
    else if (!look.world.has("column", `default ${about}`))
        look.find("C3", about);
}
function dropConstraint(look, table, command) {
    const name = (0,postgres_tree/* part */.y_)(command.name);
    const about = `${table} (${name})`;
    look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
    if (isNewTable(look.world, table))
        return;
    if (look.world.has("constraint", `${table}.${name}`)) {
        look.world.forget("constraint", `${table}.${name}`);
        return;
    }
    if (command.behavior === "DROP_CASCADE") {
        look.find("K4", about, { ...byPerson, reason: "foreign keys that need it go with it, whichever they are" });
        return;
    }
    const bare = table.split(".").at(-1) ?? table;
    const named = (pattern) => new RegExp(`^${escaped(bare)}_(\\w+)_${pattern}$`).exec(name)?.[1];
    const unique = named("(?:key|unique)");
    const notNull = named("not_null");
    if (unique !== undefined) {
        const reason = "once there are duplicates, the down fails; ON CONFLICT of the previous release may need it";
        look.find("K2", about, { previous: "conditional", reason, ...anyDuplicate(table, [unique]) });
    }
    else if (notNull !== undefined)
        look.find("N2", about, anyNull(table, notNull));
    else {
        const reason = "what it was is not told here: once there are rows that break it, the down fails";
        look.find("K4", about, { ...byPerson, reason });
    }
}
function escaped(text) {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/type-change.js



const integers = { int2: "32767", int4: "2147483647", int8: "9223372036854775807" };
const other = { kind: "other" };
function compareTypes(from, to) {
    if (from.isArray || to.isArray)
        return typeText(from) === typeText(to) ? { kind: "same" } : other;
    const [most, more] = [integers[from.name], integers[to.name]];
    if (most !== undefined && more !== undefined) {
        if (from.name === to.name)
            return { kind: "same" };
        if (BigInt(most) > BigInt(more))
            return { kind: "narrower" };
        return { kind: "wider", rewrites: true, outgrown: (column) => `${column} NOT BETWEEN -${most} - 1 AND ${most}` };
    }
    if (isText(from) && isText(to))
        return compareTexts(from.limits[0], to.limits[0]);
    if (from.name === "numeric" && to.name === "numeric")
        return compareDecimals(from.limits, to.limits);
    return typeText(from) === typeText(to) ? { kind: "same" } : other;
}
function isText({ name }) {
    return name === "text" || name === "varchar";
}
function compareTexts(from, to) {
    if (from === to)
        return { kind: "same" };
    if (from === undefined || (to !== undefined && to < from))
        return { kind: "narrower" };
    return { kind: "wider", rewrites: false, outgrown: (column) => `length(${column}) > ${from}` };
}
function compareDecimals(from, to) {
    const [digits, scale = 0] = from;
    const [toDigits, toScale = 0] = to;
    if (digits === toDigits && scale === toScale)
        return { kind: "same" };
    if (digits === undefined)
        return { kind: "narrower" };
    if (toDigits !== undefined && (toScale < scale || toDigits - toScale < digits - scale))
        return { kind: "narrower" };
    return {
        kind: "wider",
        rewrites: toDigits !== undefined && toScale !== scale,
        outgrown: (column) => `(abs(${column}) >= 1e${digits - scale} OR round(${column}, ${scale}) <> ${column})`,
    };
}
function changeType(look, table, command, from) {
    const column = (0,postgres_tree/* part */.y_)(command.name);
    const about = `${table}.${column}`;
    const definition = (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(command.def).ColumnDef);
    const to = readType(definition.typeName);
    const text = typeText(to);
    const change = from === null ? null : compareTypes(from, to);
    if (change?.kind !== "same" && (change?.kind !== "wider" || change.rewrites))
        look.lock(table, "ACCESS EXCLUSIVE", {
            ...{ isLong: true, rewrites: true, reason: `every row may be written anew as ${text}, and so are its indexes` },
            remedy: "add a new column of the new type, backfill it in batches, and drop the old one in a later release",
        });
    else
        look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
    if (definition.collClause !== undefined)
        look.find("X2", about);
    else if (!isPlainCast(definition.raw_default, (0,postgres_tree/* bare */.$B)(column))) {
        const reason = "its values are computed anew, and nobody can tell whether the old ones can be told from that";
        look.find("Y2", about, { verdict: "UNKNOWN", reason });
    }
    else if (change?.kind === "wider") {
        const asks = `rows of \`${table}\` whose \`${column}\` the old type cannot hold`;
        look.find("Y1", about, anyWhere(asks, table, change.outgrown((0,postgres_tree/* quoted */.TL)(column))));
    }
    else if (change?.kind === "narrower")
        look.find("Y2", about);
    else if (change?.kind === "other" || (change === null && isRoomy(to))) {
        const reason = `the old type is not told here; drivers and comparisons of the previous release may not expect ${text}`;
        look.find("Y3", about, change === null ? { ...byPerson, reason } : {});
    }
    else if (change === null) {
        const reason = `the old type is not told here: if it holds more than ${text}, values are cut off`;
        look.find("Y2", about, { verdict: "UNKNOWN", reason });
    }
}
function isRoomy({ name, limits, isArray }) {
    if (isArray || limits.length > 0)
        return false;
    return ["text", "varchar", "int8", "numeric", "float8", "jsonb", "timestamptz"].includes(name);
}
function isPlainCast(using, column) {
    if (using === undefined)
        return true;
    const [kind, node] = (0,postgres_tree/* opened */.Sg)(using);
    if (kind === "TypeCast")
        return isPlainCast(node.arg, column);
    return kind === "ColumnRef" && (0,postgres_tree/* words */.aL)(node.fields).at(-1) === column;
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/alter-column.js








const alter_column_short = { reason: "short, but it waits for whoever uses the table" };
const columnChanges = {
    AT_ColumnDefault(look, table, column, command) {
        look.lock(table, "ACCESS EXCLUSIVE", alter_column_short);
        changeDefault(look, table, column, command.def);
    },
    AT_DropNotNull(look, table, column) {
        look.lock(table, "ACCESS EXCLUSIVE", alter_column_short);
        look.world.forget("column", `not null ${table}.${column}`);
        if (!isKnownNew(look, table, column))
            look.find("N2", `${table}.${column}`, anyNull(table, column));
    },
    AT_SetNotNull(look, table, column) {
        look.lock(table, "ACCESS EXCLUSIVE", {
            ...{ isLong: true, reason: "every row is read for a NULL" },
            remedy: "add CHECK (… IS NOT NULL) NOT VALID and VALIDATE it first: then no row is read",
        });
        setNotNull(look, table, column);
    },
    AT_AlterColumnType(look, table, column, command) {
        const type = readType((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(command.def).ColumnDef).typeName);
        if (!isKnownNew(look, table, column))
            retype(look, table, column, command);
        else if (!isNewTable(look.world, table) && !type.isKnown && !look.world.has("type", type.name))
            look.doubt(`${table}.${column}`, `the type ${type.name} may be a domain that refuses NULL`);
        else {
            look.lock(table, "ACCESS EXCLUSIVE", { isLong: true, rewrites: true, reason: "every row is written anew" });
            if (!isNewTable(look.world, table))
                retypeFilled(look, table, column, type);
        }
    },
    AT_SetExpression(look, table, column) {
        const reason = "every row is written anew with the new expression";
        look.lock(table, "ACCESS EXCLUSIVE", { isLong: true, rewrites: true, reason });
        if (isNewTable(look.world, table))
            return;
        look.find("C7", `${table}.${column}`, { ...byPerson, reason: "the previous release reads other values" });
    },
    AT_DropExpression(look, table, column) {
        look.lock(table, "ACCESS EXCLUSIVE", alter_column_short);
        if (isKnownNew(look, table, column)) {
            look.world.forget("column", `computed ${table}.${column}`);
            dropDefault(look, table, column);
            return;
        }
        const reason = "the previous release leaves the column to the engine, which fills it no more";
        look.find("C7", `${table}.${column}`, { ...byPerson, reason });
    },
    AT_AddIdentity(look, table, column, command) {
        look.lock(table, "ACCESS EXCLUSIVE", alter_column_short);
        look.world.make("column", `default ${table}.${column}`);
        if (isKnownNew(look, table, column))
            return;
        const isAlways = (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(command.def).Constraint).generated_when === "a";
        look.find("D1", `${table}.${column}`, isAlways ? refusing : {});
    },
    AT_SetIdentity(look, table, column, command) {
        look.lock(table, "ACCESS EXCLUSIVE", alter_column_short);
        if (isKnownNew(look, table, column))
            return;
        const reason = "its numbers may come again, or what the previous release writes is refused";
        const options = (0,postgres_tree/* list */.p_)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(command.def).List).items);
        const isByDefault = options.length > 0 &&
            options.every((option) => {
                const { defname, arg } = (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(option).DefElem);
                return defname === "generated" && (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(arg).Integer).ival === "d".charCodeAt(0);
            });
        look.find("D1", `${table}.${column}`, isByDefault ? {} : { ...byPerson, reason });
    },
    AT_DropIdentity(look, table, column) {
        look.lock(table, "ACCESS EXCLUSIVE", alter_column_short);
        dropDefault(look, table, column);
    },
};
function retype(look, table, column, command) {
    const told = look.known?.columns[`${table}.${column}`];
    const mark = `retyped ${table}.${column}`;
    const isTold = told !== undefined && !look.world.has("column", mark);
    look.world.make("column", mark);
    changeType(look, table, command, isTold ? (0,known_schema/* readFormattedType */.N$)(told) : null);
}
function retypeFilled(look, table, column, type) {
    const about = `${table}.${column}`;
    if (isRoomy(type) || !look.world.has("column", `default ${about}`))
        return;
    const reason = `whether its default fits into ${typeText(type)} is only seen when somebody inserts`;
    look.find("D1", about, { ...byPerson, reason });
}
const refusing = { ...byLoosening, reason: "values that the previous release writes itself are refused now" };
const columnSettings = new Set("AT_SetStatistics AT_SetOptions AT_ResetOptions AT_SetStorage AT_SetCompression".split(" "));
function isKnownNew({ world }, table, column) {
    return isNewTable(world, table) || isNewColumn(world, table, column);
}
function changeDefault(look, table, column, expression) {
    const about = `${table}.${column}`;
    const value = expression === undefined ? null : readDefault(expression);
    if (value === null || value.kind === "null") {
        dropDefault(look, table, column);
        return;
    }
    if (isNewTable(look.world, table))
        return;
    if (value.kind === "unknown") {
        const called = value.calls.length > 0 ? `calls ${value.calls.join(", ")}, which is not known here` : "is computed";
        look.find("D1", about, {
            ...byPerson,
            reason: `the default ${called}: inserts of the previous release may fail by it`,
        });
        return;
    }
    look.world.make("column", `default ${about}`);
    judgeGivenDefault(look, table, column, value);
    if (value.sequence === undefined)
        return;
    const reason = "whoever inserts needs the right to use the sequence that the default takes values from";
    look.find("D1", about, {
        ...{ verdict: "PROBE", previous: "conditional", reason },
        ...isBarred(table, namedSequence(value.sequence)),
    });
}
function judgeGivenDefault(look, table, column, value) {
    const about = `${table}.${column}`;
    const { known, world } = look;
    const isNew = isNewColumn(world, table, column);
    const isFree = isNew
        ? world.has("column", `plain ${about}`)
        : known?.columns[about] !== undefined && !known.guarded.has(about);
    const { constant } = value;
    const isLarge = typeof constant === "number" && !(Number.isInteger(constant) && Math.abs(constant) < 32_768);
    if (isFree && !isLarge) {
        if (!isNew)
            look.find("D1", about);
        return;
    }
    const reason = "whether the default fits is only seen when somebody inserts, and then inserts that leave it out fail";
    look.find("D1", about, {
        ...{ verdict: "PROBE", previous: "conditional", reason },
        ...(isLarge ? {} : isRefusing(table, column)),
    });
}
function dropDefault(look, table, column) {
    const about = `${table}.${column}`;
    if (isNewTable(look.world, table))
        return;
    if (!isNewColumn(look.world, table, column)) {
        look.find("D2", about);
        return;
    }
    look.world.forget("column", `default ${about}`);
    if (look.world.has("column", `not null ${about}`)) {
        const reason = "the previous release's inserts leave it out, and without the default they fail";
        look.find("C3", about, { reason, remedy: "keep the default until the previous release is gone" });
    }
}
function dropColumn(look, table, command) {
    const column = (0,postgres_tree/* part */.y_)(command.name);
    const about = `${table}.${column}`;
    look.lock(table, "ACCESS EXCLUSIVE", alter_column_short);
    if (isNewTable(look.world, table))
        return;
    if (isNewColumn(look.world, table, column)) {
        for (const known of [about, `default ${about}`, `computed ${about}`, `not null ${about}`])
            look.world.forget("column", known);
        return;
    }
    look.find(look.world.has("column", `filled ${table}`) ? "C6" : "C4", about);
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/alter-table.js







const alter_table_short = { reason: "short, but it waits for whoever uses the table" };
const anew = { isLong: true, rewrites: true, reason: "every row is written anew" };
const alter_table_still = (look, table) => look.lock(table, "SHARE UPDATE EXCLUSIVE", alter_table_short);
const harmlessSettings = /^(fillfactor|parallel_workers|toast_tuple_target|user_catalog_table|log_autovacuum_min_duration|autovacuum_\w+|vacuum_\w+)$/;
const changes = {
    AT_AddColumn: (look, table, command) => addColumn(look, table, (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(command.def).ColumnDef), { mayExist: command.missing_ok === true }),
    AT_DropColumn: dropColumn,
    AT_AddConstraint: (look, table, command) => addConstraint(look, table, (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(command.def).Constraint)),
    AT_DropConstraint: dropConstraint,
    AT_ValidateConstraint: (look, table) => look.lock(table, "SHARE UPDATE EXCLUSIVE", { isLong: true, reason: "every row is read, and nobody waits for it" }),
    AT_AlterConstraint: changed("K3", { ...byPerson, reason: "when or whether it is looked at changes" }),
    AT_ChangeOwner: changed("P1", {
        ...{ ...byPerson, reason: "the previous release may have its rights by owning it" },
    }),
    AT_ClusterOn: alter_table_still,
    AT_DropCluster: alter_table_still,
    AT_SetLogged: rewritten,
    AT_SetUnLogged(look, table) {
        rewritten(look, table);
        if (!isNewTable(look.world, table))
            look.doubt(table, "after a crash it would be empty");
    },
    AT_SetAccessMethod: rewritten,
    AT_SetTableSpace: rewritten,
    AT_SetRelOptions: changeSettings,
    AT_ResetRelOptions: changeSettings,
    AT_EnableTrig: changed("G1"),
    AT_EnableAlwaysTrig: changed("G1"),
    AT_EnableReplicaTrig: changed("G1"),
    AT_EnableTrigAll: changed("G1"),
    AT_EnableTrigUser: changed("G1"),
    AT_DisableTrig: changed("G2"),
    AT_DisableTrigAll: changed("G2", { reason: "side effects and foreign keys stop silently" }),
    AT_DisableTrigUser: changed("G2"),
    AT_EnableRowSecurity: changed("P1"),
    AT_ForceRowSecurity: changed("P1"),
    AT_DisableRowSecurity: changed("P2"),
    AT_NoForceRowSecurity: changed("P2"),
    AT_ReplicaIdentity(look, table, command) {
        look.lock(table, "ACCESS EXCLUSIVE", alter_table_short);
        if ((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(command.def).ReplicaIdentityStmt).identity_type === "f")
            return;
        if (!isNewTable(look.world, table))
            look.doubt(table, "updates and deletes of a published table may be refused without it");
    },
    AT_AddInherit: (look, table, command) => joinParent(look, (0,postgres_tree/* relationName */.CJ)(unwrapped(command.def)), table),
    AT_DropInherit: (look, table, command) => leaveParent(look, (0,postgres_tree/* relationName */.CJ)(unwrapped(command.def)), table),
    AT_AttachPartition(look, table, command) {
        const child = (0,postgres_tree/* relationName */.CJ)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(command.def).PartitionCmd).name);
        look.lock(child, "ACCESS EXCLUSIVE", { isLong: true, reason: "every row is read for the bounds" });
        joinParent(look, table, child);
    },
    AT_DetachPartition(look, table, command) {
        const partition = (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(command.def).PartitionCmd);
        leaveParent(look, table, (0,postgres_tree/* relationName */.CJ)(partition.name));
        if (partition.concurrent !== true)
            look.lock(table, "ACCESS EXCLUSIVE", { reason: alter_table_short.reason, remedy: "DETACH PARTITION … CONCURRENTLY" });
    },
};
function alterTable(look, statement) {
    const table = (0,postgres_tree/* relationName */.CJ)(statement.relation);
    const objtype = (0,postgres_tree/* word */.Vm)(statement.objtype);
    const commands = (0,postgres_tree/* list */.p_)(statement.cmds).map((command) => (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(command).AlterTableCmd));
    if (objtype !== "OBJECT_TABLE" && objtype !== "OBJECT_FOREIGN_TABLE") {
        for (const command of commands)
            alterOther(look, objtype, table, command);
        return;
    }
    for (const command of commands) {
        const kind = (0,postgres_tree/* word */.Vm)(command.subtype);
        if (isNewTable(look.world, table) || kind === "AT_AlterColumnType")
            for (const name of unknownCalls(command.def))
                look.doubt(table, `it calls ${name}, and what that does is not known here`);
        const column = columnChanges[kind];
        if (column !== undefined)
            column(look, table, (0,postgres_tree/* part */.y_)(command.name), command);
        else if (changes[kind] !== undefined)
            changes[kind](look, table, command);
        else if (columnSettings.has(kind))
            alter_table_still(look, table, command);
        else if (!isNewTable(look.world, table))
            look.doubt(table, `${kind} is not known here`);
    }
    if (commands.length === 0)
        look.doubt(table, "it says nothing that is known here");
}
function alterOther(look, objtype, name, command) {
    const kind = (0,postgres_tree/* word */.Vm)(command.subtype);
    const isOwner = kind === "AT_ChangeOwner";
    const kinds = {
        OBJECT_SEQUENCE: "sequence",
        OBJECT_VIEW: "view",
        OBJECT_MATVIEW: "view",
        OBJECT_TYPE: "type",
    };
    const made = kinds[objtype];
    if (made !== undefined && look.world.has(made, name))
        return;
    const isIndex = objtype === "OBJECT_INDEX";
    if (isIndex && ["AT_SetRelOptions", "AT_ResetRelOptions", "AT_AttachPartition", "AT_SetStatistics"].includes(kind))
        return;
    if (objtype === "OBJECT_TYPE" && kind === "AT_DropColumn")
        look.find("C4", name);
    else if (isOwner)
        look.find("P1", name, { ...byPerson, reason: "the previous release may have its rights by owning it" });
    else
        look.doubt(name, `${kind} is not known here for what is no table`);
}
function changed(rule, overrides = {}) {
    return (look, table) => {
        look.lock(table, "ACCESS EXCLUSIVE", alter_table_short);
        if (!isNewTable(look.world, table))
            look.find(rule, table, overrides);
    };
}
function rewritten(look, table) {
    look.lock(table, "ACCESS EXCLUSIVE", anew);
}
function changeSettings(look, table, command) {
    look.lock(table, "SHARE UPDATE EXCLUSIVE", alter_table_short);
    const { items } = (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(command.def).List);
    const settings = (0,postgres_tree/* list */.p_)(items ?? command.def).map((item) => (0,postgres_tree/* word */.Vm)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(item).DefElem).defname));
    const odd = settings.filter((setting) => !harmlessSettings.test(setting));
    if ((odd.length > 0 || settings.length === 0) && !isNewTable(look.world, table))
        look.doubt(table, `what the setting ${odd.join(", ")} does is not known here`);
}
function unwrapped(definition) {
    return (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(definition).RangeVar);
}
function joinParent(look, parent, child) {
    look.lock(parent, "SHARE UPDATE EXCLUSIVE", alter_table_short);
    if (isNewTable(look.world, parent)) {
        if (isNewTable(look.world, child))
            return;
        look.world.forget("table", parent);
        look.find("K3", child, { ...byLoosening, reason: `what ${parent} refuses is refused there from now on` });
        return;
    }
    look.world.forget("table", child);
    const reason = `rows of ${child} appear in ${parent}, and what ${child} refuses is refused there`;
    look.find("K3", `${parent} ← ${child}`, { ...byLoosening, reason });
}
function leaveParent(look, parent, child) {
    look.lock(parent, "SHARE UPDATE EXCLUSIVE", alter_table_short);
    if (isNewTable(look.world, parent))
        return;
    const reason = `the previous release sees the rows of ${child} in ${parent} no more`;
    look.find("T3", `${parent} ← ${child}`, { reason, remedy: null });
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/hiding.js



function hideNothing(look, made) {
    const { known, world } = look;
    if (known === undefined)
        return;
    if (known.tables.has(made)) {
        look.doubt(made, "a table of that name is there: what the previous release means by it may be hidden");
        return;
    }
    const name = (0,postgres_tree/* joined */.oR)([(0,postgres_tree/* bare */.$B)(made)]);
    if (name === made || !known.tables.has(name) || isNewTable(world, name))
        return;
    look.find("T1", made, {
        ...{ verdict: "PROBE", previous: "conditional" },
        reason: `where its schema comes before that of ${name} on the search path, the previous release finds the new one`,
        remedy: "give it a name that no table has",
        ...isOnPath(made.slice(0, -name.length - 1)),
    });
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/settings.js
const harmless = new Set(`application_name bytea_output check_function_bodies client_encoding client_min_messages datestyle deadlock_timeout
  default_table_access_method default_tablespace default_transaction_isolation escape_string_warning extra_float_digits idle_in_transaction_session_timeout
  idle_session_timeout intervalstyle jit lock_timeout log_min_duration_statement log_statement maintenance_work_mem
  max_parallel_maintenance_workers max_parallel_workers_per_gather row_security statement_timeout synchronous_commit
  temp_buffers temp_tablespaces timezone transaction_timeout work_mem xmloption`
    .trim()
    .split(/\s+/));
function isHarmlessSetting(name) {
    return harmless.has(name.toLowerCase());
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/rows.js





const batches = "do it in batches of a few thousand rows, each in a transaction of its own";
function changeRows(look, kind, statement) {
    const parts = [[kind, statement]];
    for (const [inner, node] of (0,postgres_tree/* nodesIn */.vx)(statement))
        if (inner in rows_changes || inner === "SelectStmt")
            parts.push([inner, node]);
    for (const [part, node] of parts) {
        rows_changes[part]?.(look, node);
        if (part === "SelectStmt" && part !== kind && node.intoClause !== undefined)
            look.doubt("the statement", "it makes a table inside of another statement");
    }
    calls(look, statement);
}
function calls(look, tree) {
    const unknown = new Set(unknownCalls(tree));
    for (const [kind, node] of (0,postgres_tree/* nodesIn */.vx)(tree)) {
        if (kind !== "FuncCall")
            continue;
        const name = functionName(node);
        const [argument] = (0,postgres_tree/* list */.p_)(node.args);
        if (name === "set_config") {
            const setting = constantText(argument);
            if (setting === "search_path")
                movePath(look.world);
            else if (!isHarmlessSetting(setting))
                look.doubt(name, `what the setting ${setting} does is not known here`);
        }
        if (name === "setval" && !isNewSequence(look, argument)) {
            const reason = "numbers that were given before may be given again";
            look.find("D1", name, { ...byPerson, reason, down: "may-fail" });
        }
        if (name === "set_config" || name === "setval")
            unknown.delete((0,postgres_tree/* words */.aL)(node.funcname).join("."));
    }
    for (const name of unknown)
        look.doubt(name, `it calls ${name}, and what that does is not known here`);
}
function constantText(argument) {
    const [kind, node] = (0,postgres_tree/* opened */.Sg)(argument);
    if (kind === "TypeCast")
        return constantText(node.arg);
    return kind === "A_Const" ? String(constantOf(node) ?? "") : "";
}
function isNewSequence(look, argument) {
    const { world } = look;
    const [kind, node] = (0,postgres_tree/* opened */.Sg)(argument);
    if (kind === "TypeCast")
        return isNewSequence(look, node.arg);
    if (kind !== "FuncCall")
        return world.has("sequence", constantText(argument));
    const [table] = (0,postgres_tree/* list */.p_)(node.args);
    return functionName(node) === "pg_get_serial_sequence" && isNewTable(world, constantText(table));
}
const rows_changes = {
    InsertStmt(look, node) {
        const table = (0,postgres_tree/* relationName */.CJ)(node.relation);
        const clash = (0,postgres_tree/* asNode */.hK)(node.onConflictClause);
        insert(look, table, node.selectStmt);
        if (clash.action === "ONCONFLICT_UPDATE")
            update(look, table, clash.targetList);
    },
    UpdateStmt(look, node) {
        const table = (0,postgres_tree/* relationName */.CJ)(node.relation);
        const isLong = true;
        const reason = "every row that it changes stays locked until its transaction ends";
        look.lock(table, "ROW EXCLUSIVE", { isLong, reason, remedy: batches });
        update(look, table, node.targetList);
    },
    DeleteStmt(look, node) {
        const table = (0,postgres_tree/* relationName */.CJ)(node.relation);
        look.lock(table, "ROW EXCLUSIVE", {
            isLong: true,
            reason: "rows stay locked until its transaction ends",
            remedy: batches,
        });
        remove(look, table);
    },
    MergeStmt(look, node) {
        const table = (0,postgres_tree/* relationName */.CJ)(node.relation);
        for (const clause of (0,postgres_tree/* list */.p_)(node.mergeWhenClauses)) {
            const { commandType, targetList } = (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(clause).MergeWhenClause);
            if (commandType === "CMD_INSERT")
                insert(look, table, undefined);
            else if (commandType === "CMD_UPDATE")
                update(look, table, targetList);
            else if (commandType === "CMD_DELETE")
                remove(look, table);
            else if (commandType !== "CMD_NOTHING")
                look.doubt(table, "a part of MERGE is not known here");
        }
    },
};
function insert(look, table, source) {
    if (isNewTable(look.world, table)) {
        if (isWired(look, table))
            look.doubt(table, "what its defaults and triggers run is not known here");
        return;
    }
    const { known } = look;
    const isQuiet = known !== undefined && !known.firesOnInsert.has(table);
    if (isQuiet && (!known.numbered.has(table) || hasNoNumber(source))) {
        look.find("M4", table);
        return;
    }
    const reason = "rows that bring their number do not move its sequence, and triggers may do more";
    look.find("M4", table, { verdict: "PROBE", previous: "conditional", reason, ...isAheadOfSequence(table) });
}
function hasNoNumber(source) {
    const [kind, select] = (0,postgres_tree/* opened */.Sg)(source);
    if (kind !== "SelectStmt" || select.valuesLists === undefined)
        return false;
    for (const row of (0,postgres_tree/* list */.p_)(select.valuesLists))
        for (const cell of (0,postgres_tree/* list */.p_)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(row).List).items)) {
            const [what, node] = (0,postgres_tree/* opened */.Sg)(cell);
            if (what === "SetToDefault" || what === "SQLValueFunction")
                continue;
            if (what !== "A_Const")
                return false;
            const value = node.isnull === true ? null : constantOf(node);
            if (value === undefined || typeof value === "number" || /^\s*[+-]?\d/.test(String(value)))
                return false;
        }
    return true;
}
function isWired({ world }, table) {
    return world.has("constraint", `wired ${table}`);
}
function update(look, table, targets) {
    if (isWired(look, table))
        look.doubt(table, "what its defaults and triggers run is not known here");
    if (isNewTable(look.world, table))
        return;
    const columns = (0,postgres_tree/* list */.p_)(targets).map((target) => (0,postgres_tree/* part */.y_)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(target).ResTarget).name));
    const old = columns.filter((column) => !isNewColumn(look.world, table, column));
    if (columns.length === 0)
        look.doubt(table, "what it changes is not known here");
    else if (old.length > 0)
        look.find("M2", old.map((column) => `${table}.${column}`).join(", "));
    else {
        const about = columns.map((column) => `${table}.${column}`).join(", ");
        const reason = "triggers may change what was there, such as a time of change";
        const isQuiet = look.known !== undefined && !look.known.firesOnUpdate.has(table);
        look.find("M1", about, isQuiet ? {} : { verdict: "PROBE", previous: "conditional", reason, ...firesOnUpdate(table) });
        look.world.make("column", `filled ${table}`);
    }
}
function remove(look, table) {
    if (isWired(look, table))
        look.doubt(table, "what its triggers run is not known here");
    if (!isNewTable(look.world, table) || look.world.has("constraint", `cascades ${table}`))
        look.find("M3", table);
}
function truncate(look, statement) {
    for (const relation of (0,postgres_tree/* list */.p_)(statement.relations)) {
        const table = (0,postgres_tree/* relationName */.CJ)((0,postgres_tree/* asNode */.hK)(relation).RangeVar);
        look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
        if (!isNewTable(look.world, table) || statement.behavior === "DROP_CASCADE")
            look.find("T4", table);
    }
}
function copy(look, statement) {
    const table = (0,postgres_tree/* relationName */.CJ)(statement.relation);
    if (statement.is_program === true || (0,postgres_tree/* word */.Vm)(statement.filename) !== "")
        look.doubt(table, "it reads or writes a file or a program of the server");
    if (statement.query !== undefined) {
        for (const [kind, node] of Object.entries((0,postgres_tree/* asNode */.hK)(statement.query)))
            changeRows(look, kind, (0,postgres_tree/* asNode */.hK)(node));
    }
    else if (statement.is_from === true)
        insert(look, table, undefined);
    calls(look, statement.whereClause);
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/programs.js








const replaced = { ...byPerson, reason: "the previous release may use the one that was there before" };
function createView(look, statement) {
    const view = (0,postgres_tree/* relationName */.CJ)(statement.view);
    for (const [kind, query] of Object.entries((0,postgres_tree/* asNode */.hK)(statement.query)))
        changeRows(look, kind, (0,postgres_tree/* asNode */.hK)(query));
    const isTemporary = (0,postgres_tree/* asNode */.hK)(statement.view).relpersistence === "t";
    if (look.world.has("view", view) || isTemporary)
        return;
    if (statement.replace === true)
        look.find("V1", view, replaced);
    else {
        look.find("T1", view);
        hideNothing(look, view);
        look.world.make("view", view);
    }
}
function createFunction(look, statement) {
    const name = (0,postgres_tree/* joined */.oR)((0,postgres_tree/* words */.aL)(statement.funcname));
    const signature = signatureOf(name, statement.parameters);
    if (look.world.has("function", signature))
        return;
    const returned = readType(statement.returnType).name;
    const isCalled = returned !== "trigger" && returned !== "event_trigger";
    if (statement.replace === true)
        look.find("V1", name, replaced);
    else if (!isCalled)
        look.find("T1", name);
    else {
        const reason = "where there is another function of that name, calls of the previous release may not be able to choose";
        look.find("T1", name, { verdict: "PROBE", previous: "conditional", reason, ...isOverloaded(name) });
    }
    if (statement.replace !== true)
        look.world.make("function", signature);
}
function signatureOf(name, parameters) {
    const taken = (0,postgres_tree/* list */.p_)(parameters)
        .map((parameter) => (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(parameter).FunctionParameter))
        .filter(({ mode }) => mode !== "FUNC_PARAM_OUT" && mode !== "FUNC_PARAM_TABLE")
        .map(({ argType }) => typeText(readType(argType)));
    return `${name}(${taken.join(",")})`;
}
function createTrigger(look, statement) {
    const table = (0,postgres_tree/* relationName */.CJ)(statement.relation);
    const reason = "short, but it waits for whoever uses the table";
    look.lock(table, "SHARE ROW EXCLUSIVE", { reason });
    look.world.make("constraint", `wired ${table}`);
    triggerOnNew(look, table, statement.events);
    if (!isNewTable(look.world, table))
        look.find("G1", `${table} (${(0,postgres_tree/* word */.Vm)(statement.trigname)})`);
}
function createType(look, statement) {
    const name = statement.typevar === undefined ? (0,postgres_tree/* joined */.oR)((0,postgres_tree/* words */.aL)(statement.typeName)) : (0,postgres_tree/* relationName */.CJ)(statement.typevar);
    look.find("T1", name);
    look.world.make("type", name);
}
function createDomain(look, statement) {
    const name = (0,postgres_tree/* joined */.oR)((0,postgres_tree/* words */.aL)(statement.domainname));
    look.find("T1", name);
    if ((0,postgres_tree/* list */.p_)(statement.constraints).length === 0)
        look.world.make("type", name);
}
function alterEnum(look, statement) {
    const type = (0,postgres_tree/* joined */.oR)((0,postgres_tree/* words */.aL)(statement.typeName));
    if (look.world.has("type", type))
        return;
    const [value, old] = [(0,postgres_tree/* word */.Vm)(statement.newVal), (0,postgres_tree/* word */.Vm)(statement.oldVal)];
    if (old !== "") {
        look.find("E2", `${type} '${old}'`);
        return;
    }
    look.find("E1", `${type} '${value}'`, usesEnumValue(type, value));
    look.warn(`the value '${value}' cannot be used in the transaction that adds it`);
}
function alterDomain(look, statement) {
    const domain = (0,postgres_tree/* joined */.oR)((0,postgres_tree/* words */.aL)(statement.typeName));
    const value = statement.def === undefined ? null : readDefault(statement.def);
    switch (statement.subtype) {
        case "T":
            if (value === null || value.kind === "null")
                look.find("D2", domain);
            else
                look.find("D1", domain, value.kind === "unknown" ? byPerson : {});
            break;
        case "N":
            look.find("N2", domain, byPerson);
            break;
        case "O":
            look.find("N1", domain);
            break;
        case "C":
            look.find((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(statement.def).Constraint).contype === "CONSTR_NOTNULL" ? "N1" : "K3", domain);
            break;
        case "X":
            look.find("K4", domain, byPerson);
            break;
        case "V":
            break;
        default:
            look.doubt(domain, "this change of a domain is not known here");
    }
}
function createSequence(look, statement) {
    const name = (0,postgres_tree/* relationName */.CJ)(statement.sequence);
    look.find("T1", name);
    if (statement.if_not_exists !== true)
        look.world.make("sequence", name);
}
function alterSequence(look, statement) {
    const name = (0,postgres_tree/* relationName */.CJ)(statement.sequence);
    if (look.world.has("sequence", name))
        return;
    const options = (0,postgres_tree/* list */.p_)(statement.options).map((option) => (0,postgres_tree/* word */.Vm)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(option).DefElem).defname));
    const isOwnedOnly = options.length > 0 && options.every((option) => option === "owned_by" || option === "cache");
    if (!isOwnedOnly)
        look.find("D1", name, {
            ...byPerson,
            reason: "numbers that were given before may be given again",
            down: "may-fail",
        });
}
const plainExtensions = new Set("bloom btree_gin btree_gist citext cube earthdistance fuzzystrmatch hstore isn ltree pg_stat_statements pg_trgm pgcrypto pgstattuple postgis seg tablefunc tsm_system_rows unaccent uuid-ossp vector".split(" "));
function createExtension(look, statement) {
    const name = (0,postgres_tree/* word */.Vm)(statement.extname);
    if (plainExtensions.has(name))
        look.find("T1", `extension ${name}`);
    else
        look.doubt(`extension ${name}`, "what it installs is not known here");
}
function createSchema(look, statement) {
    const name = (0,postgres_tree/* joined */.oR)([(0,postgres_tree/* word */.Vm)(statement.schemaname)]) || "the schema";
    look.find("T1", name);
    if ((0,postgres_tree/* list */.p_)(statement.schemaElts).length > 0)
        look.doubt(name, "what is made inside of the same statement is not judged");
    else if (statement.if_not_exists !== true)
        look.world.make("schema", name);
}
function createPolicy(look, statement) {
    const table = (0,postgres_tree/* relationName */.CJ)(statement.table);
    look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
    if (isNewTable(look.world, table))
        return;
    const about = `${table} (${(0,postgres_tree/* word */.Vm)(statement.policy_name)})`;
    const expressions = [statement.qual ?? [], statement.with_check ?? []];
    if (statement.permissive !== true)
        look.find("P1", about);
    else if (neverFails(expressions))
        look.find("P2", about);
    else
        look.find("P2", about, { ...byLoosening, reason: "where its expression fails, the previous release cannot read" });
}
function alterPolicy(look, statement) {
    const table = (0,postgres_tree/* relationName */.CJ)(statement.table);
    look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
    if (isNewTable(look.world, table))
        return;
    look.find("P1", table, { ...byPerson, reason: "the previous release may see other rows than before" });
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/drop.js




const drop_kinds = {
    OBJECT_TABLE: { rule: "T2", made: "table" },
    OBJECT_FOREIGN_TABLE: { rule: "T2", made: "table" },
    OBJECT_VIEW: { rule: "V1", made: "view", cascades: "X1" },
    OBJECT_MATVIEW: { rule: "V1", made: "view", cascades: "X1" },
    OBJECT_FUNCTION: { rule: "V1", made: "function", cascades: "X1" },
    OBJECT_PROCEDURE: { rule: "V1", cascades: "X1" },
    OBJECT_ROUTINE: { rule: "V1", cascades: "X1" },
    OBJECT_AGGREGATE: { rule: "V1", cascades: "X1" },
    OBJECT_TYPE: { rule: "X1", made: "type", cascades: "X1" },
    OBJECT_DOMAIN: { rule: "X1", made: "type", cascades: "X1" },
    OBJECT_SEQUENCE: { rule: "X1", made: "sequence", cascades: "X1" },
    OBJECT_SCHEMA: { rule: "X1", made: "schema", cascades: "X1" },
    OBJECT_EXTENSION: { rule: "X1" },
    OBJECT_COLLATION: { rule: "X1" },
    OBJECT_OPERATOR: { rule: "X1" },
    OBJECT_CAST: { rule: "X1" },
    OBJECT_TRIGGER: { rule: "G2" },
    OBJECT_POLICY: { rule: "P1" },
    OBJECT_EVENT_TRIGGER: { rule: "G2" },
};
function drop(look, statement) {
    const kind = (0,postgres_tree/* word */.Vm)(statement.removeType);
    const isCascade = statement.behavior === "DROP_CASCADE";
    for (const object of (0,postgres_tree/* list */.p_)(statement.objects)) {
        if (kind === "OBJECT_INDEX")
            dropIndex(look, nameOf(object), statement);
        else if (kind === "OBJECT_TRIGGER" || kind === "OBJECT_POLICY")
            dropFromTable(look, kind, object);
        else if (kind !== "OBJECT_STATISTIC_EXT")
            dropOne(look, kind, object, isCascade);
    }
}
function dropOne(look, kind, object, isCascade) {
    const name = nameOf(object);
    const signature = signatureOf(name, (0,postgres_tree/* opened */.Sg)(object)[1].objfuncargs);
    const known = drop_kinds[kind];
    if (known === undefined) {
        look.doubt(name, "what depends on it is not known here");
        return;
    }
    const { rule, made, cascades } = known;
    const key = made === "function" ? signature : name;
    const isNew = made === "table" ? isNewTable(look.world, name) : made !== undefined && look.world.has(made, key);
    if (made === "table")
        look.lock(name, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
    if (made !== undefined && isNew) {
        look.world.forget(made, key);
        look.world.notes.delete(`temporary ${name}`);
        if (!isCascade || cascades === undefined)
            return;
    }
    look.find(isCascade && cascades !== undefined ? cascades : rule, name);
}
function dropIndex(look, name, statement) {
    const isConcurrent = statement.concurrent === true;
    if (isConcurrent && look.world.notes.has("transaction"))
        look.warn(`DROP INDEX CONCURRENTLY fails inside of a transaction: leave BEGIN and COMMIT away (index ${name})`);
    if (look.world.has("index", name)) {
        look.world.forget("index", name);
        return;
    }
    look.lock(name, isConcurrent ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE", {
        reason: isConcurrent ? "short" : "short, but its table is locked with it, and it waits for whoever uses that",
        remedy: isConcurrent ? null : "DROP INDEX CONCURRENTLY, outside of a transaction",
    });
    if (look.known?.indexes[name] === "plain") {
        look.find("I1", `index ${name}`);
        return;
    }
    const reason = "whether it is unique is not told here: if it is, duplicates may come, and ON CONFLICT may need it";
    look.find("K2", `index ${name}`, { ...byPerson, reason, down: "may-fail" });
}
function dropFromTable(look, kind, object) {
    const parts = (0,postgres_tree/* words */.aL)(object);
    const table = (0,postgres_tree/* joined */.oR)(parts.slice(0, -1));
    look.lock(table, "ACCESS EXCLUSIVE", { reason: "short, but it waits for whoever uses the table" });
    if (isNewTable(look.world, table))
        return;
    look.find(kind === "OBJECT_TRIGGER" ? "G2" : "P1", `${table} (${parts.at(-1)})`);
}
function nameOf(object) {
    const [kind, node] = (0,postgres_tree/* opened */.Sg)(object);
    if (kind === "List")
        return (0,postgres_tree/* joined */.oR)((0,postgres_tree/* words */.aL)(object));
    if (kind === "ObjectWithArgs")
        return (0,postgres_tree/* joined */.oR)((0,postgres_tree/* words */.aL)(node.objname));
    if (kind === "TypeName")
        return (0,postgres_tree/* joined */.oR)((0,postgres_tree/* words */.aL)(node.names));
    return (0,postgres_tree/* joined */.oR)([(0,postgres_tree/* word */.Vm)(node.sval)]) || (0,postgres_tree/* joined */.oR)((0,postgres_tree/* list */.p_)(object).map((part) => (0,postgres_tree/* word */.Vm)((0,postgres_tree/* asNode */.hK)(part).sval)));
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/rename.js



const rename_short = { reason: "short, but it waits for whoever uses the table" };
const named = {
    ...byLoosening,
    reason: "ON CONFLICT ON CONSTRAINT and error handling of the previous release may name it",
};
const tables = new Set(["OBJECT_TABLE", "OBJECT_FOREIGN_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE"]);
const programs = new Set(["OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE"]);
function rename(look, statement) {
    const kind = (0,postgres_tree/* word */.Vm)(statement.renameType);
    const relation = (0,postgres_tree/* relationName */.CJ)(statement.relation);
    const [old, next] = [(0,postgres_tree/* part */.y_)(statement.subname), (0,postgres_tree/* part */.y_)(statement.newname)];
    if (tables.has(kind))
        renameRelation(look, relation, statement);
    else if (kind === "OBJECT_COLUMN")
        renameColumn(look, relation, old, next);
    else if (kind === "OBJECT_TABCONSTRAINT") {
        look.lock(relation, "ACCESS EXCLUSIVE", rename_short);
        if (!isNewTable(look.world, relation) && !look.world.has("constraint", `${relation}.${old}`))
            look.find("K3", `${relation} (${old})`, named);
    }
    else if (kind === "OBJECT_INDEX") {
        if (look.world.has("index", relation))
            look.world.forget("index", relation);
        else
            look.find("I1", `index ${relation}`, named);
    }
    else if (kind === "OBJECT_TYPE" || kind === "OBJECT_DOMAIN")
        renameType(look, statement);
    else if (kind === "OBJECT_ATTRIBUTE")
        look.find("C5", `${relation}.${old}`);
    else if (programs.has(kind) || kind === "OBJECT_SCHEMA")
        look.find("T3", objectName(statement.object) || old);
    else if (kind === "OBJECT_TRIGGER" && !isNewTable(look.world, relation)) {
        const reason = "triggers fire in the order of their names";
        look.find("G1", `${relation} (${old})`, { ...byPerson, reason });
    }
    else if (kind !== "OBJECT_POLICY" && kind !== "OBJECT_TRIGGER")
        look.doubt(relation || old, "what this renames is not known here");
}
function renameRelation(look, name, statement) {
    const { world } = look;
    look.lock(name, "ACCESS EXCLUSIVE", rename_short);
    const schema = (0,postgres_tree/* word */.Vm)((0,postgres_tree/* asNode */.hK)(statement.relation).schemaname);
    const next = (0,postgres_tree/* joined */.oR)([schema, (0,postgres_tree/* word */.Vm)(statement.newname)]);
    const made = ["table", "view", "sequence"].find((kind) => world.has(kind, name));
    if (world.notes.delete(`temporary ${name}`)) {
        world.notes.add(`temporary ${next}`);
        return;
    }
    if (made === undefined) {
        look.find("T3", name);
        return;
    }
    world.forget(made, name);
    world.make(made, next);
}
function renameColumn(look, table, old, next) {
    const { world } = look;
    look.lock(table, "ACCESS EXCLUSIVE", rename_short);
    if (isNewTable(world, table) || world.has("view", table))
        return;
    if (!isNewColumn(world, table, old)) {
        look.find("C5", `${table}.${old}`);
        return;
    }
    for (const mark of ["", "default ", "computed ", "not null "]) {
        if (!world.has("column", `${mark}${table}.${old}`))
            continue;
        world.forget("column", `${mark}${table}.${old}`);
        world.make("column", `${mark}${table}.${next}`);
    }
}
function renameType(look, statement) {
    const name = objectName(statement.object);
    if (!look.world.has("type", name))
        look.find("T3", name);
    else
        look.world.forget("type", name);
}
function setSchema(look, statement) {
    const { world } = look;
    const name = (0,postgres_tree/* relationName */.CJ)(statement.relation) || objectName(statement.object);
    const made = ["table", "view", "sequence", "type"].find((kind) => world.has(kind, name));
    look.lock(name, "ACCESS EXCLUSIVE", rename_short);
    if (made === undefined)
        look.find("T3", name);
    else
        world.forget(made, name);
}
function changeOwner(look, statement) {
    const name = objectName(statement.object) || "the object";
    const { world } = look;
    if (["type", "schema"].some((kind) => world.has(kind, name)))
        return;
    look.find("P1", name, { ...byPerson, reason: "the previous release may have its rights by owning it" });
}
function objectName(object) {
    const [kind, node] = (0,postgres_tree/* opened */.Sg)(object);
    if (kind === "ObjectWithArgs")
        return (0,postgres_tree/* joined */.oR)((0,postgres_tree/* words */.aL)(node.objname));
    if (kind === "String")
        return (0,postgres_tree/* joined */.oR)([(0,postgres_tree/* word */.Vm)(node.sval)]);
    if (kind === "TypeName")
        return (0,postgres_tree/* joined */.oR)((0,postgres_tree/* words */.aL)(node.names));
    return (0,postgres_tree/* joined */.oR)((0,postgres_tree/* words */.aL)(object).length > 0 ? (0,postgres_tree/* words */.aL)(object) : (0,postgres_tree/* list */.p_)(object).map(postgres_tree/* word */.Vm));
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/session.js





function set(look, statement) {
    const kind = (0,postgres_tree/* word */.Vm)(statement.kind);
    const name = (0,postgres_tree/* word */.Vm)(statement.name).toLowerCase();
    if (kind === "VAR_SET_MULTI")
        return;
    const isName = ["search_path", "role", "session_authorization"].includes(name);
    if (isName || kind === "VAR_RESET_ALL")
        movePath(look.world);
    else if (name === "standard_conforming_strings" && isOn(statement))
        return;
    else if (!isHarmlessSetting(name) && kind !== "VAR_RESET" && kind !== "VAR_SET_DEFAULT")
        look.doubt(name, `what the setting ${name} does is not known here`);
}
function isOn(statement) {
    const [argument] = (0,postgres_tree/* list */.p_)(statement.args);
    return ["on", "true"].includes(String(constantOf((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(argument).A_Const))));
}
function transaction(look, statement) {
    const { notes } = look.world;
    switch (statement.kind) {
        case "TRANS_STMT_BEGIN":
        case "TRANS_STMT_START":
            notes.add("transaction");
            break;
        case "TRANS_STMT_COMMIT":
            notes.delete("transaction");
            for (const note of notes)
                if (note.startsWith("temporary "))
                    notes.delete(note);
            if (notes.has("path"))
                forgetNames(look.world);
            break;
        case "TRANS_STMT_ROLLBACK":
        case "TRANS_STMT_ROLLBACK_TO":
            if (statement.kind === "TRANS_STMT_ROLLBACK")
                notes.clear();
            forgetNames(look.world);
            break;
        case "TRANS_STMT_SAVEPOINT":
        case "TRANS_STMT_RELEASE":
            break;
        default:
            look.doubt("the transaction", "prepared transactions end elsewhere");
    }
}
const lockNames = [
    null,
    null,
    null,
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
];
function lockTables(look, statement) {
    const lock = lockNames[Number(statement.mode ?? 8)];
    if (lock === null || lock === undefined)
        return;
    for (const relation of (0,postgres_tree/* list */.p_)(statement.relations))
        look.lock((0,postgres_tree/* relationName */.CJ)((0,postgres_tree/* asNode */.hK)(relation).RangeVar), lock, {
            isLong: true,
            reason: "it is held to the end of the transaction",
        });
}
function explain(look, statement) {
    for (const [kind, query] of Object.entries((0,postgres_tree/* asNode */.hK)(statement.query))) {
        if (["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"].includes(kind))
            changeRows(look, kind, (0,postgres_tree/* asNode */.hK)(query));
        else
            look.doubt("the statement", "what it explains is not known here");
    }
}
function vacuum(look, statement) {
    const options = (0,postgres_tree/* list */.p_)(statement.options).map((option) => (0,postgres_tree/* word */.Vm)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(option).DefElem).defname));
    if (!options.includes("full"))
        return;
    for (const relation of (0,postgres_tree/* list */.p_)(statement.rels))
        look.lock((0,postgres_tree/* relationName */.CJ)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(relation).VacuumRelation).relation), "ACCESS EXCLUSIVE", {
            ...{ isLong: true, rewrites: true, reason: "the table is written anew" },
            remedy: "a plain VACUUM blocks nobody",
        });
}
function cluster(look, statement) {
    const reason = "the table is written anew";
    look.lock((0,postgres_tree/* relationName */.CJ)(statement.relation), "ACCESS EXCLUSIVE", { isLong: true, rewrites: true, reason });
}
function reindex(look, statement) {
    const isConcurrent = (0,postgres_tree/* list */.p_)(statement.params).some((option) => (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(option).DefElem).defname === "concurrently");
    if (isConcurrent)
        return;
    const on = (0,postgres_tree/* relationName */.CJ)(statement.relation) || (0,postgres_tree/* word */.Vm)(statement.name) || "the database";
    const reason = "its indexes are built anew";
    look.lock(on, "ACCESS EXCLUSIVE", { isLong: true, reason, remedy: "REINDEX … CONCURRENTLY" });
}
function refresh(look, statement) {
    if (statement.concurrent === true)
        return;
    const reason = "its query runs meanwhile";
    const remedy = "REFRESH MATERIALIZED VIEW CONCURRENTLY";
    look.lock((0,postgres_tree/* relationName */.CJ)(statement.relation), "ACCESS EXCLUSIVE", { isLong: true, reason, remedy });
}
function grant(look, statement) {
    const about = (0,postgres_tree/* list */.p_)(statement.objects).map((object) => {
        const name = (0,postgres_tree/* relationName */.CJ)((0,postgres_tree/* asNode */.hK)(object).RangeVar);
        return (name || (0,postgres_tree/* words */.aL)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(object).ObjectWithArgs).objname).join(".") || (0,postgres_tree/* word */.Vm)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(object).String).sval));
    });
    const told = about.join(", ") || "the rights";
    if (statement.is_grant === true) {
        look.find("P2", told);
        return;
    }
    const isNew = about.length > 0 && statement.objtype === "OBJECT_TABLE" && statement.targtype === "ACL_TARGET_OBJECT";
    if (isNew && about.every((name) => look.world.has("table", name)))
        return;
    look.find("P1", told);
}
function grantRole(look, statement) {
    look.find(statement.is_grant === true ? "P2" : "P1", "a role's membership");
}
function createRole(look, statement) {
    const options = (0,postgres_tree/* list */.p_)(statement.options).map((option) => (0,postgres_tree/* word */.Vm)((0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(option).DefElem).defname));
    const odd = options.filter((option) => ["rolemembers", "adminmembers", "addroleto"].includes(option));
    if (odd.length > 0)
        look.doubt((0,postgres_tree/* word */.Vm)(statement.role), "it changes what other roles may do");
    else
        look.find("T1", `role ${(0,postgres_tree/* word */.Vm)(statement.role)}`);
    calls(look, statement.options);
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/tables.js









const tables_short = { reason: "short, but it waits for whoever uses the table" };
function makeTable(look, relation, { mayExist, goesAtOnce, isShared = false }) {
    const table = (0,postgres_tree/* relationName */.CJ)(relation);
    const { notes } = look.world;
    if (relation.relpersistence === "t") {
        const isHere = !notes.has("path") && (!goesAtOnce || notes.has("transaction"));
        if (!mayExist && isHere)
            notes.add(`temporary ${table}`);
    }
    else {
        look.find("T1", table);
        if (!mayExist)
            hideNothing(look, table);
        if (!mayExist && !isShared)
            look.world.make("table", table);
        else if (mayExist)
            look.warn(`${table} may be there already, so that nothing that is done to it counts as done to a new table: leave IF NOT EXISTS away`);
    }
    return table;
}
function createTable(look, statement) {
    const isPartition = statement.partbound !== undefined;
    const relations = (0,postgres_tree/* list */.p_)(statement.inhRelations).map((relation) => (0,postgres_tree/* relationName */.CJ)((0,postgres_tree/* asNode */.hK)(relation).RangeVar));
    const table = makeTable(look, (0,postgres_tree/* asNode */.hK)(statement.relation), {
        mayExist: statement.if_not_exists === true,
        goesAtOnce: statement.oncommit === "ONCOMMIT_DROP",
        isShared: isPartition && relations.some((relation) => !isNewTable(look.world, relation)),
    });
    if (unknownCalls([statement.tableElts ?? []]).length > 0)
        look.world.make("constraint", `wired ${table}`);
    const elements = (0,postgres_tree/* list */.p_)(statement.tableElts).map((element) => (0,postgres_tree/* opened */.Sg)(element));
    const constraints = [...elements, ...(0,postgres_tree/* list */.p_)(statement.constraints).map((entry) => (0,postgres_tree/* opened */.Sg)(entry))];
    for (const [kind, element] of elements) {
        if (kind === "ColumnDef")
            noteColumn(look, table, (0,postgres_tree/* asNode */.hK)(element));
        if ((0,postgres_tree/* asNode */.hK)(element).contype === "CONSTR_PRIMARY")
            for (const column of (0,postgres_tree/* parts */.rT)((0,postgres_tree/* asNode */.hK)(element).keys))
                look.world.make("column", `not null ${table}.${column}`);
    }
    for (const parent of relations) {
        look.lock(parent, isPartition ? "ACCESS EXCLUSIVE" : "SHARE UPDATE EXCLUSIVE", {
            ...tables_short,
            remedy: isPartition ? "CREATE TABLE … (LIKE …) first, then ATTACH PARTITION: that blocks no reads" : null,
        });
        if (isNewTable(look.world, parent))
            continue;
        if (!isPartition) {
            const reason = `the previous release sees rows of ${table} in ${parent}`;
            look.find("K3", `${parent} ← ${table}`, { verdict: "PROBE", previous: "conditional", reason, ...anyRow(table) });
        }
        else if (elements.length > 0)
            joinParent(look, parent, table);
    }
    referTo(look, table, constraints);
    checkAgainstNulls(look, table, statement);
}
function referTo(look, table, constraints) {
    for (const [kind, element] of constraints) {
        if (kind === "Constraint" && (0,postgres_tree/* asNode */.hK)(element).contype === "CONSTR_FOREIGN")
            referFromNew(look, table, (0,postgres_tree/* asNode */.hK)(element));
        if (kind !== "ColumnDef")
            continue;
        for (const entry of (0,postgres_tree/* list */.p_)((0,postgres_tree/* asNode */.hK)(element).constraints)) {
            const constraint = (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(entry).Constraint);
            if (constraint.contype === "CONSTR_FOREIGN")
                referFromNew(look, table, constraint, (0,postgres_tree/* part */.y_)((0,postgres_tree/* asNode */.hK)(element).colname));
        }
    }
}
function checkAgainstNulls(look, table, statement) {
    for (const [kind, node] of (0,postgres_tree/* nodesIn */.vx)([statement.tableElts ?? [], statement.constraints ?? []]))
        if (kind === "Constraint" && node.contype === "CONSTR_CHECK")
            checkNulled(look, table, node.raw_expr);
}
function noteColumn({ world }, table, definition) {
    const column = (0,postgres_tree/* part */.y_)(definition.colname);
    const kinds = (0,postgres_tree/* list */.p_)(definition.constraints).map((entry) => (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(entry).Constraint).contype);
    if (kinds.includes("CONSTR_NOTNULL") || kinds.includes("CONSTR_PRIMARY"))
        world.make("column", `not null ${table}.${column}`);
    if (readType(definition.typeName).isSerial || kinds.includes("CONSTR_IDENTITY"))
        world.make("sequence", `${table}_${column}_seq`);
}
function createTableAs(look, statement) {
    const into = (0,postgres_tree/* asNode */.hK)(statement.into);
    const mayExist = statement.if_not_exists === true;
    for (const [kind, query] of Object.entries((0,postgres_tree/* asNode */.hK)(statement.query))) {
        if (kind === "SelectStmt")
            changeRows(look, kind, (0,postgres_tree/* asNode */.hK)(query));
        else
            look.doubt("the statement", "what it makes a table of is not known here");
    }
    if (statement.objtype === "OBJECT_MATVIEW") {
        look.find("T1", (0,postgres_tree/* relationName */.CJ)(into.rel));
        if (!mayExist)
            hideNothing(look, (0,postgres_tree/* relationName */.CJ)(into.rel));
        if (!mayExist)
            look.world.make("view", (0,postgres_tree/* relationName */.CJ)(into.rel));
    }
    else
        makeTable(look, (0,postgres_tree/* asNode */.hK)(into.rel), { mayExist, goesAtOnce: into.onCommit === "ONCOMMIT_DROP" });
}
function refusesLong({ known }, table, statement) {
    if (known === undefined || !["", "btree"].includes((0,postgres_tree/* word */.Vm)(statement.accessMethod)))
        return {};
    const isLong = (column) => endless.has(known.columns[`${table}.${column}`] ?? "");
    const long = (0,postgres_tree/* list */.p_)(statement.indexParams).some((element) => {
        const { name, expr } = (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(element).IndexElem);
        const [kind, call] = (0,postgres_tree/* opened */.Sg)(expr);
        const folded = kind === "FuncCall" && ["lower", "upper"].includes(functionName(call)) ? call.args : [];
        return [(0,postgres_tree/* part */.y_)(name), ...columnsIn(folded)].some(isLong);
    });
    if (!long)
        return {};
    const reason = "only query plans change, and rows with values of more than 2704 bytes are refused";
    return { previous: "conditional", reason };
}
const endless = new Set(["text", "character varying", "bytea", "jsonb"]);
function columnsIn(tree) {
    return [...(0,postgres_tree/* nodesIn */.vx)(tree)].flatMap(([kind, { fields }]) => (kind === "ColumnRef" ? (0,postgres_tree/* parts */.rT)(fields).slice(-1) : []));
}
function createIndex(look, statement, neverFails) {
    const table = (0,postgres_tree/* relationName */.CJ)(statement.relation);
    const name = (0,postgres_tree/* word */.Vm)(statement.idxname) || `on ${table}`;
    const isConcurrent = statement.concurrent === true;
    if (isConcurrent && look.world.notes.has("transaction"))
        look.warn(`CREATE INDEX CONCURRENTLY fails inside of a transaction: leave BEGIN and COMMIT away (index ${name})`);
    if (isConcurrent && statement.if_not_exists === true)
        look.warn(`an index ${name} that was left INVALID by an earlier try stays so with IF NOT EXISTS`);
    look.lock(table, isConcurrent ? "SHARE UPDATE EXCLUSIVE" : "SHARE", {
        ...{ isLong: true, reason: "every row is read while the index is built" },
        remedy: isConcurrent ? null : "CREATE INDEX CONCURRENTLY, outside of a transaction",
    });
    if (statement.if_not_exists !== true && (0,postgres_tree/* word */.Vm)(statement.idxname) !== "")
        look.world.make("index", (0,postgres_tree/* joined */.oR)([(0,postgres_tree/* word */.Vm)((0,postgres_tree/* asNode */.hK)(statement.relation).schemaname), (0,postgres_tree/* word */.Vm)(statement.idxname)]));
    if (isNewTable(look.world, table))
        return;
    const elements = (0,postgres_tree/* list */.p_)(statement.indexParams).map((element) => (0,postgres_tree/* asNode */.hK)((0,postgres_tree/* asNode */.hK)(element).IndexElem));
    const columns = elements.map(({ name }) => (0,postgres_tree/* part */.y_)(name));
    const isHarmless = neverFails([elements.map(({ expr }) => expr ?? []), statement.whereClause ?? []]);
    const { world } = look;
    const isFresh = columns.some((column) => isNewColumn(world, table, column) && !world.has("column", `default ${table}.${column}`));
    if (statement.unique === true && (statement.nulls_not_distinct === true || !isFresh))
        look.find("K1", `index ${name}`);
    else if (isHarmless)
        look.find("I1", `index ${name}`, refusesLong(look, table, statement));
    else {
        const reason = "writes of the previous release fail where its expression does";
        look.find("I1", `index ${name}`, { ...byLoosening, reason });
    }
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/postgres/judge-postgres.js











const nothing = () => { };
const rows = (kind) => (look, node) => changeRows(look, kind, node);
const handlers = {
    AlterTableStmt: alterTable,
    AlterDefaultPrivilegesStmt: nothing,
    AlterDomainStmt: alterDomain,
    AlterEnumStmt: alterEnum,
    AlterFunctionStmt: (look, node) => look.find("V1", objectName({ ObjectWithArgs: node.func }) || "the function", {
        ...{ verdict: "PROBE", previous: "conditional", reason: "the previous release may use it as it was" },
    }),
    AlterObjectSchemaStmt: setSchema,
    AlterOwnerStmt: changeOwner,
    AlterPolicyStmt: alterPolicy,
    AlterSeqStmt: alterSequence,
    AlterStatsStmt: nothing,
    CheckPointStmt: nothing,
    ClusterStmt: cluster,
    CommentStmt: nothing,
    CompositeTypeStmt: createType,
    ConstraintsSetStmt: nothing,
    CopyStmt: copy,
    CreateDomainStmt: createDomain,
    CreateEnumStmt: createType,
    CreateExtensionStmt: createExtension,
    CreateFunctionStmt: createFunction,
    CreatePolicyStmt: createPolicy,
    CreateRangeStmt: createType,
    CreateRoleStmt: createRole,
    CreateSchemaStmt: createSchema,
    CreateSeqStmt: createSequence,
    CreateStatsStmt: nothing,
    CreateStmt: createTable,
    CreateTableAsStmt: createTableAs,
    CreateTrigStmt: createTrigger,
    DeleteStmt: rows("DeleteStmt"),
    DropStmt: drop,
    ExplainStmt: explain,
    GrantRoleStmt: grantRole,
    GrantStmt: grant,
    IndexStmt: (look, node) => createIndex(look, node, neverFails),
    InsertStmt: rows("InsertStmt"),
    ListenStmt: nothing,
    LockStmt: lockTables,
    MergeStmt: rows("MergeStmt"),
    NotifyStmt: nothing,
    RefreshMatViewStmt: refresh,
    ReindexStmt: reindex,
    RenameStmt: rename,
    SelectStmt(look, node) {
        const into = (0,postgres_tree/* asNode */.hK)(node.intoClause);
        if (into.rel === undefined)
            changeRows(look, "SelectStmt", node);
        else
            createTableAs(look, { query: { SelectStmt: node }, into });
    },
    TransactionStmt: transaction,
    TruncateStmt: truncate,
    UnlistenStmt: nothing,
    UpdateStmt: rows("UpdateStmt"),
    VacuumStmt: vacuum,
    VariableSetStmt: set,
    VariableShowStmt: nothing,
    ViewStmt: createView,
};
function isMoving(kind, { name, removeType }) {
    if (kind === "DropStmt")
        return removeType !== "OBJECT_INDEX";
    if (kind === "VariableSetStmt")
        return !isHarmlessSetting((0,postgres_tree/* word */.Vm)(name));
    return kind === "RenameStmt" || kind === "AlterObjectSchemaStmt" || kind === "SelectStmt";
}
const judgePostgres = ({ known: before }) => {
    let known = before;
    let isPathMoved = false;
    return (statement, world) => {
        const [kind, node] = (0,postgres_tree/* opened */.Sg)(statement.tree);
        const handler = Object.hasOwn(handlers, kind) ? handlers[kind] : undefined;
        if (isPathMoved)
            remember(world);
        const look = lookAt(statement, world, known);
        if (handler === undefined)
            unknown(look, kind, statement);
        else
            handler(look, node);
        if (handler === undefined || isMoving(kind, node))
            known = undefined;
        isPathMoved ||= world.notes.has("path");
        return look.judgement();
    };
};
function remember(world) {
    if (world.notes.has("path"))
        return;
    forgetNames(world);
    world.notes.add("path");
}
function unknown(look, kind, { text }) {
    forgetNames(look.world);
    const told = kind === "DoStmt" || kind === "CallStmt"
        ? "what it runs is code"
        : `${kind || text.slice(0, 40)} is not known here`;
    look.doubt("the statement", told);
}

// EXTERNAL MODULE: ./tmp/build/core/judgement/text/tokens.js + 1 modules
var text_tokens = __webpack_require__(78555);
;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/cursor.js

function cursor(tokens, dialect) {
    let at = 0;
    const peek = (ahead = 0) => tokens[at + ahead] ?? null;
    const takeIf = (token, is) => {
        if (token === null || !is)
            return null;
        at += 1;
        return token.value;
    };
    const isWord = (token, word) => token?.kind === "word" && token.value === word;
    return {
        dialect,
        peek,
        take() {
            const token = peek();
            at += 1;
            return token;
        },
        word: (...words) => takeIf(peek(), words.some((word) => isWord(peek(), word))),
        words(phrase) {
            const words = phrase.split(" ");
            const matches = words.every((word, i) => isWord(peek(i), word));
            if (matches)
                at += words.length;
            return matches;
        },
        mark: (mark) => takeIf(peek(), peek()?.kind === "mark" && peek()?.value === mark) !== null,
        name() {
            const token = peek();
            return takeIf(token, isName(token, dialect)) === null || token === null ? null : cursor_nameOf(token);
        },
        number: () => takeIf(peek(), peek()?.kind === "number"),
        text: () => takeIf(peek(), peek()?.kind === "string" || peek()?.kind === "quoted"),
        parens() {
            const end = closing(tokens, at);
            if (end === null)
                return null;
            const inside = tokens.slice(at + 1, end);
            at = end + 1;
            return inside;
        },
        isDone: () => at >= tokens.length,
        rest() {
            const left = tokens.slice(at);
            at = tokens.length;
            return left;
        },
    };
}
function isName(token, dialect) {
    if (token === null)
        return false;
    return ["word", "name", "quoted"].includes(token.kind) || (token.kind === "string" && dialect === "sqlite");
}
function cursor_nameOf({ kind, value, raw }) {
    return kind === "word" ? raw : value;
}
function closing(tokens, from) {
    let depth = 0;
    for (let i = from; i < tokens.length; i++) {
        depth += depthOf(tokens[i]);
        if (depth <= 0)
            return i > from ? i : null;
    }
    return null;
}
function depthOf(token) {
    if (token?.kind !== "mark")
        return 0;
    return token.value === "(" ? 1 : token.value === ")" ? -1 : 0;
}
function parts(tokens) {
    const found = [[]];
    let depth = 0;
    for (const token of tokens) {
        depth += depthOf(token);
        if (depth === 0 && token.kind === "mark" && token.value === ",")
            found.push([]);
        else
            found.at(-1)?.push(token);
    }
    return found;
}
function holds(tokens, ...words) {
    return tokens.some(({ kind, value }) => kind === "word" && words.includes(value));
}
function tokensOf(text, dialect) {
    const lex = (0,text_tokens/* lexer */.l)(text, dialect);
    const tokens = [];
    for (let at = 0;;) {
        const token = lex.next(at);
        if ((0,text_tokens/* isUnreadable */.G)(token))
            return token;
        if (token === null)
            return tokens;
        tokens.push(token);
        at = token.end;
    }
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/functions.js
const grammar = words(`
  ALL AND ANY AS BETWEEN BY CASE DISTINCT DIV ELSE EXCEPT EXISTS FROM GROUP HAVING IN INTERSECT INTERVAL INTO IS JOIN KEY
  LIKE LIMIT MATCH AGAINST MOD NOT ON OR OVER PARTITION REGEXP RLIKE SELECT SET SOME THEN UNION USING VALUE VALUES WHEN
  WHERE XOR FILTER WITHIN ROW MATERIALIZED RECURSIVE RETURNING CONFLICT`);
const computing = words(`
  ABS ACOS ADDDATE ADDTIME ASCII ASIN ATAN ATAN2 AVG BIN BIT_AND BIT_COUNT BIT_LENGTH BIT_OR BIT_XOR CAST CEIL CEILING CHAR
  CHARSET CHAR_LENGTH CHARACTER_LENGTH COALESCE COLLATION CONCAT CONCAT_WS CONV CONVERT CONVERT_TZ COS COT COUNT CRC32 CURDATE
  CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURTIME DATABASE DATE DATE_ADD DATE_FORMAT DATE_SUB DATEDIFF
  DATETIME DAY DAYNAME DAYOFMONTH DAYOFWEEK DAYOFYEAR DECIMAL DEFAULT DEGREES DENSE_RANK ELT EXP EXPORT_SET EXTRACT FIELD
  FIND_IN_SET FIRST_VALUE FLOOR FORMAT FROM_BASE64 FROM_DAYS FROM_UNIXTIME GLOB GREATEST GROUP_CONCAT HEX HOUR IF IFNULL IIF
  INET_ATON INET_NTOA INSERT INSTR ISNULL JSON JSON_ARRAY JSON_ARRAYAGG JSON_ARRAY_APPEND JSON_CONTAINS JSON_DEPTH JSON_EACH
  JSON_EXTRACT JSON_INSERT JSON_KEYS JSON_LENGTH JSON_MERGE_PATCH JSON_MERGE_PRESERVE JSON_OBJECT JSON_OBJECTAGG
  JSON_GROUP_ARRAY JSON_GROUP_OBJECT JSON_QUOTE JSON_REMOVE JSON_REPLACE JSON_SEARCH JSON_SET JSON_TYPE JSON_UNQUOTE JSON_VALID
  JSON_VALUE JULIANDAY LAG LAST_DAY LAST_INSERT_ID LAST_INSERT_ROWID LAST_VALUE LCASE LEAD LEAST LEFT LENGTH LN LOCALTIME
  LOCALTIMESTAMP LOCATE LOG LOG10 LOG2 LOWER LPAD LTRIM MAKEDATE MAKETIME MAX MD5 MICROSECOND MID MIN MINUTE MONTH MONTHNAME
  NTILE NOW NULLIF NUMERIC OCT OCTET_LENGTH ORD PERIOD_ADD PERIOD_DIFF PI POSITION POW POWER PRINTF QUARTER QUOTE RADIANS RAND
  RANDOM RANDOMBLOB RANK REGEXP_INSTR REGEXP_REPLACE REGEXP_SUBSTR REPEAT REPLACE REVERSE RIGHT ROUND ROW_COUNT ROW_NUMBER RPAD
  RTRIM SCHEMA SECOND SEC_TO_TIME SHA SHA1 SHA2 SIGN SIGNED SIN SOUNDEX SPACE SQRT STDDEV STRCMP STRFTIME STR_TO_DATE SUBDATE
  SUBSTR SUBSTRING SUBSTRING_INDEX SUBTIME SUM SYSDATE TAN TIME TIMEDIFF TIMESTAMP TIMESTAMPADD TIMESTAMPDIFF TIME_FORMAT
  TIME_TO_SEC TOTAL TO_BASE64 TO_DAYS TO_SECONDS TRIM TRUNCATE TYPEOF UCASE UNHEX UNICODE UNIXEPOCH UNIX_TIMESTAMP UNSIGNED
  UPPER USER UTC_DATE UTC_TIME UTC_TIMESTAMP UUID UUID_SHORT UUID_TO_BIN BIN_TO_UUID VARCHAR VARIANCE VERSION WEEK WEEKDAY
  WEEKOFYEAR YEAR YEARWEEK ZEROBLOB BINARY`);
const ofSqlite = words(`
  GLOB IIF JSON JSON_EACH JSON_GROUP_ARRAY JSON_GROUP_OBJECT JULIANDAY LAST_INSERT_ROWID PRINTF RANDOM RANDOMBLOB STRFTIME
  TOTAL TYPEOF UNICODE UNIXEPOCH ZEROBLOB`);
const ofMysqlAlone = words("UUID_TO_BIN BIN_TO_UUID");
const withoutSpace = words(`
  ADDDATE BIT_AND BIT_OR BIT_XOR CAST COUNT CURDATE CURTIME DATE_ADD DATE_SUB EXTRACT GROUP_CONCAT MAX MID MIN NOW POSITION
  STDDEV SUBDATE SUBSTR SUBSTRING SUM SYSDATE TRIM VARIANCE`);
const acting = words("INTO OUTFILE DUMPFILE PROCEDURE EXECUTE CALL");
function words(list) {
    return new Set(list.trim().split(/\s+/));
}
function routine(name) {
    return `code ${name.toUpperCase()}`;
}
function onlyComputes(tokens, kase) {
    return tokens.every((token, i) => {
        const { kind, value } = token;
        if (kind === "mark")
            return value !== ";" && value !== ":=";
        if (kind === "word" && acting.has(value))
            return false;
        const next = tokens[i + 1];
        if (next?.kind !== "mark" || next.value !== "(")
            return true;
        if (kind === "word")
            return tokens[i - 1]?.value !== "." && isOfTheEngine(token, next, kase);
        return kind === "string" || kind === "number";
    });
}
function isOfTheEngine({ value, end }, { at }, { dialect, world }) {
    if (world.has("function", routine(value)))
        return false;
    if (grammar.has(value))
        return true;
    if (!computing.has(value))
        return false;
    if (dialect === "sqlite")
        return true;
    const isForeign = ofSqlite.has(value) || (dialect === "mariadb" && ofMysqlAlone.has(value));
    return !isForeign && (end === at || !withoutSpace.has(value));
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/generated.js


function generated_neverFails(expression, column, kase) {
    if (!isPlain(expression) || holds(expression, ...failing) || !onlyComputes(expression, kase))
        return false;
    const { type } = column;
    if (kase.isSqlite ? ["", "TEXT", "ANY"].includes(type) : type === "LONGTEXT" && !column.hasCharset)
        return true;
    return /^(?:(?:TINY|SMALL|MEDIUM|BIG)?INT|INTEGER|BOOL|BOOLEAN)(?: UNSIGNED)?$/.test(type) && isQuestion(expression);
}
const failing = ["DIV", "MOD", "REGEXP", "RLIKE", "MATCH", "GLOB", "LIKE", "ESCAPE", "INTERVAL", "BINARY", "COLLATE"];
const total = new Set(["LOWER", "UPPER", "COALESCE", "IFNULL", "CONCAT", "TRIM", "LENGTH", "NULLIF"]);
const joining = new Set(["AND", "OR", "NOT"]);
function isPlain(expression) {
    return expression.every(({ kind, value }, i) => (kind === "mark" && ["(", ")", ",", "."].includes(value)) ||
        (kind !== "mark" && (expression[i + 1]?.value !== "(" || total.has(value) || joining.has(value))));
}
function isQuestion(expression) {
    const words = expression.map(({ kind, value }) => (kind === "word" ? value : kind === "mark" ? "," : "?"));
    const [name, is, ...rest] = words;
    const asked = rest[0] === "NOT" ? rest.slice(1) : rest;
    return name !== "," && is === "IS" && asked.length === 1 && ["NULL", "TRUE", "FALSE"].includes(asked[0] ?? "");
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/names.js
function names_objectName(at) {
    const first = at.name();
    if (first === null)
        return null;
    if (!at.mark("."))
        return names_named(null, first, at.dialect);
    const second = at.name();
    return second === null ? null : names_named(first, second, at.dialect);
}
function names_named(schema, name, dialect) {
    const isMain = dialect === "sqlite" && schema !== null && folded(schema) === "main";
    const path = schema === null || isMain ? [name] : [schema, name];
    const key = path.map((part) => (dialect === "sqlite" ? folded(part) : part).replaceAll(".", "\\.")).join(".");
    return {
        ...{ key, schema: isMain ? null : schema, name },
        shown: path.join("."),
        quoted: path.map((part) => quoted(part, dialect)).join("."),
    };
}
function quoted(name, dialect) {
    return dialect === "sqlite" ? `"${name.replaceAll('"', '""')}"` : `\`${name.replaceAll("`", "``")}\``;
}
function literal(text) {
    return `'${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
}
function columnKey(table, column) {
    return `${table.key}.${folded(column)}`;
}
function folded(name) {
    return name.replace(/[A-Z]+/g, (big) => big.toLowerCase());
}
function names_isOfTheEngine({ schema, name }, dialect) {
    if (dialect === "sqlite")
        return folded(name).startsWith("sqlite_");
    return schema !== null && ["mysql", "sys", "information_schema", "performance_schema"].includes(folded(schema));
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/judge-reference.js

function knownChild(kase, table) {
    const isNotNull = (column) => kase.world.has("column", notNull(table, column));
    return { table, isNew: kase.isNew(table), isNotNull };
}
function notNull(table, column) {
    return `not null ${columnKey(table, column)}`;
}
function under({ key }) {
    return `under ${key}`;
}
function judgeReference(kase, child, told) {
    const { table } = child;
    const other = told.table;
    const isOwn = other.key === table.key;
    const isOld = !isOwn && !kase.isNew(other);
    const isUnder = !isOwn && !isOld && kase.world.has("constraint", under(other));
    if (kase.isSqlite && !isAtPrimaryKey(told) && (isOld || isUnder || !child.isNew))
        judgeMatch(kase, table, told);
    if (isOwn)
        return;
    if (!isOld && !child.isNew)
        kase.forget("table", other.key);
    if (!isOld && !isUnder)
        return;
    const follows = (action) => action === "CASCADE" || (action === "SET NULL" && !told.columns.some(isFixed));
    const isFixed = (column) => child.isNotNull(column);
    if (told.onDelete === "CASCADE" && child.isNew)
        kase.make("constraint", under(table));
    const goes = follows(told.onDelete);
    if (goes)
        kase.warn(`rows of ${table.shown} follow what the previous release deletes in ${other.shown}`);
    const isChanged = isOld && !follows(told.onUpdate);
    if (!goes || (isChanged && !isAtPrimaryKey(told)))
        judgeRefusal(kase, table, told, { goes, isChanged });
    else if (isChanged)
        kase.warn(`while a row of ${table.shown} refers to a row of ${other.shown}, the previous release cannot change the key of that`);
    if (isOld && !kase.isSqlite)
        kase.warn(`the previous release cannot TRUNCATE ${other.shown} any more`);
}
function isAtPrimaryKey({ columns, targets }) {
    const [target, second] = targets;
    return target === undefined || (second === undefined && columns.length === 1 && target.toLowerCase() === "id");
}
function judgeRefusal(kase, table, told, { goes, isChanged }) {
    const other = told.table;
    const filled = told.columns.map((column) => `${quoted(column, kase.dialect)} IS NOT NULL`).join(" AND ");
    const refused = [...(goes ? [] : ["delete that"]), ...(isChanged ? ["change the key of that"] : [])].join(" or ");
    kase.found("K3", table.shown, {
        reason: `while a row of ${table.shown} refers to a row of ${other.shown}, the previous release cannot ${refused}`,
        remedy: goes
            ? "say ON UPDATE CASCADE too: then it is SAFE"
            : "say ON DELETE CASCADE, or SET NULL where the column may be NULL, if that is meant: then it is SAFE",
        resolution: {
            by: "probe",
            probe: {
                asks: `rows of \`${table.shown}\` that refer to \`${other.shown}\``,
                sql: `SELECT count(*) FROM ${table.quoted} WHERE ${filled}`,
            },
        },
    });
}
function judgeMatch(kase, table, { table: other, targets }) {
    const names = literal(targets
        .map((target) => target.toLowerCase())
        .sort()
        .join());
    const schema = literal(other.schema ?? "main");
    const of = (columns) => `(SELECT group_concat(name) FROM (SELECT lower(name) AS name FROM ${columns} ORDER BY 1))`;
    const primary = of(`pragma_table_info(${literal(other.name)}, ${schema}) WHERE pk > 0`);
    const unique = of(`pragma_index_info(i.name, ${schema})`);
    const indexes = `pragma_index_list(${literal(other.name)}, ${schema}) AS i WHERE i."unique" AND NOT i.partial`;
    kase.found("K3", table.shown, {
        reason: `where ${other.shown} (${targets.join(", ")}) is neither its primary key nor unique, SQLite refuses the previous release's writes (foreign key mismatch)`,
        remedy: `refer to the primary key of ${other.shown}`,
        resolution: {
            by: "probe",
            probe: {
                asks: `whether \`${other.shown}\` lacks a unique key of \`${targets.join(", ")}\``,
                sql: `SELECT NOT (coalesce(${primary} = ${names}, 0) OR EXISTS (SELECT 1 FROM ${indexes} AND ${unique} = ${names}))`,
            },
        },
    });
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/locks.js
const costs = ["instant", "online", "rebuild", "copy"];
function costlier(a, b) {
    return costs.indexOf(a) >= costs.indexOf(b) ? a : b;
}
function locks_changes(kase, on, cost) {
    if (kase.isSqlite) {
        fileLock(kase, cost !== "instant", cost === "rebuild" || cost === "copy");
        return;
    }
    kase.hazard({
        ...{ on, lock: "MDL EXCLUSIVE", blocks: "reads and writes", isLong: false, rewrites: false },
        reason: "it waits for every open transaction on the table, and whoever comes after it waits behind it",
        remedy: "set a short `lock_wait_timeout` and try again when it is over",
    });
    if (cost === "instant")
        return;
    const rewrites = cost !== "online";
    if (cost === "copy")
        kase.hazard({
            ...{ on, lock: "MDL SHARED_NO_WRITE", blocks: "writes", isLong: true, rewrites },
            reason: "the table is copied row by row, and nobody writes until that is done",
            remedy: "say `ALGORITHM=INPLACE, LOCK=NONE` to have it refused instead; on a large table use gh-ost or pt-online-schema-change",
        });
    else
        kase.hazard({
            ...{ on, lock: "MDL SHARED_UPGRADABLE", blocks: "schema changes", isLong: true, rewrites },
            reason: `every row is ${rewrites ? "written anew" : "read"} while others go on working; replicas do it after that`,
            remedy: "say `ALGORITHM=INPLACE, LOCK=NONE`: then it is refused where others would have to wait",
        });
}
function writes(kase, on, isLong) {
    if (kase.isSqlite) {
        fileLock(kase, isLong, false);
        return;
    }
    if (!isLong)
        return;
    kase.hazard({
        ...{ on, lock: "row locks", blocks: "writes", isLong, rewrites: false },
        reason: "every row that it passes stays locked until its transaction ends",
        remedy: "do it in batches of a few thousand rows",
    });
}
function fileLock(kase, isLong, rewrites) {
    kase.hazard({
        ...{ on: "the database file", lock: "EXCLUSIVE", blocks: "writes", isLong, rewrites },
        reason: isLong
            ? "one writer at a time: nobody writes until every row was passed, and without WAL nobody reads while it is written"
            : "one writer at a time: nobody writes meanwhile",
        remedy: isLong ? "set `busy_timeout` for everybody else, and use `PRAGMA journal_mode = WAL`" : null,
    });
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/add-column.js




function judgeAdded(kase, table, column) {
    const about = `${table.shown}.${column.name}`;
    if (kase.isNew(table)) {
        if (column.references !== null)
            judgeReference(kase, childOf(table, column, true), column.references);
        if (canBeNoNull(column))
            kase.make("column", notNull(table, column.name));
        return;
    }
    kase.warn(`inserts into ${table.shown} without a list of columns fail now, and \`SELECT *\` has one column more`);
    if (column.generated === null)
        add_column_judgeValue(kase, about, column);
    else
        add_column_judgeGenerated(kase, about, column);
    if (column.isPrimary || column.isUnique || column.isAuto) {
        if (kase.isSqlite)
            kase.unknown(about, "SQLite refuses to add a column that is UNIQUE or a primary key");
        else
            kase.found("K1", about);
    }
    if (column.hasCheck)
        kase.found("K3", about);
    if (column.references !== null)
        judgeReference(kase, childOf(table, column, false), column.references);
}
function childOf(table, column, isNew) {
    return { table, isNew, isNotNull: () => canBeNoNull(column) };
}
function canBeNoNull({ isNotNull, isPrimary, hasCheck }) {
    return isNotNull || isPrimary || hasCheck;
}
function add_column_judgeValue(kase, about, column) {
    if (column.default === "expression") {
        if (kase.isSqlite) {
            kase.unknown(about, "SQLite refuses a default that is no constant on a table with rows", "give it a constant");
            return;
        }
        kase.found("C2", about, {
            ...{ verdict: "PROBE", previous: "conditional", resolution: { by: "loosening" } },
            reason: "its default is computed for every row of the previous release, and may fail",
            remedy: "give the column a constant DEFAULT: then it is SAFE",
        });
        return;
    }
    if (column.default === "constant") {
        kase.found(column.isNotNull ? "C2" : "C1", about);
        return;
    }
    if (!column.isNotNull || column.isAuto) {
        kase.found("C1", about);
        return;
    }
    if (!kase.isSqlite) {
        kase.found("C3", about);
        return;
    }
    kase.found("C3", about, {
        reason: "SQLite refuses it on a table with rows, and on an empty one the previous release's inserts leave it out",
    });
}
function add_column_judgeGenerated(kase, about, column) {
    const { generated, isNotNull } = column;
    if (kase.isSqlite && column.isStored) {
        kase.unknown(about, "SQLite refuses to add a STORED column", "say VIRTUAL");
        return;
    }
    if (generated !== null && !isNotNull && generated_neverFails(generated, column, kase)) {
        kase.found("C7", about);
        return;
    }
    kase.found("C7", about, {
        ...{ verdict: "PROBE", previous: "conditional", resolution: { by: "loosening" } },
        reason: "a row that its expression cannot be computed for, or that does not fit, is rejected",
        remedy: "add a column that may be NULL and let the new release fill it",
    });
}
function add_column_noteColumn(kase, table, column) {
    kase.make("column", columnKey(table, column));
}
function costOf(column, isPlaced, before) {
    if (column.generated !== null && column.isStored)
        return "copy";
    if (column.isAuto || column.isPrimary || column.isUnique || column.hasCheck || column.references !== null)
        return "copy";
    return costlier(before, isPlaced ? "rebuild" : "instant");
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/reference.js


function reference(at, columns) {
    const table = names_objectName(at);
    if (table === null)
        return null;
    const targets = namesIn(at.parens() ?? []);
    let onDelete = "refuse";
    let onUpdate = "refuse";
    for (;;) {
        if (at.word("MATCH"))
            at.take();
        else if (at.words("ON DELETE"))
            onDelete = action(at);
        else if (at.words("ON UPDATE"))
            onUpdate = action(at);
        else if (at.words("NOT DEFERRABLE") || at.word("DEFERRABLE")) {
            if (at.words("INITIALLY DEFERRED"))
                continue;
            at.words("INITIALLY IMMEDIATE");
        }
        else
            return { columns, table, targets, onDelete, onUpdate };
    }
}
function action(at) {
    if (at.words("SET NULL"))
        return "SET NULL";
    if (at.words("SET DEFAULT") || at.words("NO ACTION") || at.word("RESTRICT"))
        return "refuse";
    return at.word("CASCADE") === null ? "refuse" : "CASCADE";
}
function foreignKey(at) {
    const columns = keyColumns(at);
    return columns !== null && at.word("REFERENCES") ? reference(at, columns) : null;
}
function keyColumns(at) {
    at.words("IF NOT EXISTS");
    if (at.peek()?.value !== "(")
        at.name();
    const inside = at.parens();
    return inside === null ? null : namesIn(inside);
}
function references(piece, { dialect }) {
    const found = [];
    const at = cursor(piece, dialect);
    const [first] = piece;
    let columns = first === undefined ? [] : [cursor_nameOf(first)];
    while (!at.isDone()) {
        if (at.words("FOREIGN KEY"))
            columns = keyColumns(at) ?? columns;
        else if (at.word("REFERENCES")) {
            const told = reference(at, columns);
            if (told !== null)
                found.push(told);
        }
        else
            at.take();
    }
    return found;
}
function namesIn(tokens) {
    return tokens.filter(({ kind }) => kind !== "mark").map(cursor_nameOf);
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/column.js


const attributes = new Set(("NOT NULL DEFAULT AUTO_INCREMENT AUTOINCREMENT UNIQUE PRIMARY KEY COMMENT COLLATE CHARACTER CHARSET GENERATED AS ON CHECK " +
    "CONSTRAINT REFERENCES INVISIBLE VISIBLE COLUMN_FORMAT STORAGE FIRST AFTER VIRTUAL STORED PERSISTENT").split(" "));
const ofMysqlTypes = new Set("UNSIGNED SIGNED ZEROFILL BINARY PRECISION VARYING ASCII UNICODE VARCHAR VARBINARY CHAR".split(" "));
function columnOf(tokens, at = cursor(tokens, "mysql")) {
    const first = at.peek();
    if (first?.kind === "word" && notNames.has(first.value))
        return null;
    const name = at.name();
    if (name === null)
        return null;
    const type = typeOf(at);
    if (type === null)
        return null;
    const column = {
        ...{ name, type, isNotNull: type === "SERIAL", default: "none", isUnique: type === "SERIAL", isPrimary: false },
        ...{ isAuto: type === "SERIAL", hasCheck: false, isInvisible: false, hasCharset: false },
        ...{ references: null, generated: null, isStored: false },
    };
    while (!at.isDone())
        if (!attribute(at, column))
            return null;
    return column;
}
const notNames = new Set("CONSTRAINT UNIQUE PRIMARY FOREIGN CHECK INDEX KEY FULLTEXT SPATIAL PARTITION COLUMN IF NOT NULL DEFAULT".split(" "));
function typeOf(at) {
    const isSqlite = at.dialect === "sqlite";
    const words = [];
    for (;;) {
        const token = at.peek();
        const isVarying = token?.value === "CHARACTER" && at.peek(1)?.value !== "SET" && words.length === 0;
        if (token?.kind !== "word" || (attributes.has(token.value) && !isVarying))
            break;
        if (!isSqlite && words.length > 0 && !ofMysqlTypes.has(token.value))
            return null;
        words.push(token.value);
        at.take();
        at.parens();
    }
    return words.length === 0 && !isSqlite ? null : words.join(" ");
}
function attribute(at, column) {
    if (at.words("NOT NULL"))
        column.isNotNull = true;
    else if (at.word("NULL"))
        return true;
    else if (at.word("DEFAULT"))
        return defaultOf(at, column);
    else if (at.word("AUTO_INCREMENT"))
        column.isAuto = true;
    else if (at.words("PRIMARY KEY") || at.word("KEY")) {
        column.isPrimary = true;
        at.word("ASC", "DESC");
        at.word("AUTOINCREMENT");
    }
    else if (at.word("UNIQUE")) {
        column.isUnique = true;
        at.word("KEY");
    }
    else if (at.word("COMMENT"))
        return at.text() !== null;
    else if (at.word("COLLATE", "CHARSET") || at.words("CHARACTER SET")) {
        column.hasCharset = true;
        at.mark("=");
        return at.name() !== null;
    }
    else if (at.words("GENERATED ALWAYS AS") || at.word("AS")) {
        column.generated = at.parens();
        column.isStored = at.word("VIRTUAL", "STORED", "PERSISTENT") !== null && at.peek(-1)?.value !== "VIRTUAL";
        return column.generated !== null;
    }
    else if (at.words("ON UPDATE"))
        return moment(at);
    else if (at.word("CONSTRAINT"))
        return at.peek()?.value === "CHECK" || at.name() !== null;
    else if (at.word("CHECK")) {
        column.hasCheck = true;
        return at.parens() !== null && (at.words("NOT ENFORCED") || at.word("ENFORCED") !== null || true);
    }
    else if (at.word("REFERENCES")) {
        column.references = reference(at, [column.name]);
        return column.references !== null;
    }
    else if (at.word("INVISIBLE"))
        column.isInvisible = true;
    else if (at.word("COLUMN_FORMAT", "STORAGE"))
        return at.take() !== null;
    else
        return at.word("VISIBLE", "FIRST") !== null || (at.word("AFTER") !== null && at.name() !== null);
    return true;
}
function moment(at) {
    if (at.word("CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP") === null)
        return false;
    at.parens();
    return true;
}
function defaultOf(at, column) {
    const inside = at.parens();
    if (inside !== null) {
        const within = cursor(inside, at.dialect);
        const kind = constant(within);
        column.default = kind !== null && within.isDone() ? kind : "expression";
        return true;
    }
    const kind = constant(at);
    if (kind === null)
        return false;
    column.default = kind;
    return true;
}
function constant(at) {
    if (at.word("NULL"))
        return "null";
    if (at.word("TRUE", "FALSE"))
        return "constant";
    if (at.dialect === "sqlite" && at.word("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"))
        return "expression";
    if (at.dialect !== "sqlite" && moment(at))
        return "constant";
    const sign = at.mark("-") || at.mark("+");
    if (at.number() !== null)
        return "constant";
    if (sign)
        return null;
    const [first, second] = [at.peek(), at.peek(1)];
    const isPrefixed = first?.kind === "word" && second?.kind === "string" && first.end === second.at;
    if (isPrefixed && /^(?:[BX]|_\w+)$/.test(first.value))
        at.take();
    return at.text() === null ? null : "constant";
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/create-table.js






const engines = new Set(["INNODB", "MYISAM", "ARIA", "MEMORY", "ROCKSDB", "ARCHIVE"]);
const options = new Set(("ENGINE AUTO_INCREMENT COMMENT COLLATE CHARSET ROW_FORMAT KEY_BLOCK_SIZE STATS_PERSISTENT STATS_AUTO_RECALC " +
    "STATS_SAMPLE_PAGES AVG_ROW_LENGTH MAX_ROWS MIN_ROWS CHECKSUM PACK_KEYS DELAY_KEY_WRITE PAGE_CHECKSUM TRANSACTIONAL").split(" "));
function create_table_createTable(at, kase) {
    const isOptional = at.words("IF NOT EXISTS");
    const table = names_objectName(at);
    if (table === null || names_isOfTheEngine(table, kase.dialect))
        return false;
    if (!kase.isSqlite && at.word("LIKE"))
        return names_objectName(at) !== null && made(at, kase, table, isOptional);
    const inside = at.parens();
    if (inside === null)
        return selected(at, kase) && made(at, kase, table, isOptional);
    if (holds(inside, "SELECT", "VALUES", "TABLE") || inside[0]?.value === ")")
        return false;
    if (!(kase.isSqlite ? sqliteOptions(at) : mysqlOptions(at)))
        return false;
    if (!at.isDone() && !(kase.isSqlite === false && selected(at, kase)))
        return false;
    judgeReferences(at, kase, inside, { table, isNew: !isOptional });
    return made(at, kase, table, isOptional);
}
function judgeReferences(at, kase, inside, { table, isNew }) {
    const pieces = parts(inside);
    const fixed = new Set(pieces.flatMap(neverNull));
    const isNotNull = (column) => fixed.has(column.toLowerCase());
    for (const piece of pieces)
        for (const told of references(piece, at))
            judgeReference(kase, { table, isNew, isNotNull }, told);
    for (const column of fixed)
        kase.make("column", notNull(table, column));
}
function neverNull(piece) {
    const [first] = piece;
    const isNotNull = piece.some(({ kind, value }, i) => kind === "word" && value === "NOT" && piece[i + 1]?.value === "NULL");
    if (first === undefined || !(isNotNull || holds(piece, "PRIMARY", "CHECK", "SERIAL")))
        return [];
    const isOfTable = first.kind === "word" && ["CONSTRAINT", "PRIMARY", "CHECK"].includes(first.value);
    const names = isOfTable ? piece.filter(({ kind }) => kind !== "mark") : [first];
    return names.map((token) => cursor_nameOf(token).toLowerCase());
}
function made(at, kase, table, isOptional) {
    if (!at.isDone())
        return false;
    if (kase.wasTaken(table)) {
        kase.unknown(table.shown, "the name belonged to another table when the release began");
        return true;
    }
    kase.found("T1", table.shown);
    if (!isOptional)
        kase.make("table", table.key);
    return true;
}
function selected(at, kase) {
    at.word("IGNORE", "REPLACE");
    at.word("AS");
    const query = at.rest();
    const [first] = query;
    const begins = first?.kind === "mark" ? first.value === "(" : ["SELECT", "WITH", "VALUES"].includes(first?.value ?? "");
    if (!begins || !holds(query, "SELECT", "VALUES") || !onlyComputes(query, kase) || holds(query, "DELETE", "UPDATE"))
        return false;
    writes(kase, "the tables that it reads", true);
    return true;
}
function sqliteOptions(at) {
    while (!at.isDone()) {
        if (!at.words("WITHOUT ROWID") && at.word("STRICT") === null)
            return false;
        if (!at.mark(",") && !at.isDone())
            return false;
    }
    return true;
}
function mysqlOptions(at) {
    while (!at.isDone()) {
        at.mark(",");
        at.word("DEFAULT");
        const next = at.peek();
        if (next === null)
            return false;
        if (["AS", "SELECT", "IGNORE", "REPLACE", "WITH"].includes(next.value) || next.value === "(")
            return true;
        if (at.words("PARTITION BY"))
            return !holds(at.rest(), "SELECT", "AS", "WITH", "TABLE");
        const option = at.words("CHARACTER SET") ? "CHARSET" : at.word(...options);
        if (option === null)
            return false;
        at.mark("=");
        const value = at.take();
        if (value === null || value.kind === "mark")
            return false;
        if (option === "ENGINE" && !engines.has(value.value.toUpperCase()))
            return false;
    }
    return true;
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/create.js





function create(at, kase) {
    const replaces = at.words("OR REPLACE");
    if (at.word("TEMP", "TEMPORARY"))
        return false;
    if (replaces && at.word("TABLE")) {
        const table = names_objectName(at);
        if (table !== null)
            kase.found("T2", table.shown, { reason: "OR REPLACE drops the table that is there" });
        return table !== null;
    }
    if (replaces)
        return false;
    if (at.word("TABLE"))
        return create_table_createTable(at, kase);
    const kind = at.word("UNIQUE", "FULLTEXT", "SPATIAL");
    if (at.word("INDEX"))
        return create_createIndex(at, kase, kind);
    if (kind !== null)
        return false;
    if (at.word("DATABASE", "SCHEMA"))
        return simple(at, kase);
    if (at.word("SEQUENCE"))
        return simple(at, kase);
    if (at.word("USER", "ROLE")) {
        kase.found("P2", "a user or role");
        return true;
    }
    skipDefiner(at);
    if (at.word("VIEW"))
        return create_createView(at, kase);
    if (at.word("PROCEDURE", "FUNCTION"))
        return createRoutine(at, kase);
    return at.word("TRIGGER") !== null && create_createTrigger(at, kase);
}
function simple(at, kase) {
    at.words("IF NOT EXISTS");
    const name = names_objectName(at);
    if (name === null || holds(at.rest(), "AS", "SELECT"))
        return false;
    kase.found("T1", name.shown);
    return true;
}
function skipDefiner(at) {
    if (at.word("ALGORITHM")) {
        at.mark("=");
        at.take();
    }
    if (at.word("DEFINER")) {
        at.mark("=");
        at.take();
        if (at.mark("@"))
            at.take();
        at.parens();
    }
    if (at.words("SQL SECURITY"))
        at.take();
}
function create_createView(at, kase) {
    const isOptional = at.words("IF NOT EXISTS");
    const view = names_objectName(at);
    if (view === null)
        return false;
    at.parens();
    if (!at.word("AS"))
        return false;
    const query = at.rest();
    if (!["SELECT", "WITH", "("].includes(query[0]?.value ?? "") || query.some(isSemicolon))
        return false;
    kase.found("T1", view.shown);
    if (!isOptional && !kase.wasTaken(view))
        kase.make("view", view.key);
    return true;
}
function isSemicolon({ kind, value }) {
    return kind === "mark" && value === ";";
}
function createRoutine(at, kase) {
    const isOptional = at.words("IF NOT EXISTS");
    const name = names_objectName(at);
    if (name === null || at.parens() === null)
        return false;
    const body = at.rest();
    if (body.some(isSemicolon) && !holds(body, "BEGIN"))
        return false;
    kase.found("T1", name.shown);
    if (!isOptional)
        kase.make("function", name.key);
    kase.make("function", routine(name.name));
    return true;
}
function create_createTrigger(at, kase) {
    at.words("IF NOT EXISTS");
    const trigger = names_objectName(at);
    if (trigger === null)
        return false;
    const rest = at.rest();
    const on = rest.findIndex(({ kind, value }) => kind === "word" && value === "ON");
    const after = cursor(rest.slice(on + 1), at.dialect);
    const table = on === -1 ? null : names_objectName(after);
    const body = after.rest();
    if (table === null || (body.some(isSemicolon) && !holds(body, "BEGIN")))
        return false;
    locks_changes(kase, table.shown, "instant");
    const touchesOthers = holds(body, "INSERT", "UPDATE", "DELETE", "REPLACE", "CALL", "SELECT");
    if (kase.isNew(table) && !touchesOthers)
        return true;
    kase.found("G1", `trigger ${trigger.shown} of ${table.shown}`);
    return true;
}
function create_createIndex(at, kase, kind) {
    const isOptional = at.words("IF NOT EXISTS");
    const index = names_objectName(at);
    if (at.word("USING"))
        at.take();
    if (index === null || !at.word("ON"))
        return false;
    const table = names_objectName(at);
    const columns = at.parens();
    if (table === null || columns === null || names_isOfTheEngine(table, kase.dialect))
        return false;
    const where = kase.isSqlite && at.word("WHERE") !== null ? at.rest() : [];
    if (!indexOptions(at))
        return false;
    judgeIndex(kase, { table, name: index.name, kind, columns, where });
    if (!isOptional && kind === null)
        kase.make("index", indexKey(kase, table, index.name));
    return true;
}
function indexKey({ isSqlite }, table, name) {
    return isSqlite ? name.toLowerCase() : `${table.key} ${name.toLowerCase()}`;
}
function indexOptions(at) {
    if (at.dialect === "sqlite")
        return at.isDone();
    while (!at.isDone()) {
        if (at.word("USING", "COMMENT", "ALGORITHM", "LOCK", "KEY_BLOCK_SIZE")) {
            at.mark("=");
            at.take();
        }
        else if (at.words("WITH PARSER"))
            at.take();
        else if (at.word("NOWAIT", "VISIBLE") === null && !(at.word("WAIT") && at.number() !== null))
            return false;
    }
    return true;
}
function judgeIndex(kase, { table, name, kind, columns, where = [] }) {
    const isPlain = parts(columns).every((part) => isIndexed(cursor(part, kase.dialect))) && where.length === 0;
    locks_changes(kase, table.shown, kind === "FULLTEXT" || kind === "SPATIAL" ? "copy" : "online");
    if (kase.isNew(table))
        return;
    const about = `index ${name} of ${table.shown}`;
    if (kind === "UNIQUE")
        kase.found("K1", about);
    else if (isPlain && kind !== "SPATIAL")
        kase.found("I1", about);
    else if (onlyComputes([...columns, ...where], kase))
        kase.found("K3", about, {
            reason: "a row that its expression cannot be computed for is rejected",
            remedy: "index columns alone: then it is SAFE",
        });
    else
        kase.unknown(about, "it calls a function that may do anything");
}
function isIndexed(at) {
    if (at.name() === null)
        return false;
    const length = at.parens();
    if (length !== null && !(length.length === 1 && length[0]?.kind === "number"))
        return false;
    if (at.word("COLLATE") && at.name() === null)
        return false;
    at.word("ASC", "DESC");
    return at.isDone();
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/alter-column.js





function restated(part, kase, table) {
    const isChange = part.peek(-1)?.value === "CHANGE";
    part.word("COLUMN");
    part.words("IF EXISTS");
    const old = isChange ? part.name() : null;
    const definition = part.rest();
    const column = columnOf(definition, cursor(definition, kase.dialect));
    if (column === null || (isChange && old === null))
        return null;
    const before = old ?? column.name;
    const isMade = kase.world.has("column", columnKey(table, before));
    if (kase.isNew(table) || isMade) {
        judgeAdded(kase, table, column);
        kase.forget("column", columnKey(table, before));
        if (isMade)
            add_column_noteColumn(kase, table, column.name);
        return "copy";
    }
    const isRenamed = columnKey(table, before) !== columnKey(table, column.name);
    if (isRenamed)
        kase.found("C5", `${table.shown}.${before}`);
    if (column.references !== null || column.isUnique || column.isPrimary)
        kase.found("K3", `${table.shown}.${column.name}`);
    kase.unknown(`${table.shown}.${column.name}`, "it states the whole column anew, and what its type, NULL, default and collation were is not in the migration", isRenamed
        ? "rename it by RENAME COLUMN, which changes nothing else"
        : "change a default by ALTER COLUMN … SET DEFAULT; let the rehearsal show the rest");
    return "copy";
}
function alteration(part, kase, table) {
    const isNew = kase.isNew(table);
    if (part.word("INDEX", "KEY")) {
        const name = part.name();
        if (name === null)
            return null;
        if (part.word("VISIBLE") || part.words("NOT IGNORED"))
            return "instant";
        if (!part.word("INVISIBLE", "IGNORED"))
            return null;
        if (!isNew)
            hinted(kase, `index ${name} of ${table.shown}`);
        return "instant";
    }
    if (part.word("CHECK", "CONSTRAINT")) {
        const name = part.name();
        const isLoose = part.words("NOT ENFORCED");
        if (name === null || (!isLoose && !part.word("ENFORCED")))
            return null;
        const resolution = isLoose ? { resolution: { by: "person" } } : {};
        if (!isNew)
            kase.found(isLoose ? "K4" : "K3", `constraint ${name} of ${table.shown}`, resolution);
        return isLoose ? "instant" : "copy";
    }
    part.word("COLUMN");
    const column = part.name();
    if (column === null)
        return null;
    const about = `${table.shown}.${column}`;
    if (part.words("DROP DEFAULT")) {
        if (!isNew)
            kase.found("D2", about);
        return "instant";
    }
    return part.words("SET DEFAULT") ? newDefault(part, kase, table, column) : null;
}
function newDefault(part, kase, table, column) {
    const inside = part.parens();
    const value = inside === null ? constant(part) : constant(cursor(inside, part.dialect));
    if (value === null && inside === null)
        return null;
    const isConstant = value === "constant" && (inside === null || inside.length === 1);
    if (kase.isNew(table))
        return "instant";
    if (!isConstant)
        kase.found("D2", `${table.shown}.${column}`);
    else
        kase.found("D1", `${table.shown}.${column}`, {
            ...{ verdict: "PROBE", previous: "conditional", resolution: guards(table, column) },
            reason: "a check, a foreign key or a unique index may refuse it to the previous release's inserts",
        });
    return "instant";
}
function guards(table, column) {
    const schema = table.schema === null ? "DATABASE()" : literal(table.schema);
    const keys = `information_schema.key_column_usage WHERE table_schema = ${schema} AND table_name = ${literal(table.name)} AND column_name = ${literal(column)}`;
    const checks = `information_schema.check_constraints WHERE constraint_schema = ${schema} AND locate(${literal(column)}, check_clause) > 0`;
    const asks = `checks, foreign keys and unique indexes of \`${table.shown}.${column}\``;
    const sql = `SELECT (SELECT count(*) FROM ${keys}) + (SELECT count(*) FROM ${checks})`;
    return { by: "probe", probe: { asks, sql } };
}
function hinted(kase, about) {
    kase.found("I1", about, {
        ...{ verdict: "PROBE", previous: "conditional", resolution: { by: "loosening" } },
        reason: "a query of the previous release that names the index by FORCE INDEX fails",
    });
}
function renaming(part, kase, table) {
    const isNew = kase.isNew(table);
    if (part.word("INDEX", "KEY")) {
        const old = part.name();
        if (old === null || !part.word("TO") || part.name() === null)
            return null;
        if (!isNew && !kase.world.has("index", indexKey(kase, table, old)))
            hinted(kase, `index ${old} of ${table.shown}`);
        kase.forget("index", indexKey(kase, table, old));
        return "instant";
    }
    if (part.word("COLUMN"))
        return renamedColumn(part, kase, table);
    part.word("TO", "AS");
    const target = names_objectName(part);
    if (target === null)
        return null;
    renamedTable(kase, table, target);
    return "instant";
}
function renamedColumn(part, kase, table) {
    const old = part.name();
    const name = old !== null && part.word("TO") ? part.name() : null;
    if (old === null || name === null)
        return null;
    const isMade = kase.world.has("column", columnKey(table, old));
    if (!kase.isNew(table) && !isMade)
        kase.found("C5", `${table.shown}.${old}`);
    kase.forget("column", columnKey(table, old));
    if (isMade)
        add_column_noteColumn(kase, table, name);
    return "instant";
}
function renamedTable(kase, table, target) {
    const isNew = kase.isNew(table);
    kase.forget("table", table.key);
    kase.forget("table", target.key);
    if (kase.wasTaken(target))
        kase.unknown(target.shown, "the name belonged to another table when the release began");
    if (table.schema !== null || target.schema !== null)
        kase.forgetEverything();
    if (isNew)
        return;
    kase.found("T3", table.shown);
    kase.takeAway(table);
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/alter-add.js







function addition(part, kase, table) {
    const constraint = keyOrConstraint(part, kase, table);
    if (constraint !== undefined)
        return constraint;
    const ahead = part.peek()?.kind === "word" ? part.peek()?.value : "";
    const second = part.peek(1)?.value ?? "";
    if (ahead === "PARTITION") {
        const isSafe = !holds(part.rest(), "SELECT", "AS");
        if (isSafe && !kase.isNew(table))
            kase.found("T1", `a partition of ${table.shown}`);
        return isSafe ? "instant" : null;
    }
    if ((ahead === "PERIOD" && second === "FOR") || (ahead === "SYSTEM" && second === "VERSIONING"))
        return null;
    part.word("COLUMN");
    const isOptional = part.words("IF NOT EXISTS");
    const several = part.parens();
    const definitions = several === null ? [part.rest()] : parts(several);
    let cost = "instant";
    for (const definition of definitions) {
        const column = columnOf(definition, cursor(definition, kase.dialect));
        if (column === null)
            return null;
        judgeAdded(kase, table, column);
        if (!isOptional)
            add_column_noteColumn(kase, table, column.name);
        cost = costlier(cost, costOf(column, false, cost));
    }
    return cost;
}
function keyOrConstraint(part, kase, table) {
    const isNew = kase.isNew(table);
    const isNamed = part.word("CONSTRAINT") !== null;
    if (isNamed && !["PRIMARY", "UNIQUE", "FOREIGN", "CHECK"].includes(part.peek()?.value ?? "")) {
        part.words("IF NOT EXISTS");
        part.name();
    }
    if (part.words("PRIMARY KEY")) {
        part.rest();
        if (!isNew)
            kase.found("K1", `the primary key of ${table.shown}`);
        return "copy";
    }
    if (part.words("FOREIGN KEY")) {
        const told = foreignKey(part);
        if (told === null)
            return null;
        if (kase.isNew(told.table) || isNew)
            judgeReference(kase, knownChild(kase, table), told);
        if (!isNew)
            kase.found("K3", `a foreign key of ${table.shown}`);
        return "copy";
    }
    if (part.word("CHECK")) {
        part.rest();
        if (!isNew)
            kase.found("K3", `a check of ${table.shown}`);
        return "copy";
    }
    const kind = part.word("UNIQUE", "FULLTEXT", "SPATIAL");
    const isIndex = part.word("INDEX", "KEY") !== null;
    if (kind === null && !isIndex)
        return isNamed ? null : undefined;
    return index(part, kase, table, kind);
}
function index(part, kase, table, kind) {
    const isOptional = part.words("IF NOT EXISTS");
    const name = part.peek()?.value === "(" || part.peek()?.value === "USING" ? "" : part.name();
    if (name === null)
        return null;
    if (part.word("USING"))
        part.take();
    const columns = part.parens();
    if (columns === null || !indexOptions(part))
        return null;
    judgeIndex(kase, { table, name: name === "" ? "without a name" : name, kind, columns });
    if (!isOptional && kind === null && name !== "")
        kase.make("index", indexKey(kase, table, name));
    return kind === "FULLTEXT" || kind === "SPATIAL" ? "copy" : "online";
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/drop.js



function drop_drop(at, kase) {
    if (!kase.isSqlite && at.word("TEMPORARY"))
        return at.word("TABLE", "TABLES") !== null && drop_names(at) !== null;
    if (at.word("TABLE", "TABLES"))
        return dropTables(at, kase);
    if (at.word("INDEX"))
        return drop_dropIndex(at, kase);
    if (at.word("VIEW"))
        return dropNamed(at, kase, "V1", "view");
    if (at.word("PROCEDURE", "FUNCTION"))
        return dropNamed(at, kase, "V1", "function");
    if (at.word("TRIGGER"))
        return dropNamed(at, kase, "G2", null);
    if (at.word("EVENT"))
        return dropNamed(at, kase, "G2", null);
    if (at.word("SEQUENCE"))
        return dropNamed(at, kase, "X1", null);
    return at.word("DATABASE", "SCHEMA") !== null && dropNamed(at, kase, "X1", null);
}
function drop_names(at) {
    at.words("IF EXISTS");
    const found = [];
    do {
        const name = names_objectName(at);
        if (name === null)
            return null;
        found.push(name);
    } while (at.mark(","));
    at.word("RESTRICT", "CASCADE");
    return at.isDone() ? found : null;
}
function dropTables(at, kase) {
    const tables = drop_names(at);
    for (const table of tables ?? []) {
        locks_changes(kase, table.shown, "instant");
        kase.forget("table", table.key);
        if (kase.isNew(table))
            continue;
        kase.takeAway(table);
        if (kase.world.notes.has(copied(table)))
            rebuilt(kase, table);
        else
            kase.found("T2", table.shown);
    }
    return tables !== null;
}
function copied({ key }) {
    return `copied ${key}`;
}
function rebuilt(kase, table) {
    kase.found("C6", table.shown, {
        ...{ verdict: "UNKNOWN", previous: "unknown", down: "unknown" },
        reason: "its rows were copied into a new table: what the copy leaves out or changes is lost, with its triggers and indexes",
        remedy: "let the rehearsal compare both, or add columns alone",
    });
}
function dropNamed(at, kase, rule, kind) {
    const found = drop_names(at);
    for (const name of found ?? []) {
        const isNew = kind !== null && kase.world.has(kind, name.key);
        if (kind !== null)
            kase.forget(kind, name.key);
        if (!isNew)
            kase.found(rule, name.shown);
    }
    return found !== null;
}
function drop_dropIndex(at, kase) {
    at.words("IF EXISTS");
    const index = names_objectName(at);
    if (index === null)
        return false;
    const table = at.word("ON") ? names_objectName(at) : null;
    if ((table === null) !== kase.isSqlite || !indexOptions(at))
        return false;
    judgeDroppedIndex(kase, table ?? index, index.name);
    return true;
}
function judgeDroppedIndex(kase, table, name) {
    locks_changes(kase, table.shown, "instant");
    const key = indexKey(kase, table, name);
    kase.forget("index", key);
    if (kase.world.has("index", key) || (!kase.isSqlite && kase.isNew(table)))
        return;
    dropsUnique(kase, `index ${name}`);
}
function dropsUnique(kase, about) {
    kase.found("K2", about, {
        ...{ previous: "conditional", resolution: { by: "person" } },
        reason: "it may be unique: then duplicates are let in, and upserts and index hints of the previous release may fail",
    });
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/alter-mysql.js






function alterMysql(at, kase) {
    at.words("IF EXISTS");
    const table = names_objectName(at);
    if (table === null || names_isOfTheEngine(table, kase.dialect))
        return false;
    if (at.word("WAIT"))
        at.number();
    else
        at.word("NOWAIT");
    let cost = "instant";
    let asked = null;
    for (const tokens of parts(at.rest())) {
        const part = cursor(tokens, kase.dialect);
        const modifier = modifierOf(part);
        if (modifier !== undefined) {
            asked = modifier ?? asked;
            continue;
        }
        const found = specification(part, kase, table);
        if (found === null || !part.isDone())
            return false;
        cost = costlier(cost, found);
    }
    locks_changes(kase, table.shown, asked ?? cost);
    return true;
}
function modifierOf(part) {
    const which = part.word("ALGORITHM", "LOCK");
    if (which === null)
        return part.words("WITH VALIDATION") || part.words("WITHOUT VALIDATION") ? null : undefined;
    part.mark("=");
    const value = part.take()?.value;
    if (!part.isDone())
        return undefined;
    if (which === "ALGORITHM" && (value === "INSTANT" || value === "NOCOPY"))
        return value === "INSTANT" ? "instant" : "online";
    return (which === "LOCK" && value === "NONE") || (which === "ALGORITHM" && value === "INPLACE") ? "rebuild" : null;
}
function specification(part, kase, table) {
    if (part.word("ADD"))
        return addition(part, kase, table);
    if (part.word("DROP"))
        return removal(part, kase, table);
    if (part.word("MODIFY", "CHANGE"))
        return restated(part, kase, table);
    if (part.word("ALTER"))
        return alteration(part, kase, table);
    if (part.word("RENAME"))
        return renaming(part, kase, table);
    if (part.words("CONVERT TO")) {
        if (!part.word("CHARSET") && !part.words("CHARACTER SET"))
            return null;
        part.take();
        if (part.word("COLLATE"))
            part.take();
        return harms(kase, table, "X2", "copy");
    }
    return alter_mysql_option(part, kase, table);
}
function harms(kase, table, rule, cost, reason) {
    if (!kase.isNew(table))
        kase.found(rule, table.shown, reason === undefined ? {} : { reason });
    return cost;
}
function alter_mysql_option(part, kase, table) {
    part.word("DEFAULT");
    if (part.word("CHARSET", "COLLATE") || part.words("CHARACTER SET")) {
        part.mark("=");
        part.take();
        if (part.word("COLLATE") && (part.mark("=") || true))
            part.take();
        return harms(kase, table, "D1", "instant", "only columns that are added later get it");
    }
    if (part.word("AUTO_INCREMENT")) {
        part.mark("=");
        return part.number() === null ? null : laterNumbers(kase, table);
    }
    if (part.word("ENGINE")) {
        part.mark("=");
        return part.take()?.value.toUpperCase() === "INNODB" ? harms(kase, table, "I1", "copy", rebuilds) : null;
    }
    if (part.words("ORDER BY")) {
        part.rest();
        return harms(kase, table, "I1", "copy", rebuilds);
    }
    if (part.word("FORCE"))
        return harms(kase, table, "I1", "rebuild", rebuilds);
    if (part.word("COMMENT", "STATS_PERSISTENT", "STATS_AUTO_RECALC", "STATS_SAMPLE_PAGES", "AVG_ROW_LENGTH")) {
        part.mark("=");
        part.take();
        return "instant";
    }
    return partition(part, kase, table);
}
function laterNumbers(kase, table) {
    if (!kase.isNew(table))
        kase.found("D1", table.shown, {
            ...{ verdict: "PROBE", previous: "conditional", resolution: { by: "loosening" } },
            reason: "where the number is near the highest of the column's type, the previous release's inserts soon fail",
        });
    return "instant";
}
const rebuilds = "the table is written anew with the same rows";
function partition(part, kase, table) {
    if (!part.words("TRUNCATE PARTITION") && !part.words("DISCARD TABLESPACE"))
        return null;
    part.rest();
    return harms(kase, table, "T4", "instant");
}
function removal(part, kase, table) {
    const isNew = kase.isNew(table);
    if (part.word("PARTITION")) {
        part.rest();
        return harms(kase, table, "T4", "instant", "the rows of the partition are gone");
    }
    if (part.words("PRIMARY KEY")) {
        if (!isNew)
            dropsUnique(kase, `the primary key of ${table.shown}`);
        return "copy";
    }
    if (part.word("INDEX", "KEY")) {
        part.words("IF EXISTS");
        const name = part.name();
        if (name !== null)
            judgeDroppedIndex(kase, table, name);
        return name === null ? null : "instant";
    }
    if (part.words("FOREIGN KEY") || part.word("CONSTRAINT", "CHECK")) {
        part.words("IF EXISTS");
        const name = part.name();
        if (name !== null && !isNew)
            kase.found("K4", `constraint ${name} of ${table.shown}`, { resolution: { by: "person" } });
        return name === null ? null : "instant";
    }
    if (part.peek()?.value === "SYSTEM" || part.peek()?.value === "PERIOD")
        return null;
    part.word("COLUMN");
    part.words("IF EXISTS");
    const column = part.name();
    if (column === null)
        return null;
    part.word("RESTRICT", "CASCADE");
    const key = columnKey(table, column);
    if (!isNew && !kase.world.has("column", key))
        kase.found("C4", `${table.shown}.${column}`);
    kase.forget("column", key);
    return "rebuild";
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/alter-sqlite.js






function alterSqlite(at, kase) {
    const table = names_objectName(at);
    if (table === null || names_isOfTheEngine(table, kase.dialect))
        return false;
    if (at.word("ADD"))
        return add(at, kase, table);
    if (at.word("DROP"))
        return alter_sqlite_dropColumn(at, kase, table);
    if (!at.word("RENAME"))
        return false;
    locks_changes(kase, table.shown, "instant");
    if (!at.word("TO")) {
        at.word("COLUMN");
        return renamedColumn(at, kase, table) !== null && at.isDone();
    }
    const target = names_objectName(at);
    if (target === null || !at.isDone())
        return false;
    renamedTable(kase, table, target);
    return true;
}
function add(at, kase, table) {
    at.word("COLUMN");
    const definition = at.rest();
    const column = columnOf(definition, cursor(definition, "sqlite"));
    if (column === null)
        return false;
    locks_changes(kase, table.shown, column.hasCheck || column.generated !== null ? "online" : "instant");
    judgeAdded(kase, table, column);
    add_column_noteColumn(kase, table, column.name);
    return true;
}
function alter_sqlite_dropColumn(at, kase, table) {
    at.word("COLUMN");
    const column = at.name();
    if (column === null || !at.isDone())
        return false;
    locks_changes(kase, table.shown, "rebuild");
    const key = columnKey(table, column);
    if (!kase.isNew(table) && !kase.world.has("column", key))
        kase.found("C4", `${table.shown}.${column}`);
    kase.forget("column", key);
    return true;
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/case.js

function openCase({ text, line }, world, dialect) {
    const findings = [];
    const hazards = [];
    const warnings = [];
    const effects = [];
    let short = null;
    const shown = () => {
        short ??= (0,rules/* oneLine */.TN)(text);
        return short;
    };
    const found = (rule, about, overrides = {}) => void findings.push((0,rules/* finding */.gk)(rule, { about, statement: shown(), line, ...overrides }));
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
            for (const effect of effects)
                effect();
            return { findings, hazards, warnings };
        },
    };
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/triggers.js

function firesOn(kase, table, event) {
    const of = `\`${table.shown}\``;
    const probe = kase.isSqlite
        ? { asks: `triggers of ${of}`, sql: triggers_ofSqlite(table) }
        : { asks: `${event} triggers of ${of}`, sql: `SELECT count(*) FROM ${triggersOf(table, event)}` };
    return { by: "probe", probe };
}
function triggers_ofSqlite({ schema, name }) {
    const place = schema === null ? "sqlite_master" : `"${schema.replaceAll('"', '""')}".sqlite_master`;
    return `SELECT count(*) FROM ${place} WHERE type = 'trigger' AND lower(tbl_name) = lower('${name.replaceAll("'", "''")}')`;
}
function triggersOf({ schema, name }, event) {
    const place = schema === null ? "DATABASE()" : literal(schema);
    return `information_schema.triggers WHERE event_object_schema = ${place} AND event_object_table = ${literal(name)} AND event_manipulation = '${event}'`;
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/rows.js






const manners = ["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "QUICK", "IGNORE"];
function rows_insert(at, kase, replaces) {
    while (at.word(...manners))
        ;
    let replacing = replaces;
    if (kase.isSqlite && at.word("OR")) {
        const manner = at.word("REPLACE", "IGNORE", "ABORT", "FAIL");
        if (manner === null)
            return false;
        replacing = manner === "REPLACE";
    }
    at.word("INTO");
    const table = names_objectName(at);
    if (table === null || names_isOfTheEngine(table, kase.dialect))
        return false;
    if (at.word("AS") && at.name() === null)
        return false;
    const columns = at.peek(1)?.value === "SELECT" ? null : at.parens();
    if (columns?.some((token) => cursor_nameOf(token).toLowerCase() === table.name.toLowerCase()))
        return false;
    const rest = at.rest();
    if (!["VALUES", "VALUE", "SELECT", "SET", "WITH", "DEFAULT", "TABLE", "("].includes(rest[0]?.value ?? ""))
        return false;
    if (!onlyComputes(rest, kase) || holds(rest, "DELETE"))
        return false;
    const isQuery = holds(rest, "SELECT", "TABLE");
    writes(kase, table.shown, isQuery);
    if (kase.isNew(table))
        noteCopy(kase, rest, at);
    else if (replacing)
        kase.found("M3", table.shown, {
            reason: "REPLACE deletes the rows that were there",
            loses: "the rows that it replaces",
        });
    else if (holds(rest, "UPDATE", "DUPLICATE"))
        kase.found("M2", table.shown);
    else
        inserted(kase, table);
    return true;
}
function inserted(kase, table) {
    kase.found("M4", table.shown, {
        ...{ verdict: "PROBE", previous: "conditional", resolution: firesOn(kase, table, "INSERT") },
        reason: "triggers that fire on it may change or delete what was there",
    });
}
function noteCopy(kase, query, at) {
    query.forEach(({ kind, value }, i) => {
        if (kind !== "word" || (value !== "FROM" && value !== "JOIN"))
            return;
        const source = names_objectName(cursor(query.slice(i + 1, i + 4), at.dialect));
        if (source !== null)
            kase.world.notes.add(copied(source));
    });
}
function rows_update(at, kase) {
    while (at.word("LOW_PRIORITY", "IGNORE"))
        ;
    if (kase.isSqlite && at.word("OR"))
        return false;
    const table = names_objectName(at);
    if (table === null)
        return false;
    const alias = at.peek()?.value === "SET" && at.peek()?.kind === "word" ? null : aliasOf(at);
    const isPlain = at.word("SET") !== null;
    const rest = at.rest();
    if (rest.some(({ kind, value }) => kind === "mark" && value === ";"))
        return false;
    writes(kase, table.shown, true);
    if (!isPlain || names_isOfTheEngine(table, kase.dialect)) {
        kase.found("M2", table.shown);
        return true;
    }
    if (!onlyComputes(rest, kase))
        return false;
    if (kase.isNew(table))
        return true;
    const targets = assigned(rest, alias ?? table.name);
    const isBackfill = targets?.every((column) => kase.world.has("column", columnKey(table, column))) ?? false;
    if (isBackfill)
        backfill(kase, table);
    else
        kase.found("M2", table.shown);
    return true;
}
function aliasOf(at) {
    at.word("AS");
    return at.name();
}
function assigned(rest, table) {
    const end = rest.findIndex(({ kind, value }) => kind === "word" && ["WHERE", "FROM", "ORDER", "LIMIT", "RETURNING"].includes(value));
    const depth = end === -1
        ? 0
        : rest.slice(0, end).reduce((sum, { value }) => sum + (value === "(" ? 1 : value === ")" ? -1 : 0), 0);
    const assignments = depth === 0 && end !== -1 ? rest.slice(0, end) : rest;
    const columns = parts(assignments).map(([first, second, third, fourth]) => {
        if (first === undefined || second === undefined || first.kind === "mark")
            return null;
        if (second.value === "=")
            return cursor_nameOf(first);
        const isOwn = second.value === "." && cursor_nameOf(first) === table && fourth?.value === "=";
        return isOwn && third !== undefined ? cursor_nameOf(third) : null;
    });
    return columns.some((column) => column === null) ? null : columns.filter((column) => column !== null);
}
function backfill(kase, table) {
    if (kase.isSqlite) {
        kase.found("M1", table.shown, {
            ...{ verdict: "PROBE", previous: "conditional", resolution: firesOn(kase, table, "UPDATE") },
            reason: "triggers fire for every row that is filled, and may change what was there",
        });
        return;
    }
    const schema = table.schema === null ? "DATABASE()" : literal(table.schema);
    const name = literal(table.name);
    kase.found("M1", table.shown, {
        verdict: "PROBE",
        reason: "columns with ON UPDATE CURRENT_TIMESTAMP and triggers change old values with every UPDATE",
        remedy: "assign such columns to themselves, or fill the column by its DEFAULT",
        loses: "the old values of such columns",
        resolution: {
            by: "probe",
            probe: {
                asks: `columns of \`${table.shown}\` that every UPDATE changes, and its UPDATE triggers`,
                sql: `SELECT (SELECT count(*) FROM information_schema.columns WHERE table_schema = ${schema} AND table_name = ${name} AND extra LIKE '%on update%')` +
                    ` + (SELECT count(*) FROM ${triggersOf(table, "UPDATE")})`,
            },
        },
    });
}
function rows_remove(at, kase) {
    while (at.word("LOW_PRIORITY", "QUICK", "IGNORE"))
        ;
    const isPlain = at.word("FROM") !== null;
    const table = names_objectName(at);
    const rest = at.rest();
    if (table === null || rest.some(({ kind, value }) => kind === "mark" && value === ";"))
        return false;
    writes(kase, table.shown, true);
    const isSingle = isPlain && (rest.length === 0 || rest[0]?.value === "WHERE");
    if (isSingle && kase.isNew(table))
        return onlyComputes(rest, kase);
    kase.found("M3", table.shown);
    return true;
}
function rows_truncate(at, kase) {
    at.word("TABLE");
    const table = names_objectName(at);
    if (kase.isSqlite || table === null || !at.isDone())
        return false;
    if (!kase.isNew(table))
        kase.found("T4", table.shown);
    return true;
}
function query(at, kase) {
    const tokens = at.rest();
    if (!onlyComputes(tokens, kase))
        return false;
    const verbs = tokens.filter(({ kind, value }, i) => kind === "word" && ["INSERT", "UPDATE", "DELETE", "REPLACE"].includes(value) && tokens[i + 1]?.value !== "(");
    if (verbs.length === 0)
        return true;
    if (tokens[0]?.value !== "WITH")
        return verbs.length === 1 && tokens.at(-1)?.value === "UPDATE";
    kase.found(holds(verbs, "DELETE", "REPLACE") ? "M3" : "M2", "rows");
    return true;
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/session.js




const settings = new Set(("FOREIGN_KEY_CHECKS UNIQUE_CHECKS LOCK_WAIT_TIMEOUT INNODB_LOCK_WAIT_TIMEOUT MAX_STATEMENT_TIME MAX_EXECUTION_TIME " +
    "SQL_NOTES TIME_ZONE NET_READ_TIMEOUT NET_WRITE_TIMEOUT WAIT_TIMEOUT").split(" "));
const charsets = ["UTF8", "UTF8MB3", "UTF8MB4", "ASCII", "LATIN1"];
function session_set(at) {
    if (at.word("NAMES")) {
        const charset = at.name();
        if (at.word("COLLATE"))
            at.take();
        return at.isDone() && charset !== null && charsets.includes(charset.toUpperCase());
    }
    return parts(at.rest()).every((part) => setting(cursor(part, at.dialect)));
}
function setting(at) {
    if (at.mark("@") && !at.mark("@"))
        return false;
    if (at.word("SESSION", "LOCAL"))
        at.mark(".");
    const name = at.peek()?.kind === "word" ? at.take()?.value : undefined;
    if (name === undefined || !settings.has(name) || (!at.mark("=") && !at.mark(":=")))
        return false;
    return (at.word("ON", "OFF", "DEFAULT") ?? constant(at)) !== null && at.isDone();
}
const pragmas = new Set(("FOREIGN_KEYS DEFER_FOREIGN_KEYS FOREIGN_KEY_CHECK INTEGRITY_CHECK QUICK_CHECK BUSY_TIMEOUT CACHE_SIZE TEMP_STORE " +
    "TABLE_INFO TABLE_XINFO TABLE_LIST INDEX_LIST INDEX_INFO INDEX_XINFO FOREIGN_KEY_LIST OPTIMIZE LEGACY_ALTER_TABLE").split(" "));
function pragma(at) {
    const name = names_objectName(at);
    if (name === null || !pragmas.has(name.name.toUpperCase()))
        return false;
    if (at.parens() !== null || at.isDone())
        return at.isDone();
    if (!at.mark("="))
        return false;
    at.mark("-");
    at.take();
    return at.isDone();
}
function session_transaction(at, kase) {
    const verb = at.take()?.value;
    if (verb === "SAVEPOINT" || verb === "RELEASE") {
        at.word("SAVEPOINT");
        return at.name() !== null && at.isDone();
    }
    if (verb === "START" && !at.word("TRANSACTION"))
        return false;
    at.word("DEFERRED", "IMMEDIATE", "EXCLUSIVE");
    at.word("TRANSACTION", "WORK");
    if (!at.isDone())
        return false;
    kase.warn("it begins or ends transactions itself: a failure may leave it applied in part");
    return true;
}
function session_lockTables(at, kase) {
    if (!at.word("TABLES", "TABLE"))
        return false;
    for (const part of parts(at.rest())) {
        const one = cursor(part, at.dialect);
        const table = names_objectName(one);
        if (table === null)
            return false;
        kase.hazard({
            ...{ on: table.shown, lock: "LOCK TABLES", isLong: true, rewrites: false },
            blocks: part.at(-1)?.value === "WRITE" ? "reads and writes" : "writes",
            reason: "it is held until UNLOCK TABLES or the end of the session",
            remedy: "leave it out",
        });
    }
    return true;
}
function upkeep(at, kase) {
    const verb = at.take()?.value;
    at.word("LOCAL", "NO_WRITE_TO_BINLOG");
    if (!kase.isSqlite && !at.word("TABLE", "TABLES"))
        return false;
    const table = at.isDone() ? null : names_objectName(at);
    if (!at.isDone())
        return false;
    const isLong = verb !== "ANALYZE" && verb !== "CHECK";
    locks_changes(kase, table?.shown ?? "every table", isLong ? (kase.isSqlite ? "rebuild" : "copy") : "instant");
    return true;
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/text/judge-text.js












const judgeText = ({ dialect }) => (statement, world) => {
    const kase = openCase(statement, world, dialect);
    const tokens = tokensOf(statement.text, dialect);
    if ((0,text_tokens/* isUnreadable */.G)(tokens))
        kase.unknown("the statement", tokens.why);
    else if (tokens.some(({ kind }) => kind === "doubt"))
        doubtful(kase, tokens);
    else if (tokens.length > 0)
        judge(cursor(tokens, dialect), kase);
    return kase.close();
};
function doubtful(kase, tokens) {
    const [only, second] = tokens;
    const inside = only === undefined || second !== undefined ? [] : tokensOf(only.value, kase.dialect);
    const isSetting = !(0,text_tokens/* isUnreadable */.G)(inside) && inside[0]?.value === "SET" && session_set(cursor(inside.slice(1), kase.dialect));
    if (!isSetting)
        kase.unknown("the statement", "it holds a comment that only some servers execute", "write it without the comment");
}
function judge(at, kase) {
    const head = at.peek();
    const name = head?.kind === "word" ? head.value : (head?.raw ?? "");
    const known = heads[name];
    const isHere = known !== undefined && (known.only === undefined || (known.only === "sqlite") === kase.isSqlite);
    if (!isHere || !known.judge(at, kase))
        kase.unknown("the statement", reasons[name] ?? unread(name));
}
function unread(name) {
    return name in heads
        ? `it is not understood to its last word, and what is left of this ${name} may do anything`
        : "it is no statement that is known to keep the previous release working";
}
const after = (judgeRest) => (at, kase) => at.take() !== null && judgeRest(at, kase);
const heads = {
    CREATE: { judge: after(create) },
    ALTER: { judge: after(alter) },
    DROP: { judge: after(drop_drop) },
    RENAME: { only: "mysql", judge: after(judge_text_rename) },
    TRUNCATE: { only: "mysql", judge: after(rows_truncate) },
    INSERT: { judge: after((at, kase) => rows_insert(at, kase, false)) },
    REPLACE: { judge: after((at, kase) => rows_insert(at, kase, true)) },
    UPDATE: { judge: after(rows_update) },
    DELETE: { judge: after(rows_remove) },
    SELECT: { judge: query },
    WITH: { judge: query },
    VALUES: { judge: query },
    GRANT: { only: "mysql", judge: after(judge_text_grant) },
    REVOKE: { only: "mysql", judge: after(revoke) },
    SET: { only: "mysql", judge: after(session_set) },
    LOCK: { only: "mysql", judge: after(session_lockTables) },
    UNLOCK: { only: "mysql", judge: after((at) => at.word("TABLES", "TABLE") !== null && at.isDone()) },
    PRAGMA: { only: "sqlite", judge: after(pragma) },
    ...Object.fromEntries(["BEGIN", "START", "COMMIT", "END", "SAVEPOINT", "RELEASE"].map((word) => [word, { judge: session_transaction }])),
    ...Object.fromEntries(["ANALYZE", "OPTIMIZE", "CHECK", "REPAIR"].map((word) => [word, { judge: upkeep }])),
    ...Object.fromEntries(["VACUUM", "REINDEX"].map((word) => [word, { only: "sqlite", judge: upkeep }])),
};
const reasons = {
    CALL: "a procedure may do anything",
    PREPARE: "the SQL that it prepares is only known when it runs",
    EXECUTE: "the SQL that it runs is only known when it runs",
    LOAD: "what it loads is not in the migration",
    USE: "names mean another database from here on",
    ATTACH: "names may mean another file from here on",
    ROLLBACK: "what it takes back is not followed",
};
function alter(at, kase) {
    if (kase.isSqlite)
        return at.word("TABLE") !== null && alterSqlite(at, kase);
    if (at.words("ONLINE"))
        return at.word("TABLE") !== null && alterMysql(at, kase);
    if (at.word("IGNORE") && at.word("TABLE")) {
        kase.found("M3", "rows", { reason: "IGNORE deletes the rows that a new key does not let in" });
        return alterMysql(at, kase);
    }
    if (at.word("DATABASE", "SCHEMA")) {
        kase.found("X2", "the database");
        return holds(at.rest(), "CHARACTER", "CHARSET", "COLLATE");
    }
    return at.word("TABLE") !== null && alterMysql(at, kase);
}
function judge_text_rename(at, kase) {
    if (!at.word("TABLE", "TABLES"))
        return false;
    const pairs = renamed(at);
    const seen = new Set();
    for (const [table, target] of pairs ?? []) {
        locks_changes(kase, table.shown, "instant");
        if (seen.has(target.key) || seen.has(table.key))
            kase.unknown(target.shown, "the names of tables are exchanged");
        renamedTable(kase, table, target);
        seen.add(table.key).add(target.key);
    }
    return pairs !== null;
}
function renamed(at) {
    at.words("IF EXISTS");
    const pairs = [];
    do {
        const table = names_objectName(at);
        const target = table !== null && at.word("TO") ? names_objectName(at) : null;
        if (table === null || target === null)
            return null;
        pairs.push([table, target]);
    } while (at.mark(","));
    return at.isDone() ? pairs : null;
}
function judge_text_grant(at, kase) {
    if (holds(at.rest(), "IDENTIFIED", "REQUIRE", "PROXY"))
        return false;
    kase.found("P2", "rights");
    return true;
}
function revoke(at, kase) {
    at.rest();
    kase.found("P1", "rights", { reason: "what the previous release reads or writes may be refused" });
    return true;
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/judges.js


const judges = {
    postgres: judgePostgres,
    mysql: judgeText,
    mariadb: judgeText,
    sqlite: judgeText,
};

;// CONCATENATED MODULE: ./tmp/build/core/judgement/statement-judge.js
function emptyWorld() {
    const made = new Set();
    const columns = new Map();
    const key = (kind, name) => `${kind} ${name}`;
    return {
        has: (kind, name) => made.has(key(kind, name)),
        make(kind, name) {
            made.add(key(kind, name));
            if (kind !== "column")
                return;
            for (const owner of ownersOf(name))
                columns.set(owner, (columns.get(owner) ?? new Set()).add(name));
        },
        forget(kind, name) {
            made.delete(key(kind, name));
            if (kind !== "table")
                return;
            for (const column of columns.get(name) ?? [])
                made.delete(key("column", column));
            columns.delete(name);
        },
        forgetAll() {
            made.clear();
            columns.clear();
        },
        notes: new Set(),
    };
}
function ownersOf(name) {
    const parts = name.split(".");
    return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("."));
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/way-down.js


const turnsBack = {
    T3: ["T3"],
    C5: ["C5"],
    N1: ["N2"],
    N2: ["N1", "K1"],
    D1: ["D1", "D2"],
    D2: ["D1", "D2"],
    Y3: ["Y3"],
    K1: ["K2", "K4"],
    K2: ["K1", "K3"],
    K3: ["K4"],
    K4: ["K1", "K3"],
    I1: ["I1", "K1", "K2"],
    E2: ["E2"],
    V1: ["V1", "T1"],
    G1: ["G2"],
    G2: ["G1"],
    P1: ["P1", "P2"],
    P2: ["P1", "P2"],
};
const additions = new Set(["T1", "C1", "C2", "C7"]);
function judgeDown(migration, judge) {
    const { hasDown, down, statements } = migration;
    if (down === undefined || hasDown === false)
        return { doubt: null, isSeen: true };
    if (down.statements === null)
        return unseen(hasDown, down.why);
    const world = emptyWorld();
    const up = findingsOf(statements ?? [], judge, world);
    world.notes.clear();
    const found = findingsOf(down.statements, judge, forgivingNames(world));
    const words = wordsOf(statements ?? []);
    const odd = found.map((one) => whyNot(one, up, words)).find((why) => why !== null);
    return { doubt: odd ?? null, isSeen: true };
}
function unseen(hasDown, why) {
    if (why !== null)
        return { doubt: `its way down cannot be judged: ${why}`, isSeen: false };
    if (hasDown === true)
        return { doubt: null, isSeen: false };
    return { doubt: "nobody has seen its way down, and no rehearsal has shown that it loses nothing", isSeen: false };
}
function findingsOf(statements, judge, world) {
    return statements.flatMap((statement) => judge(statement, world).findings);
}
function forgivingNames(world) {
    return { ...world, has: (kind, name) => !(kind === "schema" && name.startsWith("once ")) && world.has(kind, name) };
}
function whyNot(found, up, words) {
    const { rule, verdict, about, line, reason } = found;
    const told = `its way down would ${rules/* rules */.aO[rule].operation}: ${about}, in its line ${line}`;
    if (verdict === "UNKNOWN")
        return `${told}: ${reason}`;
    if (verdict === "UNSAFE" || rule.startsWith("M"))
        return told;
    if (additions.has(rule) && verdict === "SAFE")
        return null;
    const counterparts = turnsBack[rule] ?? [];
    const isTurn = rule === "I1" || up.some((one) => counterparts.includes(one.rule));
    return isTurn && isNamed(about, words) ? null : `${told}, which its way up has not changed`;
}
const ours = new Set(["index", "constraint", "of", "the", "primary", "key"]);
function isNamed(about, words) {
    const name = about.replace(/^(index \S+) of .*$/, "$1");
    return wordsIn(name).every((word) => words.has(word) || ours.has(word));
}
function wordsOf(statements) {
    return new Set(statements.flatMap(({ text }) => wordsIn(text)));
}
function wordsIn(text) {
    return text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? [];
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/judge.js





function judgeMigrations(migrations, options) {
    const judge = judges[options.dialect](options);
    const world = emptyWorld();
    const judged = migrations.map((migration) => {
        const way = judgeDown(migration, judges[options.dialect](options));
        const one = judgeMigration(migration, judge, world);
        const warnings = [...one.warnings, ...toldDown(one, way)];
        return { ...one, downDoubt: way.doubt, isDownUnseen: !way.isSeen, warnings };
    });
    return {
        verdict: judged.reduce((worst, { verdict }) => (0,finding/* worse */.JJ)(worst, verdict), "SAFE"),
        previous: judged.reduce((worst, { previous }) => (0,finding/* worsePrevious */.ir)(worst, previous), "works"),
        migrations: judged,
    };
}
function judgeMigration(migration, judge, world) {
    const { version, name, phase, hasDown, statements } = migration;
    const identity = { version, name, phase, hasDown };
    if (statements === null) {
        world.forgetAll();
        const reason = migration.why ?? "its SQL is not known";
        const findings = [(0,rules/* finding */.gk)("X3", { about: name, statement: name, line: 1, reason })];
        return { ...identity, verdict: "UNKNOWN", reason, previous: "unknown", findings, hazards: [], warnings: [] };
    }
    world.notes.clear();
    const found = [];
    const hazards = [];
    const warnings = new Set();
    for (const statement of statements) {
        const judged = judge(statement, world);
        found.push(...judged.findings);
        hazards.push(...judged.hazards);
        for (const warning of judged.warnings)
            warnings.add(warning);
    }
    const findings = [...found, ...withoutDown(found, migration)];
    const worst = findings.reduce((so, next) => (so === null || (0,finding/* worse */.JJ)(so.verdict, next.verdict) !== so.verdict ? next : so), null);
    const verdict = worst?.verdict ?? "SAFE";
    if (verdict === "REVERT-FIRST" && hasDown === null)
        warnings.add("nobody can tell whether it has a way down; without one it is UNSAFE");
    return {
        ...{ ...identity, verdict, findings, hazards, warnings: [...warnings] },
        reason: worst === null ? "it changes nothing" : told(worst),
        previous: findings.reduce((state, { previous }) => (0,finding/* worsePrevious */.ir)(state, previous), "works"),
    };
}
function toldDown({ verdict, hasDown }, { doubt, isSeen }) {
    if (hasDown !== true || (verdict !== "PROBE" && verdict !== "REVERT-FIRST"))
        return [];
    if (doubt !== null)
        return [`${doubt}: a rollback that would run it waits for a person`];
    return isSeen
        ? []
        : ["nobody has seen the SQL of its way down: once the new release has had traffic, it waits for a person"];
}
function told({ about, reason }) {
    return `${about}: ${reason}`;
}
function withoutDown(findings, { hasDown, name }) {
    if (hasDown !== false)
        return [];
    const stuck = ({ statement, line, previous }, verdict, reason) => [
        (0,rules/* finding */.gk)("X4", { about: name, statement, line, verdict, reason, previous }),
    ];
    const broken = findings.find(({ verdict }) => verdict === "REVERT-FIRST");
    if (broken !== undefined)
        return stuck(broken, "UNSAFE", `it has no way down, and without one ${broken.about} stays broken (${broken.rule})`);
    const narrower = findings.find(({ verdict, resolution }) => verdict === "PROBE" && resolution?.by !== "probe");
    if (narrower === undefined)
        return [];
    return stuck(narrower, "UNKNOWN", `it has no way down that could take ${narrower.about} back (${narrower.rule})`);
}


/***/ }),

/***/ 74373:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JN: () => (/* binding */ isGuarded),
/* harmony export */   N$: () => (/* binding */ readFormattedType),
/* harmony export */   fd: () => (/* binding */ knownSchemaQuery),
/* harmony export */   oi: () => (/* binding */ hasTriggers),
/* harmony export */   rN: () => (/* binding */ primaryKeys),
/* harmony export */   xn: () => (/* binding */ readKnownSchema)
/* harmony export */ });
/* harmony import */ var _tree_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(64208);

const from = `FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`;
const columns = `${from} JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')`;
function ask(kind, column, told, rest) {
    return `SELECT '${kind}', n.nspname, c.relname, ${column}, ${told}, pg_table_is_visible(c.oid)::text ${rest}`;
}
const isGuarded = `(a.atttypmod <> -1 OR EXISTS (SELECT FROM pg_catalog.pg_type AS t WHERE t.oid = a.atttypid AND t.typtype = 'd') OR EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = c.oid AND a.attnum = ANY (k.conkey)) OR EXISTS (SELECT FROM pg_catalog.pg_index AS x WHERE x.indrelid = c.oid AND (x.indisunique AND (a.attnum = ANY (x.indkey::int2[]) OR x.indexprs IS NOT NULL))))`;
const bits = { insert: 4, update: 16 };
function hasTriggers(event) {
    return `EXISTS (SELECT FROM pg_catalog.pg_trigger AS g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D' AND g.tgtype & ${bits[event]} <> 0)`;
}
function isWired(event) {
    return `(c.relhasrules OR c.relkind IN ('v', 'f') OR ${hasTriggers(event)})`;
}
const collation = `coalesce((SELECT ' COLLATE ' || l.collname FROM pg_catalog.pg_collation AS l JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid WHERE l.oid = a.attcollation AND a.attcollation <> t.typcollation), '')`;
const knownSchemaQuery = [
    ask("table", "''", "''", `${from} WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')`),
    ask("column", "a.attname", `format_type(a.atttypid, a.atttypmod) || ${collation}`, columns),
    ask("guarded", "a.attname", "''", `${columns} WHERE ${isGuarded}`),
    ask("firesOnInsert", "''", "''", `${from} WHERE ${isWired("insert")}`),
    ask("firesOnUpdate", "''", "''", `${from} WHERE ${isWired("update")}`),
    ask("numbered", "''", "''", `${columns} WHERE a.attidentity <> '' OR EXISTS (SELECT FROM pg_catalog.pg_attrdef AS d WHERE d.adrelid = c.oid AND d.adnum = a.attnum AND pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%')`),
    ask("primary", "a.attname", "''", `${columns} WHERE EXISTS (SELECT FROM pg_catalog.pg_index AS x WHERE x.indrelid = c.oid AND x.indisprimary AND a.attnum = ANY (x.indkey::int2[]))`),
    ask("index", "''", "CASE WHEN x.indisunique OR x.indisexclusion THEN 'unique' ELSE 'plain' END", `${from} JOIN pg_catalog.pg_index AS x ON x.indexrelid = c.oid`),
].join(" UNION ALL ");
function readKnownSchema(rows) {
    const known = {
        tables: new Set(),
        columns: {},
        indexes: {},
        ...{ guarded: new Set(), numbered: new Set() },
        primary: new Set(),
        ...{ firesOnInsert: new Set(), firesOnUpdate: new Set() },
    };
    for (const [kind, schema, relation, column, told, isVisible] of rows) {
        const parts = [relation ?? "", column ?? ""];
        const names = [(0,_tree_js__WEBPACK_IMPORTED_MODULE_0__/* .joined */ .oR)([schema ?? "", ...parts]), ...(isVisible === "true" ? [(0,_tree_js__WEBPACK_IMPORTED_MODULE_0__/* .joined */ .oR)(parts)] : [])];
        for (const name of names) {
            if (kind === "table")
                known.tables.add(name);
            else if (kind === "column")
                known.columns[name] = told ?? "";
            else if (kind === "index")
                known.indexes[name] = told === "plain" ? "plain" : "unique";
            else if (isSet(kind))
                known[kind].add(name);
        }
    }
    return known;
}
const sets = ["guarded", "numbered", "primary", "firesOnInsert", "firesOnUpdate"];
function isSet(kind) {
    return sets.some((set) => set === kind);
}
function primaryKeys(known) {
    const { primary } = (known ?? {});
    return primary;
}
const engineNames = {
    smallint: "int2",
    integer: "int4",
    bigint: "int8",
    "character varying": "varchar",
    text: "text",
    numeric: "numeric",
};
function readFormattedType(text) {
    const [, name = "", limits = ""] = /^([a-z ]+?)(?:\(([\d,]+)\))?$/.exec(text) ?? [];
    const known = engineNames[name];
    if (known === undefined)
        return { name: text, limits: [], isArray: text.endsWith("[]"), isKnown: false, isSerial: false };
    return {
        ...{ name: known, isArray: false, isKnown: true, isSerial: false },
        limits: limits === "" ? [] : limits.split(",").map(Number),
    };
}


/***/ }),

/***/ 64208:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $B: () => (/* binding */ bare),
/* harmony export */   CJ: () => (/* binding */ relationName),
/* harmony export */   Sg: () => (/* binding */ opened),
/* harmony export */   TL: () => (/* binding */ quoted),
/* harmony export */   Vm: () => (/* binding */ word),
/* harmony export */   aL: () => (/* binding */ words),
/* harmony export */   eu: () => (/* binding */ literal),
/* harmony export */   hK: () => (/* binding */ asNode),
/* harmony export */   oR: () => (/* binding */ joined),
/* harmony export */   p_: () => (/* binding */ list),
/* harmony export */   rT: () => (/* binding */ parts),
/* harmony export */   vx: () => (/* binding */ nodesIn),
/* harmony export */   y_: () => (/* binding */ part)
/* harmony export */ });
function asNode(value) {
    return typeof value === "object" && value !== null ? value : {};
}
function opened(value) {
    const [entry] = Object.entries(asNode(value));
    return entry === undefined ? ["", {}] : [entry[0], asNode(entry[1])];
}
function list(value) {
    return Array.isArray(value) ? value : [];
}
function word(value) {
    return typeof value === "string" ? value : "";
}
function words(value) {
    const [kind, content] = opened(value);
    const items = kind === "List" ? list(content.items) : list(value);
    return items.map((part) => word(asNode(asNode(part).String).sval));
}
function relationName(rangeVar) {
    const { schemaname, relname } = asNode(rangeVar);
    return joined([word(schemaname), word(relname)]);
}
function joined(names) {
    return names
        .filter((name) => name !== "")
        .map((name) => (/[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name))
        .join(".");
}
function* nodesIn(value) {
    const open = [value];
    while (open.length > 0) {
        const next = open.pop();
        if (Array.isArray(next))
            open.push(...next);
        else if (typeof next === "object" && next !== null) {
            for (const [key, inner] of Object.entries(next)) {
                if (/^[A-Z]/.test(key) && typeof inner === "object" && inner !== null)
                    yield [key, inner];
                open.push(inner);
            }
        }
    }
}
function part(value) {
    return joined([word(value)]);
}
function parts(value) {
    return words(value).map((word) => joined([word]));
}
function bare(name) {
    const last = name.match(/"(?:[^"]|"")*"$|[^."]+$/)?.[0] ?? name;
    return last.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last;
}
function quoted(name) {
    const found = name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [];
    return found.map((one) => (one.startsWith('"') ? one : `"${one}"`)).join(".");
}
function literal(text) {
    const escaped = text.replaceAll("'", "''");
    return escaped.includes("\\") ? `E'${escaped.replaceAll("\\", "\\\\")}'` : `'${escaped}'`;
}


/***/ }),

/***/ 11701:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  gk: () => (/* binding */ finding),
  TN: () => (/* binding */ oneLine),
  aO: () => (/* binding */ rules)
});

// EXTERNAL MODULE: ./tmp/build/core/private-values.js
var private_values = __webpack_require__(5462);
;// CONCATENATED MODULE: ./tmp/build/core/judgement/rule-kinds.js
const twoReleases = "two releases: the first one stops using it, the second one drops it in a migration marked `deploy-actions: phase=contract`";
function harmless(operation, loses, reason) {
    return {
        operation,
        previous: "works",
        down: "lossless",
        loses,
        verdict: "SAFE",
        reason,
        remedy: null,
        resolution: null,
    };
}
function hopeless(operation, loses, reason, remedy, previous = "broken") {
    const verdict = "UNSAFE";
    return {
        operation,
        previous,
        down: loses === null ? "none" : "loses",
        loses,
        verdict,
        reason,
        remedy,
        resolution: null,
    };
}
function mendable(operation, reason, { remedy, loses = null }) {
    const verdict = "REVERT-FIRST";
    return { operation, previous: "broken", down: "lossless", loses, verdict, reason, remedy, resolution: null };
}
function narrowing(operation, reason, remedy) {
    const state = { previous: "conditional", down: "lossless", loses: null, verdict: "PROBE" };
    return { operation, ...state, reason, remedy, resolution: "loosening" };
}
function probed(operation, previous, reason, { remedy, loses = null }) {
    return {
        operation,
        previous,
        down: "may-fail",
        loses,
        verdict: "PROBE",
        reason,
        remedy,
        resolution: "probe",
    };
}

;// CONCATENATED MODULE: ./tmp/build/core/judgement/content-rules.js

const contentRules = {
    K1: narrowing("add a unique constraint or unique index", "duplicates that were legal are rejected now", "let the previous release stop writing duplicates first"),
    K2: probed("drop a unique constraint or unique index", "works", "once there are duplicates, the down fails", {
        remedy: "let the new release write no duplicates until the previous one is gone for good",
    }),
    K3: narrowing("add a check, foreign key or exclusion constraint", "writes that were legal are rejected now", "let the previous release keep to the rule first"),
    K4: probed("drop a check, foreign key or exclusion constraint", "works", "once there are rows that break the rule, the down fails", {
        remedy: "let the new release keep to the rule until the previous one is gone for good",
    }),
    I1: harmless("add or drop an index", null, "only query plans change"),
    E1: {
        ...probed("add a value to an enum", "works", "once a row has the value, the previous release may read one that it does not know", {
            remedy: "let the new release write the value only after the previous one is gone for good",
        }),
        down: "none",
    },
    E2: mendable("rename or remove a value of an enum", "the previous release writes the old value", {
        remedy: "add the new value, move the rows, and stop using the old one in a later release",
    }),
    V1: mendable("drop or narrow a view, or drop a function", "the previous release may use it", {
        remedy: twoReleases,
    }),
    G1: {
        ...narrowing("add a trigger", "it may reject or rewrite what the previous release writes", "let the trigger pass on whatever the previous release writes"),
        loses: "values that it rewrites",
        resolution: "person",
    },
    G2: {
        ...narrowing("drop a trigger", "its side effects stop silently for the previous release", twoReleases),
        loses: "what it would have derived meanwhile",
        resolution: "person",
    },
    P1: mendable("enable row level security or revoke a right", "the previous release sees fewer rows, without an error", {
        remedy: "grant the previous release's role what it needs before, and narrow it in a later release with phase=contract",
    }),
    P2: harmless("grant a right or disable row level security", null, "the previous release may do what it did and more"),
    M1: harmless("fill a new column", null, "no old value is changed"),
    M2: hopeless("update rows that were there", "the old values", "no down brings the old values back", "write into a new column and keep the old one", "conditional"),
    M3: hopeless("delete rows", "the rows", "no down brings the rows back", "mark the rows as deleted and delete them in a later release with phase=contract", "conditional"),
    M4: { ...harmless("insert rows", null, "nothing that was there is changed"), down: "may-fail" },
    X1: hopeless("drop an extension, type, sequence or schema", "whatever depends on it", "no down brings back what depended on it", twoReleases),
    X2: hopeless("change a character set or collation", "maybe values and the order of rows", "comparisons and uniqueness change, and going back is refused or loses values", "add a new column with it and backfill it", "conditional"),
    X3: {
        ...hopeless("run code or a statement that cannot be judged", "unknown", "what it does is only known by running it", "say it in plain SQL, or let the rehearsal show what it does"),
        previous: "unknown",
        down: "unknown",
        loses: null,
        verdict: "UNKNOWN",
    },
    X4: {
        ...hopeless("change without a way down", null, "nothing of it can be taken back", "write a down migration, or DOWN files"),
        previous: "unknown",
    },
};

;// CONCATENATED MODULE: ./tmp/build/core/judgement/shape-rules.js

const rowsOfTable = "rows of the new table";
const valuesOfColumn = "what the new release wrote into the column";
const shapeRules = {
    T1: harmless("create a table, view, function, schema or type", rowsOfTable, "the previous release does not know it"),
    T2: hopeless("drop a table", "the table with its rows", "no down brings its rows back", twoReleases),
    T3: mendable("rename a table or move it to another schema", "the previous release knows it by its old name", {
        remedy: "create a view with the old name in the same migration, or copy into a new table and drop the old one later",
    }),
    T4: hopeless("truncate a table", "all of its rows", "no down brings its rows back", null, "conditional"),
    C1: harmless("add a column that may be NULL", valuesOfColumn, "the previous release does not name it"),
    C2: harmless("add a column with a constant default", valuesOfColumn, "the previous release's inserts get the default"),
    C3: mendable("add a column that is NOT NULL and has no default", "the previous release's inserts leave it out", {
        remedy: "give the column a DEFAULT: then it is SAFE",
        loses: valuesOfColumn,
    }),
    C4: hopeless("drop a column", "the column's values", "the previous release names it, and no down brings its values back", twoReleases),
    C5: mendable("rename a column", "the previous release knows it by its old name", {
        remedy: "add a new column, backfill it, write both, and drop the old one in a later release with phase=contract",
    }),
    C6: hopeless("split or merge columns and drop the originals", "whatever the new columns do not hold", "the originals come back only if the transformation can be inverted", "keep the originals: add and backfill the new columns now, and drop the old ones in a later release with phase=contract"),
    C7: harmless("add a generated column", null, "it is computed from what is there"),
    N1: narrowing("set NOT NULL", "NULLs that were legal are rejected now", "let the previous release stop writing NULL first"),
    N2: probed("drop NOT NULL", "works", "once there is a NULL, the previous release may read it and the down fails", {
        remedy: "let the new release write no NULL until the previous one is gone for good",
    }),
    D1: harmless("set or change a default", null, "the previous release's inserts only get another value"),
    D2: narrowing("drop a default", "inserts that leave the column out fail where it is NOT NULL", "keep the default until the previous release is gone"),
    Y1: probed("widen a column's type", "works", "once there is a value that the old type cannot hold, the previous release may read it and the down fails", {
        remedy: "let the new release write no larger values until the previous one is gone for good",
        loses: "what is cut off, if the down casts",
    }),
    Y2: hopeless("narrow a column's type", "what does not fit", "values are cut off or refused while it runs, and no down brings them back", "add a new column of the new type, backfill it, and drop the old one in a later release with phase=contract", "conditional"),
    Y3: {
        ...probed("change a column's type to another kind", "conditional", "drivers and comparisons of the previous release may expect the old type", {
            remedy: "add a new column of the new type, backfill it, and drop the old one in a later release with phase=contract",
            loses: "values that cannot be cast back",
        }),
        resolution: "person",
    },
};

;// CONCATENATED MODULE: ./tmp/build/core/judgement/rules.js



const rules = { ...shapeRules, ...contentRules };
function finding(id, { about, statement, line, ...overrides }) {
    const { previous, down, loses, verdict, reason, remedy, resolution } = rules[id];
    const merged = { verdict, reason, remedy, previous, down, loses, ...overrides };
    const asked = overrides.resolution ?? (resolution === "loosening" ? { by: "loosening" } : { by: "person" });
    return {
        ...{ rule: id, about, statement: oneLine(statement), line },
        ...merged,
        resolution: merged.verdict === "PROBE" ? asked : null,
    };
}
function oneLine(statement) {
    const line = (0,private_values/* withoutPasswords */.hl)(statement).slice(0, 2_000).replace(/\s+/g, " ").trim();
    return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}


/***/ }),

/***/ 99694:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bl: () => (/* binding */ phaseProblem),
/* harmony export */   Zg: () => (/* binding */ heldBack),
/* harmony export */   hU: () => (/* binding */ phaseOf)
/* harmony export */ });
const marks = /(?:--|#|\/\/|\/\*+|^\s*\*|<!--|"""|''')[ \t]*deploy-actions[ \t]*:?[ \t]*phase[ \t]*[=:][ \t]*([\w-]*)/gim;
function phaseOf(text) {
    return wordsIn(text).every((word) => word === "expand") ? "expand" : "contract";
}
function phaseProblem(text) {
    const words = [...new Set(wordsIn(text))];
    const strange = words.find((word) => word !== "expand" && word !== "contract");
    if (strange !== undefined)
        return `\`${strange}\` is no phase: write \`expand\` or \`contract\``;
    return words.length > 1 ? "it says both `expand` and `contract`" : null;
}
function wordsIn(text) {
    return [...text.matchAll(marks)].map(([, word = ""]) => word.toLowerCase());
}
function heldBack(pending, options) {
    const first = pending.findIndex((migration) => whyHeld(migration, options) !== null);
    if (first < 0)
        return { now: pending, held: [], problems: [] };
    const now = pending.slice(0, first);
    const behind = pending.slice(first);
    const holder = behind[0]?.name ?? "";
    const held = behind.map((migration) => ({
        ...migration,
        why: whyHeld(migration, options) ?? `it stands behind \`${holder}\`, which is held back`,
        due: dueOf(migration, options),
    }));
    const late = behind.filter(({ phase }) => phase !== "contract").map((migration) => outOfTurn(migration, holder));
    const whole = options.applies === "all" && now.length > 0 ? [notApart(holder, behind[0]?.version ?? "")] : [];
    return { now, held, problems: [...late, ...whole] };
}
function whyHeld(migration, options) {
    const { phase, version } = migration;
    if (phase !== "contract")
        return null;
    const backfill = options.backfillBefore?.(migration) ?? null;
    return whyInUse(version, options.live) ?? (backfill === null ? null : `the backfill \`${backfill}\` is not done`);
}
function whyInUse(version, live) {
    if (live === null)
        return null;
    if (live.migrations === null) {
        return `nobody can tell whether ${live.version}, which is live, was written for the schema without it`;
    }
    if (live.edited?.includes(version)) {
        return `it was edited since ${live.version}, which is live, was shipped with it, and that release may still use what it takes away now`;
    }
    return live.migrations.includes(version)
        ? null
        : `${live.version} is live and may still use what it takes away; a rollback would return to it`;
}
function dueOf(migration, { live, release, backfillBefore }) {
    const gone = `${release.version} is verified good and ${live?.version ?? "the release before it"} is gone`;
    const backfill = migration.phase === "contract" ? (backfillBefore?.(migration) ?? null) : null;
    const filled = `\`deploy-actions backfill --name ${backfill}\` is done`;
    const isInUse = whyInUse(migration.version, live) !== null;
    const both = isInUse ? `${gone}, and ${filled}` : filled;
    return `once ${backfill === null ? gone : both}: run \`migrate\` again then, or deploy the next release`;
}
function outOfTurn({ version, name }, holder) {
    return {
        version,
        what: `\`${name}\` comes after \`${holder}\`, a contract migration that is held back, so it cannot be applied now`,
        remedy: `Give \`${holder}\` a higher number than every other migration, or ship it in a release of its own.`,
    };
}
function notApart(holder, version) {
    return {
        version,
        what: `\`${holder}\` is held back, and the tool applies all pending migrations or none`,
        remedy: `Ship \`${holder}\` in a release of its own, after this one is verified good.`,
    };
}


/***/ }),

/***/ 23785:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C6: () => (/* binding */ substanceOf),
/* harmony export */   E4: () => (/* binding */ rollbackPlan)
/* harmony export */ });
/* unused harmony export planSubstance */
/* harmony import */ var _readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);
/* harmony import */ var _take_back_way_back_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(85481);


function rollbackPlan(plan) {
    const { live, slot, version } = plan;
    const target = live === null
        ? "there is no earlier good release: traffic is taken away and nothing serves"
        : `prove that ${live.version} (${live.commit.slice(0, 8)}) in slot ${live.slot} answers as that commit`;
    const early = wayAt(plan, 0);
    const late = wayAt(plan, 100);
    return [
        ...(early.kind === "down" ? [`take ${namesOf(early.steps)} down from the files of ${version}: ${early.why}`] : []),
        target,
        `send all traffic away from slot ${slot}`,
        `stop ${version} in slot ${slot}`,
        schemaOnRollback(plan, late),
        ...pointsOfNoReturn(plan, late.kind === "hold"),
    ];
}
function pointsOfNoReturn({ pending, fullUntil }, isHeldLate) {
    const points = [
        ...(isHeldLate ? ["100 % of the traffic; from there a rollback waits for a person"] : []),
        ...(fullUntil === null || pending.length === 0
            ? []
            : [`${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(fullUntil)} after the migrations; from there only the code goes back`]),
    ];
    if (points.length === 0)
        return ["no point of no return: it can be taken back until it is verified good"];
    return points.map((point) => `point of no return: ${point}`);
}
function wayAt({ pending, steps, verdict, madeAt, live }, highest) {
    const versions = pending.map(({ version }) => version);
    const now = Date.parse(madeAt);
    const facts = { policy: "auto", now, fullUntil: null, highest, hasPrevious: live !== null };
    return (0,_take_back_way_back_js__WEBPACK_IMPORTED_MODULE_1__/* .wayBack */ .l)(versions.length === 0 ? null : { verdict, versions, applied: true, steps }, facts);
}
function namesOf(steps) {
    return steps.map(({ version }) => version).join(", ");
}
function schemaOnRollback({ verdict, live }, late) {
    switch (late.kind) {
        case "untouched":
            return "the database is not touched";
        case "leave":
            if (live === null)
                return "the schema stays: no earlier release works on it";
            return late.probes.length === 0
                ? "the schema stays: the previous release works on it and nothing is lost"
                : `the schema stays if these find nothing: ${late.probes.flatMap(({ probes }) => probes.map(({ asks }) => asks)).join("; ")}`;
        case "down":
            return `once it has had traffic: ${namesOf(late.steps)} down, and the schema compared, before any traffic goes back`;
        default:
            return `the schema stays; the migrations are ${verdict}: once all traffic has moved, a person decides (\`rollback --database leave\`)`;
    }
}
function substanceOf(plan, configuration, fingerprint) {
    const { application, environment, commit, slot, verdict, pending, live, overwritten } = plan;
    return {
        application,
        environment,
        commit,
        slot,
        verdict,
        migrations: JSON.stringify(pending.map(({ version }) => version)),
        "rollback-target": live?.commit ?? "",
        overwritten: JSON.stringify(overwritten),
        configuration,
        schema: fingerprint,
    };
}
function planSubstance(plan, configuration, fingerprint) {
    return JSON.stringify(Object.entries(substanceOf(plan, configuration, fingerprint)));
}


/***/ }),

/***/ 57615:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ strongestLock),
/* harmony export */   z: () => (/* binding */ rehearsalLines)
/* harmony export */ });
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(22343);
/* harmony import */ var _readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);
/* harmony import */ var _sections_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(70556);



const mostRows = 60;
const mostTables = 5;
const mostStatements = 5;
function rehearsalLines(rehearsal) {
    const { migrations, warnings } = rehearsal;
    const rows = migrations.slice(0, mostRows).map(rowOf);
    const left = migrations.length - rows.length;
    return [
        headline(rehearsal),
        ...(migrations.length === 0
            ? []
            : ["", ...(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .table */ .tp)(["Migration", "Took", "Strongest lock", "Rows", "Down, and up again"], rows)]),
        ...(left > 0 ? ["", `And ${left} more.`] : []),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)("#### Slowest statements", slowest(migrations)),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)("#### What the copy tells besides", [
            sizeLine(rehearsal),
            catalogueLine(rehearsal),
            restoreLine(rehearsal),
        ]),
        ...(0,_sections_js__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)("#### Not as it should be", [...downProblems(migrations), ...warnings.slice(0, mostRows).map(_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)]),
    ];
}
function headline({ of, migrations }) {
    const took = migrations.reduce((sum, migration) => sum + migration.took, 0);
    const copied = of.kind === "backup" ? `the backup ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(of.name)}` : `the present database, ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(of.name)}`;
    const what = migrations.length === 0 ? "Nothing was pending" : `The migrations ran in ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .readableTime */ .GI)(took)}`;
    return `${what} on a copy of ${copied} (${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .plain */ .pj)(of.at)}). ${downWords(migrations)}`;
}
function downWords(migrations) {
    const states = new Set(migrations.map(({ down }) => down));
    if (states.size === 0)
        return "";
    if (states.has("failed"))
        return "**A way down failed.**";
    if (states.has("differs"))
        return "**A way down does not bring back what was there before.**";
    if (states.has("none"))
        return "Not all of them have a way down.";
    return states.has("not-tried") ? "Not every way down was tried." : "Every way down was lossless.";
}
const downCells = {
    lossless: "lossless",
    differs: "**differs**",
    failed: "**failed**",
    none: "has no down",
    "not-tried": "not tried",
};
function rowOf({ versions, took, locks, rows, down }) {
    return [nameOf(versions), (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .readableTime */ .GI)(took), lockCell(locks), rowsCell(rows), downCells[down]];
}
function nameOf(versions) {
    const [first = "", ...rest] = versions;
    const last = rest.at(-1);
    return last === undefined ? (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(first) : `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(first)} to ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(last)} (${versions.length} together)`;
}
const ranks = [
    "ACCESS SHARE",
    "SHARED_READ",
    "ROW SHARE",
    "SHARED_WRITE",
    "ROW EXCLUSIVE",
    "SHARED_UPGRADABLE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARED_NO_WRITE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "SHARED_NO_READ_WRITE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
];
function strongestLock(locks) {
    const rank = ({ lock }) => ranks.indexOf(lock.toUpperCase().replace(/ ?LOCK$/, ""));
    const sorted = [...locks].sort((a, b) => rank(b) - rank(a) || b.held - a.held);
    return sorted[0] ?? null;
}
function lockCell(locks) {
    if (locks === null)
        return "cannot be seen here";
    const lock = strongestLock(locks);
    if (lock === null)
        return "none seen";
    return `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(lock.lock)} on ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(lock.on)}, at least ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .readableTime */ .GI)(lock.held)}`;
}
function rowsCell(rows) {
    if (rows === null)
        return "cannot be seen here";
    const tables = Object.entries(rows).map(([name, touched]) => `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(name)}: ${touchedWords(touched)}`);
    if (tables.length === 0)
        return "none";
    const left = tables.length - mostTables;
    return `${tables.slice(0, mostTables).join("; ")}${left > 0 ? `; and ${left} more tables` : ""}`;
}
function touchedWords({ inserted, updated, deleted }) {
    const words = [count(inserted, "new"), count(updated, "changed"), count(deleted, "deleted")];
    return words.filter((word) => word !== "").join(", ") || "none";
}
function count(rows, what) {
    return rows === 0 ? "" : `${rows.toLocaleString("en-US")} ${what}`;
}
const noteworthy = 100;
function slowest(migrations) {
    return migrations
        .flatMap(({ statements }) => statements ?? [])
        .filter(({ took }) => took >= noteworthy)
        .sort((a, b) => b.took - a.took)
        .slice(0, mostStatements)
        .map(({ took, sql }) => `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .readableTime */ .GI)(took)}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(sql.length > 200 ? `${sql.slice(0, 199)}…` : sql)}`);
}
function sizeLine({ size: { before, after } }) {
    if (before === after)
        return `Size: ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableBytes */ .IV)(before)}, as before`;
    const change = `${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableBytes */ .IV)(Math.abs(after - before))} ${after > before ? "more" : "less"}`;
    return `Size: ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableBytes */ .IV)(before)} before, ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableBytes */ .IV)(after)} after (${change})`;
}
function catalogueLine({ fingerprint: { before, after } }) {
    const short = (digest) => (0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .code */ .aY)(digest.slice(0, 12));
    return before === after
        ? `Catalogue: ${short(before)}, unchanged`
        : `Catalogue: ${short(before)} before, ${short(after)} after`;
}
function restoreLine({ of, restore }) {
    return `${of.kind === "backup" ? "Restoring the backup" : "Making the copy"} took ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .readableTime */ .GI)(restore)}`;
}
function downProblems(migrations) {
    return migrations
        .filter(({ why }) => why !== null)
        .slice(0, mostRows)
        .map(({ versions, why }) => `${nameOf(versions)}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .prose */ .CS)((why ?? "").slice(0, 400))}`);
}


/***/ }),

/***/ 70556:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HN: () => (/* binding */ gateLines),
/* harmony export */   KE: () => (/* binding */ listed),
/* harmony export */   Ob: () => (/* binding */ checklistLines),
/* harmony export */   cK: () => (/* binding */ contactLines),
/* harmony export */   hq: () => (/* binding */ findingLines),
/* harmony export */   uW: () => (/* binding */ section)
/* harmony export */ });
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(22343);

function section(title, lines) {
    return lines.length === 0 ? [] : ["", title, ...lines];
}
function listed(title, lines) {
    return section(title, lines.map((line) => `- ${line}`));
}
function gateLines(gates) {
    if (gates.length === 0)
        return [];
    const approvers = (names) => {
        if (names === null)
            return "not looked at";
        return names.length === 0 ? "**nobody**" : names.map(_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .plain */ .pj).join(", ");
    };
    const rows = gates.map(({ name, approvers: names, notes }) => [
        (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(name),
        approvers(names),
        notes.map(_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .plain */ .pj).join(", "),
    ]);
    return section("### Who approves", (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(["Gate", "One of", "Notes"], rows));
}
const results = { met: "met", refused: "**in the way**", warned: "worth knowing", unseen: "not looked at" };
function findingLines(findings) {
    const own = findings.filter(({ what }) => !what.startsWith("checklist "));
    if (own.length === 0)
        return [];
    const rows = own.map(({ what, judgement, found }) => [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .prose */ .CS)(what), results[judgement], (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .prose */ .CS)(found)]);
    return section("### What was looked at", (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(["What", "Result", "Found"], rows));
}
function checklistLines(checklist) {
    if (checklist.length === 0)
        return [];
    const rows = checklist.map(({ item, role, who, at, evidence, isMet, why, missing }) => {
        const unmet = missing === "warn" ? "not shown" : "**missing**";
        const state = isMet === null ? "not looked at" : isMet ? "shown" : unmet;
        return [
            (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .plain */ .pj)(item),
            (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .plain */ .pj)(role ?? ""),
            `${state}${why === "" ? "" : `: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .prose */ .CS)(why)}`}`,
            (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .plain */ .pj)(who ?? ""),
            (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .plain */ .pj)(at ?? ""),
            evidence === null ? "" : linkTo(evidence),
        ];
    });
    return section("### Checklist", (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .table */ .tp)(["Item", "Role", "State", "Who", "When", "Evidence"], rows));
}
function contactLines(contacts) {
    return listed("### Whom to call", contacts.map(({ role, reach }) => `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .plain */ .pj)(role)}: ${linkTo(reach)}`));
}
function linkTo(text) {
    return /^https:\/\/[\w.:~/?#@!$&+,;=%-]+$/.test(text) ? `[link](${text})` : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .plain */ .pj)(text);
}


/***/ }),

/***/ 59951:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AT: () => (/* binding */ findObstacles),
/* harmony export */   f0: () => (/* binding */ idleSlot),
/* harmony export */   pM: () => (/* binding */ plannedSlot)
/* harmony export */ });
/* harmony import */ var _drift_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(72095);
/* harmony import */ var _ramp_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(95782);
/* harmony import */ var _slots_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(32501);
/* harmony import */ var _untouched_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(72959);





function findObstacles(facts) {
    return [
        ...releaseObstacles(facts),
        ...rampObstacles(facts),
        ...(0,_drift_js__WEBPACK_IMPORTED_MODULE_0__/* .driftObstacles */ .GH)(facts),
        ...repositoryObstacles(facts),
        ...facts.migrationProblems.map((what) => ({ kind: "refused", where: "migrate", what })),
    ];
}
function plannedSlot({ state, splits, onDrift }) {
    const isPutBack = onDrift === "overwrite" && state.live !== null;
    return idleSlot(state, isPutBack ? null : (splits[0] ?? null));
}
function idleSlot(state, split) {
    if (state.open !== null && !(0,_untouched_js__WEBPACK_IMPORTED_MODULE_1__/* .isUntouched */ .O)(state.open))
        return state.open.slot;
    return (0,_slots_js__WEBPACK_IMPORTED_MODULE_2__/* .other */ .F)(split?.active ?? state.live?.slot ?? "blue");
}
function releaseObstacles({ commit, state, allowsBadCommit }) {
    const obstacles = [];
    const { open, live } = state;
    if (open !== null && open.commit !== commit && !(0,_untouched_js__WEBPACK_IMPORTED_MODULE_1__/* .isUntouched */ .O)(open)) {
        const who = state.lease === null ? "nobody works on it now" : `${state.lease.holder.actor} works on it`;
        obstacles.push({
            kind: "refused",
            where: "release",
            what: `${open.version} (${open.commit.slice(0, 8)}) is open since ${open.openedAt}, ${who}; finish it with \`continue\` or take it back with \`rollback\``,
        });
    }
    if (live?.commit === commit) {
        obstacles.push({
            kind: "refused",
            where: "release",
            what: `${commit.slice(0, 8)} is live already, since ${live.at}; deploy another commit`,
        });
    }
    const bad = state.bad.find((known) => known.commit === commit);
    if (bad !== undefined && !allowsBadCommit)
        obstacles.push(badCommit(bad));
    return obstacles;
}
function badCommit({ commit, at, reason }) {
    const what = `${commit.slice(0, 8)} was marked bad at ${at}: ${reason}; deploy a repaired commit, or set \`allow-bad-commit: true\``;
    return { kind: "refused", where: "release", what };
}
function rampObstacles({ ramps }) {
    return ramps.flatMap(({ item, steps, granularity, cohorts = [], knowsCohorts = false }) => {
        const strange = cohorts.length > 0 && !knowsCohorts ? `this router knows no groups such as \`${cohorts[0]}\`` : null;
        const what = strange ?? (0,_ramp_js__WEBPACK_IMPORTED_MODULE_3__/* .stepsProblem */ .dH)(steps, granularity);
        return what === null ? [] : [{ kind: "input", where: `traffic-shift (${item}): steps`, what }];
    });
}
function repositoryObstacles({ commit, repository, state }) {
    const obstacles = [];
    if (repository.head !== commit) {
        const what = `the checkout is at ${repository.head.slice(0, 8)}, not at ${commit.slice(0, 8)}; check out the commit that is to be deployed`;
        obstacles.push({ kind: "input", where: "release", what });
    }
    if (state.live !== null && !repository.holdsLive) {
        const what = `the repository does not hold ${state.live.commit.slice(0, 8)}, the release a rollback returns to`;
        const remedy = repository.isShallow
            ? "; the checkout is shallow: set `fetch-depth: 0` in actions/checkout"
            : "; fetch it";
        obstacles.push({ kind: "input", where: "release", what: what + remedy });
    }
    return obstacles;
}


/***/ }),

/***/ 67204:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ki: () => (/* binding */ signOffs),
/* harmony export */   m: () => (/* binding */ judgeChecklist),
/* harmony export */   zx: () => (/* binding */ lookAtChecklist)
/* harmony export */ });
/* harmony import */ var _readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);
/* harmony import */ var _finding_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(17641);


function lookAtChecklist(items, { checks, now }) {
    return items.map((item) => item.check === undefined ? byLink(item, now) : byCheck(item, { name: item.check, checks, now }));
}
function byLink(item, now) {
    const { evidence, at } = item;
    const line = { ...lineOf(item), who: item.by ?? null, at: at ?? null, evidence: evidence ?? null };
    if (evidence === undefined)
        return unmet(line, "no evidence is given (`evidence` or `check`)");
    if (item["max-age"] === undefined)
        return line;
    if (at === undefined)
        return unmet(line, "says not when (`at`), and has to be young enough");
    return aged(line, { at, maxAge: item["max-age"], now });
}
function byCheck(item, { name, checks, now }) {
    const line = { ...lineOf(item), who: item.by ?? null, evidence: `check ${name}` };
    if (checks === null)
        return { ...line, isMet: null, why: "GitHub was not asked for the check" };
    const found = checks.filter((check) => check.name === name);
    const [check] = found;
    if (check === undefined)
        return unmet(line, `the check \`${name}\` has not looked at this commit`);
    if (found.some(({ state }) => state === "pending"))
        return unmet(line, `the check \`${name}\` is still running`);
    if (found.some(({ state }) => state !== "success"))
        return unmet(line, `the check \`${name}\` is not green`);
    const shown = { ...line, at: check.endedAt, evidence: item.evidence ?? check.url ?? line.evidence };
    if (item["max-age"] === undefined)
        return shown;
    if (check.endedAt === null)
        return unmet(shown, `the check \`${name}\` says not when it ended`);
    return aged(shown, { at: check.endedAt, maxAge: item["max-age"], now });
}
const day = 86_400_000;
function aged(line, { at, maxAge, now }) {
    const age = now - (isDate.test(at) ? Date.parse(at) : Number.NaN);
    if (Number.isNaN(age))
        return unmet(line, `\`at: ${at}\` is no date; write it as 2026-11-20`);
    if (age < -day)
        return unmet(line, `${at} lies in the future`);
    if (age <= maxAge)
        return line;
    return unmet(line, `is ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)} old; at most ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(maxAge)} are allowed`);
}
const isDate = /^\d{4}-\d\d-\d\d(T.*)?$/;
function lineOf({ item, role, missing }) {
    const nothing = { who: null, at: null, evidence: null };
    return { item, role: role ?? null, ...nothing, isMet: true, why: "", missing: missing ?? "refuse" };
}
function unmet(line, why) {
    return { ...line, isMet: false, why };
}
function judgeChecklist(lines) {
    return lines.map(({ item, role, isMet, why, missing }) => {
        const what = `checklist \`${item}\``;
        if (isMet === null)
            return (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .unseen */ .nv)(what, why);
        if (isMet)
            return (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .met */ .BG)(what, "shown");
        if (missing === "warn")
            return (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .warned */ .k9)(what, why);
        const whom = role === null ? "" : ` (${role})`;
        return (0,_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .refused */ .J5)(what, `${why}${whom}`, "show it in `plan: checklist`, or set `missing: warn` on the item");
    });
}
function signOffs(lines) {
    return lines.map(({ item, role, who, at, evidence, isMet }) => ({ item, role, who, at, evidence, isMet }));
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

/***/ 70038:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ provenIn)
/* harmony export */ });
/* harmony import */ var _readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);

function provenIn(state, { commit, now, minAge }) {
    const no = (why) => ({ isProven: false, why });
    const short = commit.slice(0, 8);
    const place = state.good.findIndex((release) => release.commit === commit);
    const release = state.good[place];
    const bad = state.bad.find((known) => known.commit === commit);
    const since = Date.parse(release?.at ?? "");
    if (bad !== undefined && !(Date.parse(bad.at) < since)) {
        return no(`${short} was marked bad there at ${bad.at}: ${bad.reason}`);
    }
    if (release === undefined)
        return no(stillOpen(state, commit) ?? `${short} was never verified good there`);
    const isLive = state.live?.commit === commit;
    const newer = state.good[place - 1];
    const until = isLive || newer === undefined ? now : Date.parse(newer.at);
    const age = Math.max(0, until - since);
    if (age >= minAge)
        return { isProven: true, release, age, isLive };
    const asked = `${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(minAge)} are asked`;
    if (isLive) {
        const from = new Date(since + minAge).toISOString();
        return no(`${short} is good there since ${release.at}, for ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)}; ${asked}: wait until ${from}`);
    }
    return no(`${short} was live there for ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)} only, then ${newer?.version} took its place; ${asked}`);
}
function stillOpen({ open }, commit) {
    if (open?.commit !== commit)
        return null;
    return `${commit.slice(0, 8)} is open there since ${open.openedAt} and not verified good yet`;
}


/***/ }),

/***/ 95782:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   dH: () => (/* binding */ stepsProblem),
/* harmony export */   gn: () => (/* binding */ isUnderWay),
/* harmony export */   lE: () => (/* binding */ nextMove)
/* harmony export */ });
function stepsProblem(steps, granularity) {
    if (steps.length === 0)
        return "must name at least one step";
    const falls = steps.findIndex((step, i) => i > 0 && step <= (steps[i - 1] ?? 0));
    if (falls > 0)
        return `must rise; ${steps[falls]} comes after ${steps[falls - 1]}`;
    if (steps.some((step) => step < 1))
        return "must be weights from 1 to 100";
    if (steps.at(-1) !== 100)
        return `must end at 100, not at ${steps.at(-1)}`;
    if (granularity === "all-or-nothing" && steps.length > 1) {
        return "this router knows only 0 and 100; use `steps: 100`";
    }
    return null;
}
function nextMove({ steps, cohorts = [], to, soak, shift, now }) {
    const weight = shift?.weight ?? 0;
    const next = nextStep({ steps, cohorts, to, shift });
    if (shift === undefined || !isUnderWay(shift))
        return next ?? { move: "arrived", weight: 0 };
    if (shift.passedAt !== weight)
        return { move: "watch", weight };
    const remaining = Date.parse(shift.setAt) + soak - now;
    if (remaining > 0 && (next !== undefined || weight === 100))
        return { move: "soak", weight, remaining };
    return next ?? { move: "arrived", weight };
}
function nextStep(facts) {
    const { steps, cohorts, to, shift } = facts;
    const weight = shift?.weight ?? 0;
    const on = shift?.cohorts ?? [];
    const cohort = weight > 0 || to < 1 ? undefined : cohorts.find((name) => !on.includes(name));
    if (cohort !== undefined)
        return { move: "set", weight: 0, cohorts: [...on, cohort] };
    const step = steps.find((step) => step > weight && step <= to);
    return step === undefined ? undefined : { move: "set", weight: step };
}
function isUnderWay({ weight, cohorts = [], promoted, kept = false }) {
    return !kept && (weight > 0 || cohorts.length > 0 || promoted);
}


/***/ }),

/***/ 83537:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ steadyDigest)
/* harmony export */ });
const prime = 0x100000001b3n;
const beginning = 0xcbf29ce484222325n;
const mask = 0xffffffffffffffffn;
function steadyDigest(text) {
    let hash = beginning;
    for (const letter of text) {
        hash = ((hash ^ BigInt(letter.codePointAt(0) ?? 0)) * prime) & mask;
    }
    return hash.toString(16).padStart(16, "0");
}


/***/ }),

/***/ 85481:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ wayBack)
/* harmony export */ });
/* harmony import */ var _readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);

function wayBack(record, facts) {
    if (record === null || record.versions.length === 0)
        return { kind: "untouched" };
    const { policy } = facts;
    if (policy === "leave")
        return { kind: "leave", why: "a person has said that the schema may stay", probes: [] };
    const expired = whyExpired(record, facts);
    if (policy === "restore" || policy === "down") {
        if (expired !== null)
            return { kind: "hold", why: expired };
        if (policy === "restore")
            return { kind: "restore", why: "a person has asked for the backup" };
        if (record.steps === undefined)
            return { kind: "hold", why: whyNoTrail(record) };
        return down(record.steps, "a person has asked for it");
    }
    if (!facts.hasPrevious)
        return { kind: "leave", why: "no earlier release works on it", probes: [] };
    if (record.steps === undefined)
        return withoutTrail(record, facts);
    return automatic(record.steps, facts, expired);
}
function automatic(steps, facts, expired) {
    const broken = steps.filter(({ previous }) => previous === "broken");
    if (broken.length === 0 && facts.highest < 100 && facts.isShut !== true) {
        return { kind: "leave", why: "the previous release has served on this schema all the while", probes: [] };
    }
    const doubtful = steps.filter(({ previous }) => previous !== "works");
    if (doubtful.length === 0)
        return { kind: "leave", why: "the previous release works on the new schema", probes: [] };
    const forPerson = doubtful.find(({ needsPerson }) => needsPerson);
    if (forPerson !== undefined)
        return { kind: "hold", why: whyPerson(forPerson) };
    const undone = doubtful.filter((step) => step.previous === "broken" || step.loosens);
    if (undone.length === 0) {
        return { kind: "leave", why: "nothing speaks against the new schema", probes: doubtful.filter(hasProbes) };
    }
    if (expired !== null)
        return { kind: "hold", why: expired };
    const from = steps.findIndex((step) => undone.includes(step));
    const doomed = steps.slice(from);
    const obstacle = whyNotDown(doomed, facts.highest > 0);
    if (obstacle !== null)
        return { kind: "hold", why: obstacle };
    return { ...down(doomed, whyDown(undone)), probes: steps.filter(hasProbes) };
}
function down(steps, why) {
    return { kind: "down", why, steps: [...steps].reverse(), probes: [] };
}
function hasProbes({ probes }) {
    return probes.length > 0;
}
function whyDown(undone) {
    const names = undone.map(({ version }) => version).join(", ");
    return `the previous release does not work with ${names}, and the way down loses nothing`;
}
function whyNotDown(doomed, hasServed) {
    const stuck = doomed.find(({ hasDown }) => hasDown === false);
    if (stuck !== undefined)
        return `the previous release is broken, and ${stuck.version} has no way down`;
    const guessed = doomed.find((step) => step.needsPerson || step.verdict === "UNKNOWN" || step.doubt !== undefined);
    if (guessed !== undefined)
        return whyPerson(guessed);
    const losing = hasServed ? doomed.find(({ loses }) => loses !== null) : undefined;
    if (losing === undefined)
        return null;
    return `taking ${losing.version} down would lose what the new release has written: ${losing.loses}`;
}
function whyPerson({ version, verdict, reason, doubt, needsPerson }) {
    if (doubt !== undefined && (!needsPerson || reason === doubt))
        return `${version} is not taken down without a person: ${doubt}`;
    const because = reason === undefined ? "" : `: ${reason}`;
    if (verdict === "UNSAFE")
        return `${version} is UNSAFE, it has changed what no way down brings back, and the previous release may be broken${because}`;
    return `it is not known whether the previous release works after the migration ${version} (${verdict})${because}`;
}
function withoutTrail({ verdict, versions }, { highest, isShut }) {
    if (verdict === "SAFE")
        return { kind: "leave", why: "the previous release works on the new schema", probes: [] };
    if (highest < 100 && isShut !== true)
        return { kind: "leave", why: "the previous release has served on this schema all the while", probes: [] };
    return {
        kind: "hold",
        why: `it is not known whether the previous release works after the migrations ${versions.join(", ")}`,
    };
}
function whyNoTrail({ versions }) {
    return `the journal does not tell how ${versions.join(", ")} would be taken down: that is left to the tool and a person`;
}
function whyExpired({ at }, { now, fullUntil }) {
    if (at === undefined || fullUntil === null)
        return null;
    const age = now - Date.parse(at);
    if (age <= fullUntil)
        return null;
    return `the point of no return is passed: the migrations are ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)} old, and \`full-until\` is ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(fullUntil)}`;
}


/***/ }),

/***/ 72959:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ isUntouched)
/* harmony export */ });
function isUntouched(release) {
    const { prepared, shifts, migration, rollingBack, turnedOff = [] } = release;
    const isMigrating = migration !== null && !migration.applied && release.isMigrationInherited !== true;
    return !prepared && shifts.length === 0 && turnedOff.length === 0 && !rollingBack && !isMigrating;
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

/***/ 70861:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Rq: () => (/* binding */ slotAsPlanned),
/* harmony export */   gq: () => (/* binding */ refuseOtherPlan),
/* harmony export */   w0: () => (/* binding */ digestPlan)
/* harmony export */ });
/* harmony import */ var _core_preflight_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(59951);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(37430);
/* harmony import */ var _facing_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(74844);




const short = 8;
function digestPlan(parts) {
    const entries = Object.entries(parts);
    return [(0,_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .digestText */ .M)(JSON.stringify(entries)), ...entries.map(([, part]) => (0,_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .digestText */ .M)(part).slice(0, short))].join("-");
}
function refuseOtherPlan(approved, digest, parts) {
    if (approved === undefined || approved === digest)
        return;
    const [whole, ...before] = approved.split("-");
    const [now, ...after] = digest.split("-");
    if (before.length === 0 && whole === now)
        return;
    const changed = before.length === after.length ? parts.filter((_, i) => before[i] !== after[i]) : [];
    const what = changed.length === 0 ? "" : `: ${changed.join(", ")}`;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(`plan changed since approval${what}`, {
        hint: "Start a new run: its plan shows what would happen now, and that is what has to be approved.",
    });
}
async function slotAsPlanned({ session }, chain, { slot: planned, version }) {
    const slot = (0,_core_preflight_js__WEBPACK_IMPORTED_MODULE_3__/* .idleSlot */ .f0)(session.state, await (0,_facing_js__WEBPACK_IMPORTED_MODULE_2__/* .splitBetweenSlots */ ._j)(chain));
    if (slot === planned)
        return slot;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(`the plan puts ${version} into slot ${planned}, which has the traffic now: somebody has moved it meanwhile`, { hint: "Find out who, and why; then run this again." });
}


/***/ }),

/***/ 8041:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cf: () => (/* binding */ occasionProblems),
/* harmony export */   Oe: () => (/* binding */ overrideOf),
/* harmony export */   Rn: () => (/* binding */ closures),
/* harmony export */   rW: () => (/* binding */ risingObstacles),
/* harmony export */   vq: () => (/* binding */ calendarObstacles)
/* harmony export */ });
/* harmony import */ var _core_readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);

const exception = "wait, or say in `override-freeze` why this release is an exception";
function calendarObstacles(times, moment) {
    const wrong = occasionProblems(times, moment.calendar);
    if (wrong.length > 0)
        return wrong;
    if (moment.override !== undefined)
        return [];
    return closures(times, moment).map(toObstacle);
}
function risingObstacles(times, moment) {
    return calendarObstacles({ freeze: times.freeze }, moment);
}
function overrideOf(times, moment) {
    if (moment.override === undefined || occasionProblems(times, moment.calendar).length > 0)
        return null;
    const closed = closures(times, moment).map(({ kind, why, until }) => ({ kind, why, until }));
    return closed.length === 0 ? null : { reason: moment.override, closures: closed };
}
function occasionProblems(times, calendar) {
    return ["freeze", "window"].flatMap((kind) => (times[kind] ?? []).flatMap((occasion, i) => {
        const what = calendar.problem(occasion);
        return what === null ? [] : [{ kind: "input", where: `plan: ${kind}[${i}]`, what }];
    }));
}
function closures(times, { calendar, now }) {
    return [...freezes(times.freeze ?? [], calendar, now), ...shutWindow(times.window ?? [], calendar, now)];
}
function freezes(occasions, calendar, now) {
    return occasions.flatMap((occasion) => {
        const covering = calendar.covering(occasion, now);
        if (covering === null)
            return [];
        const until = (0,_core_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableMoment */ .BY)(covering.to, zoneOf(occasion));
        return [closure("freeze", occasion.why, covering.to, `nothing is released until ${until}`)];
    });
}
function shutWindow(occasions, calendar, now) {
    if (occasions.length === 0 || occasions.some((occasion) => calendar.covering(occasion, now) !== null))
        return [];
    const openings = occasions.flatMap((occasion) => {
        const at = calendar.next(occasion, now);
        return at === null ? [] : [{ at, occasion }];
    });
    const [first] = openings.sort((a, b) => a.at - b.at);
    if (first === undefined)
        return [closure("window", undefined, null, "no release window opens any more")];
    const opens = (0,_core_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableMoment */ .BY)(first.at, zoneOf(first.occasion));
    const told = `releases begin in their window alone, which opens next at ${opens}`;
    return [closure("window", first.occasion.why, first.at, told)];
}
function closure(kind, why, until, what) {
    const told = why === undefined ? what : `${what} (${why})`;
    return { kind, why: why ?? null, until: until === null ? null : new Date(until).toISOString(), told };
}
function toObstacle({ kind, told }) {
    return { kind: "refused", where: `plan: ${kind}`, what: `${told}; ${exception}` };
}
function zoneOf({ "time-zone": zone = "UTC" }) {
    return zone;
}


/***/ }),

/***/ 66011:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ openRelease)
/* harmony export */ });
function openRelease(session) {
    const { open } = session.state;
    if (open === null)
        throw new Error("no release is open");
    return open;
}


/***/ }),

/***/ 74844:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CQ: () => (/* binding */ readings),
/* harmony export */   RV: () => (/* binding */ isFlag),
/* harmony export */   Zo: () => (/* binding */ flagsOf),
/* harmony export */   _j: () => (/* binding */ splitBetweenSlots),
/* harmony export */   j2: () => (/* binding */ facing),
/* harmony export */   pw: () => (/* binding */ splitsOf),
/* harmony export */   uq: () => (/* binding */ slotSplits)
/* harmony export */ });
/* harmony import */ var _core_slots_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(32501);
/* harmony import */ var _ask_all_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(71339);


function isFlag({ follows }) {
    return follows === "release";
}
function facing(router, slot) {
    if (!isFlag(router))
        return router;
    const sideOf = (one) => (one === slot ? "green" : "blue");
    const slotOf = (side) => (side === "green" ? slot : (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_1__/* .other */ .F)(slot));
    const { cohorts } = router;
    return {
        ...router,
        async read() {
            const split = await router.read();
            return { ...split, active: slotOf(split.active) };
        },
        setWeight: (to, weight) => router.setWeight(sideOf(to), weight),
        verify: (to, weight) => router.verify(sideOf(to), weight),
        promote: (to) => router.promote(sideOf(to)),
        inFlight: async () => null,
        ...(cohorts === undefined
            ? {}
            : { cohorts: { ...cohorts, write: (to, names) => cohorts.write(sideOf(to), names) } }),
    };
}
async function splitBetweenSlots({ shifts }) {
    return (await shifts.find(({ router }) => !isFlag(router.port))?.router.port.read()) ?? null;
}
function readings({ shifts }) {
    return shifts.map(({ item, router, isOffFirst }) => async () => ({
        ...(await router.port.read()),
        item,
        isFlag: isFlag(router.port),
        isOffFirst,
    }));
}
function splitsOf(all) {
    return all.filter(({ isFlag }) => !isFlag).map(({ item, active, weight }) => ({ item, active, weight }));
}
function flagsOf(all) {
    return all
        .filter(({ isFlag }) => isFlag)
        .map(({ isOffFirst, item, ...split }) => ({ item, isOffFirst, share: (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_1__/* .shareOf */ .tC)(split, "green") }));
}
async function slotSplits({ shifts }) {
    return splitsOf(await (0,_ask_all_js__WEBPACK_IMPORTED_MODULE_0__/* .askAll */ .p)(readings({ shifts: shifts.filter(({ router }) => !isFlag(router.port)) })));
}


/***/ }),

/***/ 96525:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ judgeKnown)
/* harmony export */ });
/* harmony import */ var _core_judgement_judge_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(34996);
/* harmony import */ var _core_judgement_postgres_known_schema_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(74373);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(13134);



async function judgeKnown(read, target) {
    if (read.length === 0)
        return (0,_core_judgement_judge_js__WEBPACK_IMPORTED_MODULE_0__/* .judgeMigrations */ .p)(read, { dialect: target.dialect, version: 0 });
    const { version } = await target.identity();
    const known = await schemaOf(target);
    const options = { dialect: target.dialect, version: Number.parseInt(version, 10) || 0 };
    return (0,_core_judgement_judge_js__WEBPACK_IMPORTED_MODULE_0__/* .judgeMigrations */ .p)(read, known === null ? options : { ...options, known });
}
async function schemaOf(target) {
    if (target.dialect !== "postgres")
        return null;
    try {
        return (0,_core_judgement_postgres_known_schema_js__WEBPACK_IMPORTED_MODULE_1__/* .readKnownSchema */ .xn)(await target.read(_core_judgement_postgres_known_schema_js__WEBPACK_IMPORTED_MODULE_1__/* .knownSchemaQuery */ .fd));
    }
    catch (error) {
        if (!(error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ) || error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CancelledError */ .cc)
            throw error;
        return null;
    }
}


/***/ }),

/***/ 94:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ lookAtGates)
/* harmony export */ });
/* harmony import */ var _core_preflight_gates_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(53136);
/* harmony import */ var _or_finding_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(62655);


async function lookAtGates({ asked, gates, environment, github, }) {
    if (github === null) {
        const shown = gates.map((name) => ({ name, approvers: null, notes: [] }));
        return { gates: shown, findings: (0,_core_preflight_gates_js__WEBPACK_IMPORTED_MODULE_0__/* .unseenGates */ .TC)(gates, environment) };
    }
    const read = (what, name) => (0,_or_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .orFinding */ .X)(`${what} \`${name}\``, () => github.environment(name));
    const [acting, ...rules] = await Promise.all([
        read("environment", environment),
        ...gates.map((name) => read("gate", name)),
    ]);
    const answers = gates.map((name, i) => ({ name, answer: rules[i] ?? null }));
    const judged = answers.map(({ name, answer }) => judge(answer, (found) => (0,_core_preflight_gates_js__WEBPACK_IMPORTED_MODULE_0__/* .judgeGate */ .$U)(name, found, asked["gate-reviewers"])));
    const shown = answers.map(({ name, answer }) => (0,_or_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .isFailure */ .N)(answer) ? { name, approvers: null, notes: [] } : (0,_core_preflight_gates_js__WEBPACK_IMPORTED_MODULE_0__/* .gateOf */ .Rv)(name, answer));
    const own = judge(acting ?? null, (found) => (0,_core_preflight_gates_js__WEBPACK_IMPORTED_MODULE_0__/* .judgeActing */ .yi)(environment, found, gates.length > 0));
    return { gates: shown, findings: [...judged, own].flat() };
}
function judge(answer, by) {
    return (0,_or_finding_js__WEBPACK_IMPORTED_MODULE_1__/* .isFailure */ .N)(answer) ? answer.failure : by(answer);
}


/***/ }),

/***/ 65496:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  sE: () => (/* binding */ lookAtMigrations),
  XC: () => (/* binding */ planOf)
});

// UNUSED EXPORTS: problemsOf

// EXTERNAL MODULE: ./tmp/build/core/backfill.js
var backfill = __webpack_require__(85936);
// EXTERNAL MODULE: ./tmp/build/core/evolution.js
var core_evolution = __webpack_require__(95741);
;// CONCATENATED MODULE: ./tmp/build/core/backfill/awaited.js


function awaitedBackfill({ verdict, findings }, listed, evolution) {
    const open = listed.filter((item) => (0,core_evolution/* progressOf */.jA)(evolution, item.name, (0,backfill/* backfillDigest */.bQ)(item))?.done !== true);
    const isUnknown = verdict === "UNKNOWN" || findings.length === 0;
    const spoken = findings.map(({ about, statement }) => `${about} ${statement}`).join(" ");
    return open.find(({ table }) => isUnknown || wordsIn(spoken).has(bareName(table))) ?? null;
}
function bareName(table) {
    return [...wordsIn(table)].at(-1) ?? "";
}
function wordsIn(text) {
    return new Set(text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? []);
}

// EXTERNAL MODULE: ./tmp/build/core/judgement/finding.js
var finding = __webpack_require__(48213);
// EXTERNAL MODULE: ./tmp/build/core/phases.js
var phases = __webpack_require__(99694);
;// CONCATENATED MODULE: ./tmp/build/core/rehearsal/evidence.js
function evidenceFor(rehearsals, asked) {
    const text = JSON.stringify([asked.commit, asked.fingerprint, asked.versions]);
    return (rehearsals?.find((known) => JSON.stringify([known.commit, known.fingerprint, known.versions]) === text) ?? null);
}

;// CONCATENATED MODULE: ./tmp/build/core/take-back/trail.js
const mostProbes = 20;
function trailStep(judged) {
    const { version, name, verdict, previous, hasDown, findings } = judged;
    const open = findings.filter((finding) => finding.verdict === "PROBE");
    const probes = open.flatMap(({ resolution }) => (resolution?.by === "probe" ? [resolution.probe] : []));
    const losses = [...findings.flatMap(lossOf), ...unseenLoss(judged)];
    const doubt = judged.downDoubt?.slice(0, 200) ?? null;
    const loosens = open.some(({ resolution }) => resolution?.by === "loosening");
    const isGuess = verdict === "UNKNOWN" || verdict === "UNSAFE";
    const isInDoubt = doubt !== null && (previous === "broken" || loosens);
    return {
        version,
        name,
        verdict,
        previous,
        hasDown: findings.some(isForGood) ? false : hasDown,
        probes: probes.slice(0, mostProbes),
        loosens,
        needsPerson: isGuess ||
            isInDoubt ||
            probes.length > mostProbes ||
            open.some(({ resolution }) => resolution === null || resolution.by === "person"),
        loses: losses.length === 0 ? null : [...new Set(losses)].slice(0, 3).join("; ").slice(0, 200),
        reason: isInDoubt && !isGuess ? doubt : judged.reason.slice(0, 200),
        ...(doubt === null ? {} : { doubt }),
    };
}
function unseenLoss({ isDownUnseen, hasDown }) {
    return isDownUnseen === true && hasDown === true ? ["perhaps more: nobody has seen the SQL of its way down"] : [];
}
function lossOf({ loses, down, about, resolution }) {
    if (loses !== null)
        return [loses];
    return down === "may-fail" && resolution?.by !== "probe" ? [`what refers to ${about} by then`] : [];
}
function isForGood({ verdict, down }) {
    return verdict === "PROBE" && down === "none";
}

// EXTERNAL MODULE: ./tmp/build/core/steady-digest.js
var steady_digest = __webpack_require__(83537);
// EXTERNAL MODULE: ./tmp/build/stages/judge-known.js
var judge_known = __webpack_require__(96525);
;// CONCATENATED MODULE: ./tmp/build/stages/judge-pending.js



async function judgePending(migrator, reader) {
    const { target } = migrator;
    const state = await migrator.state();
    const read = [];
    for (const migration of state.pending)
        read.push(await readMigration(migrator, reader, migration));
    const fingerprint = state.pending.length === 0 ? "" : await target.fingerprint();
    return { state, read, judgement: await (0,judge_known/* judgeKnown */.T)(read, target), fingerprint };
}
async function readMigration(migrator, reader, migration) {
    const preview = await migrator.preview(migration);
    const { up, hasDown = null, source } = preview;
    const { version, name } = migration;
    const down = await readDown(migrator, reader, preview);
    const known = { version, name, phase: (0,phases/* phaseOf */.hU)(source ?? up ?? ""), hasDown, down };
    if (up === undefined) {
        const why = `${migrator.tool} cannot print its SQL before it runs`;
        return { ...known, statements: null, why, ...digestOf(null, source) };
    }
    const { statements, ...unread } = await reader.read(up, migrator.target.dialect);
    const why = "why" in unread ? unread.why : null;
    return { ...known, statements, why, ...digestOf(statements, source ?? up) };
}
async function readDown(migrator, reader, { down, hasDown }) {
    if (down === undefined) {
        const why = hasDown === true ? `${migrator.tool} cannot print its SQL before it runs` : null;
        return { statements: null, why };
    }
    const reading = await reader.read(down, migrator.target.dialect);
    return reading.statements === null ? reading : { statements: reading.statements, why: null };
}
function digestOf(statements, text) {
    const told = statements === null ? text : JSON.stringify(statements.map((one) => one.text));
    return told === undefined ? {} : { digest: (0,steady_digest/* steadyDigest */.p)(told) };
}

;// CONCATENATED MODULE: ./tmp/build/stages/look-at-migrations.js







async function lookAtMigrations({ migrator, reader, rules }, options) {
    return planOf(await judgePending(migrator.port, reader), { ...options, rules, applies: migrator.port.applies });
}
function planOf(outlook, { state, release, rules, applies }) {
    const backfillBefore = (migration) => awaitedBackfill(migration, rules.backfills, state.evolution ?? core_evolution/* emptyEvolution */.Z5)?.name ?? null;
    const phasing = (0,phases/* heldBack */.Zg)(outlook.judgement.migrations, {
        live: liveIn(state, outlook.read),
        release,
        applies,
        backfillBefore,
    });
    const { now, held } = phasing;
    const steps = now.map(trailOf);
    const versions = now.map(({ version }) => version);
    const evidence = evidenceFor(state.rehearsals, { ...release, fingerprint: outlook.fingerprint, versions });
    const known = evidence?.steps ?? steps;
    const breaking = state.live === null ? [] : known.filter(({ previous }) => previous === "broken");
    return {
        ...outlook,
        now,
        held,
        verdict: evidence?.verdict ?? now.reduce((worst, one) => (0,finding/* worse */.JJ)(worst, one.verdict), "SAFE"),
        previous: evidence?.previous ?? steps.reduce((worst, one) => (0,finding/* worsePrevious */.ir)(worst, one.previous), "works"),
        steps: known,
        evidence,
        problems: [
            ...problemsOf(outlook.state, state).map(({ what }) => what),
            ...phasing.problems.map(({ what, remedy }) => `${what}. ${remedy}`),
            ...(rules.breaking === "accept" ? [] : breaking.map((step) => whyBreaking(step, now))),
        ],
    };
}
function trailOf(judged) {
    const step = trailStep(judged);
    return judged.phase === "contract" ? { ...step, previous: "works" } : step;
}
function liveIn({ live, evolution = core_evolution/* emptyEvolution */.Z5 }, read) {
    if (live === null)
        return null;
    const shipped = evolution.held.filter(({ shippedIn }) => shippedIn === live.commit);
    const edited = shipped.filter((known) => isEdited(known, read)).map(({ version }) => version);
    return { commit: live.commit, version: live.version, migrations: shipped.map(({ version }) => version), edited };
}
function isEdited({ version, digest }, read) {
    const now = read.find((one) => one.version === version)?.digest;
    return digest !== undefined && now !== undefined && digest !== now;
}
function whyBreaking({ version, name }, now) {
    const worst = now.find((one) => one.version === version)?.findings.find(({ previous }) => previous === "broken");
    const remedy = worst?.remedy ?? "split it into a release that adds and a later one that takes away";
    return `\`${name}\` breaks the release that is live, so both cannot run side by side: ${worst?.reason ?? "it was judged so in the rehearsal"}. Remedy: ${remedy}. \`breaking: accept\` with \`steps: 100\` accepts the outage`;
}
function problemsOf(state, { leftBehind }) {
    return state.problems.filter(({ kind, version }) => kind !== "missing-file" || !leftBehind.includes(version));
}


/***/ }),

/***/ 66403:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  w: () => (/* binding */ checkSameDatabase),
  _: () => (/* binding */ migrate)
});

// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/core/judgement/finding.js
var finding = __webpack_require__(48213);
// EXTERNAL MODULE: ./tmp/build/core/migration-failures.js
var migration_failures = __webpack_require__(52582);
;// CONCATENATED MODULE: ./tmp/build/core/take-back/retrying.js
const patient = /\bCONCURRENTLY\b|\bVALIDATE\s+CONSTRAINT\b/i;
function isPatient(statements) {
    return statements?.some(({ text }) => patient.test(text)) ?? false;
}
function mayTryAgain(dialect, migrations) {
    const statements = migrations.flatMap((one) => one.statements ?? []);
    const isKnown = migrations.every((one) => one.statements !== null);
    if (!isKnown || isPatient(statements))
        return false;
    return dialect === "postgres" || dialect === "sqlite" || statements.length === 1;
}

// EXTERNAL MODULE: ./tmp/build/stages/patiently.js
var patiently = __webpack_require__(68150);
// EXTERNAL MODULE: ./tmp/build/stages/writer.js
var writer = __webpack_require__(59789);
;// CONCATENATED MODULE: ./tmp/build/stages/apply-migrations.js






async function applyMigrations(applying) {
    const { step, plan } = applying;
    const { applies } = step.migrator.port;
    const groups = applies === "one" ? plan.now.map((one) => [one]) : [plan.now];
    let done = 0;
    for (const group of groups) {
        done += group.length;
        await applyGroup(applying, group, plan.now.length - done);
    }
}
async function applyGroup({ context, step, plan, lock }, group, left) {
    const { session, effects } = context;
    const { port, record } = step.migrator;
    const versions = group.map(({ version }) => version);
    const steps = plan.steps.filter(({ version }) => versions.includes(version));
    const verdict = steps.reduce((worst, one) => (0,finding/* worse */.JJ)(worst, one.verdict), "SAFE");
    const of = plan.now.length - left - group.length;
    const before = { applied: (await port.state()).applied.map(({ version }) => version) };
    const intent = {
        doing: `Migrate (${of + group.length} of ${plan.now.length}): apply ${versions.join(", ")} (${verdict})`,
        deed: "migrate",
        adapter: record,
        before,
        asked: (0,writer/* toJson */.aB)({ versions, verdict, left, fingerprint: plan.fingerprint, steps }),
    };
    await session.mutate(intent, async () => {
        const started = effects.monotonic();
        await applyPatiently({ context, step, plan, lock }, group);
        const { applied, pending } = await port.state();
        const missing = pending.filter(({ version }) => versions.includes(version)).map(({ version }) => version);
        if (missing.length > 0)
            throw notApplied(missing);
        return { applied: applied.map(({ version }) => version), took: Math.round(effects.monotonic() - started) };
    });
}
async function applyPatiently({ context, step, plan, lock }, group) {
    const { effects, session } = context;
    const { port } = step.migrator;
    const { dialect } = port.target;
    const own = group.map((judged) => ({ judged, statements: readOf(plan, judged)?.statements ?? null }));
    const limits = limitsFor(step.rules.limits, own, port.target.isTransactional);
    const isClean = mayTryAgain(dialect, own);
    const retries = isClean ? step.rules.retries : 0;
    const { signal } = session;
    const what = group.map(({ version }) => version).join(", ");
    try {
        await (0,patiently/* patiently */.d)({ effects, signal, retries, what, lock: limits.lock }, async () => {
            await refuseLostLock(lock);
            await port.apply({ versions: group.map(nameOf), limits, signal });
        });
    }
    catch (error) {
        throw await told(step, error, { isClean, dialect });
    }
}
function readOf({ read }, { version }) {
    return read.find((one) => one.version === version);
}
function nameOf({ version, name }) {
    return { version, name };
}
function limitsFor({ lock, statement }, own, isTransactional) {
    const tables = new Set(own.flatMap(({ judged }) => judged.hazards.map(({ on }) => on)));
    const share = isTransactional ? Math.ceil(lock / Math.max(1, tables.size)) : lock;
    return { lock: share, statement: own.some(({ statements }) => isPatient(statements)) ? 0 : statement };
}
async function refuseLostLock(lock) {
    if (await lock.isHeld())
        return;
    throw new errors/* ServiceError */._7("the lock on the database was lost: its session has ended", {
        hint: "Nothing of this migration was begun. Look whether the server was restarted, then run this again.",
    });
}
const partial = "Partially applied: inspect.";
async function told({ migrator }, error, { isClean, dialect }) {
    if (!(error instanceof errors/* ActionError */.lZ))
        return error;
    const { isTransactional } = migrator.port.target;
    const isCut = error.code === "cancelled" || error.code === "timed_out";
    const isHalf = !isTransactional && (error.code === "command_failed" || (isCut && !isClean));
    if (isHalf && error.hint?.startsWith(partial) !== true) {
        error.hint =
            `${partial} ${dialect} does not undo what stood before the statement that ${isCut ? "was cut short" : "failed"}. ${error.hint ?? ""}`.trim();
    }
    if (error instanceof errors/* CancelledError */.cc)
        return error;
    const isLate = (0,migration_failures/* isLockTimeout */.T)(error);
    const blockers = isLate ? await migrator.port.target.blockers().catch(() => []) : [];
    if (blockers.length > 0)
        error.message = `${error.message}. In the way: ${blockers.slice(0, 3).join("; ")}`;
    const isExcused = isClean && (isLate || (isTransactional && (0,migration_failures/* isLostConnection */.H)(error)));
    if (!isExcused)
        return error;
    const again = `Not the commit's fault: run this again once ${isLate ? "nothing is in the way" : "the server answers"}.`;
    return new errors/* ServiceError */._7(error.message, { cause: error, hint: `${again} ${error.hint ?? ""}`.trim() });
}
function notApplied(left) {
    return new errors/* AbortedError */.oM(`the tool ended without an error, but ${left.join(", ")} is still pending in the history table`, { hint: "Look at the tool's output above; nothing else was changed by this step." });
}

// EXTERNAL MODULE: ./tmp/build/stages/context.js
var stages_context = __webpack_require__(66011);
// EXTERNAL MODULE: ./tmp/build/stages/look-at-migrations.js + 4 modules
var look_at_migrations = __webpack_require__(65496);
// EXTERNAL MODULE: ./tmp/build/stages/post-conditions.js + 2 modules
var post_conditions = __webpack_require__(29413);
;// CONCATENATED MODULE: ./tmp/build/stages/unfinished-migrations.js

function refuseUnfinished(record, { now }, { dialect, isTransactional }) {
    if (isTransactional)
        return;
    const begun = now.filter(({ version }) => record?.interrupted?.includes(version));
    if (begun.length === 0)
        return;
    const names = begun.map(({ name }) => name).join(", ");
    throw new errors/* RefusedError */.fk(`an earlier run ended in the middle of ${names}, and ${dialect} undoes nothing: part of it may be there, and may still be running`, {
        hint: "Look whether its session is still at work (`SHOW PROCESSLIST`) and how far it came, bring the schema to before or after it, then run `rollback --database leave` and deploy again.",
    });
}

;// CONCATENATED MODULE: ./tmp/build/stages/migrate.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});







async function checkSameDatabase(migrator, databases) {
    if (databases.length === 0)
        return;
    const target = await migrator.identity();
    const known = await Promise.all(databases.map((database) => database.identity()));
    const isSame = known.some((one) => one.engine === target.engine && one.name === target.name && one.host === target.host);
    if (isSame)
        return;
    const backedUp = known.map((one) => `${one.engine} ${one.name}`).join(", ");
    throw new errors/* InputError */.dz([
        {
            where: "migrate",
            what: `would migrate ${target.engine} ${target.name}, but the backup is of ${backedUp}; name the same database`,
        },
    ]);
}
async function migrate(context, step) {
    const { session, effects } = context;
    const release = (0,stages_context/* openRelease */.g)(session);
    const look = () => (0,look_at_migrations/* lookAtMigrations */.sE)(step, { state: session.state, release });
    const before = await look();
    step.looked?.(before);
    refuseProblems(before);
    refuseUnfinished(session.state.open?.migration ?? null, before, step.migrator.port.target);
    await noteHeld(context, before);
    if (before.now.length === 0)
        await noteNothing(context, step, before);
    else {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            await step.mayBegin?.();
            const holder = `${effects.run.actor} (${effects.run.id})`;
            const { target } = step.migrator.port;
            for (const { name, verdict, reason } of before.now)
                effects.log.info(`${name}: ${verdict}: ${reason}`);
            const lock = __addDisposableResource(env_1, await target.lock({ holder, wait: step.rules.lockWait, signal: session.signal }), true);
            const plan = await look();
            refuseChanged(before, plan);
            const expecting = await (0,post_conditions/* beginExpecting */.T)(target, step.expect, session.signal);
            await applyMigrations({ context, step, plan, lock });
            await refuseUnmet(await expecting.check());
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = __disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    const versions = before.now.map(({ version }) => version);
    const { verdict } = before;
    effects.log.event("migrated", { versions, verdict });
    return { applied: versions, pending: before.held.map(({ version }) => version), verdict };
}
async function noteNothing({ session }, { migrator, expect }, plan) {
    const applied = plan.state.applied.map(({ version }) => version);
    const asked = { versions: [], verdict: "SAFE", steps: [] };
    const intent = {
        doing: "Migrate: nothing is pending",
        deed: "migrate",
        adapter: migrator.record,
        before: { applied },
        asked,
    };
    await session.mutate(intent, async () => {
        const expecting = await (0,post_conditions/* beginExpecting */.T)(migrator.port.target, expect, session.signal);
        await refuseUnmet(await expecting.check());
        return { applied };
    });
}
async function noteHeld({ session, effects }, { held, read }) {
    const own = session.state.evolution?.held.filter(({ shippedIn }) => shippedIn === session.release?.commit) ?? [];
    for (const { name, why, due } of held)
        effects.log.info(`Hold back ${name}: ${why}; due ${due}`);
    const told = held.map(({ version, name, due }) => {
        const digest = read.find((one) => one.version === version)?.digest;
        return { version, name, due, ...(digest === undefined ? {} : { digest }) };
    });
    const isKnown = told.every(({ version, digest }) => own.some((known) => known.version === version && known.digest === digest));
    if (isKnown)
        return;
    const after = { held: told };
    await session.write({ phase: "note", deed: "hold-contract", after: (0,writer/* toJson */.aB)(after) });
}
function refuseProblems({ problems }) {
    if (problems.length === 0)
        return;
    throw new errors/* RefusedError */.fk(`the migrations need a person: ${problems.join("; ")}`, {
        hint: "Nothing was changed. Mend what is named, commit it, and deploy that commit.",
    });
}
function refuseChanged(before, now) {
    const told = (plan) => JSON.stringify([plan.now.map(({ version }) => version), plan.fingerprint]);
    refuseProblems(now);
    if (told(before) === told(now))
        return;
    throw new errors/* RefusedError */.fk("somebody else has changed the database since this run looked at it", {
        hint: "Nothing was changed by this run. Find out who migrates it beside deploy-actions, then run this again.",
    });
}
function refuseUnmet(failures) {
    if (failures.length === 0)
        return;
    throw new errors/* AbortedError */.oM(`after the migrations the database is not what was expected: ${failures.join("; ")}`, {
        hint: "The migrations are applied. The release goes back as its judgement says; look at the data before you deploy again.",
    });
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


/***/ }),

/***/ 23210:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ requireOwnFiles),
/* harmony export */   t: () => (/* binding */ uncommittedMigrations)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13134);


async function requireOwnFiles(repository, migrator, commit) {
    const head = await repository.resolve("HEAD");
    if (head !== commit) {
        const what = `the checkout is at ${head.slice(0, 8)}, and the migrations of ${commit.slice(0, 8)} are still to be applied; check out that commit`;
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz([{ where: "release", what }]);
    }
    const { pending } = await migrator.state();
    const found = uncommittedMigrations(await repository.changes(), pending);
    if (found.length > 0)
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .RefusedError */ .fk(found.join("; "), { hint: "Commit them, or put them away." });
}
function uncommittedMigrations(changed, pending) {
    const names = new Set(changed.map((path) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(path)));
    return pending
        .filter(({ name }) => names.has(name))
        .map(({ name }) => `\`${name}\` is changed or new in the checkout and no part of the commit`);
}


/***/ }),

/***/ 68150:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ patiently)
/* harmony export */ });
/* harmony import */ var _core_migration_failures_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(52582);

async function patiently({ effects, signal, retries, what, lock }, attempt) {
    for (let tries = 1;; tries += 1) {
        try {
            return await attempt();
        }
        catch (error) {
            if (!(0,_core_migration_failures_js__WEBPACK_IMPORTED_MODULE_0__/* .isLockTimeout */ .T)(error) || tries > retries)
                throw error;
            const pause = 1_000 * 2 ** (tries - 1) * (0.5 + Math.random());
            effects.log.warn(`${what} got no lock within ${lock} ms; try ${tries + 1} of ${retries + 1} in ${Math.round(pause / 1000)} s`);
            await effects.sleep(pause, signal);
        }
    }
}


/***/ }),

/***/ 29413:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  T: () => (/* binding */ beginExpecting)
});

;// CONCATENATED MODULE: ./tmp/build/core/post-conditions/catalogue.js
function askCatalogue(condition, dialect) {
    const engine = dialect === "postgres" ? postgres : dialect === "sqlite" ? sqlite : mysql;
    for (const kind of ["table", "column", "index", "foreign-key"]) {
        const name = condition[kind];
        if (name !== undefined)
            return engine[kind](name);
    }
    return null;
}
const missing = "is not there";
const anyRow = (sql) => ({ sql, against: (rows) => (rows.length > 0 ? null : missing) });
const inPostgres = (relation, name) => {
    const [schema, own] = splitName(name);
    const where = schema === null ? `pg_table_is_visible(${relation}.oid)` : `n.nspname = ${catalogue_text(schema)}`;
    return `${relation}.relname = ${catalogue_text(own)} AND ${where}`;
};
const classes = "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace";
const postgres = {
    table: (name) => anyRow(`SELECT 1 FROM ${classes} WHERE ${inPostgres("c", name)} AND c.relkind IN ('r', 'p', 'f')`),
    column: (name) => {
        const [table, column] = splitName(name);
        return anyRow(`SELECT 1 FROM pg_attribute a JOIN ${classes.replace("pg_class c", "pg_class c ON c.oid = a.attrelid")}
      WHERE ${inPostgres("c", table ?? "")} AND a.attname = ${catalogue_text(column)} AND a.attnum > 0 AND NOT a.attisdropped`);
    },
    index: (name) => ({
        sql: `SELECT i.indisvalid FROM pg_index i JOIN ${classes.replace("pg_class c", "pg_class c ON c.oid = i.indexrelid")}
      WHERE ${inPostgres("c", name)}`,
        against: ([row]) => row === undefined ? missing : row[0] === "t" ? null : "is there but not valid: drop it, and create it again",
    }),
    "foreign-key": (name) => ({
        sql: `SELECT k.convalidated FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
      WHERE k.contype = 'f' AND k.conname = ${catalogue_text(name)} AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1`,
        against: ([row]) => row === undefined ? missing : row[0] === "t" ? null : "is there but not checked: run VALIDATE CONSTRAINT",
    }),
};
const inMysql = (name, column) => {
    const [schema, own] = splitName(name);
    return `table_schema = ${schema === null ? "DATABASE()" : catalogue_text(schema, true)} AND ${column} = ${catalogue_text(own, true)}`;
};
const mysql = {
    table: (name) => anyRow(`SELECT 1 FROM information_schema.tables WHERE ${inMysql(name, "table_name")} AND table_type NOT LIKE '%VIEW'`),
    column: (name) => {
        const [table, column] = splitName(name);
        return anyRow(`SELECT 1 FROM information_schema.columns WHERE ${inMysql(table ?? "", "table_name")}
      AND column_name = ${catalogue_text(column, true)}`);
    },
    index: (name) => anyRow(`SELECT 1 FROM information_schema.statistics WHERE ${inMysql(name, "index_name")} LIMIT 1`),
    "foreign-key": (name) => anyRow(`SELECT 1 FROM information_schema.table_constraints
      WHERE ${inMysql(name, "constraint_name")} AND constraint_type = 'FOREIGN KEY'`),
};
const sqliteObject = (type, name) => anyRow(`SELECT 1 FROM sqlite_schema WHERE type = '${type}' AND name = ${catalogue_text(name)} COLLATE NOCASE`);
const sqlite = {
    table: (name) => sqliteObject("table", name),
    column: (name) => {
        const [table, column] = splitName(name);
        return anyRow(`SELECT 1 FROM pragma_table_xinfo(${catalogue_text(table ?? "")}) WHERE name = ${catalogue_text(column)} COLLATE NOCASE`);
    },
    index: (name) => sqliteObject("index", name),
    "foreign-key": (name) => {
        const word = new RegExp(`\\bconstraint\\s+["\`\\[]?${escaped(name)}["\`\\]]?\\s+(?:foreign\\s+key|references)\\b`, "i");
        return {
            sql: "SELECT sql FROM sqlite_schema WHERE type = 'table'",
            against: (rows) => (rows.some(([sql]) => word.test(sql ?? "")) ? null : missing),
        };
    },
};
function countRows(name, dialect) {
    const [mark, twice] = dialect === "mysql" || dialect === "mariadb" ? ["`", "``"] : ['"', '""'];
    const quoted = name.split(".").map((part) => `${mark}${part.replaceAll(mark, twice)}${mark}`);
    return `SELECT count(*) FROM ${quoted.join(".")}`;
}
function splitName(name) {
    const at = name.lastIndexOf(".");
    return at < 0 ? [null, name] : [name.slice(0, at), name.slice(at + 1)];
}
function catalogue_text(value, hasEscapes = false) {
    const plain = value.replaceAll("'", "''");
    return `'${hasEscapes ? plain.replaceAll("\\", "\\\\") : plain}'`;
}
function escaped(name) {
    return name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
;// CONCATENATED MODULE: ./tmp/build/core/post-conditions.js

const kinds = ["table", "column", "index", "foreign-key", "rows-not-fewer"];
function titleOf(condition) {
    const kind = kinds.find((each) => condition[each] !== undefined);
    const what = kind === undefined ? `\`${oneLine(condition.sql ?? "")}\`` : `${kind} \`${condition[kind]}\``;
    return condition.name === undefined ? what : `${condition.name} (${what})`;
}
function answerDiffers(condition, found) {
    const { rows, count, "at-least": least } = condition;
    const title = titleOf(condition);
    if (rows !== undefined) {
        const isEqual = rows.length === found.length && rows.every((row, at) => isSameRow(row, found[at] ?? []));
        return isEqual ? null : `${title} was expected to answer ${shown(rows)}, but answered ${shown(found)}`;
    }
    if (count !== undefined && found.length === count)
        return null;
    if (least !== undefined && found.length >= least)
        return null;
    const wanted = count === undefined ? `at least ${(0,readable/* counted */.hS)(least ?? 1, "row")}` : (0,readable/* counted */.hS)(count, "row");
    return `${title} was expected to answer ${wanted}, but answered ${(0,readable/* counted */.hS)(found.length, "row")}`;
}
function rowsAreFewer(condition, before, after) {
    if (after >= before)
        return null;
    return `${titleOf(condition)} had ${(0,readable/* counted */.hS)(before, "row")} before the migrations, and has ${after} now`;
}
function isSameRow(expected, found) {
    return expected.length === found.length && expected.every((cell, at) => isSameCell(cell, found[at] ?? null));
}
function isSameCell(expected, found) {
    if (expected === null || found === null)
        return expected === found;
    if (typeof expected === "number")
        return found.trim() !== "" && Number(found) === expected;
    if (typeof expected === "boolean")
        return (expected ? ["t", "true", "1"] : ["f", "false", "0"]).includes(found);
    return String(expected) === found;
}
const mostRows = 5;
function shown(rows) {
    if (rows.length === 0)
        return "no row";
    const told = rows.slice(0, mostRows).map((row) => `[${row.map(cellText).join(", ")}]`);
    const left = rows.length - told.length;
    return `${told.join(" ")}${left > 0 ? ` and ${(0,readable/* counted */.hS)(left, "row")} more` : ""}`;
}
function cellText(cell) {
    if (cell === null || cell === undefined)
        return "NULL";
    const isNumber = typeof cell !== "string" || /^-?\d+(?:\.\d+)?$/.test(cell);
    return cut(isNumber ? String(cell) : JSON.stringify(cell), 100);
}
function oneLine(sql) {
    return cut(sql.replaceAll(/\s+/g, " ").trim(), 200);
}
function cut(text, length) {
    return text.length <= length ? text : `${text.slice(0, length)}…`;
}

// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
;// CONCATENATED MODULE: ./tmp/build/stages/post-conditions.js



const limit = 60_000;
async function beginExpecting(target, expected, signal) {
    const how = signal === undefined ? { timeout: limit } : { timeout: limit, signal };
    const ask = (sql) => target.read(sql, how);
    const count = async (table) => {
        const [row] = await ask(countRows(table, target.dialect));
        const found = row?.[0] ?? "";
        if (/^\d+$/.test(found))
            return Number(found);
        throw new errors/* RefusedError */.fk(`the database gave no number when the rows of \`${table}\` were counted`);
    };
    const before = new Map();
    for (const condition of expected) {
        const { "rows-not-fewer": table } = condition;
        if (table !== undefined)
            before.set(table, await count(table).catch((error) => refuse(condition, error)));
    }
    const holds = async (condition) => {
        const { sql, "rows-not-fewer": table } = condition;
        if (table !== undefined)
            return rowsAreFewer(condition, before.get(table) ?? 0, await count(table));
        const question = askCatalogue(condition, target.dialect);
        if (question === null)
            return answerDiffers(condition, await ask(sql ?? ""));
        const against = question.against(await ask(question.sql));
        return against === null ? null : `${titleOf(condition)} ${against}`;
    };
    return {
        async check() {
            const failures = [];
            for (const condition of expected) {
                const failure = await holds(condition).catch((error) => unanswered(condition, error));
                if (failure !== null)
                    failures.push(failure);
            }
            return failures;
        },
    };
}
function unanswered(condition, error) {
    if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
        throw error;
    return `${titleOf(condition)} cannot be told: ${error.message}`;
}
function refuse(condition, error) {
    if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
        throw error;
    throw new errors/* RefusedError */.fk(`${titleOf(condition)} cannot be compared with what is there now: ${error.message}`, {
        hint: "Correct `expect`: the table has to be there before the migrations. Nothing was changed.",
        cause: error,
    });
}


/***/ }),

/***/ 20045:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  T: () => (/* binding */ refuseObstacles),
  F: () => (/* binding */ survey)
});

// EXTERNAL MODULE: ./tmp/build/core/drift.js
var drift = __webpack_require__(72095);
// EXTERNAL MODULE: ./tmp/build/core/plan.js
var core_plan = __webpack_require__(23785);
;// CONCATENATED MODULE: ./tmp/build/core/preflight/conditions.js
const noConditions = { findings: [], gates: [], checklist: [], contacts: [] };

// EXTERNAL MODULE: ./tmp/build/core/preflight/finding.js
var finding = __webpack_require__(17641);
// EXTERNAL MODULE: ./tmp/build/core/preflight.js
var preflight = __webpack_require__(59951);
// EXTERNAL MODULE: ./tmp/build/core/untouched.js
var untouched = __webpack_require__(72959);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/approved-plan.js
var approved_plan = __webpack_require__(70861);
// EXTERNAL MODULE: ./tmp/build/stages/ask-all.js
var ask_all = __webpack_require__(71339);
// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
;// CONCATENATED MODULE: ./tmp/build/stages/backup-step.js

function describeBackup(step) {
    if (step.method !== "dump") {
        const kind = step.method === "snapshot" ? "a snapshot" : "a point in time to return to";
        return `${kind} by ${step.points.port.describe}, counted as verified with a restore drill younger than ${(0,readable/* readableSpan */.nz)(step.drillMaxAge)}`;
    }
    return `copy to ${step.store.port.location}, ${proofs[step.verify]}`;
}
const proofs = {
    size: "NOT proven: only its size is looked at",
    checksum: "NOT proven: only read back from the store",
    structure: "NOT proven: read to its end, but not restored",
    restored: "proven by restoring it and comparing every count",
    rows: "proven by restoring it and comparing every count and the digest of every table",
};

;// CONCATENATED MODULE: ./tmp/build/stages/describe-chain.js

function describeChain({ chain, state, release, flags }, outlook, slot) {
    const lines = chain.backups.map((step) => ({
        stage: "backup",
        what: `${step.item}: ${describeBackup(step)}`,
    }));
    if (outlook !== null) {
        lines.push({ stage: "migrate", what: describeMigrations(outlook) });
    }
    if (chain.slot !== null)
        lines.push({ stage: "deploy-slot", what: `start ${release.version} in slot ${slot}` });
    for (const { item, checks, releaseCheck } of chain.smoke(slot)) {
        const count = checks.length + (releaseCheck === null ? 0 : 1);
        lines.push({
            stage: "smoke-test",
            what: `${item}: ${count} checks, on the idle slot and again on the public address`,
        });
    }
    for (const step of chain.shifts) {
        const flag = flags.find(({ item }) => item === step.item);
        lines.push({ stage: "traffic-shift", what: `${step.item}: ${describeShift(step, state, flag)}` });
    }
    return [
        ...lines,
        { stage: "finish", what: "verified good; the previous release is what a rollback returns to until then" },
    ];
}
function describeShift({ item, cohorts, steps }, { live, open }, flag) {
    const told = `${live === null ? "100" : [...cohorts, ...steps].join(", ")} %`;
    const begun = [...(open?.shifts ?? []), ...(open?.turnedOff ?? [])];
    if (flag === undefined || begun.some((known) => known.item === item))
        return told;
    if (flag.isOffFirst) {
        const off = flag.share === 0 ? "off" : `turned off, which is on for ${flag.share} % now,`;
        return `${off} before the release is started; then ${told}`;
    }
    return flag.share === 100 ? "on for everybody already, nothing to raise" : told;
}
function describeMigrations({ plan: { now, held, verdict }, rehearsal }) {
    const waiting = held.length === 0 ? "" : `; ${held.length} held back`;
    if (now.length === 0)
        return `nothing is pending${waiting}`;
    return `${now.length} pending, judged ${verdict}${rehearsal === null ? "" : ", rehearsed"}${waiting}`;
}

// EXTERNAL MODULE: ./tmp/build/stages/facing.js
var facing = __webpack_require__(74844);
// EXTERNAL MODULE: ./tmp/build/stages/own-files.js
var own_files = __webpack_require__(23210);
// EXTERNAL MODULE: ./tmp/build/core/private-values.js
var private_values = __webpack_require__(5462);
;// CONCATENATED MODULE: ./tmp/build/core/rehearsal/discreet.js

function discreetRehearsal(rehearsal, dialect) {
    const migrations = rehearsal.migrations.map(({ statements, why, ...migration }) => ({
        ...migration,
        statements: statements?.map((one) => ({ ...one, sql: (0,private_values/* withoutTexts */.X1)(one.sql, dialect) })) ?? null,
        why: why === null ? null : (0,private_values/* withoutRows */.AW)(why),
    }));
    return { ...rehearsal, migrations };
}
function discreetJudgement(judged, dialect) {
    const shown = (sql) => (0,private_values/* withoutTexts */.X1)(sql, dialect);
    return {
        ...judged,
        reason: (0,private_values/* withoutQuoted */.Rf)(judged.reason),
        findings: judged.findings.map((one) => ({
            ...one,
            about: (0,private_values/* withoutQuoted */.Rf)(one.about),
            statement: shown(one.statement),
            reason: (0,private_values/* withoutQuoted */.Rf)(one.reason),
            loses: one.loses === null ? null : (0,private_values/* withoutQuoted */.Rf)(one.loses),
            resolution: one.resolution?.by === "probe"
                ? { by: "probe", probe: { ...one.resolution.probe, asks: (0,private_values/* withoutQuoted */.Rf)(one.resolution.probe.asks) } }
                : one.resolution,
        })),
        hazards: judged.hazards.map((one) => ({
            ...one,
            on: (0,private_values/* withoutQuoted */.Rf)(one.on),
            statement: shown(one.statement),
            reason: (0,private_values/* withoutQuoted */.Rf)(one.reason),
        })),
        warnings: judged.warnings.map(private_values/* withoutQuoted */.Rf),
    };
}

// EXTERNAL MODULE: ./tmp/build/stages/decoded.js
var decoded = __webpack_require__(68090);
// EXTERNAL MODULE: ./tmp/build/stages/prove-part.js
var prove_part = __webpack_require__(98502);
// EXTERNAL MODULE: ./tmp/build/stages/stored-set.js
var stored_set = __webpack_require__(69452);
;// CONCATENATED MODULE: ./tmp/build/stages/copy-for-rehearsal.js





async function openCopy(options) {
    if (options.from === "present-copy")
        return copyPresent(options, []);
    const stored = await newestStored(options);
    if (typeof stored === "string")
        return copyPresent(options, [`${stored}${instead}`]);
    const { set, part, store } = stored;
    const decoders = await decodersFor(stored, options.openDecoder);
    if (decoders === null) {
        const why = `${set.name} is encrypted and \`decrypt-with\` of \`drill\` is not given here`;
        return copyPresent(options, [`${why}${instead}`]);
    }
    const { effects } = options;
    effects.log.info(`Rehearse on ${part.item} of ${set.name}: ${(0,readable/* readableBytes */.IV)(part.bytes)} from ${store.location}`);
    return fill(options, { kind: "backup", name: set.name, at: set.createdAt }, [], async (database, scratch) => {
        const body = await store.read(set.name, part.file);
        await (0,decoded/* decoded */.D)(body, decoders, (dump) => database.restore(dump, scratch, effects.signal));
    });
}
const cutOff = "foreign servers are cut off in a rehearsal";
function aboutCopy({ message }) {
    const isCut = /user mapping (?:not found )?for|foreign-data wrapper .* has no handler/i.test(message);
    return isCut ? `F${cutOff.slice(1)}: keep what needs them out of this migration, or set \`rehearse: off\`.` : null;
}
const instead = ": rehearsed on a copy of the present state";
function copyPresent(options, warnings) {
    const { effects, step } = options;
    const at = new Date(effects.now()).toISOString();
    return fill(options, { kind: "present", name: step.item, at }, warnings, async (database, scratch) => {
        const dump = await database.dump({ signal: effects.signal });
        await database.restore(dump.body, scratch, effects.signal);
    });
}
const none = "there is no verified backup yet";
async function newestStored({ effects, steps, step, ...owner }) {
    const sets = await (0,stored_set/* storedSets */.T)(steps, owner, effects);
    const set = sets.find((candidate) => (0,stored_set/* holdsProof */.nd)(candidate, step.item));
    if (set === undefined)
        return none;
    try {
        return (0,stored_set/* itemsOf */.S3)(set, steps, step.item)[0] ?? none;
    }
    catch (error) {
        if (!(error instanceof errors/* InputError */.dz))
            throw error;
        return `${set.name} cannot be read here (${error.problems.map(({ what }) => what).join("; ")})`;
    }
}
async function decodersFor({ part }, openDecoder) {
    try {
        return (await openDecoder())(part);
    }
    catch (error) {
        if (!(error instanceof errors/* InputError */.dz) || part.encryption === "none")
            throw error;
        return null;
    }
}
async function fill({ effects, step }, of, warnings, pour) {
    const database = step.database.port;
    const started = effects.monotonic();
    const scratch = await database.openScratch({ signal: effects.signal });
    try {
        const { url } = scratch;
        if (url === undefined)
            throw new Error(`a copy of ${step.item} has no address`);
        await pour(database, scratch);
        const cut = (await database.cutOff?.(scratch)) ?? [];
        if (cut.length > 0)
            effects.log.info(`Rehearse without ${cut.map((name) => `\`${name}\``).join(", ")}: ${cutOff}`);
        const restore = Math.round(effects.monotonic() - started);
        return {
            of,
            database,
            scratch,
            url,
            restore,
            warnings,
            [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
        };
    }
    catch (error) {
        await (0,prove_part/* dispose */.A)({ effects }, scratch);
        throw error;
    }
}

;// CONCATENATED MODULE: ./tmp/build/core/rehearsal/histories.js
const histories = "doctrine_migration_versions|migrations|supabase_migrations|schema_migrations|__EFMigrationsHistory|_prisma_migrations|" +
    "__drizzle_migrations|knex_migrations|knex_migrations_lock|flyway_schema_history|DATABASECHANGELOG|DATABASECHANGELOGLOCK|" +
    "alembic_version|django_migrations|ar_internal_metadata|goose_db_version|atlas_schema_revisions|pgmigrations|" +
    "deploy_actions_migrations|drizzle";

;// CONCATENATED MODULE: ./tmp/build/core/rehearsal/questions.js

const words = (text) => new Set(text.trim().split(/\s+/));
const keywords = words(`
  all and any array as between bit by case cast char character decimal distinct else end escape except exists filter from having
  ilike in intersect interval is join lateral like limit materialized not numeric offset on operator or over recursive row select
  similar some then time timestamp union using values varchar varying when where with within`);
const harmless = words(`
  array_agg array_length array_lower array_position array_to_string array_upper avg bool_and bool_or btrim cardinality char_length coalesce
  concat concat_ws convert count date_part dense_rank extract find_in_set format generate_series generate_subscripts greatest
  group_concat hashtext if ifnull json_agg json_build_array json_build_object json_object_agg jsonb_agg jsonb_build_object
  jsonb_object_agg least left length lower ltrim max md5 min now nullif position quote_ident quote_literal rank regexp_match
  regexp_matches regexp_replace replace right row_number row_to_json rtrim split_part string_agg string_to_array strpos substr
  substring sum to_json to_jsonb trim unnest upper
  _pg_expandarray col_description current_database current_schema current_schemas current_setting current_user format_type
  has_database_privilege has_schema_privilege has_table_privilege obj_description pg_backend_pid pg_encoding_to_char
  pg_function_is_visible pg_get_constraintdef pg_get_expr pg_get_function_arguments pg_get_function_identity_arguments
  pg_get_function_result pg_get_functiondef pg_get_indexdef pg_get_keywords pg_get_partkeydef pg_get_ruledef pg_get_serial_sequence
  pg_get_triggerdef pg_get_userbyid pg_get_viewdef pg_has_role pg_index_column_has_property pg_indexam_has_property
  pg_is_in_recovery pg_my_temp_schema pg_relation_size pg_size_pretty pg_table_is_visible pg_table_size pg_total_relation_size
  pg_type_is_visible session_user shobj_description to_regclass to_regnamespace to_regproc to_regtype version
  pg_advisory_lock pg_advisory_lock_shared pg_advisory_unlock pg_advisory_unlock_all pg_advisory_unlock_shared
  pg_advisory_xact_lock pg_try_advisory_lock pg_try_advisory_lock_shared pg_try_advisory_xact_lock
  connection_id database get_lock is_free_lock is_used_lock release_all_locks release_lock schema user`);
const catalogue = new RegExp(`\\b(?:information_schema|pg_catalog|pg_[a-z_]+|sqlite_(?:master|schema|version)|mysql\\.\\w+|${histories})\\b`, "i");
const changes = /\b(?:INTO|INSERT|UPDATE|DELETE|MERGE|REPLACE\s+INTO|CALL|EXECUTE|TRUNCATE|PROCEDURE)\b/i;
function isQuestion(sql) {
    if (/\/\*M?!|\\['"`]/.test(sql))
        return false;
    const plain = withoutLiterals(sql);
    if (!/^\(?\s*(?:SELECT|WITH)\b/i.test(plain) || /;/.test(plain) || changes.test(plain))
        return false;
    if (!functionsIn(plain).every((name) => keywords.has(name) || harmless.has(name)))
        return false;
    return catalogue.test(plain) || !/\bFROM\b/i.test(plain);
}
function withoutLiterals(sql) {
    const tokens = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"((?:[^"]|"")*)"|`([^`]*)`/g;
    return sql
        .replaceAll(tokens, (token, name, other) => (name ?? other)?.replaceAll(/[^\p{L}\p{N}_$]/gu, "_") ?? (token.startsWith("'") ? "''" : " "))
        .replaceAll(/\bFOR (?:NO KEY )?UPDATE\b/gi, " ")
        .trim();
}
function functionsIn(sql) {
    return [...sql.matchAll(/(\bAS\s+)?([\p{L}\p{N}_$.]+)\s*\(/giu)]
        .filter(([, as]) => as === undefined)
        .map(([, , name = ""]) => name.toLowerCase().replace(/^(?:pg_catalog|information_schema)\./, ""));
}

;// CONCATENATED MODULE: ./tmp/build/core/rehearsal/recorded.js


const recorded_name = `["\`\\[]?(?:${histories})["\`\\]]?`;
const ofTool = [
    new RegExp(`^(?:INSERT INTO|DELETE FROM|UPDATE|LOCK TABLES?)\\s+(?:\\S+?\\.)?${recorded_name}(?![\\w.])`, "i"),
    new RegExp(`^(?:CREATE TABLE|CREATE SCHEMA)(?: IF NOT EXISTS)?\\s+(?:\\S+?\\.)?${recorded_name}(?![\\w])`, "i"),
    /^(?:BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK)(?: WORK| TRANSACTION)?(?:,? (?:ISOLATION LEVEL (?:READ (?:UN)?COMMITTED|REPEATABLE READ|SERIALIZABLE)|READ (?:WRITE|ONLY)|WITH CONSISTENT SNAPSHOT))*$/i,
    /^(?:SAVEPOINT|RELEASE(?: SAVEPOINT)?|ROLLBACK(?: WORK| TRANSACTION)? TO(?: SAVEPOINT)?|DEALLOCATE(?: PREPARE)?|UNLISTEN|CLOSE) (?:\w+|\*|"[^"]*"|`[^`]*`)$/i,
    /^(?:DISCARD ALL|SHOW [^;]*|UNLOCK TABLES?)$/i,
];
const value = String.raw `(?:'[^']*'|"[^"]*"|[\w.+-]+)`;
const ownSettings = [
    "application_name|bytea_output|client_encoding|client_min_messages|datestyle|extra_float_digits|intervalstyle|time ?zone",
    "statement_timeout|lock_timeout|idle_in_transaction_session_timeout|standard_conforming_strings|default_transaction_isolation",
    "lock_wait_timeout|innodb_lock_wait_timeout|max_statement_time|max_execution_time|wait_timeout|net_(?:read|write)_timeout",
    "autocommit|sql_auto_is_null|collation_connection|character_set_(?:client|connection|results)",
].join("|");
const setting = `(?:(?:SESSION|LOCAL) |@@(?:SESSION\\.)?)?(?:${ownSettings})(?:\\s*:?=\\s*|\\s+TO\\s+|\\s+)${value}`;
const ofSession = [
    new RegExp(`^SET ${setting}(?:\\s*,\\s*${setting})*$`, "i"),
    new RegExp(`^SET NAMES ${value}(?: COLLATE ${value})?$`, "i"),
    /^SET (?:SESSION )?TRANSACTION (?:ISOLATION LEVEL (?:READ (?:UN)?COMMITTED|REPEATABLE READ|SERIALIZABLE)|READ (?:WRITE|ONLY))$/i,
    /^SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL (?:READ (?:UN)?COMMITTED|REPEATABLE READ|SERIALIZABLE)$/i,
];
const isOff = /\bstandard_conforming_strings\b\W+(?:TO\s+)?'?(?:off|false|0)/i;
function isOfTool(sql) {
    if (ofTool.some((own) => own.test(sql)))
        return true;
    return (ofSession.some((own) => own.test(sql)) && !isOff.test(sql)) || isQuestion(sql);
}
function recordedSql({ migrations }, version) {
    const step = migrations.find(({ versions }) => versions.includes(version));
    if (step === undefined || step.versions.length !== 1 || step.statements === null)
        return null;
    return ownSql(step.statements);
}
function ownSql(statements) {
    return statements
        .map(({ sql }) => sql.trim().replace(/;+$/, ""))
        .filter((sql) => sql !== "" && !isOfTool(sql))
        .map((sql) => `${sql};`)
        .join("\n");
}
function withShownDown(migration, { migrations }) {
    const step = migrations.find(({ versions }) => versions.includes(migration.version));
    return step === undefined ? migration : { ...migration, hasDown: shown(migration, step) };
}
function shown({ hasDown }, { down }) {
    if (down === "not-tried")
        return hasDown;
    return down === "lossless";
}

// EXTERNAL MODULE: ./tmp/build/stages/judge-known.js
var judge_known = __webpack_require__(96525);
;// CONCATENATED MODULE: ./tmp/build/stages/judge-rehearsed.js



async function judgeRehearsed(outlook, rehearsal, { migrator, reader }) {
    const { target } = migrator;
    const read = [];
    const recorded = new Set();
    for (const migration of outlook.read) {
        const sql = migration.statements === null ? recordedSql(rehearsal, migration.version) : null;
        if (sql !== null)
            recorded.add(migration.version);
        const reading = sql === null ? null : await reader.read(sql, target.dialect);
        const known = reading === null || reading.statements === null ? {} : { statements: reading.statements, why: null };
        read.push(withShownDown({ ...migration, ...known }, rehearsal));
    }
    const judgement = await (0,judge_known/* judgeKnown */.T)(read, target);
    const migrations = judgement.migrations.map((one) => recorded.has(one.version) ? discreetJudgement(one, target.dialect) : one);
    return { ...outlook, read, judgement: { ...judgement, migrations } };
}

// EXTERNAL MODULE: ./tmp/build/stages/look-at-migrations.js + 4 modules
var look_at_migrations = __webpack_require__(65496);
// EXTERNAL MODULE: ./tmp/build/stages/migrate.js + 3 modules
var migrate = __webpack_require__(66403);
// EXTERNAL MODULE: ./tmp/build/core/plan/rehearsal-sheet.js
var rehearsal_sheet = __webpack_require__(57615);
;// CONCATENATED MODULE: ./tmp/build/stages/guard-production.js

async function guardProduction(migrator) {
    const before = await lookAt(migrator);
    return { difference: async () => differenceOf(before, await lookAt(migrator)) };
}
async function refuseTouched(guard, error) {
    const difference = await guard.difference().catch((why) => {
        if (error === null)
            throw why;
        return undefined;
    });
    if (difference === null)
        return seen(error, "Production was not touched.");
    if (difference === undefined)
        return seen(error, "Whether production was touched cannot be told: it does not answer.");
    const ended = error instanceof Error ? `. The rehearsal ended with: ${error.message}` : "";
    throw new errors/* RefusedError */.fk(`THE REHEARSAL HAS CHANGED PRODUCTION: ${difference}${ended}`, {
        ...(error === null ? {} : { cause: error }),
        hint: "The migration tool does not go to the database that it is given, or somebody else has changed the database at this moment. Look at production now. Set `rehearse: off` until the tool's configuration takes its address from the environment (DATABASE_URL and its like) and from nowhere else.",
    });
}
function seen(error, what) {
    if (!(error instanceof errors/* RefusedError */.fk))
        return error;
    return new errors/* RefusedError */.fk(error.message, { cause: error, hint: [what, error.hint ?? ""].join(" ").trim() });
}
async function lookAt(migrator) {
    const { applied, problems } = await migrator.state();
    const dirty = problems.filter(({ kind }) => kind === "dirty");
    return {
        applied: applied.map(({ version }) => version),
        dirty: dirty.map(({ version }) => version),
        fingerprint: await migrator.target.fingerprint(),
    };
}
function differenceOf(before, after) {
    const gone = without(before.applied, after.applied);
    const told = [
        ...sentence(without(after.applied, before.applied), "applied there since it began"),
        ...sentence(gone, "no longer applied there"),
        ...sentence(without(after.dirty, before.dirty), "applied there in part"),
        ...(before.fingerprint === after.fingerprint ? [] : ["its catalogue is another one than before"]),
    ];
    return told.length === 0 ? null : told.join(", and ");
}
function sentence(versions, what) {
    return versions.length === 0 ? [] : [`${versions.join(", ")} ${versions.length === 1 ? "is" : "are"} ${what}`];
}
function without(all, others) {
    return all.filter((one) => !others.includes(one));
}

// EXTERNAL MODULE: ./tmp/build/stages/post-conditions.js + 2 modules
var post_conditions = __webpack_require__(29413);
// EXTERNAL MODULE: ./tmp/build/core/facts.js
var facts = __webpack_require__(41039);
;// CONCATENATED MODULE: ./tmp/build/stages/round-trip.js


async function goDownAndUp(options) {
    const { migrator, steps, pending, copy, prints } = options;
    const untried = steps.map(() => ({ down: "not-tried", why: null }));
    const { applied } = await migrator.state();
    if (applied.length === pending.length)
        return untried;
    if (migrator.rollBack === undefined)
        return steps.map(() => round_trip_none);
    const rounds = [...untried];
    for (const [i, step] of [...steps.entries()].reverse()) {
        const round = await takeDown(options, step);
        const print = round.down === "lossless" ? await copy.database.fingerprint(copy.scratch) : "";
        rounds[i] =
            round.down === "lossless" && print !== prints[i] ? differs("the catalogue is another one than before") : round;
        if (rounds[i].down !== "lossless")
            return untried.with(i, rounds[i]);
    }
    const lost = (0,facts/* compareFacts */.n)(options.counted, await copy.database.census(copy.scratch, hashing(options)));
    if (lost.length > 0)
        return rounds.map(() => differs(lost.slice(0, 3).join("; ")));
    return upAgain(options, rounds);
}
const round_trip_none = { down: "none", why: "it has no way down" };
function differs(why) {
    return { down: "differs", why };
}
function hashing({ copy, counted }) {
    return { hashRows: copy.database.hashesRows !== false && counted.hashes !== undefined };
}
async function takeDown({ migrator, pending, limits, effects }, step) {
    const own = pending.filter(({ version }) => step.versions.includes(version)).reverse();
    try {
        for (const migration of own) {
            if ((await migrator.preview(migration)).hasDown === false)
                return round_trip_none;
            await migrator.rollBack?.(migration, { limits, signal: effects.signal });
            const { applied } = await migrator.state();
            if (applied.some(({ version }) => version === migration.version))
                return {
                    down: "failed",
                    why: `${migrator.tool} ended without an error, but ${migration.version} is still applied`,
                };
        }
        return { down: "lossless", why: null };
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
            throw error;
        return { down: "failed", why: error.message };
    }
}
async function upAgain(options, rounds) {
    const { migrator, pending, limits, effects, copy, prints } = options;
    try {
        await migrator.apply({ versions: pending, limits, signal: effects.signal });
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
            throw error;
        return rounds.map(() => ({
            down: "failed",
            why: `it cannot be applied again after the way down: ${error.message}`,
        }));
    }
    const isSame = (await copy.database.fingerprint(copy.scratch)) === prints.at(-1);
    return isSame ? rounds : rounds.map(() => differs("going up again makes another catalogue than the first time"));
}

;// CONCATENATED MODULE: ./tmp/build/stages/rehearse.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});






async function rehearse(options) {
    const guard = await guardProduction(options.migrator);
    const rehearsal = await rehearseOn(options).catch(async (error) => {
        throw await refuseTouched(guard, error);
    });
    await refuseTouched(guard, null);
    return rehearsal;
}
async function rehearseOn(options) {
    const { effects, copy, pending } = options;
    const warnings = [...copy.warnings];
    const migrator = options.migrator.on(copy.url);
    await catchUp(options, migrator, warnings);
    const before = await fingerprintOf(copy);
    const isOther = before !== options.fingerprint;
    if (isOther)
        warnings.push(otherCatalogue);
    const counted = await copy.database.census(copy.scratch, { hashRows: copy.database.hashesRows !== false });
    const expecting = await (0,post_conditions/* beginExpecting */.T)(migrator.target, options.expect, effects.signal);
    const steps = [];
    const prints = [before];
    const sizes = [];
    for (const group of migrator.applies === "one" ? pending.map((one) => [one]) : [pending]) {
        const step = await runWatched(options, migrator, group).catch((error) => {
            throw failed(copy, error, isOther);
        });
        effects.log.info(`Rehearsed ${step.versions.join(", ")}: it took ${step.took} ms${lockTold(step)}`);
        steps.push(step);
        sizes.push(step.size.before, step.size.after);
        prints.push(await fingerprintOf(copy));
    }
    refuseUnmet(copy, await expecting.check());
    const rounds = await goDownAndUp({ ...options, migrator, steps, prints, counted });
    for (const [i, { versions }] of steps.entries())
        effects.log.info(`Rehearsed ${versions.join(", ")}: ${wayTold(rounds[i])}`);
    return {
        of: copy.of,
        migrations: steps.map(({ size: _, ...step }, i) => ({ ...step, ...rounds[i] })),
        size: { before: sizes[0] ?? 0, after: sizes.at(-1) ?? 0 },
        fingerprint: { before, after: prints.at(-1) ?? before },
        restore: copy.restore,
        warnings,
    };
}
function lockTold({ locks }) {
    const strongest = locks === null ? null : (0,rehearsal_sheet/* strongestLock */.f)(locks);
    return strongest === null ? "" : `, ${strongest.lock} on ${strongest.on} for ${strongest.held} ms`;
}
const ways = {
    lossless: "down and up again, and nothing was lost",
    differs: "its way down is NOT lossless",
    failed: "its way down FAILS",
    none: "it has no way down",
    "not-tried": "its way down was not tried",
};
function wayTold(round) {
    const { down = "not-tried", why = null } = round ?? {};
    return why === null || down === "none" ? ways[down] : `${ways[down]}: ${why}`;
}
const otherCatalogue = "the catalogue of the copy is not the one of production: something was changed since, past the migrations";
async function catchUp(options, migrator, warnings) {
    const { pending, limits, effects } = options;
    const { pending: open } = await migrator.state();
    const names = new Set(pending.map(({ version }) => version));
    const behind = open.filter(({ version }) => !names.has(version));
    const missing = pending.filter(({ version }) => !open.some((one) => one.version === version));
    if (missing.length > 0) {
        throw new errors/* RefusedError */.fk(`the rehearsal's copy has already got ${missing.map(({ version }) => version).join(", ")}, which production has not`, { hint: "The backup is newer than a rollback of the schema; run `backup`, or set `rehearse: present-copy`." });
    }
    if (behind.length === 0)
        return;
    warnings.push(`the copy was behind by ${(0,readable/* counted */.hS)(behind.length, "migration")} that production has applied since`);
    const versions = open.slice(0, behind.length);
    if (migrator.applies === "one")
        await migrator.apply({ versions, limits, signal: effects.signal });
}
async function runWatched(options, migrator, group) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { effects, copy, limits } = options;
        const watch = __addDisposableResource(env_1, (await copy.database.observe?.(copy.scratch, effects.signal)) ?? null, true);
        const started = effects.monotonic();
        await migrator.apply({ versions: group, limits, signal: effects.signal });
        await refuseLeft(migrator, group);
        const took = Math.round(effects.monotonic() - started);
        const { statements, locks, rows, size } = await observed(watch);
        return {
            versions: group.map(({ version }) => version),
            ...{ took, statements, locks, rows, size },
            down: "not-tried",
            why: null,
        };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function observed(watch) {
    return (await watch?.stop()) ?? { statements: null, locks: null, rows: null, size: { before: 0, after: 0 } };
}
async function refuseLeft(migrator, group) {
    const { pending } = await migrator.state();
    const left = group.filter(({ version }) => pending.some((one) => one.version === version));
    if (left.length === 0)
        return;
    throw new errors/* RefusedError */.fk(`${migrator.tool} ended without an error, but ${left.map(({ version }) => version).join(", ")} is still pending`);
}
function failed({ of }, error, isOther) {
    if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
        return error;
    const where = of.kind === "backup" ? `a copy of production (${of.name})` : "a copy of production as it is now";
    const perhaps = isOther ? ` Or it is the copy: ${otherCatalogue}; run \`backup\` and plan again.` : "";
    return new errors/* RefusedError */.fk(`the migrations fail on ${where}: ${error.message}`, {
        cause: error,
        hint: `${error.hint ?? "Repair the migration, commit it, and plan again."}${perhaps}`,
    });
}
function refuseUnmet({ of }, failures) {
    if (failures.length === 0)
        return;
    throw new errors/* RefusedError */.fk(`after the migrations the copy is not what \`expect\` says: ${failures.join("; ")}`, {
        hint: `Repair the migration, or \`expect\`, commit it, and plan again.${of.kind === "backup" ? olderData : ""}`,
    });
}
const olderData = " Where it is the rows of an older backup that differ, set `rehearse: present-copy`.";
function fingerprintOf({ database, scratch }) {
    return database.fingerprint(scratch);
}

;// CONCATENATED MODULE: ./tmp/build/stages/survey-migrations.js
var survey_migrations_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var survey_migrations_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});







async function surveyMigrations(options) {
    const { migrate: step, backups } = options.chain;
    if (step === null)
        return null;
    await (0,migrate/* checkSameDatabase */.w)(step.migrator.port, backups.map(({ database }) => database.port));
    return told(options, step, await (0,look_at_migrations/* lookAtMigrations */.sE)(step, options), null);
}
async function rehearseMigrations(options, survey) {
    const { migrate: step, backups } = options.chain;
    const { plan } = survey;
    const isDue = plan.now.length > 0 && plan.evidence === null && step?.rules.rehearse !== "off";
    if (step === null || !isDue || options.rehearsing === null)
        return survey;
    const { tool, rehearses } = step.migrator.port;
    if (rehearses === false)
        return { ...survey, warnings: [unsure(tool)] };
    const item = await itemOf(step.migrator.port, backups);
    if (item !== null)
        return withRehearsal(options, step, plan, { item, rehearsing: options.rehearsing });
    const missing = "the migrations were not rehearsed: no item of `backup` makes dumps of this database";
    return { ...survey, warnings: [missing] };
}
function unsure(tool) {
    return `the migrations were not rehearsed: only you know whether \`${tool}\` goes where DATABASE_URL leads, and nowhere else; set \`${tool}-rehearses: true\` where it does`;
}
async function withRehearsal(options, step, plan, { item, rehearsing }) {
    const { effects, chain } = options;
    const { migrator, reader, rules } = step;
    const steps = chain.backups.filter((one) => one.method === "dump");
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const from = rules.rehearse === "present-copy" ? "present-copy" : "restored-backup";
            const copy = survey_migrations_addDisposableResource(env_1, await openCopy({ ...options, step: item, steps, from, openDecoder: rehearsing.openDecoder }), true);
            const { now: pending, fingerprint } = plan;
            const { limits } = rules;
            const { expect } = step;
            const rehearsal = await rehearse({ effects, copy, migrator: migrator.port, pending, limits, fingerprint, expect });
            const outlook = await judgeRehearsed(plan, rehearsal, { migrator: migrator.port, reader });
            const shown = (0,look_at_migrations/* planOf */.XC)(outlook, { ...options, rules, applies: migrator.port.applies });
            const discreet = discreetRehearsal(rehearsal, migrator.port.target.dialect);
            return { ...told(options, step, shown, discreet), evidence: evidenceOf(options, shown, discreet) };
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = survey_migrations_disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    catch (error) {
        if (!(error instanceof errors/* ActionError */.lZ) || error instanceof errors/* CancelledError */.cc)
            throw error;
        const more = [error.hint, aboutCopy(error)].filter(Boolean).join(" ");
        const what = more === "" ? error.message : `${error.message}. ${more}`;
        const failed = { kind: "refused", where: "migrate (rehearsal)", what };
        const before = told(options, step, plan, null);
        return { ...before, obstacles: [...before.obstacles, failed] };
    }
}
async function itemOf(migrator, backups) {
    const target = await migrator.identity();
    for (const step of backups) {
        if (step.method !== "dump")
            continue;
        const { engine, name, host } = await step.database.port.identity();
        if (engine === target.engine && name === target.name && host === target.host)
            return step;
    }
    return null;
}
function evidenceOf({ effects, release }, plan, rehearsal) {
    const { verdict, previous, steps, fingerprint } = plan;
    return {
        ...{ commit: release.commit, at: new Date(effects.now()).toISOString(), fingerprint, verdict, previous, steps },
        versions: plan.now.map(({ version }) => version),
        took: rehearsal.migrations.reduce((sum, { took }) => sum + took, 0),
        down: worstOf(rehearsal),
    };
}
const trips = ["lossless", "not-tried", "none", "differs", "failed"];
function worstOf({ migrations }) {
    return trips[Math.max(0, ...migrations.map(({ down }) => trips.indexOf(down)))] ?? "not-tried";
}
function told({ chain, state }, { rules }, plan, rehearsal) {
    const isBreaking = state.live !== null && plan.steps.some(({ previous }) => previous === "broken");
    const shared = chain.shifts.filter(({ steps }) => steps.some((step) => step < 100));
    const obstacles = plan.problems.map((what) => ({ kind: "refused", where: "migrate", what }));
    if (isBreaking && rules.breaking === "accept" && shared.length > 0) {
        const what = `the previous release does not work on the new schema, so traffic cannot be split: set \`steps: 100\` of ${shared.map(({ item }) => item).join(", ")}`;
        obstacles.push({ kind: "refused", where: "traffic-shift", what });
    }
    return { plan, rehearsal, evidence: null, obstacles, warnings: rehearsal?.warnings ?? [] };
}

;// CONCATENATED MODULE: ./tmp/build/stages/survey.js












async function survey(options) {
    const { chain, state, release } = options;
    const [slots, edited, judged, changed, repository, fingerprint, conditions, ...routers] = await (0,ask_all/* askAll */.p)([
        async () => (chain.slot === null ? null : slotFacts(chain.slot.host.port)),
        async () => editedIn(chain, state),
        () => surveyMigrations(options),
        () => options.repository.changes(),
        () => repositoryFacts(options),
        () => survey_fingerprintOf(chain),
        async () => (await options.conditions?.()) ?? noConditions,
        ...(0,facing/* readings */.CQ)(chain),
    ]);
    const facts = {
        commit: release.commit,
        state,
        allowsBadCommit: options.allowsBadCommit,
        splits: (0,facing/* splitsOf */.pw)(routers),
        flags: (0,facing/* flagsOf */.Zo)(routers),
        slots,
        edited,
        onDrift: options.onDrift,
        ramps: rampsOf(chain, state),
        migrationProblems: (0,own_files/* uncommittedMigrations */.t)(changed, judged?.plan.state.pending ?? []),
        repository,
    };
    const others = [...(0,preflight/* findObstacles */.AT)(facts), ...(0,finding/* obstaclesIn */.sS)(conditions.findings)];
    const isClear = others.length === 0 && judged?.obstacles.length === 0;
    const outlook = judged !== null && isClear ? await rehearseMigrations(options, judged) : judged;
    const obstacles = [...others, ...(outlook?.obstacles ?? [])];
    const told = { drift: (0,drift/* driftIn */.r)(facts).map(({ what }) => what), overwritten: (0,drift/* overwritten */.gu)(facts), flags: facts.flags };
    const plan = describe(options, outlook, { slot: (0,preflight/* plannedSlot */.pM)(facts), obstacles, changed, conditions, ...told });
    const substance = (0,core_plan/* substanceOf */.C6)(plan, options.configuration, fingerprint);
    const { splits } = facts;
    return {
        ...{ plan, digest: (0,approved_plan/* digestPlan */.w0)(substance), parts: Object.keys(substance), splits },
        evidence: outlook?.evidence ?? null,
    };
}
function refuseObstacles(obstacles) {
    if (obstacles.length === 0)
        return;
    if (obstacles.some(({ kind }) => kind === "input"))
        throw new errors/* InputError */.dz(obstacles);
    const lines = obstacles.map(({ where, what }) => `${where}: ${what}`);
    throw new errors/* RefusedError */.fk(lines.length === 1 ? (lines[0] ?? "") : `${lines.length} reasons:\n${lines.map((line) => `- ${line}`).join("\n")}`);
}
async function editedIn({ slot }, { live, open }) {
    if (live === null || (open !== null && !(0,untouched/* isUntouched */.O)(open)))
        return [];
    return (await slot?.host.port.drift?.(live.slot)) ?? [];
}
async function slotFacts(host) {
    const slots = await host.slots();
    const facts = ({ status, commit }) => ({
        status,
        commit: commit ?? null,
    });
    return { blue: facts(slots.blue), green: facts(slots.green) };
}
function rampsOf(chain, state) {
    const isFirst = state.live === null && state.open === null;
    return chain.shifts.map(({ item, steps, cohorts, router }) => ({
        item,
        steps,
        cohorts,
        knowsCohorts: router.port.cohorts !== undefined,
        granularity: isFirst ? "any" : router.port.granularity,
    }));
}
async function repositoryFacts({ repository, state, chain, release }) {
    const readsCheckout = chain.migrate !== null || chain.slot !== null;
    return {
        head: readsCheckout ? await repository.resolve("HEAD") : release.commit,
        isShallow: await repository.isShallow(),
        holdsLive: state.live === null || !readsCheckout || (await repository.holds(state.live.commit)),
    };
}
async function survey_fingerprintOf(chain) {
    const prints = await Promise.all(chain.backups.map(({ database }) => database.port.fingerprint()));
    return prints.join(" ");
}
function openedIn({ open }) {
    return open === null ? null : { version: open.version, commit: open.commit, openedAt: open.openedAt };
}
function describe(options, outlook, { slot, obstacles, changed, conditions, drift, overwritten, flags }) {
    const { application, environment, release, state, effects } = options;
    const uncommitted = changed.length === 0
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
        warnings: [...uncommitted, ...overwritten, ...(outlook?.warnings ?? []), ...(0,finding/* linesOf */.Dx)(conditions.findings, "warned")],
    };
}


/***/ })

};
