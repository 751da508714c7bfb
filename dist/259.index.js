export const id = 259;
export const ids = [259,530];
export const modules = {

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
