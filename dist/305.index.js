export const id = 305;
export const ids = [305];
export const modules = {

/***/ 21651:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ judgeConditions),
/* harmony export */   Y: () => (/* binding */ judgeDump)
/* harmony export */ });
/* harmony import */ var _readable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3642);

const spaceFactor = 1.2;
function judgeConditions(asked, limits) {
    const { item, vitals, last } = asked;
    return named(item, [
        lagOf(vitals, limits),
        tablesOf(vitals, limits),
        bandBefore(vitals, last, limits),
        spaceOf(asked),
    ]);
}
function judgeDump({ item, dumpBytes, last }, limits) {
    const least = Math.max(1, limits.minDumpBytes ?? 1);
    if (!(dumpBytes >= least)) {
        const problem = dumpBytes > 0
            ? `the dump has ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableBytes */ .IV)(dumpBytes)}, and at least ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableBytes */ .IV)(least)} are expected: run the dump by hand and look at what it holds`
            : "the dump is empty, although every program ended well: run it by hand and look at what it prints";
        return named(item, [{ problem }]);
    }
    return named(item, [bandOf("the dump has", dumpBytes, last?.dumpBytes, limits)]);
}
function named(item, findings) {
    return {
        problems: findings.flatMap((found) => (found !== null && "problem" in found ? [`${item}: ${found.problem}`] : [])),
        notes: findings.flatMap((found) => (found !== null && "note" in found ? [`${item}: ${found.note}`] : [])),
    };
}
function lagOf({ replicationLag }, { maxReplicationLag }) {
    if (replicationLag === null || maxReplicationLag === null || maxReplicationLag === undefined)
        return null;
    if (!Number.isFinite(replicationLag) || replicationLag < 0) {
        return {
            problem: "it is a replica, and nobody can tell how far it is behind: set its replication going again, or back up from the primary",
        };
    }
    if (replicationLag <= maxReplicationLag)
        return null;
    const lag = `the replica is ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(replicationLag)} behind, and ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableSpan */ .nz)(maxReplicationLag)} are allowed`;
    return { problem: `${lag}: wait until it has caught up, back up from the primary, or raise \`max-replication-lag\`` };
}
function tablesOf({ tables }, { minTables }) {
    if (minTables === null || minTables === undefined || tables >= minTables)
        return null;
    const count = Number.isFinite(tables) ? `it holds ${tables} tables` : "nobody can tell how many tables it holds";
    return {
        problem: `${count}, and at least ${minTables} are expected: look whether the address is the right one, or lower \`min-tables\``,
    };
}
function spaceOf({ last, freeSpace }) {
    if (freeSpace === null)
        return { note: "nobody can tell how much space is free in the store; it was not looked at" };
    if (last === null)
        return { note: "there is no verified backup yet that says how much space one takes" };
    const needed = Math.ceil(last.bytes * spaceFactor);
    if (freeSpace >= needed)
        return null;
    const free = Number.isFinite(freeSpace) ? `${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableBytes */ .IV)(freeSpace)} are free` : "nobody can tell what is free";
    return {
        problem: `${free} in the store, and ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableBytes */ .IV)(needed)} are needed (${spaceFactor} times the last backup): make room there, or keep fewer backups`,
    };
}
function bandBefore({ bytes }, last, limits) {
    if (limits.sizeBand === null || limits.sizeBand === undefined)
        return null;
    if (last === null)
        return { note: "there is no verified backup yet to compare its size with" };
    if (last.databaseBytes === undefined)
        return { note: "only the size of its dump can be compared, once it is made" };
    return bandOf("the database takes", bytes, last.databaseBytes, limits);
}
function bandOf(what, bytes, before, { sizeBand }) {
    if (sizeBand === null || sizeBand === undefined || before === undefined || bytes === before)
        return null;
    if (!Number.isFinite(bytes))
        return { problem: `nobody can tell its size, and \`size-band\` is set: look at the database` };
    const change = before === 0 ? Number.POSITIVE_INFINITY : ((bytes - before) * 100) / before;
    if (Math.abs(change) <= sizeBand)
        return null;
    const percent = Number.isFinite(change) ? `${roundUp(Math.abs(change), sizeBand)} % ` : "";
    const remedy = change < 0
        ? "look whether data is missing or the address is another database's"
        : "look what has grown, and whether the store has room for it";
    return {
        problem: `${what} ${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableBytes */ .IV)(bytes)}, ${percent}${change < 0 ? "less" : "more"} than at the last verified backup (${(0,_readable_js__WEBPACK_IMPORTED_MODULE_0__/* .readableBytes */ .IV)(before)}), and ${sizeBand} % are allowed: ${remedy}; where it is right, widen \`size-band\` for one run`,
    };
}
function roundUp(change, allowed) {
    const whole = Math.round(change);
    return whole > allowed ? whole : Math.ceil(change * 10) / 10;
}


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

