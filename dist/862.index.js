export const id = 862;
export const ids = [862];
export const modules = {

/***/ 93877:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ nextStage)
/* harmony export */ });
/* unused harmony export stageNames */
const stageNames = (/* unused pure expression or super */ null && (["backup", "migrate", "deploy-slot", "smoke-test", "traffic-shift", "finish"]));
function nextStage(release, shape) {
    const hasBegun = release.migration !== null && release.isMigrationInherited !== true;
    if (shape.backups.some((item) => !release.backups.includes(item)) && !hasBegun)
        return "backup";
    if (shape.migrates && release.migration?.applied !== true)
        return "migrate";
    if (shape.deploys && !release.started)
        return "deploy-slot";
    if (shape.checks && !release.checked.idle && release.shifts.length === 0)
        return "smoke-test";
    const arrived = (item) => release.shifts.some((s) => s.item === item && s.promoted);
    if (shape.shifts.some((item) => !arrived(item)))
        return "traffic-shift";
    return "finish";
}


/***/ }),

/***/ 55197:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ judgeDrill),
/* harmony export */   n: () => (/* binding */ judgeAge)
/* harmony export */ });
/* harmony import */ var _backup_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(10240);
/* harmony import */ var _readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);


const clockSkew = 5 * 60_000;
function judgeAge(sets, { now, maxAge }) {
    const proven = sets.filter(_backup_js__WEBPACK_IMPORTED_MODULE_1__/* .isReliable */ .B9).map(({ name, createdAt }) => ({ name, age: ageOf(createdAt, now) }));
    const strange = proven.filter(({ age }) => age === null).map(({ name }) => `\`${name}\``);
    const dated = proven.flatMap(({ name, age }) => (age === null ? [] : [{ name, age }]));
    const aside = strange.length === 0 ? "" : ` (not counted, because of their date: ${strange.join(", ")}; look at the clocks)`;
    const [newest] = dated.sort((a, b) => a.age - b.age);
    if (newest === undefined) {
        const told = `There is no verified backup${aside}`;
        const problem = `there is no verified backup${aside}: run \`backup\` now`;
        return { seconds: null, told, problem: maxAge === null ? null : problem };
    }
    const { name, age } = newest;
    const told = `The newest verified backup is \`${name}\`, ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)} old${aside}`;
    return {
        seconds: Math.floor(age / 1000),
        told,
        problem: tooOld(`the newest verified backup, \`${name}\`,`, age, maxAge, aside),
    };
}
function tooOld(what, age, maxAge, aside) {
    if (maxAge === null || age <= maxAge)
        return null;
    return `${what} is ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)} old, and ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(maxAge)} are allowed${aside}`;
}
function ageOf(at, now) {
    const age = now - Date.parse(at);
    return age >= -clockSkew ? Math.max(0, age) : null;
}
function judgeDrill(drills, { item, now, maxAge }) {
    const own = drills.filter((drill) => drill.item === item);
    const [last] = own.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    const no = (why) => {
        const problem = `${why}: restore it into a scratch database now (\`drill\`)`;
        return { seconds: null, told: `${item}: ${why}`, problem: maxAge === null ? null : problem };
    };
    if (last === undefined)
        return no(`no restore of ${item} was ever tried out`);
    const age = ageOf(last.at, now);
    if (age === null)
        return no(`the last drill of ${item} has an impossible date (${last.at})`);
    if (!last.passed)
        return no(`the last drill of ${item}, of \`${last.backup}\`, has failed ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)} ago`);
    const told = `${item}: \`${last.backup}\` was restored ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(age)} ago, with success`;
    return { seconds: Math.floor(age / 1000), told, problem: tooOld(`the last drill of ${item}`, age, maxAge, "") };
}


/***/ }),

/***/ 4537:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ shapeOf)
/* harmony export */ });
function shapeOf(chain) {
    return {
        backups: chain.backups.map(({ item }) => item),
        migrates: chain.migrate !== null,
        deploys: chain.slot !== null,
        checks: chain.smoke("idle").length > 0,
        shifts: chain.shifts.map(({ item }) => item),
    };
}


/***/ }),

/***/ 78862:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Fm: () => (/* binding */ runDeploySlot),
  fQ: () => (/* binding */ runMigrate),
  aI: () => (/* binding */ runPipeline),
  f_: () => (/* binding */ runShifts),
  yk: () => (/* binding */ runSmokeTests)
});

// EXTERNAL MODULE: ./tmp/build/core/chain.js
var core_chain = __webpack_require__(93877);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/chain.js
var stages_chain = __webpack_require__(4537);
// EXTERNAL MODULE: ./tmp/build/stages/commands.js + 1 modules
var commands = __webpack_require__(39277);
// EXTERNAL MODULE: ./tmp/build/stages/context.js
var stages_context = __webpack_require__(66011);
;// CONCATENATED MODULE: ./tmp/build/stages/deploy-slot.js


