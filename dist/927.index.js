export const id = 927;
export const ids = [927];
export const modules = {

/***/ 77950:
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
// EXTERNAL MODULE: ./tmp/build/core/preflight/finding.js
var finding = __webpack_require__(17641);
;// CONCATENATED MODULE: ./tmp/build/core/preflight/commit-checks.js

function needsChecks({ mode, required }) {
    return mode === "green" || required.length > 0;
}
function judgeChecks(checks, asked) {
    if (!needsChecks(asked))
        return [];
    if (checks === null)
        return [(0,finding/* unseen */.nv)("checks", "the checks of this commit, because GitHub was not asked")];
    const required = asked.required.map((name) => judgeRequired(name, checks));
    return asked.mode === "green" ? [judgeOthers(checks, asked), ...required] : required;
}
function judgeOthers(checks, { ownRun, required }) {
    const others = checks.filter(({ run, name }) => (run === null || run !== ownRun) && !required.includes(name));
    const named = (state) => others.filter((check) => check.state === state).map(({ name }) => name);
    const failed = named("failure");
    const running = named("pending");
    if (failed.length > 0) {
        const rest = running.length === 0 ? "" : `; still running: ${quoted(running)}`;
        return (0,finding/* refused */.J5)("checks", `failed: ${quoted(failed)}${rest}`, "repair the commit, or set `checks: ignore`");
    }
    if (running.length > 0) {
        return (0,finding/* refused */.J5)("checks", `still running: ${quoted(running)}`, "wait for them, then run this again");
    }
    if (others.length === 0 && required.length === 0)
        return (0,finding/* warned */.k9)("checks", "no check has looked at this commit");
    return (0,finding/* met */.BG)("checks", others.length === 0 ? "no others" : `${others.length} of ${others.length} are green`);
}
function judgeRequired(name, checks) {
    const what = `check \`${name}\``;
    const found = checks.filter((check) => check.name === name);
    const remedy = "run it on this commit, or correct `required-checks`";
    if (found.length === 0)
        return (0,finding/* refused */.J5)(what, "has not looked at this commit", remedy);
    const bad = found.find(({ state }) => state !== "success");
    if (bad === undefined)
        return (0,finding/* met */.BG)(what, "green");
    if (bad.state === "pending")
        return (0,finding/* refused */.J5)(what, "is still running", "wait for it, then run this again");
    if (bad.state === "neutral")
        return (0,finding/* refused */.J5)(what, "was skipped or ended without a verdict", remedy);
    return (0,finding/* refused */.J5)(what, "has failed", "repair the commit");
}
function quoted(names) {
    const most = 10;
    const shown = names.slice(0, most).map((name) => `\`${name}\``);
    return names.length > most ? `${shown.join(", ")} and ${names.length - most} more` : shown.join(", ");
}

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
// EXTERNAL MODULE: ./tmp/build/stages/ask-all.js
var ask_all = __webpack_require__(71339);
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

// EXTERNAL MODULE: ./tmp/build/stages/or-finding.js
var or_finding = __webpack_require__(62655);
;// CONCATENATED MODULE: ./tmp/build/stages/look-around.js










async function lookAround(options) {
    const { asked, github, commit, now, ownRun } = options;
    const mode = { mode: asked.checks, required: asked["required-checks"] ?? [], ownRun };
    const wantsChecks = needsChecks(mode) || (asked.checklist ?? []).some(({ check }) => check !== undefined);
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
        ...((0,or_finding/* isFailure */.N)(checks) ? [checks.failure] : judgeChecks(seen, mode)),
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

// EXTERNAL MODULE: ./tmp/build/actions/release-times.js
var release_times = __webpack_require__(1672);
;// CONCATENATED MODULE: ./tmp/build/actions/conditions.js





async function conditionsOf(deployment, sections, { state, github }) {
    const { task, environment, repository, release } = deployment;
    const { common, effects } = task;
    return lookAround({
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
    });
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
// EXTERNAL MODULE: ./tmp/build/stages/survey.js + 2 modules
var survey = __webpack_require__(11691);
// EXTERNAL MODULE: ./tmp/build/stages/who-works.js
var who_works = __webpack_require__(1247);
// EXTERNAL MODULE: ./tmp/build/actions/conditions.js + 4 modules
var conditions = __webpack_require__(77950);
// EXTERNAL MODULE: ./tmp/build/actions/github.js
var github = __webpack_require__(26227);
// EXTERNAL MODULE: ./tmp/build/actions/release-times.js
var release_times = __webpack_require__(1672);
// EXTERNAL MODULE: ./tmp/build/actions/sections/backup.js + 31 modules
var backup = __webpack_require__(60137);
// EXTERNAL MODULE: ./tmp/build/actions/sections/deploy-slot.js
var deploy_slot = __webpack_require__(44501);
// EXTERNAL MODULE: ./tmp/build/actions/sections/migrate.js
var migrate = __webpack_require__(24970);
// EXTERNAL MODULE: ./tmp/build/actions/sections/rollback.js
var rollback = __webpack_require__(67767);
// EXTERNAL MODULE: ./tmp/build/actions/sections/smoke-test.js
var smoke_test = __webpack_require__(47155);
// EXTERNAL MODULE: ./tmp/build/actions/sections/traffic-shift.js
var traffic_shift = __webpack_require__(71875);
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
        migrate: open("migrate", null, () => (0,migrate/* openMigrate */.o)(context)),
        slot: open("deploy-slot", null, () => (0,deploy_slot/* openDeploySlot */.O)(context)),
        smoke: (slot) => (hasChecks ? (0,smoke_test/* openSmokeTests */.z)(context, slot) : []),
        shifts: open("traffic-shift", [], () => (0,traffic_shift/* openShifts */.a)(context)),
    };
    open("plan", null, () => (0,release_times/* planValues */.G0)(context));
    open("smoke-test", null, () => (0,smoke_test/* openSmokeTests */.z)(context, "idle"));
    open("rollback", null, () => context.settings.items(rollback/* rollbackSection */.i));
    if (problems.length > 0)
        throw new errors/* InputError */.dz(problems);
    return chain;
}
function surveyFor(deployment, context, chain, state, github = null) {
    const { application, environment, repository, release, task } = deployment;
    return (0,survey/* survey */.F)({
        effects: task.effects,
        application,
        environment,
        release,
        state,
        chain,
        repository,
        allowsBadCommit: task.common["allow-bad-commit"],
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
/* harmony import */ var _sections_plan_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(62692);




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

// EXTERNAL MODULE: ./tmp/build/core/fold.js + 2 modules
var fold = __webpack_require__(55326);
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

/***/ 55326:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  A: () => (/* binding */ fold)
});

// UNUSED EXPORTS: foldAll

;// CONCATENATED MODULE: ./tmp/build/core/fold-backups.js
function withBackup(state, entry) {
    const { name, location, verified, items } = entry.after;
    const backup = { name, location, verified, at: entry.at, ...(items === undefined ? {} : { items }) };
    return [backup, ...state.backups].slice(0, 20);
}
function withoutPruned(state, entry) {
    const { removed } = entry.after;
    return state.backups.filter(({ name }) => !removed.includes(name));
}
function drilled(state, entry) {
    if (entry.phase !== "done" && entry.phase !== "failed")
        return state;
    const { after, at } = entry;
    const told = (after ?? {});
    const drills = (told.drills ?? []).map((drill) => ({ ...drill, at }));
    const others = (state.drills ?? []).filter(({ item }) => !drills.some((drill) => drill.item === item));
    const lastDrill = { at, backup: told.backup ?? "", passed: entry.phase === "done" };
    return { ...state, lastDrill, drills: [...drills, ...others].slice(0, 20) };
}

// EXTERNAL MODULE: ./tmp/build/core/journal.js + 2 modules
var journal = __webpack_require__(67524);
;// CONCATENATED MODULE: ./tmp/build/core/progress.js
function progress(release, entry) {
    if (entry.phase === "failed")
        return failed(release, entry);
    if (entry.deed === "migrate")
        return { ...release, migration: migration(release, entry), isMigrationInherited: false };
    if (entry.deed === "roll-back" && entry.phase === "intend")
        return { ...release, rollingBack: true };
    if (entry.deed === "set-weight" && entry.phase === "intend")
        return { ...release, shifts: attempted(release, entry) };
    if (entry.deed === "approve")
        return { ...release, approvals: [...release.approvals, entry.after].slice(-20) };
    if (entry.deed === "override")
        return { ...release, overridden: (entry.reason ?? "").slice(0, longestReason) };
    if (entry.deed === "verdict")
        return judged(release, entry);
    if (entry.deed === "check")
        return checked(release, entry);
    if (entry.phase !== "done" && entry.phase !== "reported")
        return release;
    switch (entry.deed) {
        case "backup":
            return {
                ...release,
                backups: [...new Set([...release.backups, ...itemsOf(entry)])],
                backupSets: [...(release.backupSets ?? []), entry.after.name].slice(-20),
            };
        case "prepare":
            return { ...release, prepared: true };
        case "start":
            return isOwnSlot(release, entry)
                ? { ...release, started: true, url: entry.after.url }
                : release;
        case "stop":
            return isOwnSlot(release, entry) ? { ...release, started: false } : release;
        case "set-weight":
            return { ...release, shifts: shifted(release, entry, entry.after.weight) };
        case "promote":
            return { ...release, shifts: release.shifts.map((s) => (s.item === entry.item ? { ...s, promoted: true } : s)) };
        default:
            return release;
    }
}
function itemsOf({ item, after }) {
    const { items } = (after ?? {});
    return items ?? [item ?? ""];
}
const longestReason = 1000;
function isOwnSlot(release, entry) {
    return entry.asked?.slot === release.slot;
}
const blaming = ["migrate", "start"];
function failed(release, entry) {
    const isBlamed = blaming.includes(entry.deed) && entry.evidence === null && !release.rollingBack;
    return isBlamed ? { ...release, failure: release.failure ?? entry.reason } : release;
}
function migration(release, entry) {
    if (entry.phase === "done")
        return release.migration === null ? null : { ...release.migration, applied: true };
    if (entry.phase !== "intend")
        return release.migration;
    const { verdict, versions } = entry.asked;
    return { ...worse(release.migration, { verdict, versions }), applied: false };
}
const mostVersions = 100;
function worse(known, more) {
    const versions = [...new Set([...(known?.versions ?? []), ...more.versions])].slice(-mostVersions);
    const isSafe = more.verdict === "SAFE" && (known === null || known.verdict === "SAFE");
    return {
        versions,
        verdict: isSafe ? "SAFE" : more.verdict === "SAFE" ? (known?.verdict ?? "UNKNOWN") : more.verdict,
    };
}
function checked(release, entry) {
    const { target, passed } = entry.after;
    const marked = { ...release, checked: { ...release.checked, [target]: passed } };
    return passed ? marked : { ...marked, failure: release.failure ?? entry.reason };
}
function judged(release, entry) {
    const { verdict, weight } = entry.after;
    if (verdict === "fail")
        return { ...release, failure: release.failure ?? entry.reason };
    if (verdict !== "pass")
        return release;
    return { ...release, shifts: release.shifts.map((s) => (s.item === entry.item ? { ...s, passedAt: weight } : s)) };
}
function attempted(release, entry) {
    const item = entry.item ?? "";
    const { weight: asked = 100, to } = (entry.asked ?? {});
    const none = { item, weight: 0, highest: 0, setAt: entry.at, passedAt: null, promoted: false };
    const known = release.shifts.find((shift) => shift.item === item) ?? none;
    const tried = { ...known, highest: Math.max(known.highest, asked), ...(to === undefined ? {} : { to }) };
    const isNew = !release.shifts.includes(known);
    return isNew ? [...release.shifts, tried] : release.shifts.map((shift) => (shift === known ? tried : shift));
}
function shifted(release, entry, weight) {
    const item = entry.item ?? "";
    const known = release.shifts.find((shift) => shift.item === item);
    const shift = {
        item,
        weight,
        highest: Math.max(known?.highest ?? 0, weight),
        setAt: entry.at,
        passedAt: null,
        promoted: weight === 100 && known?.promoted === true,
        ...(known?.to === undefined ? {} : { to: known.to }),
    };
    return known === undefined ? [...release.shifts, shift] : release.shifts.map((s) => (s.item === item ? shift : s));
}

// EXTERNAL MODULE: ./tmp/build/core/publication.js
var publication = __webpack_require__(71170);
;// CONCATENATED MODULE: ./tmp/build/core/fold.js




const phases = ["intend", "done", "failed", "note", "reported"];
function fold(state, entry) {
    checkKnown(state, entry);
    if (entry.deed === "take-lease")
        return takeLease(state, entry);
    if (entry.deed === "abort-requested")
        return requestAbort(state, entry);
    if (entry.deed === "drill")
        return drilled(state, entry);
    if (journal/* freeDeeds */.Ye.includes(entry.deed))
        return (0,publication/* publicise */.V)(state, entry);
    checkLease(state, entry);
    return tell(renewed(state, entry), entry);
}
function foldAll(entries) {
    let state = emptyState;
    for (const entry of entries)
        state = fold(state, entry);
    return state;
}
function checkKnown(state, entry) {
    (0,journal/* checkFormat */.KA)(state);
    (0,journal/* checkFormat */.KA)(entry);
    const unknown = !journal/* deeds */.Iv.includes(entry.deed) ? `deed \`${entry.deed}\`` : `phase \`${entry.phase}\``;
    if (journal/* deeds */.Iv.includes(entry.deed) && phases.includes(entry.phase))
        return;
    throw new journal/* JournalRefusal */.Eb(`the journal holds the unknown ${unknown} (format ${journal/* journalFormat */.Rj}); use a newer deploy-actions`);
}
function takeLease(state, entry) {
    if (entry.epoch !== state.epoch + 1) {
        throw new journal/* JournalRefusal */.Eb(`epoch ${entry.epoch} cannot follow epoch ${state.epoch}`);
    }
    const { length } = entry.asked;
    return {
        ...state,
        epoch: entry.epoch,
        lease: { holder: entry.run, epoch: entry.epoch, nonce: entry.nonce, since: entry.at, length },
        open: state.open === null ? null : { ...state.open, abortRequested: null },
    };
}
function requestAbort(state, entry) {
    if (state.open === null)
        throw new journal/* JournalRefusal */.Eb("no release is open, so there is nothing to abort");
    const abortRequested = { by: entry.run.actor, at: entry.at, reason: entry.reason ?? "" };
    return { ...state, open: { ...state.open, abortRequested } };
}
function checkLease(state, entry) {
    if (state.lease !== null && entry.epoch === state.epoch)
        return;
    throw new journal/* JournalRefusal */.Eb(state.lease === null
        ? `nobody holds the lease (epoch ${state.epoch}), so \`${entry.deed}\` may not be written`
        : `epoch ${entry.epoch} is over; ${state.lease.holder.actor} (${state.lease.holder.id}) holds epoch ${state.epoch}`);
}
function renewed(state, entry) {
    return state.lease === null ? state : { ...state, lease: { ...state.lease, nonce: entry.nonce } };
}
function tell(state, entry) {
    if (entry.deed === "open")
        return fold_open(state, entry);
    if (entry.deed === "release-lease")
        return { ...state, lease: null };
    if (entry.deed === "mark-bad")
        return markBad(state, entry);
    if (entry.deed === "mark-good")
        return markGood(state, entry);
    if (entry.deed === "close")
        return { ...state, open: null, unfinished: [], leftBehind: leftBehind(state, entry) };
    if (entry.deed === "watch")
        return watched(state, entry);
    const settled = entry.phase === "intend" ? intend(state, entry) : settle(state, entry);
    return settled.open === null ? settled : { ...settled, open: progress(settled.open, entry) };
}
function fold_open(state, entry) {
    if (state.open !== null)
        throw new journal/* JournalRefusal */.Eb(`release ${state.open.version} is open already`);
    if (entry.release === null)
        throw new journal/* JournalRefusal */.Eb("an opened release needs a commit, a version and a slot");
    const migration = inherited(entry);
    const release = {
        ...entry.release,
        id: entry.id,
        openedAt: entry.at,
        openedBy: entry.run,
        approvals: [],
        previous: state.live,
        adapters: [],
        backups: [],
        migration,
        ...(migration === null ? {} : { isMigrationInherited: true }),
        prepared: false,
        started: false,
        url: null,
        checked: { idle: false, live: false },
        shifts: [],
        failure: null,
        rollingBack: false,
        abortRequested: null,
    };
    return (0,publication/* withPublicationOf */.w)({ ...state, open: release, unfinished: [] }, release.commit);
}
function inherited(entry) {
    const { inherits } = (entry.asked ?? {});
    return inherits === undefined || inherits === null ? null : { ...inherits, applied: false };
}
function leftBehind({ open, leftBehind }, entry) {
    const isBack = entry.after?.outcome === "rolled-back";
    if (!isBack || open?.migration?.verdict !== "SAFE")
        return leftBehind;
    return [...new Set([...leftBehind, ...open.migration.versions])].slice(-100);
}
function markGood(state, entry) {
    if (entry.release === null)
        throw new journal/* JournalRefusal */.Eb("a good release needs a commit, a version and a slot");
    if (state.open !== null && state.open.commit !== entry.release.commit) {
        throw new journal/* JournalRefusal */.Eb(`release ${state.open.version} is open; ${entry.release.version} cannot be marked good`);
    }
    const backupSets = state.open?.backupSets;
    const good = { ...entry.release, at: entry.at, ...(backupSets === undefined ? {} : { backupSets }) };
    const older = state.good.filter((release) => release.commit !== good.commit);
    return { ...state, live: good, good: [good, ...older].slice(0, 20), open: null, unfinished: [], watched: [] };
}
function watched(state, entry) {
    const { age, passed } = entry.after;
    return passed ? { ...state, watched: [...new Set([...state.watched, age])] } : state;
}
function markBad(state, entry) {
    if (entry.release === null)
        throw new journal/* JournalRefusal */.Eb("a bad commit needs a name");
    const { commit, version } = entry.release;
    const others = state.bad.filter((known) => known.commit !== commit);
    const bad = { commit, version, reason: entry.reason ?? "", at: entry.at };
    return { ...state, bad: [bad, ...others].slice(0, 100) };
}
const mostUnfinished = 50;
function intend(state, entry) {
    const { id, deed, item, at, asked, undo } = entry;
    const withAdapter = entry.adapter === null ? state : { ...state, open: recordAdapter(state.open, entry, entry.adapter) };
    if (state.unfinished.length >= mostUnfinished) {
        throw new journal/* JournalRefusal */.Eb(`${mostUnfinished} changes are unfinished; let one run settle them before the next begins`);
    }
    return { ...withAdapter, unfinished: [...state.unfinished, { id, deed, item, at, asked, undo }] };
}
function recordAdapter(release, entry, adapter) {
    if (release === null)
        return null;
    const item = entry.item ?? adapter.name;
    const others = release.adapters.filter((known) => known.kind !== adapter.kind || known.item !== item);
    return { ...release, adapters: [...others, { ...adapter, item }] };
}
function settle(state, entry) {
    if (entry.of !== null && !state.unfinished.some((intent) => intent.id === entry.of)) {
        throw new journal/* JournalRefusal */.Eb(`\`${entry.deed}\` answers ${entry.of}, which nobody intends`);
    }
    const unfinished = state.unfinished.filter((intent) => intent.id !== entry.of);
    if (entry.deed === "approve")
        return { ...state, unfinished, usedApprovals: usedApprovals(state, entry) };
    if (entry.phase !== "done")
        return { ...state, unfinished };
    if (entry.deed === "backup")
        return { ...state, unfinished, backups: withBackup(state, entry) };
    if (entry.deed === "prune")
        return { ...state, unfinished, backups: withoutPruned(state, entry) };
    return { ...state, unfinished };
}
function usedApprovals({ usedApprovals }, entry) {
    const { run, gate } = entry.after;
    return [...new Set([`${run}/${gate}`, ...usedApprovals])].slice(0, 50);
}


/***/ }),

