// The kernels' exports. A file whose functions JavaScript calls is re-exported here; nothing else
// is.
export { measureMesh } from "./background";
export { convolve } from "./convolve";
export { extract, sources } from "./extract";
export { allocate, beginScratch, endScratch, free, memoryInUse, scratch } from "./memory";
export { meshAt, subtractMesh, writeMesh } from "./mesh";
export * from "./photometry/index";
export { countLower, countUpper, reduceImage } from "./picture";
export { brightest, countBad, renumber, swapWords } from "./survey";
export { candidateCount, candidateRows, givenCount, givenPixels, stillHiddenCount, stillHiddenPixels } from "./sweep";
