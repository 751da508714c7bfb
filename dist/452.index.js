export const id = 452;
export const ids = [452];
export const modules = {

/***/ 88452:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  drillAction: () => (/* binding */ drillAction)
});

// EXTERNAL MODULE: ./tmp/build/core/drill.js
var drill = __webpack_require__(55197);
// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/kit/nearest.js
var nearest = __webpack_require__(67387);
// EXTERNAL MODULE: ./tmp/build/stages/free-entries.js
var free_entries = __webpack_require__(17605);
// EXTERNAL MODULE: ./tmp/build/stages/stored-set.js
var stored_set = __webpack_require__(69452);
// EXTERNAL MODULE: ./tmp/build/stages/verify-stored.js
var verify_stored = __webpack_require__(9903);
;// CONCATENATED MODULE: ./tmp/build/stages/drill.js



async function drill_drill(options) {
    const { effects, set, level } = options;
    const items = options.items.flatMap((item) => (0,stored_set/* itemsOf */.S3)(set, options.steps, item));
    const verified = [];
    try {
        for (const stored of items) {
            verified.push(await (0,verify_stored/* verifyStored */.V)(stored, { ...options, level, signal: effects.signal }));
        }
    }
    catch (error) {
        const failed = items[verified.length]?.part.item ?? "";
        await tell(options, verified, { item: failed, reason: String(error.message) }).catch((second) => effects.log.warn(`The journal was not told of the drill: ${effects.redact(String(second))}`));
        throw error;
    }
    await tell(options, verified, null);
    return verified;
}
async function tell({ journal, effects, set, level }, verified, failure) {
    const isRestored = level === "restored" || level === "rows";
    const of = { method: "dump", backup: set.name };
    const passed = verified.map(({ item, restoreTook }) => ({ item, ...of, passed: true, restoreTook }));
    const failed = failure === null ? [] : [{ item: failure.item, ...of, passed: false, restoreTook: 0 }];
    const drills = isRestored ? [...passed, ...failed] : failed;
    if (drills.length === 0)
        return;
    await (0,free_entries/* writeFreely */.l)(journal, effects, {
        phase: failure === null ? "done" : "failed",
        deed: "drill",
        asked: { backup: set.name, level },
        after: { backup: set.name, drills },
        reason: failure?.reason ?? null,
    });
}

// EXTERNAL MODULE: ./tmp/build/actions/begin.js + 1 modules
var begin = __webpack_require__(9944);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/sections/backup.js + 8 modules
var sections_backup = __webpack_require__(97312);
// EXTERNAL MODULE: ./tmp/build/actions/sections/drill.js
var sections_drill = __webpack_require__(23006);
;// CONCATENATED MODULE: ./tmp/build/actions/drill.js










const levels = { checksum: "checksum", structure: "structure", restore: "restored", rows: "rows" };
async function run(task) {
    const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
    return (0,begin/* withOutputs */.Fk)(deployment, (told) => drillStored(deployment, told));
}
async function drillStored(deployment, told) {
    const { effects } = deployment.task;
    const context = (0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit);
    const { backup, item, verify, "max-age": maxAge } = (0,sections_drill/* drillValues */.Sy)(context);
    const steps = (0,sections_backup/* dumpSteps */.y1)(context);
    if (steps.length === 0)
        throw pointsAlone();
    const openDecoder = await (0,sections_drill/* decoderOf */.qf)(context);
    const sets = await (0,stored_set/* storedSets */.T)(steps, deployment, effects);
    const known = steps.map((step) => step.item);
    if (item !== undefined && !known.includes(item)) {
        throw new errors/* InputError */.dz([{ where: "item", what: (0,nearest/* unknownName */.U)("item of backup", item, known) }]);
    }
    const wanted = item === undefined ? known : [item];
    const problem = tellAges(deployment, sets, { wanted, maxAge: maxAge ?? null, told });
    const chosen = backup === "newest" ? (0,stored_set/* newestOfEach */.VN)(sets, wanted) : named((0,stored_set/* chooseSet */.SE)(sets, backup), item);
    told.backup = chosen.map(({ set }) => set.name).join(", ");
    told.verified = "false";
    const level = levels[verify];
    const verified = [];
    for (const { set, items } of chosen) {
        verified.push(...(await drill_drill({ effects, journal: deployment.journal, set, steps, items, level, openDecoder })));
    }
    told.verified = "true";
    const took = verified.reduce((sum, { restoreTook, censusTook }) => sum + restoreTook + censusTook, 0);
    told["restore-time"] = verify === "restore" || verify === "rows" ? String(Math.ceil(took / 1000)) : "";
    if (problem !== null)
        throw new errors/* AbortedError */.oM(problem, { hint: "Find out why the newer ones have failed; run `backup` now." });
    return {};
}
function named(set, item) {
    return [{ set, items: item === undefined ? set.parts.map((part) => part.item) : [item] }];
}
function tellAges({ task }, sets, { wanted, maxAge, told }) {
    const { effects } = task;
    const ages = wanted.map((item) => {
        const own = sets.filter((set) => (0,stored_set/* holdsProof */.nd)(set, item)).map((set) => ({ ...set, level: "restored" }));
        return { item, ...(0,drill/* judgeAge */.n)(own, { now: effects.now(), maxAge }) };
    });
    for (const { item, told: line } of ages)
        effects.log.info(`${item}: ${line}`);
    const seconds = ages.map((age) => age.seconds);
    told.age = seconds.includes(null) ? "" : String(Math.max(...seconds.map(Number)));
    const problems = ages.flatMap(({ item, problem }) => (problem === null ? [] : [`${item}: ${problem}`]));
    return problems.length === 0 ? null : problems.join("; ");
}
function pointsAlone() {
    return new errors/* InputError */.dz([{ where: "backup", what: "holds recovery points alone, which no store keeps" }], {
        hint: "`backup` itself restores one when the last drill is older than `drill-max-age`. Leave this drill out; where `backup.yml` is called, by `drill: false`.",
    });
}
const drillAction = (0,action/* defineAction */.Q)({
    ...sections_drill/* drillSection */.HZ,
    summary: "Restore a stored backup into a scratch database, compare it, measure it, and fail when backups have grown too old.",
    outputs: {
        backup: "Name of the backup set that was looked at; several where the newest of each item are not in one.",
        verified: "`true` once everything that was asked for was found equal.",
        "restore-time": "Seconds that the restore and the counting took.",
        age: "Seconds since the newest verified backup was made, of the item whose is the oldest; empty where one has none.",
    },
    run,
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

/***/ 17605:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ writeFreely)
/* harmony export */ });
/* harmony import */ var _writer_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(59789);

