// Exports of the photometry kernels.
export { setField } from "./field";
export { fluxRadii } from "./growth";
export { kronRadii } from "./kron";
export { sumApertures } from "./sum";
export { windowedCentres } from "./window";
export { windowMoments } from "./window-moments";
