export const id = 168;
export const ids = [168];
export const modules = {

/***/ 4311:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fk: () => (/* binding */ withOutputs),
/* harmony export */   Si: () => (/* binding */ runStage),
/* harmony export */   gS: () => (/* binding */ openRelease),
/* harmony export */   ib: () => (/* binding */ orPutBack)
/* harmony export */ });
/* harmony import */ var _core_preflight_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(9951);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3134);
/* harmony import */ var _stages_return_traffic_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9120);
/* harmony import */ var _stages_roll_back_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1601);
/* harmony import */ var _stages_survey_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3158);
/* harmony import */ var _stages_writer_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9789);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1903);
/* harmony import */ var _sections_rollback_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7767);








async function runStage(task, section, stage, standsAlone = () => false) {
    const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .openDeployment */ .Q6)(task);
    const sections = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .sectionsFor */ .AD)(deployment, deployment.release.commit);
    const chain = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .openChain */ .yP)(sections);
    if (!sections.settings.has(section)) {
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz([
            { where: section, what: "is not configured; write the section in deploy.yml, or give its inputs in `with:`" },
        ]);
    }
    const { state } = await deployment.journal.head();
    const { commit } = deployment.release;
    const isAlone = state.open?.commit !== commit && standsAlone(sections, state, commit);
    if (state.open?.commit !== commit && !isAlone) {
        (0,_stages_survey_js__WEBPACK_IMPORTED_MODULE_3__/* .refuseObstacles */ .T)((await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .surveyFor */ .Kd)(deployment, sections, chain, state)).plan.obstacles);
    }
    return withOutputs(deployment, (told) => (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .underLease */ .zV)(deployment, null, async (context, session) => {
        const work = { deployment, sections, chain, context: { ...context, commit }, session };
        if (session.state.open?.commit !== commit && !isAlone)
            await openRelease(work, state);
        if (!isAlone)
            refuseFailed(session.state.open);
        try {
            return await stage(work, told);
        }
        finally {
            told.journal = session.lastEntry;
        }
    }));
}
function refuseFailed(open) {
    if (open === null || (open.failure === null && !open.rollingBack))
        return;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(`${open.version} has to be taken back: ${open.failure ?? "its rollback has begun"}`, {
        hint: "Run `rollback` (or `continue`, which does the same here), then deploy a repaired commit.",
    });
}
async function openRelease(work, surveyed) {
    const { deployment, sections, chain, session, context } = work;
    const { commit, version } = deployment.release;
    if (decisive(session.state) !== decisive(surveyed))
        (0,_stages_survey_js__WEBPACK_IMPORTED_MODULE_3__/* .refuseObstacles */ .T)((await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .surveyFor */ .Kd)(deployment, sections, chain, session.state)).plan.obstacles);
    const inherits = await supersede(session, context);
    if (session.state.open !== null) {
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(`${session.state.open.version} was opened by another run in the meantime`, {
            hint: "Wait until it is finished, or take it back with `deploy-actions rollback`.",
        });
    }
    const split = (await chain.shifts[0]?.router.port.read()) ?? null;
    const slot = (0,_core_preflight_js__WEBPACK_IMPORTED_MODULE_7__/* .idleSlot */ .f0)(session.state, split);
    await session.write({ phase: "done", deed: "open", release: { commit, version, slot }, asked: (0,_stages_writer_js__WEBPACK_IMPORTED_MODULE_4__/* .toJson */ .aB)({ inherits }) });
    context.effects.log.info(`Open release ${version} (${commit.slice(0, 8)}) for slot ${slot}`);
    context.effects.log.event("open", { commit, version, slot });
}
function decisive({ open, live, bad }) {
    return JSON.stringify([open?.id, open?.prepared, open?.shifts, live, bad]);
}
async function supersede(session, { effects }) {
    const { open } = session.state;
    if (open === null || !(0,_core_preflight_js__WEBPACK_IMPORTED_MODULE_7__/* .isUntouched */ .O2)(open))
        return null;
    effects.log.info(`${open.version} was never finished and has changed no slot and no traffic: it is superseded`);
    await session.write({ phase: "done", deed: "close", after: { outcome: "superseded" } });
    return open.migration;
}
async function withOutputs(deployment, work) {
    const told = { release: deployment.release.commit };
    try {
        const outputs = await work(told);
        return { outputs: { ...told, ...outputs } };
    }
    catch (error) {
        if (!(error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
            throw error;
        return { outputs: told, failure: error };
    }
}
async function orPutBack({ sections, chain, context, session }, stages) {
    try {
        return await stages();
    }
    catch (error) {
        const { open } = session.state;
        const isMoving = open?.shifts.some((shift) => shift.weight > 0) ?? false;
        const failure = (0,_kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .toActionError */ .ie)(error);
        const isCancelled = (session.signal.reason ?? error) instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CancelledError */ .cc;
        if (isCancelled && isMoving)
            throw restated(failure, await returnAll(chain, context, failure.message));
        if (isCancelled || session.signal.aborted)
            throw failure;
        if (open === null || (failure instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk && isMoving))
            throw failure;
        context.effects.log.warn(failure.message);
        throw restated(failure, await putBack(sections, context, session, failure.message));
    }
}
async function returnAll({ shifts }, context, why) {
    const told = [];
    try {
        for (const { item, router } of [...shifts].reverse())
            told.push(await (0,_stages_return_traffic_js__WEBPACK_IMPORTED_MODULE_1__/* .returnUnlessHeld */ .G)(context, item, router, why));
    }
    catch (error) {
        if (!(error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
            throw error;
        told.push(`The traffic was not put back: ${error.message}`);
    }
    return told.join(". ");
}
async function putBack(sections, context, session, reason) {
    try {
        return (await (0,_stages_roll_back_js__WEBPACK_IMPORTED_MODULE_2__/* .rollBack */ .F)(context, { ...(0,_sections_rollback_js__WEBPACK_IMPORTED_MODULE_6__/* .openRollback */ .B)(sections, session.state), reason })).told;
    }
    catch (error) {
        if (!(error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
            throw error;
        return [`The rollback did not succeed: ${error.message.replace(/\.$/, "")}.`, error.hint ?? ""].join(" ").trim();
    }
}
function restated(error, told) {
    error.message = `${error.message.replace(/\.$/, "")}. ${told}`;
    return error;
}


/***/ }),

/***/ 9168:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   rollback: () => (/* binding */ rollback)
/* harmony export */ });
/* harmony import */ var _core_release_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9997);
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3134);
/* harmony import */ var _stages_commands_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8696);
/* harmony import */ var _stages_roll_back_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1601);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4311);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1903);
/* harmony import */ var _sections_rollback_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7767);