/***/ 67524:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Eb: () => (/* reexport */ JournalRefusal),
  KA: () => (/* reexport */ checkFormat),
  Iv: () => (/* reexport */ deeds),
  p$: () => (/* binding */ emptyState),
  Ye: () => (/* reexport */ freeDeeds),
  Rj: () => (/* reexport */ journalFormat)
});

;// CONCATENATED MODULE: ./tmp/build/core/journal-format.js
const journalFormat = 1;
class JournalRefusal extends Error {
}
function checkFormat(state) {
    if (state.format === journalFormat)
        return;
    throw new JournalRefusal(`the journal has format ${state.format}; this version reads format ${journalFormat}. ` +
        `Use the deploy-actions version that wrote it (major v${state.format} or newer)`);
}

;// CONCATENATED MODULE: ./tmp/build/core/deeds.js
const deeds = [
    "open",
    "backup",
    "prune",
    "drill",
    "restore",
    "migrate",
    "prepare",
    "start",
    "check",
    "set-weight",
    "verdict",
    "promote",
    "stop",
    "roll-back",
    "mark-good",
    "mark-bad",
    "command",
    "take-lease",
    "renew",
    "release-lease",
    "abort-requested",
    "approve",
    "sign-off",
    "override",
    "publish",
    "notify",
    "watch",
    "follow-up",
    "close",
];
const freeDeeds = ["publish", "notify", "follow-up", "drill"];

