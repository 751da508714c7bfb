export const id = 346;
export const ids = [346];
export const modules = {

/***/ 1346:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  adopt: () => (/* binding */ adopt)
});

// EXTERNAL MODULE: ./tmp/build/kit/action.js
var action = __webpack_require__(1839);
// EXTERNAL MODULE: ./tmp/build/core/slots.js
var slots = __webpack_require__(32501);
// EXTERNAL MODULE: ./tmp/build/core/untouched.js
var untouched = __webpack_require__(72959);
;// CONCATENATED MODULE: ./tmp/build/core/adoption.js


function adoption(facts) {
    const { state, commit, splits, slots, served } = facts;
    const slot = splits[0]?.active ?? state.live?.slot ?? slotThatServes(facts) ?? "blue";
    const short = commit.slice(0, 8);
    const problems = [...releaseProblems(facts, slot), ...trafficProblems(splits, slot)];
    const proof = [];
    const there = slots?.[slot];
    if (there !== undefined && there.status === "ready" && there.commit === commit) {
        proof.push(`the host says that slot ${slot} is ready and holds ${short}`);
    }
    else if (there !== undefined) {
        const holds = there.commit === null ? "nothing of ours" : there.commit.slice(0, 8);
        problems.push(`slot ${slot} has the traffic; the host says it is ${there.status} and holds ${holds}, not ${short}`);
    }
    for (const { item, failure } of served) {
        if (failure === null)
            proof.push(`\`${item}\`: the public address answers as ${short}`);
        else
            problems.push(`\`${item}\`: the public address does not answer as ${short}: ${failure}`);
    }
    if (proof.length === 0 && problems.length === 0) {
        problems.push("nobody can be asked what is live; configure `smoke-test` with `url` and `release-check`, or `deploy-slot`");
    }
    return problems.length > 0 ? { isProven: false, problems } : { isProven: true, slot, proof };
}
function releaseProblems({ state, commit, allowsBadCommit }, slot) {
    const { open, live } = state;
    const short = commit.slice(0, 8);
    const bad = allowsBadCommit ? undefined : state.bad.find((known) => known.commit === commit);
    return [
        ...(open !== null && !(0,untouched/* isUntouched */.O)(open)
            ? [`${open.version} is open; finish it with \`continue\` or take it back with \`rollback\``]
            : []),
        ...(live?.commit === commit && live.slot === slot ? [`${short} in slot ${slot} is recorded already`] : []),
        ...(bad === undefined
            ? []
            : [
                `${short} was marked bad at ${bad.at}: ${bad.reason}; deploy a repaired commit, or set \`allow-bad-commit: true\``,
            ]),
    ];
}
function trafficProblems(splits, slot) {
    return splits.flatMap((split) => {
        const share = (0,slots/* shareOf */.tC)(split, slot);
        const what = `\`${split.item}\`: the router sends ${share} % to slot ${slot}; send all traffic to one slot first`;
        return share === 100 ? [] : [what];
    });
}
function slotThatServes({ slots, commit }) {
    const all = ["blue", "green"];
    return all.find((slot) => slots?.[slot].status === "ready" && slots[slot].commit === commit);
}

// EXTERNAL MODULE: ./tmp/build/kit/errors.js
var errors = __webpack_require__(13134);
// EXTERNAL MODULE: ./tmp/build/stages/facing.js
var facing = __webpack_require__(74844);
// EXTERNAL MODULE: ./tmp/build/stages/smoke-test.js
var smoke_test = __webpack_require__(51810);
// EXTERNAL MODULE: ./tmp/build/stages/supersede.js
var supersede = __webpack_require__(88504);
// EXTERNAL MODULE: ./tmp/build/stages/writer.js
var writer = __webpack_require__(59789);
;// CONCATENATED MODULE: ./tmp/build/stages/adopt.js






async function proveLive(effects, chain, state, { commit, version, allowsBadCommit }) {
    const found = adoption({
        state,
        commit,
        allowsBadCommit,
        splits: await (0,facing/* slotSplits */.uq)(chain),
        slots: chain.slot === null ? null : await slotsOf(chain.slot.host.port),
        served: await servedBy(effects, chain),
    });
    if (found.isProven)
        return { commit, version, slot: found.slot, proof: found.proof };
    throw new errors/* RefusedError */.fk(`${version} is not recorded as live:\n${found.problems.map((one) => `- ${one}`).join("\n")}`, {
        hint: "Name the commit that is really live with `--release`.",
    });
}
async function recordLive(context, { proof, ...release }) {
    const { session, effects } = context;
    await (0,supersede/* supersede */.h)(context, { schemaStays: true });
    await session.write({
        phase: "done",
        deed: "mark-good",
        release,
        asked: { adopted: true },
        reason: "adopted: it was live before",
        evidence: (0,writer/* toJson */.aB)(proof),
    });
    effects.log.info(`${release.version} in slot ${release.slot} is recorded as live and verified good`);
    effects.log.event("good", { ...release });
}
async function slotsOf(host) {
    const { blue, green } = await host.slots();
    const facts = ({ status, commit }) => ({ status, commit: commit ?? null });
    return { blue: facts(blue), green: facts(green) };
}
async function servedBy(effects, chain) {
    const served = [];
    for (const { item, liveUrl, releaseCheck, timeout } of chain.smoke("live")) {
        if (liveUrl === null || releaseCheck === null)
            continue;
        const results = await (0,smoke_test/* runChecks */.JT)(effects, effects.signal, { url: liveUrl, releaseCheck, checks: [], timeout });
        served.push({ item, failure: results.find(({ failure }) => failure !== null)?.failure ?? null });
    }
    return served;
}

// EXTERNAL MODULE: ./tmp/build/actions/begin.js + 1 modules
var begin = __webpack_require__(9944);
// EXTERNAL MODULE: ./tmp/build/actions/deployment.js + 1 modules
var actions_deployment = __webpack_require__(79681);
;// CONCATENATED MODULE: ./tmp/build/actions/terminal/adopt.js




const adopt = (0,action/* defineAction */.Q)({
    name: "adopt",
    isRepeatable: false,
    adapters: [],
    inputs: {},
    summary: "Prove what is live, and record it as verified good: for the first use, and after a deployment past the journal.",
    outputs: { slot: "The slot that has the traffic." },
    async run(task) {
        const deployment = await (0,actions_deployment/* openDeployment */.Q6)(task);
        const chain = (0,actions_deployment/* openChain */.yP)((0,actions_deployment/* sectionsFor */.AD)(deployment, deployment.release.commit));
        return (0,begin/* withOutputs */.Fk)(deployment, async (told) => {
            const { state } = await deployment.journal.head();
            const candidate = { ...deployment.release, allowsBadCommit: deployment.task.common["allow-bad-commit"] };
            await proveLive(task.effects, chain, state, candidate);
            return (0,actions_deployment/* underLease */.zV)(deployment, null, async (context, session) => {
                const adopted = await proveLive(task.effects, chain, session.state, candidate);
                await recordLive(context, adopted);
                for (const line of adopted.proof)
                    task.effects.log.info(`  ${line}`);
                told.journal = session.lastEntry;
                return { slot: adopted.slot };
            });
        });
    },
});


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


/***/ })

};