const rollback = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_5__/* .defineAction */ .Q)({
    ..._sections_rollback_js__WEBPACK_IMPORTED_MODULE_4__/* .rollbackSection */ .i,
    summary: "Put everything back to the last good release, from the journal; safe to repeat.",
    outputs: {
        "restored-release": "The commit that serves now; empty when there was never a good one.",
        database: "`untouched` or `schema-stays`.",
    },
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .openDeployment */ .Q6)(task);
        const { state } = await deployment.journal.head();
        const sections = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .sectionsFor */ .AD)(deployment, state.open?.commit ?? deployment.release.commit);
        const [item] = sections.settings.items(_sections_rollback_js__WEBPACK_IMPORTED_MODULE_4__/* .rollbackSection */ .i);
        const isOther = item?.values.which === "own" && state.open !== null && state.open.commit !== deployment.release.commit;
        return (0,_begin_js__WEBPACK_IMPORTED_MODULE_2__/* .withOutputs */ .Fk)(deployment, async (told) => {
            const decision = (0,_core_release_js__WEBPACK_IMPORTED_MODULE_6__/* .decideRollback */ .h)(state, "auto");
            if (decision.kind === "nothing" || isOther) {
                const why = decision.kind === "nothing" ? decision.why : `the open release is ${state.open?.version}, another one`;
                task.effects.log.info(`Nothing to put back: ${why}`);
                return { "restored-release": state.live?.commit ?? "", database: "untouched" };
            }
            return (0,_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .underLease */ .zV)(deployment, { reason: item?.values.reason ?? "rollback", within: item?.values.within ?? 0 }, async (context, session) => {
                const { open } = session.state;
                if (open !== null && open.id !== state.open?.id)
                    throw otherRelease(open.version);
                const { hooks, ...options } = (0,_sections_rollback_js__WEBPACK_IMPORTED_MODULE_4__/* .openRollback */ .B)(sections, session.state);
                try {
                    const result = await (0,_stages_commands_js__WEBPACK_IMPORTED_MODULE_7__/* .withHooks */ .T)(context, "rollback", hooks, () => (0,_stages_roll_back_js__WEBPACK_IMPORTED_MODULE_1__/* .rollBack */ .F)(context, options));
                    task.effects.log.info(result.told);
                    return { "restored-release": result.restored?.commit ?? "", database: result.database };
                }
                finally {
                    told.journal = session.lastEntry;
                }
            });
        });
    },
});
function otherRelease(version) {
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(`the release that was to be taken back is closed, and ${version} is open now`, {
        hint: "Run this again if it is meant for that one.",
    });
}