;// CONCATENATED MODULE: ./tmp/build/core/journal.js



const emptyState = {
    format: journalFormat,
    epoch: 0,
    lease: null,
    open: null,
    live: null,
    good: [],
    bad: [],
    unfinished: [],
    leftBehind: [],
    backups: [],
    lastDrill: null,
    publication: null,
    usedApprovals: [],
    watched: [],
    followUps: [],
};


/***/ }),

/***/ 42310:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AZ: () => (/* binding */ isOwnRelease),
/* harmony export */   ng: () => (/* binding */ runOf),
/* harmony export */   rf: () => (/* binding */ decideLease),
/* harmony export */   sG: () => (/* binding */ describeHolder),
/* harmony export */   uw: () => (/* binding */ livenessOfJob)
/* harmony export */ });
function decideLease(state, liveness, silentFor) {
    const { lease } = state;
    if (lease === null)
        return { take: true, from: null };
    if (liveness === "ended" || silentFor >= lease.length)
        return { take: true, from: lease.holder };
    return { take: false, holder: lease };
}
function describeHolder(lease) {
    const { holder } = lease;
    const where = holder.url ?? `process ${holder.pid} on ${holder.host.split("/")[0]}`;
    return `${holder.actor} (${where}), since ${lease.since}`;
}
function runOf({ id }) {
    return /^(\d+)\/\d+\/./.exec(id)?.[1] ?? null;
}
function isOwnRelease(open, writer, commit) {
    const [opener, own] = [runOf(open.openedBy), runOf(writer)];
    return opener === null || own === null ? open.commit === commit : opener === own;
}
function livenessOfJob({ id }, jobs) {
    const [, attempt, key] = /^\d+\/(\d+)\/(.+)$/.exec(id) ?? [];
    const found = jobs.filter(({ name }) => name === key || name.endsWith(` / ${key}`));
    const [job] = found;
    if (job === undefined || found.length > 1)
        return "unknown";
    return job.attempt > Number(attempt) || job.status === "completed" ? "ended" : "alive";
}


/***/ }),