/***/ 15305:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  v: () => (/* binding */ backUp)
});

// EXTERNAL MODULE: ./tmp/build/core/backup.js
var backup = __webpack_require__(10240);
;// CONCATENATED MODULE: ./tmp/build/core/backup-names.js
function setName(about) {
    const stamp = new Date(about.at).toISOString().replace(/[-:.]/g, "");
    return [about.application, about.environment, stamp, about.commit.slice(0, 8)].map(plain).join("_");
}
function fileName(items, item, extension) {
    const names = items.map(plain);
    const at = items.indexOf(item);
    const name = names[at] ?? "";
    const isOwn = names.indexOf(name) === names.lastIndexOf(name) && /[a-z0-9]/.test(name);
    return `${isOwn ? name : `item-${at + 1}`}.${extension}`;
}
function plain(text) {
    return text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/check-beforehand.js
var check_beforehand = __webpack_require__(60547);
// EXTERNAL MODULE: ./tmp/build/stages/commands.js + 1 modules
var commands = __webpack_require__(39277);
// EXTERNAL MODULE: ./tmp/build/stages/prove-part.js
var prove_part = __webpack_require__(98502);
// EXTERNAL MODULE: ./tmp/build/stages/prune-backups.js + 2 modules
var prune_backups = __webpack_require__(79360);
// EXTERNAL MODULE: ./tmp/build/stages/session.js + 2 modules
var stages_session = __webpack_require__(22549);
;// CONCATENATED MODULE: ./tmp/build/stages/shelves.js
function storesOf(steps) {
    return [...new Map(steps.map(({ store }) => [store.port.location, store])).values()];
}
async function stageAll(context, stores, name) {
    const shelves = [];
    try {
        for (const store of stores)
            shelves.push({ store, set: await store.port.stage(name) });
        return shelves;
    }
    catch (error) {
        await discardAll(context, shelves);
        throw error;
    }
}
async function discardAll({ effects }, shelves) {
    for (const { set } of shelves) {
        await set.discard().catch((second) => effects.log.warn(`Staging could not be removed: ${second}`));
    }
}
async function publishAll({ effects }, shelves, manifest) {
    const locations = [];
    try {
        for (const { set } of shelves)
            locations.push((await set.publish(manifest)).location);
        return locations;
    }
    catch (error) {
        for (const { store } of shelves.slice(0, locations.length)) {
            await store.port.remove(manifest.name).catch((second) => {
                effects.log.warn(`${manifest.name} is half there and could not be removed from ${store.port.location}: ${second}`);
            });
        }
        throw error;
    }
}

;// CONCATENATED MODULE: ./tmp/build/stages/side-by-side.js
async function sideBySide(jobs, { limit, signal }, work) {
    const stop = new AbortController();
    const part = AbortSignal.any([signal, stop.signal]);
    const results = [];
    const failures = [];
    let next = 0;
    const take = async () => {
        while (next < jobs.length && failures.length === 0) {
            const at = next++;
            try {
                results[at] = await work(jobs[at], part);
            }
            catch (error) {
                failures.push(error);
                stop.abort(error);
            }
        }
    };
    await Promise.all(Array.from({ length: Math.max(1, limit) }, take));
    if (failures.length > 0)
        throw failures[0];
    return results;
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./tmp/build/core/backup-conditions.js
var backup_conditions = __webpack_require__(21651);
// EXTERNAL MODULE: ./tmp/build/stages/digest.js
var digest = __webpack_require__(37430);
// EXTERNAL MODULE: ./tmp/build/stages/flow.js
var flow = __webpack_require__(74110);
;// CONCATENATED MODULE: ./tmp/build/stages/write-part.js






async function writePart(context, step, set, how) {
    try {
        return await writeOnce(context, step, set, how);
    }
    catch (error) {
        if (!isWorthAnotherTry(error) || context.session.signal.aborted)
            throw error;
        context.effects.log.warn(`${step.item}: ${context.effects.redact(error.message)}; dump it once more`);
        return writeOnce(context, step, set, how);
    }
}
function isWorthAnotherTry(error) {
    return error.isWorthAnotherTry === true;
}
async function writeOnce(context, step, set, { nameOf, last }) {
    const { effects, session } = context;
    const { signal } = session;
    const started = effects.monotonic();
    const codec = await step.openCodec();
    const dump = await step.database.port.dump({ hashRows: step.verify === "rows", signal });
    const file = nameOf(step, `${dump.extension}${codec.extension}`);
    const staged = await set.part(file).catch((error) => {
        dump.body.destroy();
        throw error;
    });
    const { counter, done } = (0,digest/* digestStream */.N)();
    const progress = progressStream(context, step.item);
    await (0,flow/* flow */.L)([dump.body, progress.counter, ...codec.encode(), counter, staged.write], signal);
    const facts = await dump.facts();
    refuseStrange(context, step, { item: step.item, dumpBytes: progress.bytes(), last });
    for (const orphans of facts.orphans)
        effects.log.warn(`Database: ${orphans}; the backup has them as well`);
    const took = Math.round(effects.monotonic() - started);
    return { file, staged, codec, facts, ...done(), dumpBytes: progress.bytes(), took, last };
}
function refuseStrange({ effects }, step, dump) {
    const { problems, notes } = (0,backup_conditions/* judgeDump */.Y)(dump, step.limits);
    for (const note of notes)
        effects.log.info(note);
    if (problems.length === 0)
        return;
    throw new errors/* AbortedError */.oM(problems.join("; "), { hint: "The dump was thrown away; earlier backups are untouched." });
}
const progressEvery = 30_000;
function progressStream({ effects }, item) {
    let bytes = 0;
    let told = effects.monotonic();
    const counter = new external_node_stream_.Transform({
        transform(chunk, _encoding, next) {
            bytes += chunk.length;
            const now = effects.monotonic();
            if (now - told >= progressEvery) {
                told = now;
                effects.log.info(`Dump ${item}: ${(0,readable/* readableBytes */.IV)(bytes)} so far`);
            }
            next(null, chunk);
        },
    });
    return { counter, bytes: () => bytes };
}

;// CONCATENATED MODULE: ./tmp/build/stages/back-up.js












async function backUp(context, steps, madeBefore) {
    const { session, effects } = context;
    const looked = await (0,check_beforehand/* checkBeforehand */.j)(context, steps);
    const name = setName({ ...context, at: effects.now(), commit: commitOf(context) });
    const items = steps.map(({ item }) => item);
    const stores = storesOf(steps);
    const to = stores.map(({ port }) => port.location).join(", ");
    const intent = {
        doing: `Back up ${looked.map(({ identity }) => `${identity.engine} ${identity.name}`).join(", ")} to ${to}`,
        deed: "backup",
        item: items.length === 1 ? (items[0] ?? null) : null,
        asked: { name, items, stores: stores.map(({ record }) => record.name) },
    };
    const copies = [];
    try {
        const result = await session.mutate(intent, async () => {
            const shelves = await stageAll(context, stores, name);
            try {
                const parts = await makeParts(context, steps, { looked, shelves, copies });
                const manifest = manifestOf(context, name, parts, madeBefore);
                return told(context, manifest, await publishAll(context, shelves, manifest));
            }
            catch (error) {
                await discardAll(context, shelves);
                throw error;
            }
        });
        await (0,prune_backups/* pruneBackups */.A)(context, steps);
        return { ...result, copies };
    }
    catch (error) {
        for (const { scratch } of copies)
            await (0,prove_part/* dispose */.A)(context, scratch);
        if (error instanceof errors/* CancelledError */.cc)
            error.message += "; no backup was published, earlier ones are untouched";
        throw error;
    }
}
const proving = {
    size: "look at its size alone",
    checksum: "read it back",
    structure: "decode it and read it to its end",
    restored: "restore it elsewhere and compare every count",
    rows: "restore it elsewhere and compare every count and every row's digest",
};
async function makeParts(context, steps, shop) {
    const { session, effects } = context;
    const limit = Math.min(...steps.map(({ parallel }) => parallel));
    const items = steps.map(({ item }) => item);
    const nameOf = ({ item }, extension) => fileName(items, item, extension);
    return sideBySide(steps, { limit, signal: session.signal }, async (step, signal) => {
        const part = { ...context, session: (0,stages_session/* stoppedBy */.$)(session, effects, signal) };
        const shelf = shop.shelves.find(({ store }) => store.port.location === step.store.port.location);
        const looked = shop.looked[steps.indexOf(step)];
        if (shelf === undefined || looked === undefined)
            throw new Error(`${step.item} has no store or was not looked at`);
        return (0,commands/* withHooks */.T)(part, `backup ${step.item}`, step.hooks, async (limited) => {
            const written = await writePart(limited, step, shelf.set, { nameOf, last: looked.last });
            effects.log.info(`Prove ${step.item}: ${(0,readable/* readableBytes */.IV)(written.bytes)} in the store; ${proving[step.verify]}`);
            const proof = await (0,prove_part/* provePart */.g)(limited, step, written);
            if (proof.copy !== null)
                shop.copies.push({ item: step.item, scratch: proof.copy });
            return partOf(step, looked, written, proof);
        });
    });
}
function partOf(step, { identity, vitals }, written, proof) {
    const { file, codec, facts, bytes, sha256, dumpBytes } = written;
    const { compression, encryption } = codec;
    const { level, fingerprint } = proof;
    return {
        item: step.item,
        adapter: step.database.record.name,
        database: identity,
        file,
        store: step.store.port.location,
        bytes,
        sha256,
        dumpBytes,
        databaseBytes: Math.round(vitals.bytes),
        compression,
        encryption,
        level,
        facts,
        fingerprint,
        took: { dump: written.took, ...proof.took },
    };
}
function manifestOf(context, name, parts, madeBefore) {
    const { effects, application, environment } = context;
    const createdAt = new Date(effects.now()).toISOString();
    const level = (0,backup/* weakest */.hB)(parts.map((part) => part.level));
    const why = madeBefore === undefined ? {} : { madeBefore };
    return { format: 2, name, createdAt, application, environment, commit: commitOf(context), level, ...why, parts };
}
function told({ effects }, manifest, locations) {
    const { name, level, parts } = manifest;
    const sum = (count) => parts.reduce((total, part) => total + count(part), 0);
    const rows = sum(({ facts }) => Object.values(facts.tables).reduce((total, count) => total + count, 0));
    const tables = sum(({ facts }) => Object.keys(facts.tables).length);
    const restoreTook = sum(({ took }) => took.restore + took.census);
    const verified = (0,backup/* isProven */.nn)(level);
    effects.log.info(verified
        ? `Backup ${name} is proven: ${tables} tables, ${rows} rows equal after a restore of ${restoreTook} ms`
        : `Backup ${name} is written and NOT proven: only \`${level}\` was asked for, nobody has restored it`);
    const items = parts.map(({ item }) => item);
    const bytes = sum((part) => part.bytes);
    return { name, locations, location: locations[0] ?? "", level, verified, items, bytes, rows, restoreTook };
}
function commitOf({ session, commit }) {
    return commit ?? session.release?.commit ?? "";
}


/***/ }),

