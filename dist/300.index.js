export const id = 300;
export const ids = [300];
export const modules = {

/***/ 10300:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  backup: () => (/* binding */ backup_backup)
});

// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/stages/run-backups.js + 1 modules
var run_backups = __webpack_require__(65796);
// EXTERNAL MODULE: ./tmp/build/actions/begin.js + 1 modules
var begin = __webpack_require__(9944);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/sections/backup.js + 8 modules
var backup = __webpack_require__(97312);
;// CONCATENATED MODULE: ./tmp/build/actions/kept-copies.js



async function removeCopies(task, state) {
    const kept = JSON.parse(state.copies ?? "[]");
    if (kept.length === 0)
        return { outputs: {} };
    const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
    const steps = (0,backup/* dumpSteps */.y1)((0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit));
    const failures = [];
    const left = [];
    for (const [item, name] of kept) {
        try {
            const step = steps.find((candidate) => candidate.item === item);
            if (step === undefined)
                throw new errors/* ServiceError */._7(`no item \`${item}\` is configured any more`);
            const scratch = await step.database.port.reopenScratch(name);
            await scratch[Symbol.asyncDispose]();
            task.effects.log.info(`Remove the copy ${name} of ${item}`);
        }
        catch (error) {
            if (!(error instanceof errors/* ActionError */.lZ))
                throw error;
            failures.push(error);
            left.push(`\`${name}\``);
        }
    }
    if (failures.length === 0)
        return { outputs: {} };
    const told = failures.map(({ message }) => message).join("; ");
    const failure = new errors/* ServiceError */._7(`${failures.length} of ${kept.length} copies could not be removed: ${told}`, {
        hint: `Look whether they are still there, and remove them by hand: ${left.join(", ")}.`,
    });
    return { outputs: {}, failure };
}

;// CONCATENATED MODULE: ./tmp/build/actions/backup.js





const standsAlone = ({ settings }, { live }, commit) => {
    return live?.commit === commit || settings.items(backup/* backupSection */.Qo).some(({ values }) => values.standalone);
};
async function backUpAll({ context, chain }, copies) {
    const made = await (0,run_backups/* runBackups */.R)(context, chain);
    copies.push(...made.copies);
    const { set, points } = made;
    const all = [...(set === null ? [] : [set]), ...points];
    const one = (values) => (values.length === 1 ? (values[0] ?? "") : JSON.stringify(values));
    return {
        backup: one(all.map(({ name }) => name)),
        location: one([...(set?.locations ?? []), ...points.map(({ location }) => location)]),
        verified: String(all.every(({ verified }) => verified)),
        level: set?.level ?? "",
        "restore-time": set === null || !set.verified ? "" : String(Math.ceil(set.restoreTook / 1000)),
        copies: copies.length === 0
            ? ""
            : JSON.stringify(Object.fromEntries(copies.map(({ item, scratch }) => [item, scratch.name]))),
    };
}
async function run(task) {
    const copies = [];
    const outcome = await (0,begin/* runStage */.Si)(task, "backup", (work) => backUpAll(work, copies), standsAlone);
    if (copies.length === 0)
        return outcome;
    return { ...outcome, state: { copies: JSON.stringify(copies.map(({ item, scratch }) => [item, scratch.name])) } };
}
const backup_backup = (0,action/* defineAction */.Q)({
    ...backup/* backupSection */.Qo,
    summary: "Back up databases and folders, and prove the backup by restoring it and comparing every count.",
    outputs: {
        backup: "Name of the backup set; a JSON list where there are recovery points as well.",
        location: "Where it was published, or a JSON list.",
        verified: "`true` once all of it was restored and found equal.",
        level: "How far the weakest part was proven: `size`, `checksum`, `structure`, `restored` or `rows`.",
        "restore-time": "Seconds that restoring all of it took here, one after the other.",
        copies: "With `keep-copy`: a JSON map from item to the name of its restored copy.",
    },
    run,
    cleanUp: removeCopies,
});


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


/***/ })

};