async function deploySlot(context, { host, readyTimeout }) {
    const { session, effects } = context;
    const { slot, commit, version, prepared } = (0,stages_context/* openRelease */.g)(session);
    const release = { commit, version };
    const adapter = host.record;
    const asked = { slot, commit };
    if (!prepared) {
        const before = { [slot]: (await host.port.slots())[slot] };
        const intent = { doing: `Prepare ${version} in slot ${slot}`, deed: "prepare", adapter, asked, before };
        await session.mutate(intent, async () => {
            await host.port.prepare(slot, release, session.signal);
            return { [slot]: (await host.port.slots())[slot] };
        });
    }
    const undo = { deed: "stop", slot };
    const intent = { doing: `Start ${version} in slot ${slot}`, deed: "start", adapter, asked, undo };
    return session.mutate(intent, async () => {
        await host.port.start(slot, release);
        const readiness = await host.port.ready(slot, release, readyTimeout, session.signal);
        if (!readiness.ready)
            throw notReady(context, slot, version, readiness);
        effects.log.info(`Slot ${slot} answers as ${version} after ${readiness.took} ms`);
        return { url: host.port.url(slot), slot };
    });
}
function notReady(context, slot, version, { why, lastLines }) {
    context.effects.log.detail(`last lines of ${version} in slot ${slot}`, lastLines);
    return new errors/* AbortedError */.oM(`${version} did not become ready in slot ${slot}: ${why}`, {
        hint: "The active slot was not touched. Its last log lines are printed above.",
    });
}

// EXTERNAL MODULE: ./tmp/build/stages/finish.js
var finish = __webpack_require__(46237);
// EXTERNAL MODULE: ./tmp/build/stages/maintenance.js + 1 modules
var maintenance = __webpack_require__(23268);
// EXTERNAL MODULE: ./tmp/build/stages/migrate.js + 3 modules
var migrate = __webpack_require__(66403);
;// CONCATENATED MODULE: ./tmp/build/stages/migrate-in-maintenance.js


function migrateInMaintenance(context, ways, step) {
    const during = ways?.step?.during ?? "never";
    return (0,maintenance/* withMaintenance */.yg)(context, ways, (begin) => {
        let verdict = "UNKNOWN";
        return (0,migrate/* migrate */._)(context, {
            ...step,
            looked: (plan) => {
                verdict = plan.verdict;
                step.looked?.(plan);
            },
            mayBegin: async () => {
                await step.mayBegin?.();
                if (needsMaintenance(during, verdict))
                    await begin();
            },
        });
    });
}
function needsMaintenance(during, verdict) {
    return during === "migrate" || (during === "unsafe" && verdict !== "SAFE");
}

// EXTERNAL MODULE: ./tmp/build/core/slots.js
var slots = __webpack_require__(32501);
// EXTERNAL MODULE: ./tmp/build/stages/facing.js
var facing = __webpack_require__(74844);
;// CONCATENATED MODULE: ./tmp/build/stages/prove-traffic.js




const findOut = "Find out who. `deploy-actions rollback` puts all traffic back to the last good release.";
async function proveTraffic({ session }, { shifts }) {
    const { slot, version, shifts: told } = (0,stages_context/* openRelease */.g)(session);
    const unknown = told.find(({ item }) => !shifts.some((shift) => shift.item === item));
    if (unknown !== undefined) {
        const what = `${version} has ${unknown.weight} % of the traffic by \`${unknown.item}\`, which the configuration does not name`;
        throw new errors/* RefusedError */.fk(what, { hint: "Use the configuration that the release was begun with, or `rollback`." });
    }
    for (const { item, router } of shifts) {
        const share = (0,slots/* shareOf */.tC)(await (0,facing/* facing */.j2)(router.port, slot).read(), slot);
        if (share === 100)
            continue;
        const what = `\`${item}\` sends ${share} % of the traffic to slot ${slot}, but the journal says 100 %`;
        throw new errors/* RefusedError */.fk(`${what}: somebody else has changed it`, { hint: findOut });
    }
}
async function refuseServing({ session }, { shifts }) {
    const { slot } = (0,stages_context/* openRelease */.g)(session);
    for (const { item, router } of shifts.filter(({ router }) => !(0,facing/* isFlag */.RV)(router.port))) {
        const share = (0,slots/* shareOf */.tC)(await router.port.read(), slot);
        if (share === 0)
            continue;
        const what = `slot ${slot} is to be replaced, but \`${item}\` sends ${share} % of the traffic there`;
        throw new errors/* RefusedError */.fk(`${what}: somebody else has changed it`, { hint: findOut });
    }
}

// EXTERNAL MODULE: ./tmp/build/stages/run-backups.js + 1 modules
var run_backups = __webpack_require__(65796);
// EXTERNAL MODULE: ./tmp/build/stages/set-flags.js
var set_flags = __webpack_require__(48006);
// EXTERNAL MODULE: ./tmp/build/stages/shift-traffic.js + 1 modules
var shift_traffic = __webpack_require__(65852);
// EXTERNAL MODULE: ./tmp/build/stages/smoke-test.js
var smoke_test = __webpack_require__(51810);
;// CONCATENATED MODULE: ./tmp/build/stages/pipeline.js














