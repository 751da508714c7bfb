export const id = 271;
export const ids = [271];
export const modules = {

/***/ 68271:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   backupsRestore: () => (/* binding */ backupsRestore)
/* harmony export */ });
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1839);
/* harmony import */ var _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(13134);
/* harmony import */ var _kit_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(42356);
/* harmony import */ var _stages_restore_backup_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(55429);
/* harmony import */ var _stages_stored_set_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(69452);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(79681);
/* harmony import */ var _sections_backup_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(97312);
/* harmony import */ var _sections_drill_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(23006);








const inputs = {
    backup: (0,_kit_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)({ required: true, description: "The backup set: its name, or `newest` for the newest verified one." }),
    item: (0,_kit_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)({ description: "Which item of the set; may be left out where it holds one alone." }),
    confirm: (0,_kit_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)({
        description: "The exact name of the database (or the path of the file or folder) that is replaced, as `check` shows it.",
    }),
    "present-state": (0,_kit_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .choice */ .Yq)({
        choices: ["keep", "abandon"],
        default: "keep",
        description: "`keep`: a proven backup of what is there now is made first. `abandon`: none is made, for a database that is past saving.",
    }),
    reason: (0,_kit_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)({ default: "asked for by a person", description: "Why, for the journal." }),
};
const backupsRestore = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_7__/* .defineAction */ .Q)({
    name: "backups-restore",
    isRepeatable: false,
    adapters: [],
    inputs,
    summary: "Restore a backup in the place of the database: asks for its exact name, and backs up the present state first.",
    outputs: {},
    async run(task) {
        const deployment = await (0,_deployment_js__WEBPACK_IMPORTED_MODULE_4__/* .openDeployment */ .Q6)(task);
        const context = (0,_deployment_js__WEBPACK_IMPORTED_MODULE_4__/* .sectionsFor */ .AD)(deployment, deployment.release.commit);
        const [asked] = context.settings.items(backupsRestore);
        if (asked === undefined)
            throw new Error("backups restore is always one item");
        const { backup, item, confirm, reason, "present-state": presentState } = asked.values;
        const steps = (0,_sections_backup_js__WEBPACK_IMPORTED_MODULE_5__/* .dumpSteps */ .y1)(context);
        const sets = await (0,_stages_stored_set_js__WEBPACK_IMPORTED_MODULE_3__/* .storedSets */ .T)(steps, deployment, task.effects);
        const [newest] = backup === "newest" && item !== undefined ? (0,_stages_stored_set_js__WEBPACK_IMPORTED_MODULE_3__/* .newestOfEach */ .VN)(sets, [item]) : [];
        const set = newest?.set ?? (0,_stages_stored_set_js__WEBPACK_IMPORTED_MODULE_3__/* .chooseSet */ .SE)(sets, backup);
        const [stored, ...more] = (0,_stages_stored_set_js__WEBPACK_IMPORTED_MODULE_3__/* .itemsOf */ .S3)(set, steps, item);
        if (stored === undefined || more.length > 0) {
            const items = set.parts.map((part) => `\`${part.item}\``).join(", ");
            throw new _kit_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz([{ where: "item", what: `is required: \`${set.name}\` holds ${items}` }]);
        }
        const { commit } = deployment.release;
        const openDecoder = await (0,_sections_drill_js__WEBPACK_IMPORTED_MODULE_6__/* .decoderOf */ .qf)(context);
        return (0,_deployment_js__WEBPACK_IMPORTED_MODULE_4__/* .underLease */ .zV)(deployment, null, async (plain, session) => {
            const { open } = session.state;
            const options = { stored, openDecoder, confirm, presentState, reason };
            const { kept, took, before } = await (0,_stages_restore_backup_js__WEBPACK_IMPORTED_MODULE_2__/* .restoreBackup */ .d)({ ...plain, commit: open?.commit ?? commit }, options);
            const places = [kept, before === null ? null : `the backup ${before.name}`].filter((place) => place !== null);
            const was = places.length === 0 ? "gone" : `in ${places.join(", and in ")}`;
            const summary = `${set.name} was restored in ${took} ms. What was there before is ${was}.`;
            return { outputs: { journal: session.lastEntry, backup: before?.name ?? "" }, summary };
        });
    },
});


/***/ })

};