/***/ 23785:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C6: () => (/* binding */ substanceOf),
/* harmony export */   E4: () => (/* binding */ rollbackPlan)
/* harmony export */ });
/* unused harmony export planSubstance */
function rollbackPlan({ live, slot, verdict, pending, version }) {
    const target = live === null
        ? "there is no earlier good release: traffic is taken away and nothing serves"
        : `prove that ${live.version} (${live.commit.slice(0, 8)}) in slot ${live.slot} answers as that commit`;
    const isSafe = pending.length === 0 || verdict === "SAFE";
    return [
        target,
        `send all traffic away from slot ${slot}`,
        `stop ${version} in slot ${slot}`,
        schemaOnRollback(pending.length, verdict),
        isSafe
            ? "no point of no return: it can be taken back until it is verified good"
            : "point of no return: 100 % of the traffic; from there a rollback waits for a person",
    ];
}
function schemaOnRollback(pending, verdict) {
    if (pending === 0)
        return "the database is not touched";
    if (verdict === "SAFE")
        return "the schema stays: the previous release works on it and nothing is lost";
    return "the schema stays; the migrations are UNKNOWN: once all traffic has moved, a person decides (`rollback --database leave`)";
}
function substanceOf(plan, configuration, fingerprint) {
    const { application, environment, commit, verdict, pending, live } = plan;
    return {
        application,
        environment,
        commit,
        verdict,
        migrations: JSON.stringify(pending.map(({ version }) => version)),
        "rollback-target": live?.commit ?? "",
        configuration,
        schema: fingerprint,
    };
}
function planSubstance(plan, configuration, fingerprint) {
    return JSON.stringify(Object.entries(substanceOf(plan, configuration, fingerprint)));
}


/***/ }),

/***/ 59951:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AT: () => (/* binding */ findObstacles),
/* harmony export */   GH: () => (/* binding */ driftObstacles),
/* harmony export */   O2: () => (/* binding */ isUntouched),
/* harmony export */   f0: () => (/* binding */ idleSlot)
/* harmony export */ });
/* harmony import */ var _ramp_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(95782);
/* harmony import */ var _slots_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(32501);


function findObstacles(facts) {
    return [
        ...releaseObstacles(facts),
        ...rampObstacles(facts),
        ...driftObstacles(facts),
        ...repositoryObstacles(facts),
        ...facts.migrationProblems.map((what) => ({ kind: "refused", where: "migrate", what })),
    ];
}
function idleSlot(state, split) {
    if (state.open !== null && !isUntouched(state.open))
        return state.open.slot;
    return (0,_slots_js__WEBPACK_IMPORTED_MODULE_0__/* .other */ .F)(split?.active ?? state.live?.slot ?? "blue");
}
function releaseObstacles({ commit, state, allowsBadCommit }) {
    const obstacles = [];
    const { open, live } = state;
    if (open !== null && open.commit !== commit && !isUntouched(open)) {
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
function isUntouched(release) {
    const { prepared, shifts, migration, rollingBack } = release;
    const isMigrating = migration !== null && !migration.applied && release.isMigrationInherited !== true;
    return !prepared && shifts.length === 0 && !rollingBack && !isMigrating;
}
function badCommit({ commit, at, reason }) {
    const what = `${commit.slice(0, 8)} was marked bad at ${at}: ${reason}; deploy a repaired commit, or set \`allow-bad-commit: true\``;
    return { kind: "refused", where: "release", what };
}
function rampObstacles({ ramps }) {
    return ramps.flatMap(({ item, steps, granularity }) => {
        const what = (0,_ramp_js__WEBPACK_IMPORTED_MODULE_1__/* .stepsProblem */ .d)(steps, granularity);
        return what === null ? [] : [{ kind: "input", where: `traffic-shift (${item}): steps`, what }];
    });
}
function driftObstacles({ state, split, slots }) {
    if (state.open !== null && !isUntouched(state.open))
        return [];
    const { live } = state;
    if (live === null)
        return slots === null || split === null ? [] : strangerObstacles(slots, split.active);
    const obstacles = [];
    if (split !== null && (0,_slots_js__WEBPACK_IMPORTED_MODULE_0__/* .shareOf */ .tC)(split, live.slot) !== 100) {
        const what = `the router sends ${(0,_slots_js__WEBPACK_IMPORTED_MODULE_0__/* .shareOf */ .tC)(split, live.slot)} % to slot ${live.slot}, but the journal says that ${live.version} there has all the traffic; put it back by hand or find out who changed it`;
        obstacles.push({ kind: "refused", where: "traffic-shift", what });
    }
    return [...obstacles, ...liveSlotObstacles(live, slots)];
}
function liveSlotObstacles(live, slots) {
    const serving = slots?.[live.slot];
    if (serving === undefined || serving.commit === null || serving.commit === live.commit)
        return [];
    const what = `slot ${live.slot} serves ${serving.commit.slice(0, 8)}, but the journal says ${live.commit.slice(0, 8)} is live there; somebody else has deployed`;
    return [{ kind: "refused", where: "deploy-slot", what }];
}
function strangerObstacles(slots, active) {
    const { status, commit } = slots[active];
    if (status !== "ready" && status !== "unhealthy")
        return [];
    const what = `slot ${active} has the traffic and serves ${commit?.slice(0, 8)}, which the journal of this environment does not know; check \`application\`, \`environment\` and \`journal\``;
    return [{ kind: "refused", where: "deploy-slot", what }];
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

/***/ 17641:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BG: () => (/* binding */ met),
/* harmony export */   Dx: () => (/* binding */ linesOf),
/* harmony export */   J5: () => (/* binding */ refused),
/* harmony export */   k9: () => (/* binding */ warned),
/* harmony export */   nv: () => (/* binding */ unseen),
/* harmony export */   sS: () => (/* binding */ obstaclesIn)
/* harmony export */ });
const met = (what, found) => ({ what, judgement: "met", found });
const warned = (what, found) => ({ what, judgement: "warned", found });
const unseen = (what, found) => ({ what, judgement: "unseen", found });
const refused = (what, found, remedy) => {
    return { what, judgement: "refused", found, remedy };
};
function obstaclesIn(findings) {
    return findings
        .filter(({ judgement }) => judgement === "refused")
        .map(({ what, found, remedy, isAskedWrongly }) => ({
        kind: isAskedWrongly === true ? "input" : "refused",
        where: what,
        what: remedy === undefined ? found : `${found}; ${remedy}`,
    }));
}
function linesOf(findings, judgement) {
    return findings.filter((finding) => finding.judgement === judgement).map(({ what, found }) => `${what}: ${found}`);
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

/***/ 71170:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ publicise),
/* harmony export */   w: () => (/* binding */ withPublicationOf)
/* harmony export */ });
const most = 50;
function publicise(state, entry) {
    if (entry.deed === "follow-up")
        return { ...state, followUps: followUps(state.followUps, entry) };
    if (entry.release === null || isLate(state, entry.release.commit))
        return state;
    const known = publicationOf(state.publication, entry.release.commit);
    const publication = entry.deed === "notify" ? notified(known, entry) : published(known, entry);
    return { ...state, publication };
}
function isLate({ publication, open, good, bad }, commit) {
    if (publication === null || publication.commit === commit)
        return false;
    return open !== null || [...good, ...bad].some((release) => release.commit === commit);
}
function withPublicationOf(state, commit) {
    const { comments, told } = publicationOf(state.publication, commit);
    const planned = told.filter(({ moment }) => moment === "planned");
    return { ...state, publication: { commit, deployment: null, comments, told: planned, revert: null } };
}
function publicationOf(known, commit) {
    if (known?.commit === commit)
        return known;
    return { commit, deployment: null, comments: {}, told: [], revert: null };
}
function published(known, { after }) {
    const { deployment, comments, revert } = (after ?? {});
    const all = Object.entries({ ...known.comments, ...comments }).slice(-most);
    return {
        ...known,
        deployment: deployment ?? known.deployment,
        comments: Object.fromEntries(all),
        revert: revert ?? known.revert,
    };
}
function notified(known, { phase, item, after }) {
    if (phase !== "done")
        return known;
    const { moment, ref = null } = after;
    const others = known.told.filter((told) => told.item !== item || told.moment !== moment);
    return { ...known, told: [...others, { moment, item: item ?? "", ref }].slice(-most) };
}
function followUps(known, { phase, id, of, after }) {
    if (phase === "failed")
        return known.filter((each) => each.id !== of);
    if (phase === "done") {
        const { issue } = after;
        return known.map((each) => (each.id === of ? { ...each, issue } : each));
    }
    const { what, due } = after;
    return [...known, { id, what, due, issue: null }].slice(-most);
}