/***/ }),

/***/ 9997:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ decideRollback),
/* harmony export */   u: () => (/* binding */ whyHold)
/* harmony export */ });
function decideRollback(state, policy) {
    const release = state.open;
    if (release === null) {
        const good = state.live === null ? "no release was ever verified good" : `${state.live.version} is live and good`;
        return { kind: "nothing", why: `no release is open and ${good}` };
    }
    const { migration } = release;
    const isBad = release.failure !== null;
    if (migration === null)
        return { kind: "put-back", release, database: "untouched", isBad };
    const doubt = whyHold(release);
    if (doubt === null || policy === "leave")
        return { kind: "put-back", release, database: "schema-stays", isBad };
    return { kind: "hold", release, why: doubt };
}
function whyHold({ migration, shifts }) {
    if (migration === null || migration.verdict === "SAFE" || !shifts.some(({ highest }) => highest === 100))
        return null;
    return `it is not known whether the previous release works after the migrations ${migration.versions.join(", ")}`;
}


/***/ }),

/***/ 8696:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ withHooks)
/* harmony export */ });
async function withHooks(context, section, hooks, stage) {
    await runCommands(context, `${section} before`, hooks.before);
    const result = await stage();
    await runCommands(context, `${section} after`, hooks.after);
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

/***/ 6011:
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

/***/ 6237:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FU: () => (/* binding */ stopSlot),
/* harmony export */   aS: () => (/* binding */ stopPrevious),
/* harmony export */   bL: () => (/* binding */ markGood)
/* harmony export */ });
/* harmony import */ var _core_slots_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2501);
/* harmony import */ var _context_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6011);


async function markGood(context) {
    const { session, effects } = context;
    const { commit, version, slot } = (0,_context_js__WEBPACK_IMPORTED_MODULE_0__/* .openRelease */ .g)(session);
    const release = { commit, version, slot };
    await session.write({ phase: "done", deed: "mark-good", release });
    effects.log.info(`${version} is live and verified good`);
    effects.log.event("good", { ...release });
    return release;
}
async function stopSlot(context, slot, { host, routers, drain }) {
    const { session } = context;
    const state = (await host.port.slots())[slot];
    if (state.status === "empty" || state.status === "stopped")
        return;
    const intent = {
        doing: `Stop slot ${slot} (${state.version})`,
        deed: "stop",
        adapter: host.record,
        before: { status: state.status, commit: state.commit },
        asked: { slot },
        undo: { deed: "start", slot, commit: state.commit },
    };
    await session.mutate(intent, async () => {
        await waitUntilIdle(context, slot, routers, drain);
        await host.port.stop(slot, drain);
        return { status: (await host.port.slots())[slot].status };
    });
}
async function stopPrevious(context, release, options) {
    await stopSlot(context, (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_1__/* .other */ .F)(release.slot), options);
}
async function waitUntilIdle(context, slot, routers, drain) {
    const { effects } = context;
    const deadline = effects.monotonic() + drain;
    for (const router of routers) {
        for (;;) {
            const inFlight = await router.inFlight(slot).catch(() => null);
            if (inFlight === null || inFlight === 0)
                break;
            if (effects.monotonic() >= deadline) {
                effects.log.warn(`${inFlight} requests to slot ${slot} are still in flight after ${drain} ms`);
                break;
            }
            await effects.sleep(50);
        }
    }
}


/***/ }),

/***/ 9120:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ returnUnlessHeld),
/* harmony export */   _: () => (/* binding */ returnTraffic)
/* harmony export */ });
/* harmony import */ var _core_release_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9997);
/* harmony import */ var _core_slots_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2501);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3134);
/* harmony import */ var _context_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6011);