async function runPipeline(context, chain) {
    const shape = (0,stages_chain/* shapeOf */.F)(chain);
    for (;;) {
        const stage = (0,core_chain/* nextStage */.m)((0,stages_context/* openRelease */.g)(context.session), shape);
        context.effects.log.event("stage", { stage });
        if (stage !== "backup" && stage !== "migrate")
            await (0,maintenance/* liftMaintenance */.FN)(context, chain.maintenance, "the migrations are applied");
        if (stage === "finish")
            return pipeline_finish(context, chain);
        const waiting = await runStage(context, chain, stage);
        if (waiting !== null)
            return waiting;
    }
}
async function runStage(context, chain, stage) {
    if (stage === "backup")
        await (0,run_backups/* runBackups */.R)(context, chain, (0,stages_context/* openRelease */.g)(context.session).backups);
    if (stage === "migrate")
        await runMigrate(context, chain);
    if (stage === "deploy-slot")
        await runDeploySlot(context, chain);
    if (stage === "smoke-test")
        await runSmokeTests(context, chain, "idle");
    return stage === "traffic-shift" ? runShifts(context, chain) : null;
}
async function proveSlot(context, { slot: step }) {
    if (step === null)
        return;
    const { slot, commit, version } = (0,stages_context/* openRelease */.g)(context.session);
    const state = (await step.host.port.slots())[slot];
    if (state.status === "ready" && state.commit === commit)
        return;
    throw new errors/* AbortedError */.oM(`slot ${slot} is ${state.status} and does not serve ${version}, so it gets no more traffic`, {
        hint: "Look at its log; deploy again once you know why it ended.",
    });
}
async function runMigrate(context, { migrate: step, maintenance }) {
    if (step === null)
        throw notConfigured("migrate", "tool");
    return (0,commands/* withHooks */.T)(context, "migrate", step.hooks, (part) => migrateInMaintenance(part, maintenance, step));
}
async function runDeploySlot(context, chain) {
    const { slot: step } = chain;
    if (step === null)
        throw notConfigured("deploy-slot", "host");
    await refuseServing(context, chain);
    return (0,commands/* withHooks */.T)(context, "deploy-slot", step.hooks, async (part) => {
        await (0,set_flags/* turnFlagsOff */.i)(part, chain.shifts);
        return deploySlot(part, step);
    });
}
async function runSmokeTests(context, chain, target) {
    const { open, live } = context.session.state;
    const slot = open?.slot ?? live?.slot ?? "idle";
    const slotUrl = open?.url ?? null;
    const results = [];
    for (const step of chain.smoke(slot)) {
        const url = target === "idle" ? slotUrl : step.liveUrl;
        if (url === null && target === "live")
            continue;
        if (url === null)
            throw notConfigured("deploy-slot", "host");
        if (url === "") {
            await leaveOut(context, step.item, slot);
            continue;
        }
        const options = { ...step, target, url };
        const check = (part) => (0,smoke_test/* smokeTest */.KH)(asking(part, chain, target), options).catch((error) => failAfter(results, error));
        results.push(...(await (0,commands/* withHooks */.T)(context, `smoke-test ${step.item}`, step.hooks, check)));
    }
    return results;
}
function asking(context, { slot }, target) {
    const fetch = target === "idle" ? slot?.host.port.fetch : undefined;
    return fetch === undefined ? context : { ...context, effects: { ...context.effects, fetch } };
}
async function leaveOut({ session, effects }, item, slot) {
    const reason = `not checked: slot ${slot} has no address of its own before it has traffic`;
    effects.log.warn(`${item}: ${reason}`);
    await session.write({
        phase: "note",
        deed: "check",
        item,
        after: { target: "idle", passed: true },
        reason,
        evidence: [],
    });
}
function failAfter(earlier, error) {
    if (!(error instanceof smoke_test/* ChecksFailed */.Tj))
        throw error;
    throw new smoke_test/* ChecksFailed */.Tj(error.message, { hint: error.hint, results: [...earlier, ...error.results] });
}
async function runShifts(context, chain) {
    await proveSlot(context, chain);
    await (0,set_flags/* turnFlagsOff */.i)(context, chain.shifts);
    const isFirst = (0,stages_context/* openRelease */.g)(context.session).previous === null;
    for (const configured of chain.shifts) {
        const step = isFirst ? { ...configured, cohorts: [], steps: [100], to: 100, proving: null } : configured;
        const result = await (0,commands/* withHooks */.T)(context, `traffic-shift ${step.item}`, step.hooks, (part) => (0,shift_traffic/* shiftTraffic */.U)(part, step));
        const waiting = whyWaiting(context, result);
        if (waiting !== null)
            return { state: "waiting", weight: result.weight, why: waiting, isHeld: result.state === "held" };
    }
    return null;
}
function whyWaiting(context, result) {
    const { weight } = result;
    if (result.state === "held")
        return `held at ${weight} %: ${result.reason}`;
    if (result.state === "soaking") {
        return `${weight} % soak until ${new Date(context.effects.now() + result.remaining).toISOString()}`;
    }
    return weight < 100 ? `${weight} % was asked for; \`continue\` goes on` : null;
}
async function pipeline_finish(context, chain) {
    if (chain.shifts.length > 0)
        await runSmokeTests(context, chain, "live");
    await proveTraffic(context, chain);
    const release = await (0,finish/* markGood */.bL)(context);
    const { slot: step } = chain;
    if (step?.afterPromote === "stop" && chain.shifts.length > 0) {
        const routers = chain.shifts.map(({ router }) => router.port);
        await (0,finish/* stopPrevious */.aS)(context, release, { host: step.host, routers, drain: step.drain }).catch((error) => {
            context.effects.log.warn(`The previous release still runs: ${context.effects.redact(String(error.message))}`);
        });
    }
    await context.publisher?.good(context.session, release);
    return { state: "good", weight: 100 };
}
function notConfigured(section, chooser) {
    return new errors/* InputError */.dz([
        { where: section, what: `is not configured; name \`${chooser}\` in deploy.yml or in \`with:\`` },
    ]);
}