/***/ 60547:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ checkBeforehand)
/* harmony export */ });
/* harmony import */ var _core_backup_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(10240);
/* harmony import */ var _core_backup_conditions_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(21651);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13134);
/* harmony import */ var _ask_all_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(71339);




async function checkBeforehand(context, steps) {
    const looks = await (0,_ask_all_js__WEBPACK_IMPORTED_MODULE_2__/* .askAll */ .p)(steps.map((step) => () => {
        context.effects.log.info(`Look at ${step.item} before it is backed up`);
        return lookAt(context, step).catch((error) => ofItem(error, step, steps));
    }));
    const problems = looks.flatMap((look) => look.problems);
    for (const note of looks.flatMap((look) => look.notes))
        context.effects.log.info(note);
    if (problems.length === 0)
        return looks;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .RefusedError */ .fk(`nothing is backed up: ${problems.join("; ")}`, {
        hint: "Nothing was touched. Where the change is right (a table was dropped, much was deleted), widen the limit for one run, or leave it out.",
    });
}
function ofItem(error, { item }, { length }) {
    if (error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ActionError */ .lZ && !(error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz) && length > 1) {
        error.message = `${item}: ${error.message}`;
    }
    throw error;
}
async function lookAt({ application, environment, session }, step) {
    const identity = await step.database.port.identity();
    const vitals = await step.database.port.vitals();
    session.signal.throwIfAborted();
    if (step.method === "dump")
        await step.openCodec();
    const own = { application, environment };
    const [last, free] = step.method === "dump" ? [await lastProven(step, own), await step.store.port.freeSpace()] : [null, null];
    return {
        identity,
        vitals,
        last,
        ...(0,_core_backup_conditions_js__WEBPACK_IMPORTED_MODULE_0__/* .judgeConditions */ .U)({ item: step.item, vitals, last, freeSpace: free }, step.limits),
    };
}
async function lastProven({ item, store }, own) {
    const sets = await store.port.list(() => undefined);
    const ours = sets.filter(({ application, environment, madeBefore }) => application === own.application && environment === own.environment && madeBefore === undefined);
    const parts = ours.flatMap(({ parts }) => parts.filter((part) => part.item === item && (0,_core_backup_js__WEBPACK_IMPORTED_MODULE_3__/* .isProven */ .nn)(part.level)));
    return parts[0] ?? null;
}