/***/ }),

/***/ 95782:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ stepsProblem),
/* harmony export */   l: () => (/* binding */ nextMove)
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
function nextMove({ steps, to, soak, shift, now }) {
    const weight = shift?.weight ?? 0;
    if (shift === undefined || weight === 0)
        return { move: "set", weight: steps[0] ?? 100 };
    if (shift.passedAt !== weight)
        return { move: "watch", weight };
    const next = steps.find((step) => step > weight && step <= to);
    const remaining = Date.parse(shift.setAt) + soak - now;
    if (remaining > 0 && (next !== undefined || weight === 100))
        return { move: "soak", weight, remaining };
    return next === undefined ? { move: "arrived", weight } : { move: "set", weight: next };
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
/* harmony export */   g: () => (/* binding */ refuseOtherPlan),
/* harmony export */   w: () => (/* binding */ digestPlan)
/* harmony export */ });
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(37430);


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


/***/ }),

/***/ 71339:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ askAll)
/* harmony export */ });
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);

async function askAll(questions) {
    const ends = await Promise.allSettled(questions.map((question) => question()));
    const failures = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    const defect = failures.find((failure) => !(failure instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ));
    if (defect !== undefined)
        throw defect;
    const cancelled = failures.find((failure) => failure instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CancelledError */ .cc);
    if (cancelled !== undefined)
        throw cancelled;
    if (failures.length > 0)
        throw together(failures);
    return ends.map((end) => end.value);
}
function together(failures) {
    const [first] = failures;
    if (first !== undefined && failures.length === 1)
        return first;
    const hint = [...new Set(failures.flatMap((failure) => failure.hint ?? []))].join("\n");
    const details = { cause: first, ...(hint === "" ? {} : { hint }) };
    if (failures.every((failure) => failure instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz)) {
        return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz(failures.flatMap(({ problems }) => problems), details);
    }
    const lines = failures.flatMap((failure) => failure instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz ? failure.problems.map(({ where, what }) => `${where}: ${what}`) : [failure.message]);
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ServiceError */ ._7(`${lines.length} things are wrong:\n${lines.map((line) => `- ${line}`).join("\n")}`, details);
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

/***/ 37430:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ digestText),
/* harmony export */   N: () => (/* binding */ digestStream)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(57075);


function digestStream() {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256");
    let bytes = 0;
    const counter = new node_stream__WEBPACK_IMPORTED_MODULE_1__.Transform({
        transform(chunk, _encoding, next) {
            hash.update(chunk);
            bytes += chunk.length;
            next(null, chunk);
        },
    });
    return { counter, done: () => ({ bytes, sha256: hash.digest("hex") }) };
}
function digestText(text) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(text).digest("hex");
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

/***/ 23754:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  wv: () => (/* binding */ checkSameDatabase),
  Rf: () => (/* binding */ lookAhead),
  _r: () => (/* binding */ migrate),
  GW: () => (/* binding */ problemsOf)
});

;// CONCATENATED MODULE: ./tmp/build/core/migration.js
function judgeMigration(migration, sql) {
    const { version, name } = migration;
    if (sql === undefined)
        return { version, name, verdict: "UNKNOWN", reason: "its SQL is not knowable" };
    const statements = splitStatements(sql);
    if (statements === null)
        return { version, name, verdict: "UNKNOWN", reason: unreadable };
    const unsafe = statements.find((statement) => !isSafe(statement));
    if (unsafe !== undefined) {
        const head = unsafe.length > 80 ? `${unsafe.slice(0, 80)}…` : unsafe;
        return {
            version,
            name,
            verdict: "UNKNOWN",
            reason: `\`${head}\` is not known to keep the previous release working`,
        };
    }
    return { version, name, verdict: "SAFE", reason: "it only adds; the previous release works on the new schema" };
}
const unreadable = "its SQL cannot be taken apart for certain: an unclosed quote or comment, a backslash, `$`, `#` or an unusual bracket";
function worstVerdict(judged) {
    return judged.some(({ verdict }) => verdict === "UNKNOWN") ? "UNKNOWN" : "SAFE";
}
const migration_name = String.raw `(?:"[^"]+"|\`[^\`]+\`|\[[^\]]+\]|\w+)`;
const table = String.raw `(?:${migration_name}\.)?${migration_name}`;
const value = String.raw `(?:-?\d+(?:\.\d+)?|'[^']*'|TRUE|FALSE)`;
const reserved = "CONSTRAINT|UNIQUE|PRIMARY|FOREIGN|CHECK|INDEX|KEY|FULLTEXT|SPATIAL|PARTITION|PERIOD|SYSTEM|COLUMN|IF|NOT|NULL|DEFAULT|" +
    "REFERENCES|COLLATE|GENERATED|ALWAYS|AS|AUTO_INCREMENT|AUTOINCREMENT|IDENTITY|VISIBLE|INVISIBLE|\\w*SERIAL";
const newName = `(?!(?:${reserved})\\b)${migration_name}`;
const columnType = String.raw `(?!(?:${reserved})\b)(?:\w+(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?)`;
const indexed = String.raw `${migration_name}(?: ?\(\d+\))?(?: COLLATE ${migration_name})?(?: (?:ASC|DESC))?(?: NULLS (?:FIRST|LAST))?`;
const pattern = (text) => new RegExp(`^${text}$`, "is");
const safe = [
    pattern(String.raw `CREATE TABLE (?:IF NOT EXISTS )?${table} ?\((?!.*\b(?:SELECT|VALUES|EXECUTE|AS TABLE|INHERITS)\b).*`),
    pattern(String.raw `CREATE INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?(?:${table} )?ON ${table}(?: USING \w+)? ?\( ?${indexed}(?: ?, ?${indexed})* ?\)`),
    pattern(`ALTER TABLE ${table} ADD (?:COLUMN )?${newName}(?: ${columnType})?(?: NULL)?(?: DEFAULT (?:NULL|${value}))?`),
    pattern(`ALTER TABLE ${table} ADD (?:COLUMN )?${newName}(?: ${columnType})?(?: NOT NULL DEFAULT ${value}| DEFAULT ${value} NOT NULL)`),
];
function isSafe(statement) {
    return safe.some((known) => known.test(statement));
}
const tokens = [
    String.raw `'(?:[^'\\]|'')*'`,
    String.raw `"(?:[^"\\]|"")*"`,
    "`[^`\\\\]*`",
    String.raw `\[[\w ]*\]`,
    String.raw `--[^\n\r]*`,
    String.raw `\/\*(?!M?!)[\s\S]*?\*\/`,
    ";",
    String.raw `[^'"\`;\-\/\[\]#$\\\0]+`,
    "-",
    String.raw `\/(?!\*)`,
];
function splitStatements(sql) {
    const statements = [];
    let current = "";
    for (const [part, known] of sql.matchAll(new RegExp(`(${tokens.join("|")})|[^]`, "g"))) {
        if (known === undefined)
            return null;
        if (part === ";") {
            statements.push(current);
            current = "";
        }
        else if (part.startsWith("--") || part.startsWith("/*"))
            current += " ";
        else
            current += /^['"`]/.test(part) ? part : part.replace(/\s+/g, " ");
    }
    statements.push(current);
    return statements.map((statement) => statement.replace(/ {2,}/g, " ").trim()).filter((statement) => statement !== "");
}

// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
;// CONCATENATED MODULE: ./tmp/build/stages/migrate.js


async function lookAhead(migrator) {
    const state = await migrator.state();
    const judged = [];
    for (const migration of state.pending)
        judged.push(judgeMigration(migration, (await migrator.preview(migration)).up));
    return { state, judged, verdict: worstVerdict(judged) };
}
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
async function migrate(context, migrator, mayBegin = async () => undefined) {
    const { session, effects } = context;
    const { state, verdict } = await lookAhead(migrator.port);
    refuseProblems(problemsOf(state, session.state));
    const versions = state.pending.map(({ version }) => version);
    if (versions.length > 0)
        await mayBegin();
    const doing = versions.length === 0 ? "Migrate: nothing is pending" : `Migrate: apply ${versions.join(", ")} (${verdict})`;
    const before = { applied: state.applied.map(({ version }) => version) };
    const intent = { doing, deed: "migrate", adapter: migrator.record, before, asked: { versions, verdict } };
    await session.mutate(intent, async () => {
        if (versions.length > 0)
            await migrator.port.apply(session.signal);
        const after = await migrator.port.state();
        const left = after.pending.map(({ version }) => version);
        if (left.length > 0)
            throw notApplied(left);
        return { applied: after.applied.map(({ version }) => version) };
    });
    effects.log.event("migrated", { versions, verdict });
    return { applied: versions, verdict };
}
function problemsOf(state, { leftBehind }) {
    return state.problems.filter(({ kind, version }) => kind !== "missing-file" || !leftBehind.includes(version));
}
function refuseProblems(problems) {
    if (problems.length === 0)
        return;
    throw new errors/* RefusedError */.fk(`the migrations need a person: ${problems.map(({ what }) => what).join("; ")}`, {
        hint: "Deploy a commit that holds every applied migration, in the order in which they were applied.",
    });
}
function notApplied(left) {
    return new errors/* AbortedError */.oM(`the tool ended without an error, but ${left.join(", ")} is still pending in the history table`, {
        hint: "Look at the tool's output above; nothing else was changed by this step.",
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

/***/ 61916:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ JournalMoved)
/* harmony export */ });
class JournalMoved extends Error {
}


/***/ }),

