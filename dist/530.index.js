export const id = 530;
export const ids = [530];
export const modules = {

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