/***/ }),

/***/ 39277:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  T: () => (/* binding */ withHooks),
  S: () => (/* binding */ withHooksAround)
});

// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/session.js + 2 modules
var stages_session = __webpack_require__(22549);
;// CONCATENATED MODULE: ./tmp/build/stages/time-limit.js


async function withinTime(context, section, limit, work) {
    if (limit === undefined)
        return work(context);
    const { session, effects } = context;
    const [out, done] = [new AbortController(), new AbortController()];
    const late = new errors/* TimeoutError */.MU(`${section} was stopped, because it took longer than its \`time-limit\` of ${told(limit)}`, {
        hint: "Find out what it waited for, or give it more time.",
    });
    const clock = effects.sleep(limit, done.signal).then(() => out.abort(late), () => undefined);
    const signal = AbortSignal.any([session.signal, out.signal]);
    try {
        return await work({ ...context, session: (0,stages_session/* stoppedBy */.$)(session, effects, signal) });
    }
    catch (error) {
        throw out.signal.aborted && signal.reason === late ? restated(late, error) : error;
    }
    finally {
        done.abort();
        await clock;
    }
}
function restated(late, error) {
    if (error === late || !(error instanceof errors/* ActionError */.lZ))
        return error;
    const hint = [late.hint, error.hint].filter((line) => line !== undefined).join("\n");
    return new errors/* TimeoutError */.MU(`${late.message}: ${error.message}`, { hint, cause: error });
}
function told(limit) {
    return limit % 1000 === 0 ? `${limit / 1000} s` : `${limit} ms`;
}