/***/ 22549:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  f: () => (/* binding */ openSession),
  $: () => (/* binding */ stoppedBy)
});

// EXTERNAL MODULE: ./tmp/build/core/journal.js + 2 modules
var core_journal = __webpack_require__(67524);
// EXTERNAL MODULE: ./tmp/build/core/lease.js
var core_lease = __webpack_require__(42310);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
;// CONCATENATED MODULE: ./tmp/build/stages/heartbeat.js

function startHeartbeat(pulse) {
    const ticking = new AbortController();
    const beating = Promise.all([beat(pulse, ticking.signal), expire(pulse, ticking.signal)]);
    return {
        async stop() {
            ticking.abort();
            await beating;
        },
    };
}
async function beat({ effects, length, renew, look, warn }, signal) {
    const renewal = length / 3;
    const pause = Math.min(renewal, 10_000);
    let renewed = effects.monotonic();
    while (!signal.aborted) {
        await effects.sleep(pause, signal).catch(() => undefined);
        if (signal.aborted)
            return;
        try {
            await look();
            if (effects.monotonic() - renewed < renewal)
                continue;
            await renew();
            renewed = effects.monotonic();
        }
        catch (error) {
            warn(error);
        }
    }
}
async function expire(pulse, signal) {
    const { effects, length, renewedAt, lose } = pulse;
    while (!signal.aborted) {
        const left = renewedAt() + length - effects.monotonic();
        if (left > 0)
            await effects.sleep(left, signal).catch(() => undefined);
        else if (!(await renewsOnceMore(pulse, signal)))
            return lose(expired(length));
    }
}
async function renewsOnceMore({ effects, length, renew }, signal) {
    const patience = effects.sleep(length / 3, signal).then(() => false, () => true);
    const renewal = renew().then(() => true, () => false);
    return Promise.race([renewal, patience]);
}
function expired(length) {
    const told = `the lease could not be renewed for ${Math.round(length / 1000)} s`;
    return new errors/* RefusedError */.fk(`${told}: the journal is out of reach, and another run may have taken over`, {
        hint: "Nothing more is changed by this run. `continue` or `rollback` goes on from the journal.",
    });
}

// EXTERNAL MODULE: ./tmp/build/stages/who-works.js
var who_works = __webpack_require__(1247);
// EXTERNAL MODULE: ./tmp/build/stages/writer.js
var writer = __webpack_require__(59789);
;// CONCATENATED MODULE: ./tmp/build/stages/lease.js




const poll = 500;
const askEvery = 30_000;
async function takeLease(journal, effects, terms) {
    const started = effects.monotonic();
    const watch = silenceWatch(effects);
    const ask = patientQuestion(effects, terms);
    let head = await journal.head();
    for (;;) {
        const decision = (0,core_lease/* decideLease */.rf)(head.state, await livenessOf(head.state.lease, effects, ask), watch(head.state.lease));
        if (decision.take) {
            const taken = await tryTake(journal, effects, head, terms.length);
            if (taken !== null)
                return taken;
            head = await journal.head();
            continue;
        }
        const waited = effects.monotonic() - started;
        if (waited >= (terms.requestAbort?.within ?? terms.wait))
            throw held(decision.holder, terms);
        if (terms.requestAbort !== null)
            await askToStop(journal, effects, head, terms.requestAbort.reason);
        else if (waited < poll)
            effects.log.info(`Wait for ${(0,core_lease/* describeHolder */.sG)(decision.holder)}`);
        await effects.sleep(poll, effects.signal);
        head = await journal.head();
    }
}
async function tryTake(journal, effects, head, length) {
    const before = head.state;
    const { head: after, entry } = await (0,writer/* appendDeciding */.UE)(journal, head, (state) => {
        if (state.epoch !== before.epoch || state.lease?.nonce !== before.lease?.nonce)
            return null;
        const from = state.lease?.holder.id ?? null;
        return (0,writer/* fullEntry */.aG)({ phase: "done", deed: "take-lease", asked: { length }, before: { from } }, effects, state.epoch + 1);
    });
    return entry === null ? null : after;
}
async function askToStop(journal, effects, head, reason) {
    await (0,writer/* appendDeciding */.UE)(journal, head, (state) => {
        if (state.open === null || state.open.abortRequested !== null || state.lease === null)
            return null;
        effects.log.info(`Ask ${(0,core_lease/* describeHolder */.sG)(state.lease)} to stop`);
        return (0,writer/* fullEntry */.aG)({ phase: "note", deed: "abort-requested", reason }, effects, state.epoch);
    });
}
function held(lease, terms) {
    if (terms.requestAbort !== null) {
        return new errors/* RefusedError */.fk(`${(0,core_lease/* describeHolder */.sG)(lease)} was asked to stop and has not done so in time`, {
            hint: "End that process (it may be in the middle of a migration: look first), then run `rollback` again.",
        });
    }
    const ask = terms.wait > 0 ? "It did not end in time" : "Wait for it, give `wait: 30m`";
    return new errors/* RefusedError */.fk(`another run holds the lease: ${(0,core_lease/* describeHolder */.sG)(lease)}`, {
        hint: `${ask}, or run \`deploy-actions rollback\`, which asks it to stop.`,
    });
}
async function livenessOf(lease, effects, ask) {
    if (lease === null)
        return "ended";
    const seen = await (0,who_works/* processStillRuns */.iF)(lease.holder, effects);
    return seen === "unknown" ? ask(lease) : seen;
}
function patientQuestion(effects, { askLiveness, requestAbort }) {
    let asked = null;
    return async (lease) => {
        if (askLiveness === undefined)
            return "unknown";
        const now = effects.monotonic();
        const isDue = asked === null || (asked.answer === null && now - asked.at >= askEvery);
        if (asked === null || isDue || asked.about.epoch !== lease.epoch)
            asked = { about: lease, at: now, answer: askLiveness(lease.holder) };
        if (asked.answer === null)
            return "unknown";
        const answer = requestAbort === null ? await asked.answer : await soonEnough(effects, asked.answer);
        if (answer === null)
            return "unknown";
        asked.answer = null;
        return asked.about.nonce === lease.nonce ? answer : "unknown";
    };
}
async function soonEnough(effects, answer) {
    const waiting = new AbortController();
    const patience = effects.sleep(poll, waiting.signal).then(() => null, () => null);
    try {
        return await Promise.race([answer, patience]);
    }
    finally {
        waiting.abort();
    }
}
function silenceWatch(effects) {
    let seen = "";
    let since = effects.monotonic();
    return (lease) => {
        const now = `${lease?.epoch} ${lease?.nonce}`;
        if (now !== seen) {
            seen = now;
            since = effects.monotonic();
        }
        return effects.monotonic() - since;
    };
}
function holds(state, epoch) {
    return state.lease !== null && state.epoch === epoch;
}

