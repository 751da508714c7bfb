export const id = 984;
export const ids = [984];
export const modules = {

/***/ 48984:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   backupsVerify: () => (/* binding */ backupsVerify)
/* harmony export */ });
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1839);
/* harmony import */ var _stages_stored_set_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(69452);
/* harmony import */ var _stages_verify_stored_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9903);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(79681);
/* harmony import */ var _sections_backup_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(60137);
/* harmony import */ var _sections_drill_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(23006);






const { backup, item, verify } = _sections_drill_js__WEBPACK_IMPORTED_MODULE_4__/* .drillSection */ .HZ.inputs;
const levels = { checksum: "checksum", structure: "structure", restore: "restored", rows: "rows" };
const backupsVerify = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_5__/* .defineAction */ .Q)({
    name: "backups-verify",
    isRepeatable: false,
    adapters: [],
    inputs: { backup, item, verify },
    summary: "Look at a stored backup again: read it, decode it, or restore it into a scratch database and compare.",
    outputs: {},
    async run(task) {
        const { effects } = task;
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_2__/* .openDeployment */ .Q6)(task);
        const context = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_2__/* .sectionsFor */ .AD)(deployment, deployment.release.commit);
        const [given] = context.settings.items(backupsVerify);
        const { backup: name = "newest", item: only, verify: how = "restore" } = given?.values ?? {};
        const steps = (0,_sections_backup_js__WEBPACK_IMPORTED_MODULE_3__/* .dumpSteps */ .y1)(context);
        const set = (0,_stages_stored_set_js__WEBPACK_IMPORTED_MODULE_0__/* .chooseSet */ .SE)(await (0,_stages_stored_set_js__WEBPACK_IMPORTED_MODULE_0__/* .storedSets */ .T)(steps, deployment, effects), name);
        const openDecoder = await (0,_sections_drill_js__WEBPACK_IMPORTED_MODULE_4__/* .decoderOf */ .qf)(context);
        const level = levels[how];
        const lines = [];
        for (const stored of (0,_stages_stored_set_js__WEBPACK_IMPORTED_MODULE_0__/* .itemsOf */ .S3)(set, steps, only)) {
            const asked = { effects, signal: effects.signal, openDecoder, level };
            const { level: proven, restoreTook } = await (0,_stages_verify_stored_js__WEBPACK_IMPORTED_MODULE_1__/* .verifyStored */ .V)(stored, asked);
            lines.push(`${stored.part.item}: ${proven}${restoreTook > 0 ? `, restored in ${restoreTook} ms` : ""}`);
        }
        return { outputs: { backup: set.name }, summary: [set.name, ...lines].join("\n") };
    },
});


/***/ }),

/***/ 41039:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ compareFacts)
/* harmony export */ });
function compareFacts(source, copy) {
    return [
        ...[...new Set([...source.integrity, ...copy.integrity])].map((complaint) => `integrity: ${complaint}`),
        ...countsThatDiffer("rows of", source.tables, copy.tables),
        ...countsThatDiffer("number of", source.objects, copy.objects),
        ...orphansThatDiffer(source.orphans, copy.orphans),
        ...headThatDiffers(source.migrationHead, copy.migrationHead),
        ...hashesThatDiffer(source.hashes, copy.hashes),
    ];
}
function countsThatDiffer(kind, wanted, found) {
    const isMissing = (name) => kind === "rows of" && Object.hasOwn(wanted, name) !== Object.hasOwn(found, name);
    const counted = (counts, name) => (Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0);
    return namesOf(wanted, found).flatMap((name) => {
        const [before, after] = [counted(wanted, name), counted(found, name)];
        if (before !== after)
            return [`${kind} ${name}: ${before} became ${after}`];
        if (!isMissing(name))
            return [];
        return [Object.hasOwn(wanted, name) ? `table ${name}: it is gone` : `table ${name}: it was not there before`];
    });
}
function orphansThatDiffer(source, copy) {
    const [wanted, found] = [[...source].sort(), [...copy].sort()];
    const isEqual = wanted.length === found.length && wanted.every((orphan, i) => orphan === found[i]);
    return isEqual ? [] : [`orphans: ${copy.join(", ") || "none"}`];
}
function headThatDiffers(source, copy) {
    return source === copy ? [] : [`migration head: ${source ?? "none"} became ${copy ?? "none"}`];
}
function hashesThatDiffer(source, copy) {
    if (source === undefined || copy === undefined)
        return [];
    return namesOf(source, copy)
        .filter((name) => source[name] !== copy[name])
        .map((name) => `rows of ${name}: their digest differs`);
}
function namesOf(first, second) {
    return [...new Set([...Object.keys(first), ...Object.keys(second)])];
}


/***/ }),

/***/ 68090:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ decoded)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(46466);


