export const id = 190;
export const ids = [190];
export const modules = {

/***/ 1190:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   backup: () => (/* binding */ backup)
/* harmony export */ });
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1839);
/* harmony import */ var _stages_pipeline_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1917);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9944);
/* harmony import */ var _sections_backup_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5637);




const standsAlone = ({ settings }, { live }, commit) => {
    return live?.commit === commit || settings.items(_sections_backup_js__WEBPACK_IMPORTED_MODULE_2__/* .backupSection */ .Q).some(({ values }) => values.standalone);
};
async function backUpAll({ context, chain }) {
    const results = await (0,_stages_pipeline_js__WEBPACK_IMPORTED_MODULE_0__/* .runBackups */ .Rs)(context, chain);
    const one = (values) => (values.length === 1 ? (values[0] ?? "") : JSON.stringify(values));
    return {
        backup: one(results.map(({ name }) => name)),
        location: one(results.map(({ location }) => location)),
        verified: String(results.every(({ verified }) => verified)),
    };
}
const backup = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_3__/* .defineAction */ .Q)({
    ..._sections_backup_js__WEBPACK_IMPORTED_MODULE_2__/* .backupSection */ .Q,
    summary: "Back up the database and prove the backup by restoring it and comparing every count.",
    outputs: {
        backup: "Name of the backup, or a JSON list of names where there are several.",
        location: "Where it was published, or a JSON list.",
        verified: "`true` once it was restored and found equal.",
    },
    run: (task) => (0,_begin_js__WEBPACK_IMPORTED_MODULE_1__/* .runStage */ .Si)(task, "backup", backUpAll, standsAlone),
});


/***/ })

};