;// CONCATENATED MODULE: ./tmp/build/stages/session.js






async function openSession(place, effects, terms) {
    let renewedAt = effects.monotonic();
    const journal = {
        ...place,
        async append(entry, after) {
            const asked = effects.monotonic();
            const next = await place.append(entry, after);
            if (!core_journal/* freeDeeds */.Ye.includes(entry.deed))
                renewedAt = asked;
            return next;
        },
    };
    let head = await takeLease(journal, effects, terms);
    const { epoch } = head.state;
    let lastEntry = "";
    const lost = new AbortController();
    const signal = AbortSignal.any([effects.signal, lost.signal]);
    const exclusively = queue();
    const follow = (next) => {
        head = next;
        const reason = whyStop(next.state, epoch);
        if (reason !== null && !lost.signal.aborted)
            lost.abort(reason);
    };
    const write = (draft) => exclusively(async () => {
        const { head: next, entry } = await (0,writer/* appendDeciding */.UE)(journal, head, (state) => {
            const reason = holds(state, epoch) ? null : whyStop(state, epoch);
            if (reason !== null)
                throw reason;
            return (0,writer/* fullEntry */.aG)({ release: releaseOf(state), ...draft }, effects, epoch);
        });
        follow(next);
        lastEntry = entry.id;
        return lastEntry;
    });
    const look = () => exclusively(async () => {
        if ((await journal.peek()) !== head.at)
            follow(await journal.head());
    });
    const heartbeat = startHeartbeat({
        effects,
        length: terms.length,
        renew: () => write({ phase: "note", deed: "renew" }),
        look,
        renewedAt: () => renewedAt,
        lose: (reason) => lost.abort(reason),
        warn: (error) => warn(effects, error),
    });
    const session = {
        get state() {
            return head.state;
        },
        get release() {
            return releaseOf(head.state);
        },
        get lastEntry() {
            return lastEntry;
        },
        get place() {
            return head.at;
        },
        signal,
        write,
        mutate: (intent, act) => mutate(session, effects, intent, act),
        async [Symbol.asyncDispose]() {
            await heartbeat.stop();
            if (holds(head.state, epoch))
                await write({ phase: "done", deed: "release-lease" }).catch((error) => warn(effects, error));
        },
    };
    await settleInterrupted(session);
    return session;
}
function stoppedBy(session, effects, signal) {
    const part = Object.create(session, {
        signal: { value: signal },
        mutate: { value: (intent, act) => mutate(part, effects, intent, act) },
    });
    return part;
}
async function mutate(session, effects, intent, act) {
    const { doing, ...draft } = intent;
    const { deed, item = null } = draft;
    const of = await session.write({ ...draft, phase: "intend" });
    effects.log.info(doing);
    effects.log.event("intend", { deed, item });
    const answer = { deed, item, of, asked: draft.asked ?? null };
    try {
        const after = await act();
        await session.write({ ...answer, phase: "done", after: (0,writer/* toJson */.aB)(after) });
        effects.log.event("done", { deed, item });
        return after;
    }
    catch (error) {
        const evidence = wasInterrupted(session) ? "interrupted" : isReleasesFault(error) ? null : "environment";
        const failed = { ...answer, phase: "failed", reason: String(error.message), evidence };
        await session.write(failed).catch((second) => warn(effects, second));
        effects.log.event("failed", { deed, item });
        throw error;
    }
}
function wasInterrupted({ signal }) {
    return signal.aborted && !(signal.reason instanceof errors/* TimeoutError */.MU);
}
function isReleasesFault(error) {
    return error instanceof errors/* AbortedError */.oM || error instanceof errors/* CommandError */.Qd;
}
async function settleInterrupted(session) {
    for (const { id, deed, item } of session.state.unfinished) {
        const reason = "the process ended before this was finished";
        await session.write({ phase: "failed", deed, item, of: id, reason, evidence: "interrupted" });
    }
}
function whyStop(state, epoch) {
    if (!holds(state, epoch)) {
        const by = state.lease === null ? "it was released" : `it is now held by ${(0,core_lease/* describeHolder */.sG)(state.lease)}`;
        return new errors/* RefusedError */.fk(`this run has lost the lease: ${by}`, { hint: "Nothing more is changed by this run." });
    }
    const request = state.open?.abortRequested ?? null;
    return request === null ? null : new errors/* CancelledError */.cc(`${request.by} asked this run to stop: ${request.reason}`);
}
function releaseOf(state) {
    if (state.open === null)
        return null;
    const { commit, version, slot } = state.open;
    return { commit, version, slot };
}
function queue() {
    let tail = Promise.resolve();
    return (job) => {
        const run = tail.then(job, job);
        tail = run.catch(() => undefined);
        return run;
    };
}
function warn(effects, error) {
    effects.log.warn(`Journal: ${effects.redact(String(error.message))}`);
}


/***/ }),

/***/ 11691:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  T: () => (/* binding */ refuseObstacles),
  F: () => (/* binding */ survey)
});

// EXTERNAL MODULE: ./tmp/build/core/plan.js
var core_plan = __webpack_require__(23785);
;// CONCATENATED MODULE: ./tmp/build/core/preflight/conditions.js
const noConditions = { findings: [], gates: [], checklist: [], contacts: [] };

// EXTERNAL MODULE: ./tmp/build/core/preflight/finding.js
var finding = __webpack_require__(17641);
// EXTERNAL MODULE: ./tmp/build/core/preflight.js
var preflight = __webpack_require__(59951);
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

// EXTERNAL MODULE: ./tmp/build/stages/migrate.js + 1 modules
var stages_migrate = __webpack_require__(23754);
// EXTERNAL MODULE: ./tmp/build/stages/own-files.js
var own_files = __webpack_require__(23210);
;// CONCATENATED MODULE: ./tmp/build/stages/survey.js