async function returnUnlessHeld(context, item, router, why) {
    const release = (0,_context_js__WEBPACK_IMPORTED_MODULE_1__/* .openRelease */ .g)(context.session);
    const doubt = (0,_core_release_js__WEBPACK_IMPORTED_MODULE_2__/* .whyHold */ .u)(release);
    if (doubt === null)
        return (await returnTraffic(context, item, router, why)).told;
    return `All traffic stays on slot ${release.slot}: ${doubt}. If it does, run \`deploy-actions rollback --database leave\``;
}
async function returnTraffic(context, item, router, why) {
    const { session, effects } = context;
    const { slot, shifts } = (0,_context_js__WEBPACK_IMPORTED_MODULE_1__/* .openRelease */ .g)(session);
    const home = (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_3__/* .other */ .F)(slot);
    const before = await router.port.read();
    const share = (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_3__/* .shareOf */ .tC)(before, slot);
    const wasShifted = shifts.some((shift) => shift.item === item && (shift.weight > 0 || shift.promoted));
    if (share > 0) {
        effects.log.info(`Put all traffic back to slot ${home}`);
        await router.port.setWeight(slot, 0);
    }
    const isConfirmed = await confirmReturned(context, router.port, slot);
    if (share > 0 || wasShifted) {
        effects.log.event("weight", { item, slot, weight: 0 });
        await session.write({
            phase: "done",
            deed: "set-weight",
            item,
            adapter: router.record,
            before: { active: before.active, weight: before.weight },
            asked: { slot, weight: 0 },
            after: { weight: 0 },
            reason: why,
        });
    }
    const told = share > 0 ? `All traffic is back on slot ${home}` : `No traffic was on slot ${slot}`;
    return { told, isConfirmed };
}
async function confirmReturned({ effects }, router, slot) {
    await router.promote((0,_core_slots_js__WEBPACK_IMPORTED_MODULE_3__/* .other */ .F)(slot));
    const share = (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_3__/* .shareOf */ .tC)(await router.read(), slot);
    const effect = share === 0 ? await router.verify(slot, 0).catch((error) => error) : "not-yet";
    if (effect === "not-yet") {
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AbortedError */ .oM(`traffic could not be put back: the router still sends ${share} % to slot ${slot}`, {
            hint: "Set it by hand now, then run `deploy-actions rollback` so that the journal follows.",
        });
    }
    if (!(effect instanceof Error))
        return true;
    effects.log.warn(`The split is set back and read back, but could not be confirmed: ${effect.message}`);
    return false;
}


/***/ }),

/***/ 1601:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ rollBack)
/* harmony export */ });
/* harmony import */ var _core_release_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9997);
/* harmony import */ var _core_slots_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2501);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3134);
/* harmony import */ var _finish_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6237);
/* harmony import */ var _return_traffic_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9120);





