export const id = 816;
export const ids = [816];
export const modules = {

/***/ 79816:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   smokeTest: () => (/* binding */ smokeTest)
/* harmony export */ });
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _stages_pipeline_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(78862);
/* harmony import */ var _stages_smoke_test_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(51810);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9944);
/* harmony import */ var _sections_smoke_test_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(47155);






const liveAlone = ({ settings }, { live }, commit) => {
    return live?.commit === commit && settings.items(_sections_smoke_test_js__WEBPACK_IMPORTED_MODULE_4__/* .smokeTestSection */ .r).every(({ values }) => values.target === "live");
};
const smokeTest = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_5__/* .defineAction */ .Q)({
    ..._sections_smoke_test_js__WEBPACK_IMPORTED_MODULE_4__/* .smokeTestSection */ .r,
    summary: "Check that an address serves this very release, and then that it works.",
    outputs: { passed: "How many checks passed.", failed: "How many checks failed." },
    run: (task) => (0,_begin_js__WEBPACK_IMPORTED_MODULE_3__/* .runStage */ .Si)(task, "smoke-test", async ({ context, chain, sections }, told) => {
        const [item] = sections.settings.items(_sections_smoke_test_js__WEBPACK_IMPORTED_MODULE_4__/* .smokeTestSection */ .r);
        const target = item?.values.target ?? "idle";
        if (target === "live" && chain.smoke("idle").every(({ liveUrl }) => liveUrl === null)) {
            throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz([{ where: "smoke-test: url", what: "is needed with `target: live`" }]);
        }
        const results = await (0,_stages_pipeline_js__WEBPACK_IMPORTED_MODULE_1__/* .runSmokeTests */ .yk)(context, chain, target).catch((error) => {
            if (error instanceof _stages_smoke_test_js__WEBPACK_IMPORTED_MODULE_2__/* .ChecksFailed */ .Tj)
                Object.assign(told, counts(error.results));
            throw error;
        });
        return counts(results);
    }, liveAlone),
});
function counts(results) {
    const failed = results.filter(({ failure }) => failure !== null).length;
    return { passed: String(results.length - failed), failed: String(failed) };
}


/***/ })

};
