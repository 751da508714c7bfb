export const id = 793;
export const ids = [793,259,530];
export const modules = {

/***/ 50793:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   continueRelease: () => (/* binding */ continueRelease)
/* harmony export */ });
/* harmony import */ var _core_chain_js__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(93877);
/* harmony import */ var _core_lease_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(42310);
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _kit_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(42356);
/* harmony import */ var _stages_chain_js__WEBPACK_IMPORTED_MODULE_14__ = __webpack_require__(4537);
/* harmony import */ var _stages_check_gates_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(28123);
/* harmony import */ var _stages_roll_back_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(19514);
/* harmony import */ var _stages_survey_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(20045);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9944);
/* harmony import */ var _deploy_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(80259);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(79681);
/* harmony import */ var _opening_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(59215);
/* harmony import */ var _release_times_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(1672);
/* harmony import */ var _sections_rollback_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(40569);















const contract = {
    name: "continue",
    isRepeatable: false,
    adapters: [],
    inputs: {
        to: (0,_kit_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .integer */ .nd)({
            min: 1,
            max: 100,
            description: "Go no further than this weight, whatever `traffic-shift: to` says.",
        }),
    },
};
const continueRelease = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_11__/* .defineAction */ .Q)({
    ...contract,
    summary: "Take the open release on from where the journal says it is: the next step, the finish, or the way back.",
    outputs: {
        weight: "Percent of the traffic on the new release.",
        slot: "The slot of the release.",
        "previous-release": "The commit that a rollback returns to; empty before the first good release.",
    },
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_7__/* .openDeployment */ .Q6)(task);
        const { state } = await deployment.journal.head();
        if (state.open === null)
            return alreadyLive(deployment, state);
        const { commit, version } = state.open;
        const sections = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_7__/* .sectionsFor */ .AD)(deployment, commit);
        const [own] = sections.settings.items(contract);
        const chain = upTo((0,_deployment_js__WEBPACK_IMPORTED_MODULE_7__/* .openChain */ .yP)(sections), own?.values.to);
        return (0,_begin_js__WEBPACK_IMPORTED_MODULE_5__/* .withOutputs */ .Fk)({ ...deployment, release: { commit, version } }, async (told) => {
            const isStep = own?.values.to !== undefined && (0,_core_lease_js__WEBPACK_IMPORTED_MODULE_12__/* .runOf */ .ng)(task.effects.run) !== null;
            if (isStep || task.common.gate !== undefined)
                refuseOther(deployment, { commit, version });
            const approvals = hasToGo(state.open) ? [] : await (0,_stages_check_gates_js__WEBPACK_IMPORTED_MODULE_2__/* .checkGates */ .P7)((0,_opening_js__WEBPACK_IMPORTED_MODULE_8__/* .gatesOf */ .og)(deployment, sections));
            (0,_stages_check_gates_js__WEBPACK_IMPORTED_MODULE_2__/* .refuseUsed */ .G4)(approvals, state, state.open);
            await refuseRising({ deployment, sections, chain, open: state.open });
            return (0,_deployment_js__WEBPACK_IMPORTED_MODULE_7__/* .underLease */ .zV)(deployment, null, async (context, session) => {
                const { open } = session.state;
                if (open === null || open.id !== state.open?.id)
                    throw (0,_opening_js__WEBPACK_IMPORTED_MODULE_8__/* .overtaken */ .K1)(version);
                if (hasToGo(open)) {
                    const result = await (0,_stages_roll_back_js__WEBPACK_IMPORTED_MODULE_3__/* .rollBack */ .F)(context, (0,_sections_rollback_js__WEBPACK_IMPORTED_MODULE_10__/* .openRollback */ .BG)(sections, session.state));
                    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .AbortedError */ .oM(result.told);
                }
                const work = { deployment, sections, chain, context, session };
                (0,_stages_check_gates_js__WEBPACK_IMPORTED_MODULE_2__/* .refuseUsed */ .G4)(approvals, session.state, open);
                await refuseRising({ deployment, sections, chain, open });
                await (0,_opening_js__WEBPACK_IMPORTED_MODULE_8__/* .writeApprovals */ .Cu)(work, approvals);
                return (0,_deploy_js__WEBPACK_IMPORTED_MODULE_6__.carryOn)(work, told);
            });
        });
    },
});
async function alreadyLive(deployment, { live, good }) {
    const { task, release } = deployment;
    if (live?.commit !== release.commit)
        throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz([{ where: "release", what: "no release is open, so there is nothing to continue" }]);
    task.effects.log.info(`Nothing is left to do: ${live.version} is live and verified good`);
    const previous = good.find(({ commit }) => commit !== live.commit)?.commit ?? "";
    return (0,_begin_js__WEBPACK_IMPORTED_MODULE_5__/* .withOutputs */ .Fk)(deployment, async () => ({ weight: "100", slot: live.slot, "previous-release": previous }));
}
function hasToGo(open) {
    return open !== null && (open.failure !== null || open.rollingBack);
}
async function refuseRising({ deployment, sections, chain, open }) {
    if (open === null || hasToGo(open) || (0,_core_chain_js__WEBPACK_IMPORTED_MODULE_13__/* .nextStage */ .m)(open, (0,_stages_chain_js__WEBPACK_IMPORTED_MODULE_14__/* .shapeOf */ .F)(chain)) === "finish")
        return;
    (0,_stages_survey_js__WEBPACK_IMPORTED_MODULE_4__/* .refuseObstacles */ .T)(await (0,_release_times_js__WEBPACK_IMPORTED_MODULE_9__/* .risingTimeObstacles */ .gF)(sections, deployment.task.common["override-freeze"] ?? open.overridden));
}
function upTo(chain, to) {
    return to === undefined ? chain : { ...chain, shifts: chain.shifts.map((step) => ({ ...step, to })) };
}
function refuseOther({ release }, open) {
    if (release.commit === open.commit)
        return;
    throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(`not approved: ${open.version} (${open.commit.slice(0, 8)}) is open, and this run's approval is about ${release.version} (${release.commit.slice(0, 8)})`, { hint: "Name the open release in `release`, or take it back with `deploy-actions rollback`." });
}