/***/ }),

/***/ 65796:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  R: () => (/* binding */ runBackups)
});

// EXTERNAL MODULE: ./tmp/build/stages/back-up.js + 4 modules
var back_up = __webpack_require__(15305);
// EXTERNAL MODULE: ./tmp/build/stages/commands.js + 1 modules
var commands = __webpack_require__(39277);
// EXTERNAL MODULE: ./tmp/build/core/drill.js
var drill = __webpack_require__(55197);
// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/check-beforehand.js
var check_beforehand = __webpack_require__(60547);
;// CONCATENATED MODULE: ./tmp/build/stages/make-point.js
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




async function makePoint(context, step) {
    const { session, effects } = context;
    const { item, method, points } = step;
    const [looked] = await (0,check_beforehand/* checkBeforehand */.j)(context, [step]);
    const intent = {
        doing: `Make a recovery point (${method}) of ${looked?.identity.engine} ${looked?.identity.name} by ${points.port.describe}`,
        deed: "backup",
        item,
        adapter: points.record,
        asked: { method, items: [item] },
    };
    return session.mutate(intent, async () => {
        const point = await points.port.create(session.signal);
        if (!(await points.port.exists(point, session.signal)))
            throw vanished(point);
        const asked = { item, now: effects.now(), maxAge: step.drillMaxAge };
        const drills = (session.state.drills ?? []).filter((drill) => drill.method === method);
        const { told, problem } = (0,drill/* judgeDrill */.J)(drills, asked);
        effects.log.info(told);
        if (problem !== null)
            await drillPoint(context, step, point);
        return { name: point.id, location: points.port.describe, verified: true, items: [item], point };
    });
}
function vanished({ id }) {
    return new errors/* AbortedError */.oM(`recovery point ${id} was made and is not there when it is asked for`, {
        hint: "Look at the provider's own list; nothing was changed by this step beside it.",
    });
}
async function drillPoint(context, step, point) {
    const { session, effects } = context;
    const { item, points } = step;
    effects.log.info(`${item}: a restore drill is due; restore ${point.id} to a place of its own`);
    const started = effects.monotonic();
    const failure = await tryOut(context, step, point).catch((error) => error);
    const restoreTook = Math.round(effects.monotonic() - started);
    const passed = failure === undefined;
    await session.write({
        phase: passed ? "done" : "failed",
        deed: "drill",
        asked: { backup: point.id, points: points.record.name },
        after: { backup: point.id, drills: [{ item, method: step.method, backup: point.id, passed, restoreTook }] },
        reason: passed ? null : String(failure.message),
    });
    if (!passed)
        throw failure;
    effects.log.info(`${item}: ${point.id} was restored and is equal in ${(0,readable/* readableSpan */.nz)(restoreTook)}`);
}
async function tryOut({ session }, step, point) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { signal } = session;
        const restored = __addDisposableResource(env_1, await step.points.port.restore(point, signal), true);
        const copy = step.openAt(restored.url);
        const [source, found] = [await lookAt(step.database.port), await lookAt(copy)];
        const problems = [
            ...(found.tables === 0 ? ["it holds no table"] : []),
            ...(found.tables !== source.tables ? [`it has ${found.tables} tables, the database has ${source.tables}`] : []),
            ...(found.fingerprint !== source.fingerprint ? ["its schema is another one"] : []),
            ...differenceInSize(found.bytes, source.bytes, step.limits.sizeBand ?? defaultBand),
        ];
        if (problems.length === 0)
            return undefined;
        throw new errors/* AbortedError */.oM(`recovery point ${point.id} was restored and is not the database: ${problems.join("; ")}`, {
            hint: "Look at the restored database and at what the commands restore. Until this works there is no way back to it.",
        });
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
const defaultBand = 50;
function differenceInSize(found, live, band) {
    if (Math.abs(found - live) <= (live * band) / 100)
        return [];
    return [`it takes ${(0,readable/* readableBytes */.IV)(found)}, the database ${(0,readable/* readableBytes */.IV)(live)} (\`size-band\` is ${band} %)`];
}
async function lookAt(database) {
    const { tables, bytes } = await database.vitals();
    return { tables, bytes, fingerprint: await database.fingerprint() };
}

// EXTERNAL MODULE: ./tmp/build/stages/prove-part.js
var prove_part = __webpack_require__(98502);
;// CONCATENATED MODULE: ./tmp/build/stages/run-backups.js




async function runBackups(context, chain, done = []) {
    const left = chain.backups.filter(({ item }) => !done.includes(item));
    const dumps = left.filter((step) => step.method === "dump");
    const made = dumps.length === 0 ? null : await (0,back_up/* backUp */.v)(context, dumps);
    const points = [];
    try {
        for (const step of left.filter((step) => step.method !== "dump")) {
            points.push(await (0,commands/* withHooks */.T)(context, `backup ${step.item}`, step.hooks, (part) => makePoint(part, step)));
        }
    }
    catch (error) {
        for (const { scratch } of made?.copies ?? [])
            await (0,prove_part/* dispose */.A)(context, scratch);
        throw error;
    }
    if (made === null)
        return { set: null, points, copies: [] };
    const { copies, ...set } = made;
    return { set, points, copies };
}