async function decoded(stored, decoders, read) {
    const dump = new node_stream__WEBPACK_IMPORTED_MODULE_0__.PassThrough();
    const broke = [];
    const flow = (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_1__.pipeline)([stored, ...decoders, dump]).catch((error) => {
        broke.push(error);
    });
    try {
        const answer = await read(dump);
        dump.resume();
        await flow;
        if (broke.length > 0)
            throw broke[0];
        return answer;
    }
    catch (error) {
        dump.destroy();
        await flow;
        throw causeOf(broke, error);
    }
}
function causeOf(broke, error) {
    const [first] = broke;
    const isReaders = first === undefined || first.code === "ERR_STREAM_PREMATURE_CLOSE";
    return isReaders ? error : first;
}


/***/ }),

/***/ 69452:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S3: () => (/* binding */ itemsOf),
/* harmony export */   SE: () => (/* binding */ chooseSet),
/* harmony export */   T: () => (/* binding */ storedSets),
/* harmony export */   VN: () => (/* binding */ newestOfEach),
/* harmony export */   nd: () => (/* binding */ holdsProof)
/* harmony export */ });
/* harmony import */ var _core_backup_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(10240);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);


async function storedSets(steps, { application, environment }, { log }) {
    const stores = storesOf(steps);
    const sets = new Map();
    const places = new Map();
    for (const store of stores) {
        const found = await store.list((problem) => log.warn(`A backup in ${store.location} is passed over: ${problem}`));
        for (const set of found) {
            if (set.application !== application || set.environment !== environment)
                continue;
            sets.set(set.name, set);
            places.set(set.name, (places.get(set.name) ?? new Set()).add(store.location));
        }
    }
    const isWhole = ({ name, parts }) => {
        const lost = stores.find(({ location }) => parts.some(({ store }) => store === location) && !places.get(name)?.has(location));
        if (lost !== undefined)
            log.warn(`Backup ${name} is passed over: ${lost.location} does not hold its part of it`);
        return lost === undefined;
    };
    const whole = [...sets.values()].filter(isWhole);
    return whole.sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}
function newestOfEach(sets, items) {
    const chosen = new Map();
    for (const item of items) {
        const set = sets.find((candidate) => holdsProof(candidate, item));
        if (set === undefined)
            throw nothingOf(item);
        chosen.set(set, [...(chosen.get(set) ?? []), item]);
    }
    return [...chosen].map(([set, held]) => ({ set, items: held }));
}
function holdsProof({ madeBefore, parts }, item) {
    return madeBefore === undefined && parts.some((part) => part.item === item && (0,_core_backup_js__WEBPACK_IMPORTED_MODULE_1__/* .isProven */ .nn)(part.level));
}
function nothingOf(item) {
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz([{ where: "backup", what: `there is no verified backup of \`${item}\`` }], {
        hint: "Run `backup` first; `deploy-actions backups list` shows what is there.",
    });
}
function storesOf(steps) {
    return [...new Map(steps.map(({ store }) => [store.port.location, store.port])).values()];
}
function chooseSet(sets, name) {
    const found = name === "newest" ? sets.find(_core_backup_js__WEBPACK_IMPORTED_MODULE_1__/* .isReliable */ .B9) : sets.find((set) => set.name === name);
    if (found !== undefined)
        return found;
    const what = name === "newest" ? "there is no verified backup" : `there is no backup \`${name}\``;
    const known = sets.slice(0, 5).map((set) => `\`${set.name}\``);
    const hint = known.length === 0
        ? "No store of the section holds a backup of this application and environment: run `backup` first."
        : `The newest are ${known.join(", ")}; \`deploy-actions backups list\` shows all.`;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz([{ where: "backup", what }], { hint });
}
function itemsOf(set, steps, only) {
    const wanted = set.parts.filter(({ item }) => only === undefined || item === only);
    const problems = wanted.length === 0 ? [`\`${set.name}\` holds no item \`${only ?? ""}\``] : [];
    const items = wanted.flatMap((part) => {
        const step = steps.find(({ item }) => item === part.item);
        const store = storesOf(steps).find(({ location }) => location === part.store);
        if (step === undefined)
            problems.push(`\`${part.item}\` is in the backup, but no item of the section has that name`);
        if (store === undefined)
            problems.push(`\`${part.item}\` lies in \`${part.store}\`, which no item of the section names`);
        if (step !== undefined && step.database.record.name !== part.adapter) {
            problems.push(`\`${part.item}\` was a ${part.adapter} and is configured as ${step.database.record.name}`);
        }
        return step === undefined || store === undefined ? [] : [{ set, part, step, store }];
    });
    if (problems.length > 0)
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz(problems.map((what) => ({ where: "backup", what })));
    return items;
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
