export const id = 567;
export const ids = [567];
export const modules = {

/***/ 3567:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ HttpClient)
/* harmony export */ });
class HttpClient {
    #options;
    constructor(...options) {
        this.#options = options;
    }
    async getJson(...request) {
        const real = await Promise.all(/* import() */[__webpack_require__.e(752), __webpack_require__.e(942)]).then(__webpack_require__.bind(__webpack_require__, 4942));
        return new real.HttpClient(...this.#options).getJson(...request);
    }
}


/***/ })

};