;// CONCATENATED MODULE: ./tmp/build/stages/commands.js


async function withHooks(context, section, hooks, stage) {
    return withinTime(context, section, hooks.timeLimit, async (limited) => {
        await runCommands(limited, `${section} before`, hooks.before);
        const result = await stage(limited);
        await runCommands(limited, `${section} after`, hooks.after);
        return result;
    });
}
async function withHooksAround(context, section, hooks, stage) {
    const limited = (when) => withinTime(context, section, hooks.timeLimit, (part) => runCommands(part, `${section} ${when}`, hooks[when]));
    await limited("before").catch((error) => {
        if (!(error instanceof errors/* TimeoutError */.MU))
            throw error;
        context.effects.log.warn(`${error.message}; the ${section} begins without it`);
    });
    const result = await stage();
    await limited("after");
    return result;
}
async function runCommands(context, item, commands) {
    const { effects, session } = context;
    for (const words of commands) {
        const doing = `Run ${words[0]} (${item})`;
        const asked = { words: words.length === 1 ? [words[0]] : [words[0], `(${words.length - 1} arguments)`] };
        await session.mutate({ doing, deed: "command", item, asked }, async () => {
            const { code, stdout, stderr } = await effects.exec.run(words, { cwd: effects.folder, signal: session.signal });
            if (stdout + stderr !== "")
                effects.log.detail(`${words[0]} (${item})`, stdout + stderr);
            return { code };
        });
    }
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

/***/ 74110:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ flow)
/* harmony export */ });
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(46466);

async function flow(streams, signal) {
    try {
        await (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_0__.pipeline)([...streams], { signal });
    }
    catch (error) {
        throw signal.aborted && error.name === "AbortError" ? signal.reason : error;
    }
}


/***/ }),