async function rollBack(context, options) {
    const { session } = context;
    const decision = (0,_core_release_js__WEBPACK_IMPORTED_MODULE_2__/* .decideRollback */ .h)(session.state, options.policy);
    if (decision.kind === "nothing") {
        return { restored: session.state.live, database: "untouched", told: `Nothing to put back: ${decision.why}` };
    }
    if (decision.kind === "hold")
        throw held(decision.why);
    if (options.hostProblem !== null)
        throw await withoutHost(context, options, decision, options.hostProblem);
    return putBack(context, options, decision);
}
async function putBack(context, options, decision) {
    const { session, effects } = context;
    const { release, database } = decision;
    const { previous } = release;
    const { commit, version, slot } = release;
    const why = release.failure ?? options.reason;
    const target = previous === null ? "no earlier good release" : `${previous.version} (${previous.commit.slice(0, 8)})`;
    const asked = { to: previous?.commit ?? null, database };
    const intent = { doing: `Roll back ${version} to ${target}: ${why}`, deed: "roll-back", asked, reason: why };
    const isServing = previous === null || (await isReady(options, previous));
    const ahead = isServing ? await returnAll(context, options, why).catch((error) => error) : null;
    await session.mutate(intent, async () => {
        if (previous !== null && !isServing)
            await proveTarget(context, options, previous);
        if (ahead instanceof Error)
            throw ahead;
        const { isConfirmed } = ahead ?? (await returnAll(context, options, why));
        if (isConfirmed)
            await stopReturned(context, options, slot);
        else
            effects.log.warn(`Slot ${slot} is left running: it may still get requests. The next deployment stops it`);
        return { commit: previous?.commit ?? null };
    });
    if (decision.isBad)
        await session.write({ phase: "note", deed: "mark-bad", release: { commit, version, slot }, reason: why });
    await session.write({
        phase: "done",
        deed: "close",
        reason: why,
        after: { outcome: "rolled-back", to: previous?.commit ?? null },
    });
    effects.log.event("rolled-back", { from: commit, to: previous?.commit ?? null });
    if (previous === null)
        throw noGoodRelease(version);
    return {
        restored: previous,
        database,
        told: `${previous.version} (${previous.commit}) serves all traffic; ${version} was taken back`,
    };
}
async function isReady({ host }, previous) {
    return host === null || (await statusOf(host.port, previous)) === "ready";
}
async function returnAll(context, { routers }, why) {
    const all = [];
    for (const { item, router } of [...routers].reverse())
        all.push(await (0,_return_traffic_js__WEBPACK_IMPORTED_MODULE_1__/* .returnTraffic */ ._)(context, item, router, why));
    return { told: all.map(({ told }) => told).join(". "), isConfirmed: all.every(({ isConfirmed }) => isConfirmed) };
}
async function withoutHost(context, options, { release }, problem) {
    const { previous } = release;
    const isServing = previous !== null && (await takesTraffic(options, previous));
    if (!isServing)
        return problem;
    const { told } = await returnAll(context, options, options.reason);
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz(problem.problems, {
        cause: problem,
        hint: `${told}. The release is still open: set what is missing and run \`rollback\` again.`,
    });
}
async function stopReturned(context, { host, routers, drain }, slot) {
    if (host === null)
        return;
    await (0,_finish_js__WEBPACK_IMPORTED_MODULE_3__/* .stopSlot */ .FU)(context, slot, { host, routers: routers.map(({ router }) => router.port), drain });
}
async function proveTarget(context, options, previous) {
    const { session, effects } = context;
    const { host } = options;
    if (host === null)
        return;
    const release = { commit: previous.commit, version: previous.version };
    const status = await statusOf(host.port, previous);
    if (status === "ready" || (status === "unsure" && (await answersInTime(host.port, previous))))
        return;
    const hasTraffic = await takesTraffic(options, previous);
    effects.log.warn(`Slot ${previous.slot} does not answer as ${previous.version}${hasTraffic ? " and has traffic" : ""}; it is started again`);
    const asked = { slot: previous.slot, commit: previous.commit };
    const intent = {
        doing: `Start ${previous.version} again in slot ${previous.slot}`,
        deed: "start",
        adapter: host.record,
        asked,
        release: { ...release, slot: previous.slot },
    };
    await session.mutate(intent, async () => {
        await host.port.prepare(previous.slot, release);
        await host.port.start(previous.slot, release);
        const readiness = await host.port.ready(previous.slot, release, options.readyTimeout);
        if (!readiness.ready)
            throw targetUnwell(previous, readiness);
        return { url: host.port.url(previous.slot), slot: previous.slot };
    });
}
const patience = 10_000;
async function statusOf(host, { slot, commit }) {
    try {
        const state = (await host.slots())[slot];
        if (state.status === "empty" || state.status === "stopped" || state.commit !== commit)
            return "gone";
        return state.status === "ready" ? "ready" : "unsure";
    }
    catch (error) {
        if (error instanceof _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ)
            return "unsure";
        throw error;
    }
}
async function answersInTime(host, { slot, commit, version }) {
    return (await host.ready(slot, { commit, version }, patience)).ready;
}
async function takesTraffic(options, previous) {
    const splits = await Promise.all(options.routers.map(({ router }) => router.port.read()));
    return splits.some((split) => (0,_core_slots_js__WEBPACK_IMPORTED_MODULE_4__/* .shareOf */ .tC)(split, previous.slot) > 0);
}
function targetUnwell(previous, { why, lastLines }) {
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AbortedError */ .oM(`${previous.version} cannot be put back, because it does not run: ${why}`, {
        hint: `No traffic was moved. Start it by hand or deploy a repaired commit. Its last log lines:\n${lastLines}`,
    });
}
function held(why) {
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(`the rollback waits for a person: ${why}`, {
        hint: "If the previous release works on the present schema, run `deploy-actions rollback --database leave`.",
    });
}
function noGoodRelease(version) {
    return new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(`no-good-release: ${version} was stopped and gets no traffic, and there is no earlier good release`, {
        hint: "Deploy a repaired commit.",
    });
}


/***/ })

};