/***/ }),

/***/ 80259:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   carryOn: () => (/* binding */ carryOn),
/* harmony export */   deploy: () => (/* binding */ deploy)
/* harmony export */ });
/* harmony import */ var _core_preflight_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(72959);
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _stages_own_files_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(23210);
/* harmony import */ var _stages_pipeline_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(78862);
/* harmony import */ var _stages_survey_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20045);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9944);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(79681);
/* harmony import */ var _opening_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(59215);
/* harmony import */ var _sections_index_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(54079);
/* harmony import */ var _traffic_shift_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(49530);











const deploy = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_9__/* .defineAction */ .Q)({
    name: "deploy",
    isRepeatable: false,
    adapters: [],
    inputs: _sections_index_js__WEBPACK_IMPORTED_MODULE_7__/* .rootInputs */ .uM,
    summary: "Ship a release: proven backup, migrations, idle slot, smoke test, watched traffic, and everything back when a check fails.",
    outputs: {
        weight: "Percent of the traffic on the new release.",
        slot: "The slot that the release was put into.",
        "previous-release": "The commit that a rollback returns to; empty before the first good release.",
    },
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .openDeployment */ .Q6)(task);
        const sections = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .sectionsFor */ .AD)(deployment, deployment.release.commit);
        const chain = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .openChain */ .yP)(sections);
        const { state } = await deployment.journal.head();
        (0,_stages_survey_js__WEBPACK_IMPORTED_MODULE_3__/* .refuseObstacles */ .T)(state.open?.commit !== deployment.release.commit || (0,_core_preflight_js__WEBPACK_IMPORTED_MODULE_10__/* .isUntouched */ .O)(state.open)
            ? []
            : [
                {
                    kind: "refused",
                    where: "release",
                    what: `${state.open.version} is open already; \`continue\` it or take it back with \`rollback\``,
                },
            ]);
        return (0,_begin_js__WEBPACK_IMPORTED_MODULE_4__/* .withOutputs */ .Fk)(deployment, async (told) => {
            const admission = await (0,_opening_js__WEBPACK_IMPORTED_MODULE_6__/* .admitOpening */ .SH)({ deployment, sections, chain, state });
            return (0,_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .underLease */ .zV)(deployment, null, async (context, session) => {
                const work = { deployment, sections, chain, context, session };
                await (0,_opening_js__WEBPACK_IMPORTED_MODULE_6__/* .openRelease */ .gS)(work, admission);
                return carryOn(work, told);
            });
        });
    },
});
async function carryOn(work, told) {
    const { open } = work.session.state;
    told.slot = open?.slot ?? "";
    told["previous-release"] = open?.previous?.commit ?? "";
    told.weight = "0";
    const { chain, deployment } = work;
    if (open !== null && chain.migrate !== null && open.migration?.applied !== true)
        await (0,_stages_own_files_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOwnFiles */ .f)(deployment.repository, chain.migrate.migrator.port, open.commit);
    try {
        const guarded = (0,_opening_js__WEBPACK_IMPORTED_MODULE_6__/* .mayMigrate */ .b6)(work);
        const result = await (0,_begin_js__WEBPACK_IMPORTED_MODULE_4__/* .orPutBack */ .ib)(work, () => (0,_stages_pipeline_js__WEBPACK_IMPORTED_MODULE_2__/* .runPipeline */ .aI)(work.context, guarded));
        told.weight = String(result.weight);
        if (result.state === "waiting" && result.isHeld)
            throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(result.why, { hint: _traffic_shift_js__WEBPACK_IMPORTED_MODULE_8__.holdHint });
        if (result.state === "waiting")
            work.context.effects.log.info(`The release waits: ${result.why}`);
        return told;
    }
    catch (error) {
        told.weight = (0,_traffic_shift_js__WEBPACK_IMPORTED_MODULE_8__.weightIn)(work.session.state);
        throw error;
    }
    finally {
        told.journal = work.session.lastEntry;
    }
}


