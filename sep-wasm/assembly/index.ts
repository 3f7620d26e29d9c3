// The kernels' exports. A file whose functions JavaScript calls is re-exported here; nothing else is.
export { allocate, beginScratch, endScratch, free, memoryInUse, scratch } from "./memory";
export * from "./photometry/index";
