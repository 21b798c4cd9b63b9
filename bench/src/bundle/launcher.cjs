// Runs program.cjs, which lies beside it, with the code that V8 made of it in an earlier run. Node's own compile cache has
// only what is compiled when a module is loaded; this one is written when a run ends, with all functions it used.
const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script, constants } = require("node:vm");

const filename = join(__dirname, "program.cjs");
const cache = join(__dirname, "program.code");
const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, "utf8")}\n})`;
const cachedData = codeOfEarlierRun();
const script = new Script(source, {
  filename,
  cachedData,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
if (cachedData === undefined || script.cachedDataRejected) process.once("exit", keepCode);
script.runInThisContext()(exports, require, module, filename, __dirname);

function codeOfEarlierRun() {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}

/** Another process may do the same now: the file is whole whenever it is there. */
function keepCode() {
  const unfinished = `${cache}.${process.pid}`;
  writeFileSync(unfinished, script.createCachedData());
  renameSync(unfinished, cache);
}
