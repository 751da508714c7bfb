export const id = 769;
export const ids = [769];
export const modules = {

/***/ 92769:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   log: () => (/* binding */ log)
/* harmony export */ });
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1839);
/* harmony import */ var _kit_fields_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(42356);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(79681);



const inputs = {
    entries: (0,_kit_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .integer */ .nd)({ min: 1, max: 10_000, default: "40", description: "How many entries, the newest ones." }),
};
const log = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_2__/* .defineAction */ .Q)({
    name: "log",
    isRepeatable: false,
    adapters: [],
    inputs,
    summary: "Print the newest entries of the journal.",
    outputs: {},
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .openDeployment */ .Q6)(task);
        const [item] = task.configure(deployment.release.commit).items(log);
        const entries = await deployment.journal.entries(item?.values.entries ?? 40);
        return { outputs: { entries: JSON.stringify(entries) }, summary: [...entries].reverse().map(describe).join("\n") };
    },
});
function describe({ at, phase, deed, item, release, run, asked, after, reason }) {
    const what = item === null ? deed : `${deed} (${item})`;
    const facts = [asked, after].filter((value) => value !== null).map((value) => JSON.stringify(value));
    const told = reason === null ? facts.join(" -> ") : `${facts.join(" -> ")} ${reason}`;
    return `${at}  ${phase.padEnd(7)} ${what.padEnd(22)} ${(release?.version ?? "").padEnd(10)} ${run.actor}  ${told.slice(0, 200)}`;
}


/***/ })

};