/***/ }),

/***/ 65852:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  a: () => (/* binding */ StepFailed),
  U: () => (/* binding */ shiftTraffic)
});

// EXTERNAL MODULE: ./tmp/build/core/ramp.js
var ramp = __webpack_require__(95782);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/context.js
var stages_context = __webpack_require__(66011);
// EXTERNAL MODULE: ./tmp/build/stages/dead-man.js
var dead_man = __webpack_require__(75661);
// EXTERNAL MODULE: ./tmp/build/stages/prove-switch.js
var prove_switch = __webpack_require__(84747);
// EXTERNAL MODULE: ./tmp/build/stages/return-traffic.js
var return_traffic = __webpack_require__(29120);
// EXTERNAL MODULE: ./tmp/build/core/slots.js
var slots = __webpack_require__(32501);
// EXTERNAL MODULE: ./tmp/build/stages/facing.js
var facing = __webpack_require__(74844);
// EXTERNAL MODULE: ./tmp/build/stages/writer.js
var writer = __webpack_require__(59789);
;// CONCATENATED MODULE: ./tmp/build/stages/set-weight.js






async function setWeight(context, options, asked) {
    const { session, effects } = context;
    const { item, router, to } = options;
    const { slot, shifts } = (0,stages_context/* openRelease */.g)(session);
    const port = (0,facing/* facing */.j2)(router.port, slot);
    const { weight, cohorts } = asked;
    const split = await port.read();
    const known = shifts.find((shift) => shift.item === item);
    const told = known?.weight ?? 0;
    const share = (0,slots/* shareOf */.tC)(split, slot);
    if (share !== told && share !== weight) {
        await (0,dead_man/* refuseFired */.bM)(context, options);
        throw edited(slot, share, told);
    }
    const found = known === undefined ? await groupsFound(port) : null;
    const groups = cohorts && [...new Set([...((found ?? known?.found)?.cohorts ?? []), ...cohorts])];
    const deadMan = await (0,dead_man/* armBefore */.s8)(context, options, split, weight);
    const intent = {
        doing: doing(options, slot, asked),
        deed: "set-weight",
        item,
        adapter: router.record,
        before: { active: split.active, weight: split.weight },
        asked: {
            slot,
            weight,
            to,
            ...(deadMan && { deadMan }),
            ...(cohorts && { cohorts: [...cohorts] }),
            ...(found && { found: (0,writer/* toJson */.aB)(found) }),
        },
        undo: { deed: "set-weight", to: slot, weight: told },
    };
    await session.mutate(intent, async () => {
        if (groups !== undefined)
            await writeCohorts(port, item, slot, groups);
        await port.setWeight(slot, weight);
        const found = (0,slots/* shareOf */.tC)(await port.read(), slot);
        const effect = found === weight ? await port.verify(slot, weight) : "not-yet";
        if (effect === "not-yet")
            throw notInEffect(weight, found);
        return { weight: found, effect, ...(cohorts === undefined ? {} : { cohorts }) };
    });
    effects.log.event("weight", { item, slot, weight, ...(cohorts === undefined ? {} : { cohorts }) });
}
function doing({ item, router }, slot, { weight, cohorts }) {
    const who = cohorts === undefined ? `${weight} % of the traffic` : cohorts.join(" and ");
    return (0,facing/* isFlag */.RV)(router.port) ? `Turn ${item} on for ${who}` : `Send ${who} to slot ${slot} by ${item}`;
}
async function groupsFound({ cohorts }) {
    const names = (await cohorts?.read()) ?? [];
    return names.length === 0 ? null : { weight: 0, cohorts: names };
}
async function writeCohorts(port, item, slot, names) {
    if (port.cohorts === undefined) {
        const what = `this router knows no groups, so \`${names.at(-1)}\` is no step of it`;
        throw new errors/* InputError */.dz([{ where: `traffic-shift (${item}): steps`, what }]);
    }
    await port.cohorts.write(slot, names);
    const found = await port.cohorts.read();
    const missing = names.filter((name) => !found.includes(name));
    const others = found.filter((name) => !names.includes(name));
    if (missing.length === 0 && others.length === 0)
        return;
    throw new errors/* AbortedError */.oM(`the router was asked for the groups ${names.join(", ")} and says ${found.join(", ") || "none"}`);
}
async function promote(context, { item, router }) {
    const { session } = context;
    const { slot } = (0,stages_context/* openRelease */.g)(session);
    const port = (0,facing/* facing */.j2)(router.port, slot);
    const intent = {
        doing: `Make slot ${slot} the active one`,
        deed: "promote",
        item,
        adapter: router.record,
        asked: { slot },
        undo: { deed: "set-weight", to: slot, weight: 0 },
    };
    await session.mutate(intent, async () => {
        await port.promote(slot);
        const { active, weight } = await port.read();
        if (active !== slot || weight !== 0)
            throw notInEffect(100, (0,slots/* shareOf */.tC)({ active, weight }, slot));
        return { active, weight };
    });
}
async function keepFlag({ session, effects }, { item, router, to }) {
    const { slot, shifts } = (0,stages_context/* openRelease */.g)(session);
    if (!(0,facing/* isFlag */.RV)(router.port) || shifts.some((shift) => shift.item === item))
        return false;
    const port = (0,facing/* facing */.j2)(router.port, slot);
    if ((0,slots/* shareOf */.tC)(await port.read(), slot) !== 100)
        return false;
    await session.write({
        phase: "done",
        deed: "set-weight",
        item,
        adapter: router.record,
        asked: { slot, weight: 100, to },
        after: { weight: 100, kept: true },
        reason: "an earlier release has turned it on for everybody",
    });
    effects.log.info(`${item} is on for everybody already: there is nothing to raise`);
    return true;
}
function edited(slot, share, told) {
    return new errors/* RefusedError */.fk(`the router sends ${share} % to slot ${slot}, but the journal says ${told} %: somebody else has changed it`, {
        hint: "Find out who. `deploy-actions rollback` puts all traffic back to the last good release.",
    });
}
function notInEffect(asked, found) {
    return new errors/* AbortedError */.oM(`the router was asked for ${asked} % and says ${found} %, or the traffic does not follow it yet`, {
        hint: "Look at the router: does it read the place that was written to?",
    });
}