/***/ }),

/***/ 49530:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   holdHint: () => (/* binding */ holdHint),
/* harmony export */   trafficShift: () => (/* binding */ trafficShift),
/* harmony export */   weightIn: () => (/* binding */ weightIn)
/* harmony export */ });
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _stages_pipeline_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78862);
/* harmony import */ var _stages_shift_traffic_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(65852);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9944);
/* harmony import */ var _sections_traffic_shift_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(99968);






const trafficShift = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_5__/* .defineAction */ .Q)({
    ..._sections_traffic_shift_js__WEBPACK_IMPORTED_MODULE_4__/* .trafficShiftSection */ .vX,
    summary: "Move traffic to the new release step by step, and all of it back when a step fails.",
    outputs: { weight: "Percent of the traffic on the new release.", verdict: "`pass`, `fail` or `inconclusive`." },
    run: (task) => (0,_begin_js__WEBPACK_IMPORTED_MODULE_3__/* .runStage */ .Si)(task, "traffic-shift", async ({ context, chain, session }, told) => {
        try {
            const waiting = await (0,_stages_pipeline_js__WEBPACK_IMPORTED_MODULE_1__/* .runShifts */ .f_)(context, chain);
            told.verdict = waiting?.isHeld === true ? "inconclusive" : "pass";
            if (waiting?.isHeld === true)
                throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .RefusedError */ .fk(waiting.why, { hint: holdHint });
            return {};
        }
        catch (error) {
            if (error instanceof _stages_shift_traffic_js__WEBPACK_IMPORTED_MODULE_2__/* .StepFailed */ .a)
                told.verdict = "fail";
            throw error;
        }
        finally {
            told.weight = weightIn(session.state);
        }
    }),
});
function weightIn({ open }) {
    return String(open?.shifts.findLast(({ kept }) => kept !== true)?.weight ?? 0);
}
const holdHint = "Nothing was put back. Run `continue` once there is evidence, or `rollback`.";


/***/ })

};
