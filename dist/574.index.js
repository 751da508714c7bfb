export const id = 574;
export const ids = [574];
export const modules = {

/***/ 3574:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  backfillCommand: () => (/* binding */ backfillCommand)
});

// EXTERNAL MODULE: ./tmp/build/core/backfill.js
var backfill = __webpack_require__(85936);
// EXTERNAL MODULE: ./tmp/build/core/evolution.js
var core_evolution = __webpack_require__(95741);
// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/kit/fields.js
var fields = __webpack_require__(42356);
// EXTERNAL MODULE: ./tmp/build/kit/nearest.js
var nearest = __webpack_require__(67387);
;// CONCATENATED MODULE: ./tmp/build/core/backfill/statements.js
function nextBatch({ item, dialect, kind }, cursor, size) {
    const key = quoteName(dialect, item.key);
    const table = quoteName(dialect, item.table);
    const after = cursor === null ? "" : ` WHERE ${key} > ${cursor}`;
    const keys = `SELECT ${key} AS batch_key FROM ${table}${after} ORDER BY ${key} LIMIT ${size}`;
    const last = `SELECT batch_key FROM (${keys}) AS batch_keys ORDER BY batch_key DESC LIMIT 1`;
    const range = [
        ...(cursor === null ? [] : [`${key} > ${cursor}`]),
        `${key} <= batch_end.batch_key`,
        `(${item.where})`,
    ];
    const count = `SELECT count(*) FROM ${table} WHERE ${range.join(" AND ")}`;
    return `SELECT ${literal(dialect, kind, "batch_end.batch_key")}, (${count}) FROM (${last}) AS batch_end`;
}
function updateBatch(sql, cursor, last) {
    const { item, dialect } = sql;
    return `UPDATE ${quoteName(dialect, item.table)} SET ${item.set} WHERE ${range(sql, cursor, last)}`;
}
function countBatch(sql, cursor, last) {
    return `SELECT count(*) FROM ${quoteName(sql.dialect, sql.item.table)} WHERE ${range(sql, cursor, last)}`;
}
function countLeft({ item, dialect }) {
    return `SELECT count(*) FROM ${quoteName(dialect, item.table)} WHERE (${item.where})`;
}
function range({ item, dialect }, cursor, last) {
    const key = quoteName(dialect, item.key);
    const after = cursor === null ? "" : `${key} > ${cursor} AND `;
    return `${after}${key} <= ${last} AND (${item.where})`;
}
function keyKindQuery(item, dialect) {
    if (!isMysql(dialect))
        return null;
    const [table = "", schema] = item.table.split(".").reverse();
    const within = schema === undefined ? "DATABASE()" : quoteText(schema);
    return `SELECT data_type FROM information_schema.columns WHERE table_schema = ${within} AND table_name = ${quoteText(table)} AND column_name = ${quoteText(item.key)}`;
}
function keyKindOf(type) {
    const name = type.toLowerCase();
    if (/^(float|double|json|bit|geometry|point|enum|set)/.test(name))
        return null;
    if (/int$|^(decimal|year)$/.test(name))
        return "number";
    return /binary$|blob$/.test(name) ? "binary" : "text";
}
function replicationLagQuery(dialect) {
    if (dialect !== "postgres")
        return null;
    return "SELECT CASE WHEN bool_or(state IS NULL) THEN NULL ELSE coalesce(max(extract(epoch FROM replay_lag)) * 1000, 0) END FROM pg_stat_replication";
}
function literal(dialect, kind, expression) {
    if (dialect === "postgres")
        return `quote_literal(${expression})`;
    if (dialect === "sqlite")
        return `quote(${expression})`;
    if (kind === "number")
        return `CAST(${expression} AS CHAR)`;
    if (kind === "binary")
        return `CONCAT('X''', HEX(${expression}), '''')`;
    return `CONCAT('_utf8mb4 X''', HEX(CONVERT(${expression} USING utf8mb4)), '''')`;
}
function isLiteral(dialect, text) {
    const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
    const hex = /^(?:_utf8mb4 )?X'[0-9A-F]*'$/;
    if (isMysql(dialect))
        return number.test(text) || hex.test(text);
    if (dialect === "sqlite")
        return number.test(text) || hex.test(text) || /^'(?:[^']|'')*'$/.test(text);
    return /^'(?:[^'\\]|'')*'$|^E'(?:[^'\\]|''|\\\\)*'$/.test(text);
}
function quoteName(dialect, name) {
    const mark = isMysql(dialect) ? "`" : '"';
    return name
        .split(".")
        .map((part) => `${mark}${part.replaceAll(mark, mark + mark)}${mark}`)
        .join(".");
}
function quoteText(text) {
    return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
function isMysql(dialect) {
    return dialect === "mysql" || dialect === "mariadb";
}

;// CONCATENATED MODULE: ./tmp/build/stages/backfill-refusals.js



function refuseFragments(item, { dialect }) {
    const isMysql = dialect === "mysql" || dialect === "mariadb";
    const problems = ["set", "where"].flatMap((key) => {
        const what = (0,backfill/* fragmentProblem */.O2)(item[key], isMysql);
        return what === null ? [] : [{ where: `backfill (${item.name}): ${key}`, what }];
    });
    const twice = (0,backfill/* assignmentProblem */.BN)(item.set);
    if (twice !== null)
        problems.push({ where: `backfill (${item.name}): set`, what: twice });
    if (problems.length > 0)
        throw new errors/* InputError */.dz(problems);
}
function checkedCursor({ dialect }, cursor) {
    if (cursor === null || isLiteral(dialect, cursor))
        return cursor;
    throw new errors/* RefusedError */.fk("the journal's place of the backfill is no key: somebody has changed the journal", {
        hint: "Give the backfill another name: it begins from the start then, and its condition leaves out what is done.",
    });
}
function stuck({ name, key }, last) {
    return new errors/* AbortedError */.oM(`backfill ${name} cannot go on after key ${last}: \`${key}\` does not rise, or cannot be written down`, {
        hint: "Name a column of whole numbers, text, dates or UUIDs that has a unique index.",
    });
}
function withoutEffect({ name, set, where }, rows) {
    return new errors/* AbortedError */.oM(`backfill ${name}: after \`${set}\` the condition \`${where}\` still holds for all ${rows} rows of the batch, so nobody could tell what is done`, { hint: "Write a condition that the assignment makes false, such as `new_column IS NULL`." });
}
function neverEnds({ name, where }, left) {
    return new errors/* AbortedError */.oM(`backfill ${name} is not done: \`${where}\` holds for ${left} rows again and again`, {
        hint: "The application still writes such rows. Give the column a DEFAULT or a trigger, or deploy the code that fills it; then run `backfill` again.",
    });
}
function lostLock() {
    return new errors/* AbortedError */.oM("the lock on the database was lost: its session has ended", {
        hint: "Run `backfill` again: it goes on where it stood.",
    });
}

;// CONCATENATED MODULE: ./tmp/build/stages/backfill-work.js


const patience = 30_000;
const lagPause = 2_000;
const lagLimit = 600_000;
async function openWork(effects, target, item, signal) {
    const { dialect } = target;
    const kind = await keyKind(target, item);
    const lagQuery = replicationLagQuery(dialect);
    if (item.maxReplicationLag !== undefined && lagQuery === null)
        throw blindToReplicas(item, dialect);
    const rest = (milliseconds) => effects.sleep(milliseconds, signal);
    const read = (query, timeout = patience) => target.read(query, { timeout, signal });
    return {
        sql: { item, dialect, kind },
        rest,
        async batch(query) {
            const [row] = await read(query);
            const [last, rows] = row ?? [];
            if (last === null)
                throw new errors/* InputError */.dz([{ where: `backfill (${item.name}): key`, what: "holds NULL" }]);
            return last === undefined ? null : { last: last.trim(), rows: toCount(rows) };
        },
        count: async (query, timeout) => toCount((await read(query, timeout))[0]?.[0]),
        change: (statement, limits) => target.execute([statement], limits, signal),
        async awaitReplicas() {
            const { maxReplicationLag: most } = item;
            if (most === undefined || lagQuery === null)
                return;
            for (let waited = 0;; waited += lagPause) {
                const lag = (await read(lagQuery))[0]?.[0] ?? null;
                if (lag === null)
                    throw unseenReplicas(item);
                if (Number(lag) <= most)
                    return;
                if (waited >= lagLimit)
                    throw lateReplicas(item, Number(lag));
                await rest(lagPause);
            }
        },
    };
}
async function keyKind(target, item) {
    const query = keyKindQuery(item, target.dialect);
    if (query === null)
        return "text";
    const type = (await target.read(query))[0]?.[0];
    const where = `backfill (${item.name}): key`;
    if (type == null)
        throw new errors/* InputError */.dz([{ where, what: `\`${item.table}\` has no column \`${item.key}\`` }]);
    const kind = keyKindOf(type);
    if (kind !== null)
        return kind;
    throw new errors/* InputError */.dz([{ where, what: `is a \`${type}\`, which no literal tells exactly` }], {
        hint: "Name a column of whole numbers, text, dates or UUIDs that has a unique index.",
    });
}
function toCount(cell) {
    const count = Number(cell ?? Number.NaN);
    if (Number.isSafeInteger(count))
        return count;
    throw new Error(`a count that is no number: ${cell}`);
}
function blindToReplicas({ name }, dialect) {
    const where = `backfill (${name}): max-replication-lag`;
    return new errors/* InputError */.dz([{ where, what: `cannot be watched from the primary of ${dialect}` }], {
        hint: "Leave it out, and choose a `pause` that your replicas can follow.",
    });
}
function unseenReplicas({ name }) {
    const where = `backfill (${name}): max-replication-lag`;
    return new errors/* InputError */.dz([{ where, what: "this user may not see how far replicas are behind" }], {
        hint: "`GRANT pg_monitor TO <user>`, or leave `max-replication-lag` out.",
    });
}
function lateReplicas({ name }, lag) {
    return new errors/* AbortedError */.oM(`backfill ${name} was stopped: a replica has been ${Math.round(lag / 1000)} s behind for too long`, {
        hint: "Find out what holds the replica up; then run `backfill` again: it goes on where it stood.",
    });
}

// EXTERNAL MODULE: ./tmp/build/stages/writer.js
var writer = __webpack_require__(59789);
;// CONCATENATED MODULE: ./tmp/build/stages/backfill.js
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







const noteEvery = 15_000;
async function backfill_backfill(context, target, item, options) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { session, effects } = context;
        await target.identity();
        refuseFragments(item, target);
        const digest = (0,backfill/* backfillDigest */.bQ)(item);
        const known = (0,core_evolution/* progressOf */.jA)(session.state.evolution ?? core_evolution/* emptyEvolution */.Z5, item.name, digest);
        const cursor = known === null || known.done ? null : checkedCursor(target, known.cursor);
        const work = await openWork(effects, target, item, session.signal);
        const { actor, id } = effects.run;
        const lock = __addDisposableResource(env_1, await target.lock({
            holder: `backfill ${item.name} of ${actor} (${id})`,
            wait: options.wait,
            signal: session.signal,
        }), true);
        const rows = known?.rows ?? 0;
        const from = cursor === null ? "from the start" : `from key ${cursor}`;
        const doing = `Backfill ${item.name}: set ${item.set} in ${item.table}, ${from}`;
        const asked = { table: item.table, key: item.key, digest, cursor };
        const standing = {
            cursor,
            rows,
            size: item.batch,
            round: 1,
            attempts: 0,
            isProven: false,
            notedAt: effects.monotonic(),
        };
        return await session.mutate({ doing, deed: "backfill", item: item.name, asked }, async () => {
            try {
                const isDone = await run(context, { work, item, options, standing, isLocked: () => lock.isHeld() });
                return told(item, standing, isDone);
            }
            catch (error) {
                await note(context, item, standing).catch(() => undefined);
                throw error;
            }
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
async function run(context, job) {
    const { effects, session } = context;
    const { options, standing } = job;
    const begun = effects.monotonic();
    for (;;) {
        session.signal.throwIfAborted();
        if (options.stopAfter !== undefined && effects.monotonic() - begun >= options.stopAfter)
            return false;
        if (effects.monotonic() - standing.notedAt >= noteEvery) {
            if (!(await job.isLocked()))
                throw lostLock();
            await note(context, job.item, standing);
        }
        try {
            if (!(await step(context, job))) {
                const left = await leftOver(job);
                const outcome = (0,backfill/* afterRound */.fy)(standing.round, left);
                if (outcome === "done")
                    return true;
                if (outcome === "never")
                    throw neverEnds(job.item, left);
                Object.assign(standing, { round: standing.round + 1, cursor: null });
                effects.log.info(`Backfill ${job.item.name}: ${left} rows were written behind it; go through the table again`);
            }
        }
        catch (error) {
            await giveWay(context, job, error);
        }
    }
}
async function step({ effects }, { work, item, options, standing }) {
    await work.awaitReplicas();
    const { cursor } = standing;
    const began = effects.monotonic();
    const batch = await work.batch(nextBatch(work.sql, cursor, standing.size));
    if (batch === null)
        return false;
    if (batch.last === cursor || !isLiteral(work.sql.dialect, batch.last))
        throw stuck(item, batch.last);
    if (batch.rows > 0) {
        await work.change(updateBatch(work.sql, cursor, batch.last), options.limits);
        if (!standing.isProven && (await work.count(countBatch(work.sql, cursor, batch.last))) >= batch.rows) {
            throw withoutEffect(item, batch.rows);
        }
        standing.isProven = true;
    }
    standing.cursor = batch.last;
    standing.rows += batch.rows;
    standing.attempts = 0;
    standing.size = (0,backfill/* nextSize */.nT)(standing.size, effects.monotonic() - began, item);
    if (batch.rows > 0 && item.pause > 0)
        await work.rest(item.pause);
    return true;
}
async function giveWay({ effects, session }, { item, work, standing }, error) {
    if (session.signal.aborted)
        throw session.signal.reason instanceof errors/* ActionError */.lZ ? session.signal.reason : error;
    const isPassing = error instanceof errors/* RefusedError */.fk || error instanceof errors/* TimeoutError */.MU || error instanceof errors/* ServiceError */._7;
    if (!isPassing)
        throw error;
    standing.attempts += 1;
    const later = (0,backfill/* retryAfter */.P9)(standing.attempts, item);
    if (later === null)
        throw error;
    standing.size = (0,backfill/* smallerSize */.gu)(standing.size, item);
    effects.log.info(`Backfill ${item.name}: ${error.message}; try again in ${later / 1000} s with ${standing.size} rows`);
    await work.rest(later);
}
async function leftOver({ work, options }) {
    try {
        return await work.count(countLeft(work.sql), options.proof);
    }
    catch (error) {
        if (!(error instanceof errors/* ServiceError */._7))
            throw error;
        throw new errors/* AbortedError */.oM(`the backfill has reached the end, but nobody can tell whether rows are left: ${error.message}`, {
            hint: "Give the condition an index, or allow the last count more time; then run `backfill` again: it goes on at the end.",
            cause: error,
        });
    }
}
async function note({ session, effects }, item, standing) {
    const { cursor, rows, size, round } = standing;
    standing.notedAt = effects.monotonic();
    await session.write({ phase: "note", deed: "backfill", item: item.name, after: (0,writer/* toJson */.aB)(told(item, standing, false)) });
    effects.log.info(`Backfill ${item.name}: ${rows} rows so far, up to key ${cursor ?? "none"}, ${size} rows a batch`);
    effects.log.event("backfill", { name: item.name, rows, cursor, round });
}
function told(item, { cursor, rows }, done) {
    return { name: item.name, table: item.table, digest: (0,backfill/* backfillDigest */.bQ)(item), cursor, rows, done };
}

// EXTERNAL MODULE: ./tmp/build/actions/begin.js + 1 modules
var begin = __webpack_require__(9944);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
// EXTERNAL MODULE: ./tmp/build/actions/sections/migrate.js + 1 modules
var migrate = __webpack_require__(56444);
;// CONCATENATED MODULE: ./tmp/build/actions/terminal/backfill.js










const inputs = {
    name: (0,fields/* text */.Qq)({
        description: "Which item of `migrate: backfill`. Without it, one after the other, all that are not done.",
    }),
    "stop-after": (0,fields/* duration */.p0)({
        description: "How long to work before it stops between two batches; run it again, and it goes on from there. Without it, until no row is left.",
    }),
};
const backfillCommand = (0,action/* defineAction */.Q)({
    name: "backfill",
    isRepeatable: false,
    adapters: [],
    inputs,
    summary: "Fill the columns of `migrate: backfill` in batches, from where the last run stood.",
    outputs: {},
    async run(task) {
        const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const context = (0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit);
        const [asked] = context.settings.items(backfillCommand);
        const { name, "stop-after": stopAfter } = asked?.values ?? {};
        const backfills = (0,migrate/* openBackfills */.Ux)(context);
        if (backfills === null)
            throw new errors/* InputError */.dz([{ where: "migrate: backfill", what: "lists nothing to be filled" }]);
        const named = name === undefined ? null : itemCalled(name, backfills.items);
        let lines = [];
        const outcome = await (0,begin/* withOutputs */.Fk)(deployment, async (told) => (0,actions_deployment/* underLease */.zV)(deployment, null, async (plain, session) => {
            try {
                const commit = session.state.open?.commit ?? deployment.release.commit;
                const work = { ...plain, commit };
                const evolution = () => session.state.evolution ?? core_evolution/* emptyEvolution */.Z5;
                const items = named === null ? backfills.items.filter((item) => !isDone(evolution(), item)) : [named];
                const ends = await fill(work, { ...backfills, items }, stopAfter);
                lines = [
                    ...describe(named === null ? backfills.items : items, ends, evolution()),
                    ...(0,core_evolution/* dueLines */.Uz)(evolution()).map(dueLine),
                ];
                return {};
            }
            finally {
                told.journal = session.lastEntry;
            }
        }));
        return lines.length === 0 ? outcome : { ...outcome, summary: lines.join("\n") };
    },
});
function itemCalled(name, items) {
    const found = items.find((item) => item.name === name);
    if (found !== undefined)
        return found;
    const known = items.map((item) => item.name);
    throw new errors/* InputError */.dz([{ where: "name", what: (0,nearest/* unknownName */.U)("backfill", name, known) }]);
}
function isDone(evolution, item) {
    return (0,core_evolution/* progressOf */.jA)(evolution, item.name, (0,backfill/* backfillDigest */.bQ)(item))?.done === true;
}
async function fill(context, { target, items, rules }, stopAfter) {
    const { effects } = context;
    const { limits, lockWait: wait } = rules;
    const begun = effects.monotonic();
    const ends = [];
    for (const item of items) {
        const left = stopAfter === undefined ? undefined : stopAfter - (effects.monotonic() - begun);
        if (left !== undefined && left <= 0)
            break;
        const time = left === undefined ? {} : { stopAfter: left };
        ends.push(await backfill_backfill(context, target, item, { limits, wait, proof: limits.statement, ...time }));
    }
    return ends;
}
function describe(items, ends, evolution) {
    return items.flatMap((item) => {
        const end = ends.find(({ name }) => name === item.name);
        if (end?.done === true)
            return [`backfill ${item.name}: done, ${end.rows} rows; no row is left`];
        if (end !== undefined)
            return [`backfill ${item.name}: stopped after ${end.rows} rows, as its time was up`];
        if (!isDone(evolution, item))
            return [`backfill ${item.name}: not begun by this run`];
        return [`backfill ${item.name}: was done before; \`--name ${item.name}\` goes through it again`];
    });
}
function dueLine(line) {
    return `due: ${line}`;
}


/***/ })

};