// EXTERNAL MODULE: ./tmp/build/stages/watch-release.js + 1 modules
var watch_release = __webpack_require__(47555);
;// CONCATENATED MODULE: ./tmp/build/stages/shift-traffic.js
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









async function shiftTraffic(context, options) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { session, effects } = context;
        if (await keepFlag(context, options))
            return { state: "arrived", weight: 100, verdict: "pass" };
        const _observing = __addDisposableResource(env_1, await options.metrics.observe?.(), true);
        try {
            const result = await climbGuarded(context, options);
            if (result.state !== "failed")
                return result;
            const back = await putBack(context, options, result.judged.reason);
            await writeVerdict(context, options.item, result.weight, result.judged);
            throw failedAt(result.weight, result.judged, back);
        }
        catch (error) {
            const isOthers = session.signal.reason instanceof errors/* RefusedError */.fk || error instanceof errors/* RefusedError */.fk;
            if (isOthers || error instanceof StepFailed)
                throw error;
            const back = await putBack(context, options, String(error.message));
            effects.log.info(back);
            throw withReturn(error, back);
        }
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
async function putBack(context, { item, router, proving }, why) {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const isLast = !(0,stages_context/* openRelease */.g)(context.session).shifts.some((shift) => shift.item !== item && (0,ramp/* isUnderWay */.gn)(shift));
        const probe = __addDisposableResource(env_2, (0,prove_switch/* watchSwitch */.c)(context.effects, isLast ? proving : null), true);
        const { told } = await (0,return_traffic/* returnUnlessHeld */.GT)(context, item, router, why);
        await probe.finish();
        return told;
    }
    catch (e_2) {
        env_2.error = e_2;
        env_2.hasError = true;
    }
    finally {
        const result_2 = __disposeResources(env_2);
        if (result_2)
            await result_2;
    }
}
async function climbGuarded(context, options) {
    const env_3 = { stack: [], error: void 0, hasError: false };
    try {
        const _kept = __addDisposableResource(env_3, (0,dead_man/* keepRenewed */.um)(context, options), false);
        const result = await climb(context, options);
        if (result.state === "arrived" && result.weight === 100)
            await (0,dead_man/* disarm */.Jt)(context, options);
        else if (result.state !== "failed")
            await (0,dead_man/* renewSwitch */.mP)(context, options);
        return result;
    }
    catch (e_3) {
        env_3.error = e_3;
        env_3.hasError = true;
    }
    finally {
        __disposeResources(env_3);
    }
}
async function climb(context, options) {
    const { session, effects } = context;
    let verdict = "pass";
    let probe = (0,prove_switch/* watchSwitch */.c)(effects, null);
    let before = null;
    try {
        for (;;) {
            session.signal.throwIfAborted();
            await (0,dead_man/* refuseFired */.bM)(context, options);
            const shift = (0,stages_context/* openRelease */.g)(session).shifts.find((known) => known.item === options.item);
            if (shift?.promoted === true)
                return { state: "arrived", weight: shift.weight, verdict };
            const move = (0,ramp/* nextMove */.lE)({ ...options, shift, now: effects.now() });
            if (move.move === "soak")
                return { state: "soaking", weight: move.weight, remaining: move.remaining, verdict };
            const isStale = move.move === "set" && options.soak > 0 && shift !== undefined && (0,ramp/* isUnderWay */.gn)(shift);
            if (move.move === "watch" || isStale) {
                const judged = await watchStep(context, options, probe, before ?? 0);
                const weight = shift?.weight ?? 0;
                verdict = judged.verdict;
                if (verdict === "fail")
                    return { state: "failed", weight, judged };
                await writeVerdict(context, options.item, weight, judged);
                if (verdict === "inconclusive")
                    return { state: "held", weight, reason: judged.reason, verdict };
            }
            if (move.move === "set") {
                before ??= await (0,prove_switch/* lostBefore */.A)(effects, options.proving);
                probe = (0,prove_switch/* watchSwitch */.c)(effects, options.proving);
                await setWeight(context, options, asked(move));
            }
            if (move.move === "arrived") {
                await (0,dead_man/* renewSwitch */.mP)(context, options);
                if (move.weight === 100)
                    await promote(context, options);
                return { state: "arrived", weight: move.weight, verdict };
            }
        }
    }
    finally {
        await probe[Symbol.asyncDispose]();
    }
}
function asked({ weight, cohorts }) {
    return cohorts === undefined ? { weight } : { weight, cohorts };
}
async function watchStep(context, options, probe, before) {
    const shift = (0,stages_context/* openRelease */.g)(context.session).shifts.find(({ item }) => item === options.item);
    const since = new Date(shift?.setAt ?? context.effects.now());
    const judged = await (0,watch_release/* watchRelease */.v)(context, { ...options, weight: shift?.weight ?? 0, since });
    await (0,dead_man/* refuseFired */.bM)(context, options);
    if (judged.verdict === "fail")
        return { ...judged, proof: null, isBlameless: false };
    const proven = await probe.finish(before);
    const proof = proven?.proof ?? null;
    if (proven?.problem === null || proven === null)
        return { ...judged, proof, isBlameless: false };
    return { ...judged, proof, verdict: "fail", reason: proven.problem, isBlameless: true };
}
async function writeVerdict({ session, effects }, item, weight, judged) {
    const { verdict, reason, requests, errors, proof, isBlameless } = judged;
    const evidence = { requests, errors, ...(proof === null ? {} : { switch: (0,writer/* toJson */.aB)(proof) }) };
    const after = { verdict, weight, ...(isBlameless ? { isBlameless } : {}) };
    await session.write({ phase: "note", deed: "verdict", item, after, reason, evidence });
    effects.log.info(`Verdict at ${weight} %: ${verdict} (${reason})`);
    effects.log.event("verdict", { item, weight, verdict, requests, errors });
}
class StepFailed extends errors/* AbortedError */.oM {
}
function failedAt(weight, { reason }, back) {
    return new StepFailed(`the new release failed at ${weight} %: ${reason}; ${decapitalised(back)}`, {
        hint: "Look at the release's own errors in that time.",
    });
}
function withReturn(error, back) {
    if (error instanceof Error)
        error.message = `${error.message}; ${decapitalised(back)}`;
    return error;
}
function decapitalised(sentence) {
    return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}