async function survey(options) {
    const { chain, state, release } = options;
    const [split, slots, outlook, changed, repository, fingerprint, conditions] = await (0,ask_all/* askAll */.p)([
        async () => (await chain.shifts[0]?.router.port.read()) ?? null,
        async () => (chain.slot === null ? null : slotFacts(chain.slot.host.port)),
        () => migrationOutlook(chain),
        () => options.repository.changes(),
        () => repositoryFacts(options),
        () => fingerprintOf(chain),
        async () => (await options.conditions?.()) ?? noConditions,
    ]);
    const facts = {
        commit: release.commit,
        state,
        allowsBadCommit: options.allowsBadCommit,
        split,
        slots,
        ramps: rampsOf(chain, state),
        migrationProblems: [
            ...(outlook === null ? [] : (0,stages_migrate/* problemsOf */.GW)(outlook.state, state).map(({ what }) => what)),
            ...(0,own_files/* uncommittedMigrations */.t)(changed, outlook?.state.pending ?? []),
        ],
        repository,
    };
    const obstacles = [...(0,preflight/* findObstacles */.AT)(facts), ...(0,finding/* obstaclesIn */.sS)(conditions.findings)];
    const drift = (0,preflight/* driftObstacles */.GH)(facts).map(({ what }) => what);
    const plan = describe(options, outlook, { slot: (0,preflight/* idleSlot */.f0)(state, split), obstacles, changed, conditions, drift });
    const substance = (0,core_plan/* substanceOf */.C6)(plan, options.configuration, fingerprint);
    return { plan, digest: (0,approved_plan/* digestPlan */.w)(substance), parts: Object.keys(substance) };
}
function refuseObstacles(obstacles) {
    if (obstacles.length === 0)
        return;
    if (obstacles.some(({ kind }) => kind === "input"))
        throw new errors/* InputError */.dz(obstacles);
    const lines = obstacles.map(({ where, what }) => `${where}: ${what}`);
    throw new errors/* RefusedError */.fk(lines.length === 1 ? (lines[0] ?? "") : `${lines.length} reasons:\n${lines.map((line) => `- ${line}`).join("\n")}`);
}
async function migrationOutlook({ migrate, backups }) {
    if (migrate === null)
        return null;
    const { port } = migrate.migrator;
    const outlook = await (0,stages_migrate/* lookAhead */.Rf)(port);
    await (0,stages_migrate/* checkSameDatabase */.wv)(port, backups.map(({ database }) => database.port));
    return outlook;
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
    return chain.shifts.map(({ item, steps, router }) => ({
        item,
        steps,
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
async function fingerprintOf(chain) {
    const prints = await Promise.all(chain.backups.map(({ database }) => database.port.fingerprint()));
    return prints.join(" ");
}
function openedIn({ open }) {
    return open === null ? null : { version: open.version, commit: open.commit, openedAt: open.openedAt };
}
function describe(options, outlook, { slot, obstacles, changed, conditions, drift }) {
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
        chain: describeChain(options, outlook, slot),
        pending: outlook?.judged ?? [],
        verdict: outlook?.verdict ?? "SAFE",
        newestBackup: newest === undefined ? null : { name: newest.name, at: newest.at },
        madeAt: new Date(effects.now()).toISOString(),
        open: openedIn(state),
        drift,
        lastDrill: state.lastDrill,
        conditions,
        obstacles,
        warnings: [...uncommitted, ...(0,finding/* linesOf */.Dx)(conditions.findings, "warned")],
    };
}
function describeChain({ chain, state, release }, outlook, slot) {
    const steps = state.live === null ? "100" : chain.shifts[0]?.steps.join(", ");
    const lines = chain.backups.map((step) => ({
        stage: "backup",
        what: `${step.item}: ${describeBackup(step)}`,
    }));
    if (outlook !== null) {
        const count = outlook.state.pending.length;
        lines.push({
            stage: "migrate",
            what: count === 0 ? "nothing is pending" : `${count} pending, judged ${outlook.verdict}`,
        });
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
    for (const { item } of chain.shifts)
        lines.push({ stage: "traffic-shift", what: `${item}: ${steps} %` });
    return [
        ...lines,
        { stage: "finish", what: "verified good; the previous release is what a rollback returns to until then" },
    ];
}


/***/ }),

/***/ 1247:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ye: () => (/* binding */ openerStillWorks),
/* harmony export */   iF: () => (/* binding */ processStillRuns),
/* harmony export */   lJ: () => (/* binding */ holderStillWorks),
/* harmony export */   yW: () => (/* binding */ jobStillWorks)
/* harmony export */ });
/* harmony import */ var _core_lease_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(42310);

async function processStillRuns({ host, pid, startedAt }, { run, exec }) {
    if (host !== run.host)
        return "unknown";
    return (await exec.isAlive({ pid, startedAt })) ? "alive" : "ended";
}
function jobStillWorks(holder, facts) {
    return ask(holder, facts, (api, run) => api.jobs(run).then((jobs) => (0,_core_lease_js__WEBPACK_IMPORTED_MODULE_0__/* .livenessOfJob */ .uw)(holder, jobs)));
}
async function holderStillWorks(holder, facts) {
    const asked = await runStillWorks(holder, facts);
    return asked === "unknown" ? processStillRuns(holder, facts.effects) : asked;
}
async function openerStillWorks(opener, facts) {
    if ((0,_core_lease_js__WEBPACK_IMPORTED_MODULE_0__/* .runOf */ .ng)(opener) !== null)
        return runStillWorks(opener, facts);
    return (await processStillRuns(opener, facts.effects)) === "alive" ? "alive" : "unknown";
}
function runStillWorks(writer, facts) {
    return ask(writer, facts, async () => "alive");
}
async function ask(writer, { effects, github }, within) {
    const run = (0,_core_lease_js__WEBPACK_IMPORTED_MODULE_0__/* .runOf */ .ng)(writer);
    if (run === null)
        return "unknown";
    try {
        const api = await github();
        if (api === null)
            return "unknown";
        const state = await api.runState(run);
        return state === "running" ? await within(api, run) : state;
    }
    catch (error) {
        effects.signal.throwIfAborted();
        effects.log.warn(`Whether run ${run} still works could not be asked: ${error.message}`);
        return "unknown";
    }
}


/***/ }),

/***/ 59789:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   UE: () => (/* binding */ appendDeciding),
/* harmony export */   aB: () => (/* binding */ toJson),
/* harmony export */   aG: () => (/* binding */ fullEntry),
/* harmony export */   pc: () => (/* binding */ redacted)
/* harmony export */ });
/* harmony import */ var _core_fold_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(55326);
/* harmony import */ var _core_journal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(67524);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(13134);
/* harmony import */ var _ports_journal_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(61916);




function fullEntry(draft, effects, epoch) {
    const entry = {
        release: null,
        of: null,
        item: null,
        adapter: null,
        before: null,
        asked: null,
        after: null,
        undo: null,
        reason: null,
        evidence: null,
        epoch,
        ...draft,
        format: _core_journal_js__WEBPACK_IMPORTED_MODULE_1__/* .journalFormat */ .Rj,
        id: effects.uuid(),
        nonce: effects.uuid(),
        at: new Date(effects.now()).toISOString(),
        run: effects.run,
    };
    return discreet(entry, effects);
}
const steering = new Set(("id nonce at phase deed of item host startedAt commit version slot kind name " +
    "to from active status verdict versions applied outcome age gate run moment due effect items level names removed backup").split(" "));
const told = new Set(["with", "evidence"]);
function discreet(value, effects, key = "") {
    if (typeof value === "string")
        return steering.has(key) ? value : effects.redact(value);
    if (Array.isArray(value))
        return value.map((child) => discreet(child, effects, key));
    if (typeof value !== "object" || value === null)
        return value;
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [
        name,
        told.has(name) ? redacted(child, effects) : discreet(child, effects, name),
    ]));
}
function redacted(value, effects) {
    if (typeof value === "string")
        return effects.redact(value);
    if (Array.isArray(value))
        return value.map((child) => redacted(child, effects));
    if (typeof value !== "object" || value === null)
        return value;
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, redacted(child, effects)]));
}
async function appendDeciding(journal, start, draft) {
    let head = start;
    for (;;) {
        const entry = draft(head.state);
        if (entry === null)
            return { head, entry: null };
        try {
            (0,_core_fold_js__WEBPACK_IMPORTED_MODULE_0__/* .fold */ .A)(head.state, entry);
            return { head: await journal.append(entry, head), entry };
        }
        catch (error) {
            if (error instanceof _core_journal_js__WEBPACK_IMPORTED_MODULE_1__/* .JournalRefusal */ .Eb)
                throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .RefusedError */ .fk(error.message, { cause: error });
            if (!(error instanceof _ports_journal_js__WEBPACK_IMPORTED_MODULE_3__/* .JournalMoved */ .J))
                throw error;
            head = await journal.head();
        }
    }
}
function toJson(value) {
    return value === undefined ? null : JSON.parse(JSON.stringify(value));
}


/***/ })

};
