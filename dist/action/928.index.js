export const id = 928;
export const ids = [928];
export const modules = {

/***/ 36928:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   toolStore: () => (/* binding */ toolStore)
/* harmony export */ });
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(78474);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(73136);
/* harmony import */ var _actions_tool_cache__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(59805);





/** The runner's tool cache; on a laptop a folder of ours, given to the library the way it wants it. */
function toolStore(folder) {
    process.env.RUNNER_TOOL_CACHE ??= (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, 'tools');
    process.env.RUNNER_TEMP ??= (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, 'tmp');
    return {
        find: (name, version) => (0,_actions_tool_cache__WEBPACK_IMPORTED_MODULE_4__/* .find */ .I6)(name, version) || undefined,
        keep: (file, name, version) => {
            const program = process.platform === 'win32' ? `${name}.exe` : name;
            return (0,_actions_tool_cache__WEBPACK_IMPORTED_MODULE_4__/* .cacheFile */ .NJ)(file, program, name, version);
        },
        download,
        unpack: async (archive, to) => {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)(to, { recursive: true });
            await (isZip(archive) ? (0,_actions_tool_cache__WEBPACK_IMPORTED_MODULE_4__/* .extractZip */ .JE)(archive, to) : (0,_actions_tool_cache__WEBPACK_IMPORTED_MODULE_4__/* .extractTar */ .nN)(archive, to));
        },
    };
}
async function download(url, to, signal) {
    if (url.startsWith('file:')) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(to), { recursive: true });
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.copyFile)((0,node_url__WEBPACK_IMPORTED_MODULE_3__.fileURLToPath)(url), to);
        return;
    }
    try {
        // The library cannot be stopped; nobody waits for it, and the entry ends the process.
        await Promise.race([(0,_actions_tool_cache__WEBPACK_IMPORTED_MODULE_4__/* .downloadTool */ .bq)(url, to), (0,node_events__WEBPACK_IMPORTED_MODULE_0__.once)(signal, 'abort').then(() => signal.throwIfAborted())]);
    }
    catch (error) {
        if (error instanceof _actions_tool_cache__WEBPACK_IMPORTED_MODULE_4__/* .HTTPError */ .Hl)
            throw Object.assign(error, { status: error.httpStatusCode });
        throw error;
    }
}
function isZip(archive) {
    return (0,node_path__WEBPACK_IMPORTED_MODULE_2__.basename)(archive).endsWith('.zip');
}


/***/ })

};