/***/ 98502:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ dispose),
/* harmony export */   g: () => (/* binding */ provePart)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var _core_facts_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(41039);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13134);
/* harmony import */ var _decoded_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(68090);
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(37430);
/* harmony import */ var _flow_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(74110);






const nothing = { fingerprint: "", took: { inspect: 0, restore: 0, census: 0 }, copy: null };
async function provePart(context, step, part) {
    const { verify } = step;
    if (verify === "size")
        return { ...nothing, level: verify };
    if (verify === "checksum") {
        await checkDigest(context, step, part);
        return { ...nothing, level: verify };
    }
    if (verify === "structure") {
        const inspect = await timed(context, async () => inspectPart(context, step, part));
        return { ...nothing, took: { ...nothing.took, inspect }, level: verify };
    }
    return restorePart(context, step, part);
}
async function checkDigest({ session }, { item }, part) {
    const { counter, done } = (0,_digest_js__WEBPACK_IMPORTED_MODULE_3__/* .digestStream */ .N)();
    const sink = new node_stream__WEBPACK_IMPORTED_MODULE_0__.Writable({ write: (_chunk, _encoding, next) => next() });
    await (0,_flow_js__WEBPACK_IMPORTED_MODULE_4__/* .flow */ .L)([await part.staged.read(), counter, sink], session.signal);
    const { bytes, sha256 } = done();
    if (bytes === part.bytes && sha256 === part.sha256)
        return;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .AbortedError */ .oM(`the store does not hold what was sent to it for ${item}: ${bytes} bytes, sha256 ${sha256}`, {
        hint: "The backup was thrown away; earlier backups are untouched. Look at the store, then make it again.",
    });
}
async function inspectPart({ session }, { database }, part) {
    await (0,_decoded_js__WEBPACK_IMPORTED_MODULE_2__/* .decoded */ .D)(await part.staged.read(), part.codec.decode(), (body) => database.port.inspect(body, session.signal));
}
async function restorePart(context, step, part) {
    const { signal } = context.session;
    const database = step.database.port;
    const scratch = await database.openScratch({ isKept: step.copy.isKept, signal });
    let isHandedOn = false;
    try {
        const restore = await timed(context, async () => {
            const body = await part.staged.read();
            await (0,_decoded_js__WEBPACK_IMPORTED_MODULE_2__/* .decoded */ .D)(body, part.codec.decode(), (dump) => database.restore(dump, scratch, signal));
        });
        const counted = { facts: part.facts, fingerprint: "" };
        const census = await timed(context, async () => {
            counted.facts = await database.census(scratch, { hashRows: step.verify === "rows", signal });
            refuseDifferences(context, step, part, counted.facts);
            counted.fingerprint = await database.fingerprint(scratch);
        });
        if (step.copy.isKept)
            await hide(database, scratch, step);
        isHandedOn = step.copy.isKept;
        const took = { inspect: 0, restore, census };
        if (!isHandedOn)
            await scratch[Symbol.asyncDispose]();
        return { level: step.verify, fingerprint: counted.fingerprint, took, copy: isHandedOn ? scratch : null };
    }
    catch (error) {
        await dispose(context, scratch);
        throw error;
    }
}
async function dispose({ effects }, scratch) {
    try {
        await scratch[Symbol.asyncDispose]();
    }
    catch (second) {
        effects.log.warn(`The copy ${scratch.name} could not be removed: ${effects.redact(String(second))}`);
    }
}
async function hide(database, scratch, { copy }) {
    if (copy.mask.length > 0)
        await database.mask?.(scratch, copy.mask);
}
function refuseDifferences(context, step, part, copy) {
    const isEmpty = !hasTables(part.facts) && !mayBeEmpty(context, step, part);
    const differences = [...(0,_core_facts_js__WEBPACK_IMPORTED_MODULE_5__/* .compareFacts */ .n)(part.facts, copy), ...(isEmpty ? ["the database holds no table at all"] : [])];
    if (differences.length === 0)
        return;
    const where = isEmpty
        ? "Look at its address, and at who has emptied it. While it may be empty, take it out of the section."
        : "Look at the disk and at the database's own integrity check.";
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .AbortedError */ .oM(`the backup is not equal to the database: ${differences.join("; ")}`, {
        hint: `The backup was thrown away; earlier backups are untouched. ${where}`,
    });
}
function mayBeEmpty({ session }, { limits }, { last }) {
    if (limits.mayBeEmpty === true)
        return true;
    const { live, open } = session.state;
    return live === null && open !== null && (last === null || !hasTables(last.facts));
}
function hasTables({ tables }) {
    return Object.keys(tables).length > 0;
}
async function timed({ effects }, work) {
    const started = effects.monotonic();
    await work();
    return Math.round(effects.monotonic() - started);
}


