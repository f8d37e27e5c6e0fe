export const id = 928;
export const ids = [928];
export const modules = {

/***/ 36928:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   toolStore: () => (/* binding */ toolStore)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(73136);
/* harmony import */ var _actions_tool_cache__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(59805);




/** The runner's tool cache; on a laptop a folder of ours, given to the library the way it wants it. */
function toolStore(folder) {
    process.env.RUNNER_TOOL_CACHE ??= (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, 'tools');
    process.env.RUNNER_TEMP ??= (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, 'tmp');
    return {
        find: (name, version) => (0,_actions_tool_cache__WEBPACK_IMPORTED_MODULE_3__/* .find */ .I6)(name, version) || undefined,
        keep: (file, name, version) => {
            const program = process.platform === 'win32' ? `${name}.exe` : name;
            return (0,_actions_tool_cache__WEBPACK_IMPORTED_MODULE_3__/* .cacheFile */ .NJ)(file, program, name, version);
        },
        download,
        unpack: async (archive, to) => {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(to, { recursive: true });
            await (isZip(archive) ? (0,_actions_tool_cache__WEBPACK_IMPORTED_MODULE_3__/* .extractZip */ .JE)(archive, to) : (0,_actions_tool_cache__WEBPACK_IMPORTED_MODULE_3__/* .extractTar */ .nN)(archive, to));
        },
    };
}
async function download(url, to) {
    if (url.startsWith('file:')) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(to), { recursive: true });
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.copyFile)((0,node_url__WEBPACK_IMPORTED_MODULE_2__.fileURLToPath)(url), to);
        return;
    }
    try {
        await (0,_actions_tool_cache__WEBPACK_IMPORTED_MODULE_3__/* .downloadTool */ .bq)(url, to);
    }
    catch (error) {
        if (error instanceof _actions_tool_cache__WEBPACK_IMPORTED_MODULE_3__/* .HTTPError */ .Hl)
            throw Object.assign(error, { status: error.httpStatusCode });
        throw error;
    }
}
function isZip(archive) {
    return (0,node_path__WEBPACK_IMPORTED_MODULE_1__.basename)(archive).endsWith('.zip');
}


/***/ })

};