/***/ }),

/***/ 51810:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JT: () => (/* binding */ runChecks),
/* harmony export */   KH: () => (/* binding */ smokeTest),
/* harmony export */   Tj: () => (/* binding */ ChecksFailed)
/* harmony export */ });
/* harmony import */ var _core_checks_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(43895);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);


class ChecksFailed extends _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AbortedError */ .oM {
    results;
    constructor(message, details) {
        super(message, details.hint === undefined ? {} : { hint: details.hint });
        this.results = details.results;
    }
}
async function smokeTest(context, options) {
    const { session, effects } = context;
    const { item, target, url } = options;
    effects.log.info(`Smoke-test the ${target} slot at ${url}`);
    const results = await runChecks(effects, session.signal, options);
    session.signal.throwIfAborted();
    const failed = results.filter(({ failure }) => failure !== null);
    const passed = failed.length === 0;
    const told = failed.map(({ name, failure }) => `${name}: ${failure}`).join("; ");
    const evidence = results.map(({ name, failure, took }) => ({ name, failure, took: Math.round(took) }));
    const reason = passed ? null : `smoke test failed: ${told}`;
    await session.write({ phase: "note", deed: "check", item, after: { target, passed }, reason, evidence });
    effects.log.event("checked", { target, passed });
    if (passed)
        return results;
    throw new ChecksFailed(`${failed.length} of ${results.length} checks failed at ${url}: ${told}`, {
        results,
        hint: target === "idle"
            ? "No traffic was moved to it."
            : "Run `deploy-actions rollback`, if this run does not do it by itself.",
    });
}
async function runChecks(effects, signal, { url, releaseCheck, checks, timeout }) {
    const results = [];
    if (releaseCheck !== null) {
        const result = await checkIdentity(effects, signal, url, releaseCheck, timeout);
        results.push(result);
        if (result.failure !== null)
            return results;
    }
    for (const check of checks) {
        const outcome = await request(effects, signal, url, check, timeout);
        const failure = typeof outcome === "string" ? outcome : (0,_core_checks_js__WEBPACK_IMPORTED_MODULE_1__/* .disappointment */ .oj)(outcome, check.expect);
        results.push({ name: check.name, failure, took: typeof outcome === "string" ? 0 : outcome.took });
        effects.log.info(`  ${failure === null ? "pass" : "FAIL"}  ${check.name}${failure === null ? "" : `: ${failure}`}`);
    }
    return results;
}
async function checkIdentity(effects, signal, url, check, timeout) {
    const name = `serves ${check.equals.slice(0, 12)}`;
    let took = 0;
    for (let round = 0; round < check.times; round++) {
        const path = `${check.path}${check.path.includes("?") ? "&" : "?"}fresh=${effects.uuid()}`;
        const headers = { "cache-control": "no-cache", connection: "close" };
        const answer = await request(effects, signal, url, { method: "GET", path, headers, body: null }, timeout);
        const failure = typeof answer === "string" ? answer : wrongRelease(answer, check);
        if (failure !== null) {
            effects.log.info(`  FAIL  ${name}: ${failure}`);
            return { name, failure, took };
        }
        took += answer.took;
    }
    effects.log.info(`  pass  ${name} (${check.times} of ${check.times} requests)`);
    return { name, failure: null, took };
}
function wrongRelease(answer, { json, equals }) {
    const failure = (0,_core_checks_js__WEBPACK_IMPORTED_MODULE_1__/* .disappointment */ .oj)(answer, {});
    if (failure !== null)
        return failure;
    const served = (0,_core_checks_js__WEBPACK_IMPORTED_MODULE_1__/* .jsonAt */ .og)((0,_core_checks_js__WEBPACK_IMPORTED_MODULE_1__/* .parseJson */ .qF)(answer.body), json);
    return served === equals ? null : `it serves \`${String(served ?? "nothing").slice(0, 60)}\`, not \`${equals}\``;
}
async function request(effects, signal, base, { method, path, headers, body }, timeout) {
    const started = effects.monotonic();
    try {
        const response = await effects.fetch(`${base.replace(/\/+$/, "")}${path}`, {
            method,
            headers,
            ...(body === null ? {} : { body }),
            redirect: "manual",
            signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
        });
        return { status: response.status, body: await response.text(), took: effects.monotonic() - started };
    }
    catch (error) {
        const cause = error.cause;
        const isLate = error.name === "TimeoutError";
        return isLate
            ? `no answer within ${timeout} ms`
            : `no answer (${cause?.code ?? cause?.message ?? error.message})`;
    }
}


