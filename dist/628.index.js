export const id = 628;
export const ids = [628];
export const modules = {

/***/ 32628:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   deploySlot: () => (/* binding */ deploySlot)
/* harmony export */ });
/* harmony import */ var _kit_action_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1839);
/* harmony import */ var _stages_pipeline_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(78862);
/* harmony import */ var _begin_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9944);
/* harmony import */ var _sections_deploy_slot_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(44501);




const deploySlot = (0,_kit_action_js__WEBPACK_IMPORTED_MODULE_3__/* .defineAction */ .Q)({
    ..._sections_deploy_slot_js__WEBPACK_IMPORTED_MODULE_2__/* .deploySlotSection */ .n,
    summary: "Put the release into the idle slot and wait until it answers as its own commit.",
    outputs: {
        slot: "The slot that the release was put into.",
        url: "Where that slot answers.",
        "previous-release": "The commit that a rollback returns to; empty before the first good release.",
    },
    run: (task) => (0,_begin_js__WEBPACK_IMPORTED_MODULE_1__/* .runStage */ .Si)(task, "deploy-slot", async ({ context, chain, session }) => {
        const { url } = await (0,_stages_pipeline_js__WEBPACK_IMPORTED_MODULE_0__/* .runDeploySlot */ .Fm)(context, chain);
        const { open } = session.state;
        return { slot: open?.slot ?? "", url, "previous-release": open?.previous?.commit ?? "" };
    }),
});


/***/ })

};
