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
/* harmony import */ var _sections_backup_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(97312);
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