/***/ }),

/***/ 79360:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  e: () => (/* binding */ protectedSets),
  A: () => (/* binding */ pruneBackups)
});

// EXTERNAL MODULE: ./tmp/build/core/backup.js
var backup = __webpack_require__(10240);
;// CONCATENATED MODULE: ./tmp/build/core/periods.js
const day = 86_400_000;
const periods = [
    { rule: "daily", name: "day", keyOf: (at) => isoDate(at) },
    { rule: "weekly", name: "week", keyOf: isoWeek },
    { rule: "monthly", name: "month", keyOf: (at) => isoDate(at).slice(0, 7) },
    { rule: "yearly", name: "year", keyOf: (at) => isoDate(at).slice(0, 4) },
];
function isoWeek(at) {
    const weekday = (new Date(at).getUTCDay() + 6) % 7;
    const thursday = new Date(at + (3 - weekday) * day);
    const year = thursday.getUTCFullYear();
    const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / day / 7) + 1;
    return `${year}-W${String(week).padStart(2, "0")}`;
}
function isoDate(at) {
    return new Date(at).toISOString().slice(0, 10);
}

// EXTERNAL MODULE: ./tmp/build/core/readable.js
var readable = __webpack_require__(3642);
;// CONCATENATED MODULE: ./tmp/build/core/retention.js



function hasRules(rules) {
    return Object.values(rules).some((rule) => rule !== undefined);
}
function decideRetention(asked) {
    const { own, now, rules } = asked;
    const ours = asked.sets
        .filter(({ application, environment }) => application === own.application && environment === own.environment)
        .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || (a.name < b.name ? 1 : -1));
    const refusals = [...brokenRules(rules), ...brokenClocks(ours, now)];
    const reasons = refusals.length > 0 ? new Map() : reasonsToKeep(ours, asked);
    const judged = ours.map((set) => {
        const { name, createdAt } = set;
        const found = reasons.get(set) ?? [];
        if (refusals.length > 0)
            return { name, createdAt, stays: true, why: "nothing is removed now" };
        if (found.length > 0)
            return { name, createdAt, stays: true, why: found.join(", ") };
        const kind = (0,backup/* isProven */.nn)(set.level) ? "" : ", and it is not verified";
        const age = (0,readable/* readableSpan */.nz)(now - Date.parse(createdAt));
        return { name, createdAt, stays: false, why: `no rule keeps it: it is ${age} old${kind}` };
    });
    const told = (stays) => judged.filter((one) => one.stays === stays).map(({ name, createdAt, why }) => ({ name, createdAt, why }));
    return { keep: told(true), remove: told(false).reverse(), refusals };
}
function reasonsToKeep(ours, asked) {
    const reasons = new Map();
    const add = (sets, why) => {
        for (const set of sets) {
            reasons.set(set, [...(reasons.get(set) ?? []), typeof why === "string" ? why : why(set)]);
        }
    };
    if (!hasRules(asked.rules)) {
        add(ours, "no rule removes anything");
        return reasons;
    }
    add(ours.slice(0, 1), "the newest");
    for (const item of itemsOf(ours)) {
        const of = item === wholeSet ? "" : ` of ${item}`;
        add(ours.filter((set) => isProvenIn(set, item)).slice(0, 1), `the last verified backup${of}`);
    }
    const { protectedNames = [] } = asked;
    add(ours.filter(({ name }) => protectedNames.includes(name)), "an open or live release goes back to it");
    for (const { sets, why } of keptByRules(ours, asked))
        add(sets, why);
    return reasons;
}
function keptByRules(ours, { rules, now }) {
    const { keep, keepLast } = rules;
    const proven = ours.filter(backup/* isReliable */.B9);
    return [
        ...(keep === undefined
            ? []
            : [
                {
                    sets: ours.filter(({ createdAt }) => now - Date.parse(createdAt) <= keep),
                    why: `younger than ${(0,readable/* readableSpan */.nz)(keep)}`,
                },
            ]),
        ...(keepLast === undefined
            ? []
            : [
                {
                    sets: ours.filter((set, i) => ((0,backup/* isReliable */.B9)(set) ? proven.indexOf(set) : i) < keepLast),
                    why: `one of the last ${keepLast}`,
                },
            ]),
        ...periods.map(({ rule, name, keyOf }) => ({
            sets: newestOfEach(proven, keyOf).slice(0, rules[rule] ?? 0),
            why: ({ createdAt }) => `the newest of its ${name} (${keyOf(Date.parse(createdAt))})`,
        })),
    ];
}
function newestOfEach(newestFirst, keyOf) {
    const seen = new Set();
    return newestFirst.filter(({ createdAt }) => {
        const key = keyOf(Date.parse(createdAt));
        const isFirst = !seen.has(key);
        seen.add(key);
        return isFirst;
    });
}
const wholeSet = Symbol("whole set");
function itemsOf(sets) {
    return [wholeSet, ...new Set(sets.flatMap(({ parts = [] }) => parts.map(({ item }) => item)))];
}
function isProvenIn({ level, madeBefore, parts = [] }, item) {
    if (madeBefore !== undefined)
        return false;
    return item === wholeSet ? (0,backup/* isProven */.nn)(level) : parts.some((part) => part.item === item && (0,backup/* isProven */.nn)(part.level));
}
function brokenRules(rules) {
    return Object.entries(rules)
        .filter(([, rule]) => rule !== undefined && !(rule >= 0))
        .map(([name, rule]) => `the rule \`${name}\` is ${rule}, which is no number of anything: correct it`);
}
function brokenClocks(newestFirst, now) {
    const undated = newestFirst.filter(({ createdAt }) => Number.isNaN(Date.parse(createdAt)));
    if (undated.length > 0) {
        return undated.map(({ name, createdAt }) => `\`${name}\` has no date (${createdAt}): look at its manifest`);
    }
    const [newest] = newestFirst;
    if (newest === undefined)
        return [];
    const ahead = Date.parse(newest.createdAt) - now;
    if (ahead <= 0)
        return [];
    return [
        `clock jump: \`${newest.name}\` was made at ${newest.createdAt}, ${(0,readable/* readableSpan */.nz)(ahead)} after what the clock of this machine shows. Set the clocks right; if it was the other machine's, remove that backup by hand`,
    ];
}

// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
;// CONCATENATED MODULE: ./tmp/build/stages/prune-backups.js


async function pruneBackups(context, steps) {
    const removed = [];
    const stores = new Map(steps.map(({ store }) => [store.port.location, store.port]));
    for (const store of stores.values()) {
        const rules = steps.filter((step) => step.store.port.location === store.location).map((step) => step.retention);
        if (rules.every(hasRules))
            removed.push(...(await pruneStore(context, store, rules).catch(restated)));
    }
    return removed;
}
function protectedSets({ open, live }) {
    return [open, live].flatMap((release) => release?.backupSets ?? []);
}
function restated(error) {
    if (error instanceof errors/* ActionError */.lZ) {
        error.message = `the new backup is there, but old ones could not be removed: ${error.message}`;
    }
    throw error;
}
async function pruneStore(context, store, wanted) {
    const { session, effects, application, environment } = context;
    const sets = await store.list();
    const asked = { sets, own: { application, environment }, now: effects.now() };
    const protectedNames = protectedSets(session.state);
    const decisions = wanted.map((rules) => decideRetention({ ...asked, rules, protectedNames }));
    const refusals = new Set(decisions.flatMap((decision) => decision.refusals));
    for (const refusal of refusals)
        effects.log.warn(`No old backup is removed: ${refusal}`);
    const kept = new Set(decisions.flatMap(({ keep }) => keep.map(({ name }) => name)));
    const names = (decisions[0]?.remove ?? []).map(({ name }) => name).filter((name) => !kept.has(name));
    if (names.length === 0)
        return [];
    const intent = {
        doing: `Remove ${names.length} old backups from ${store.location}; ${kept.size} stay`,
        deed: "prune",
        asked: { names, location: store.location },
    };
    await session.mutate(intent, async () => {
        for (const name of names) {
            session.signal.throwIfAborted();
            await store.remove(name);
        }
        const left = new Set((await store.list()).map(({ name }) => name));
        return { removed: names.filter((name) => !left.has(name)) };
    });
    return names;
}


/***/ })

};