async function writeFreely(journal, effects, draft) {
    const { entry } = await (0,_writer_js__WEBPACK_IMPORTED_MODULE_0__/* .appendDeciding */ .UE)(journal, await journal.head(), (state) => (0,_writer_js__WEBPACK_IMPORTED_MODULE_0__/* .fullEntry */ .aG)(draft, effects, state.epoch));
    return entry?.id ?? "";
}


/***/ }),

/***/ 9903:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ verifyStored)
/* harmony export */ });
/* harmony import */ var _core_facts_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(41039);
/* harmony import */ var _core_readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13134);
/* harmony import */ var _decoded_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(68090);
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




async function verifyStored(stored, options) {
    const { part, set, store } = stored;
    const { effects, signal, level } = options;
    effects.log.info(`Look at ${part.item} of ${set.name}: ${(0,_core_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableBytes */ .IV)(part.bytes)} in ${store.location}`);
    const none = { item: part.item, level, restoreTook: 0, censusTook: 0 };
    const read = () => store.read(set.name, part.file);
    if (level === "size" || level === "checksum") {
        await (0,_decoded_js__WEBPACK_IMPORTED_MODULE_2__/* .decoded */ .D)(await read(), [], async (body) => {
            for await (const _ of body)
                signal.throwIfAborted();
        });
        return none;
    }
    if (level === "structure") {
        const { database } = stored.step;
        await (0,_decoded_js__WEBPACK_IMPORTED_MODULE_2__/* .decoded */ .D)(await read(), options.openDecoder(part), (dump) => database.port.inspect(dump, signal));
        return none;
    }
    return restoreAndCompare(stored, options);
}
async function restoreAndCompare(stored, options) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { part, set, store, step } = stored;
        const { effects, signal } = options;
        const hashRows = options.level === "rows" && part.facts.hashes !== undefined;
        if (options.level === "rows" && !hashRows) {
            effects.log.warn(`${part.item} of ${set.name} holds no digests of rows: its counts are compared, not its rows`);
        }
        const database = step.database.port;
        const scratch = __addDisposableResource(env_1, await database.openScratch({ signal }), true);
        const started = effects.monotonic();
        const body = await store.read(set.name, part.file);
        await (0,_decoded_js__WEBPACK_IMPORTED_MODULE_2__/* .decoded */ .D)(body, options.openDecoder(part), (dump) => database.restore(dump, scratch, signal));
        const restored = effects.monotonic();
        const census = await database.census(scratch, { hashRows, signal });
        const differences = [...(0,_core_facts_js__WEBPACK_IMPORTED_MODULE_3__/* .compareFacts */ .n)(part.facts, census)];
        const fingerprint = await database.fingerprint(scratch);
        if (part.fingerprint !== "" && fingerprint !== part.fingerprint)
            differences.push("the schema is another one");
        if (differences.length > 0) {
            throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .AbortedError */ .oM(`${part.item} of ${set.name} is not what it was when it was made: ${differences.join("; ")}`, {
                hint: "Do not rely on this backup. Make a new one now, then find out what has changed it, or the server that it was restored to.",
            });
        }
        const restoreTook = Math.round(restored - started);
        const censusTook = Math.round(effects.monotonic() - restored);
        effects.log.info(`${part.item} is proven again: restored in ${restoreTook} ms, every count${hashRows ? " and every row" : ""} is equal`);
        return { item: part.item, level: hashRows ? "rows" : "restored", restoreTook, censusTook };
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


/***/ })

};