/***/ }),

/***/ 47555:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  v: () => (/* binding */ watchRelease),
  b: () => (/* binding */ watchTraffic)
});

;// CONCATENATED MODULE: ./tmp/build/core/verdict.js
function judge(sample, limits) {
    if ("none" in sample)
        return withoutData(sample, limits);
    const { requests, errors } = sample;
    if (!isSound(sample))
        return { verdict: "inconclusive", reason: "the counts contradict themselves", requests, errors };
    const told = `${errors} of ${requests} requests failed (${rate(errors, requests)}, limit ${limits.maxErrorRate} %)`;
    const needed = Math.max(1, limits.minRequests);
    if (requests < needed) {
        return { verdict: "inconclusive", reason: `${told}; ${needed} are needed to judge`, requests, errors };
    }
    if ((errors / requests) * 100 > limits.maxErrorRate)
        return { verdict: "fail", reason: told, requests, errors };
    const p95 = sample.latencies?.p95;
    if (limits.maxLatencyP95 === undefined)
        return { verdict: "pass", reason: told, requests, errors };
    const slow = `p95 latency ${p95 === undefined ? "unknown" : `${Math.round(p95)} ms`} (limit ${limits.maxLatencyP95} ms)`;
    if (p95 === undefined)
        return { verdict: "inconclusive", reason: `${told}; ${slow}`, requests, errors };
    return { verdict: p95 > limits.maxLatencyP95 ? "fail" : "pass", reason: `${told}; ${slow}`, requests, errors };
}
function isSound({ requests, errors, latencies }) {
    const isCount = (value) => Number.isInteger(value) && value >= 0;
    return isCount(requests) && isCount(errors) && errors <= requests && !Number.isNaN(latencies?.p95);
}
function withoutData(sample, limits) {
    const reason = `no data: ${sample.why}`;
    const decided = { hold: "inconclusive", fail: "fail", pass: "pass" };
    const verdict = sample.none === "broken" && limits.onNoData === "pass" ? "inconclusive" : decided[limits.onNoData];
    return { verdict, reason, requests: 0, errors: 0 };
}
function rate(errors, requests) {
    return requests === 0 ? "no requests" : `${((errors / requests) * 100).toFixed(1)} %`;
}

// EXTERNAL MODULE: ./tmp/build/stages/context.js
var context = __webpack_require__(66011);
;// CONCATENATED MODULE: ./tmp/build/stages/watch-release.js


const tick = 250;
const progressEvery = 10_000;
async function watchRelease({ session, effects }, options) {
    const { slot, commit } = (0,context/* openRelease */.g)(session);
    return watchTraffic(effects, { slot, commit, signal: session.signal }, options);
}
async function watchTraffic(effects, { slot, commit, signal }, { metrics, limits, watch, weight, since }) {
    effects.log.info(`Watch ${weight} % for ${Math.round(watch / 1000)} s`);
    const started = effects.monotonic();
    const from = metrics.observe === undefined ? since : new Date(effects.now());
    let told = started;
    for (;;) {
        const remaining = watch - (effects.monotonic() - started);
        await effects.sleep(Math.max(1, Math.min(tick, remaining)), signal);
        const sample = await metrics.sample({ slot, commit, from, to: new Date(effects.now()) });
        const verdict = judge(sample, limits);
        if (effects.monotonic() - told >= progressEvery) {
            told = effects.monotonic();
            effects.log.info(`Watching ${weight} %: ${verdict.reason}; ${Math.round(remaining / 1000)} s to go`);
        }
        if (remaining <= tick || (verdict.verdict === "fail" && !("none" in sample)))
            return verdict;
    }
}


/***/ })

};
