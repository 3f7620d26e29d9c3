// Exports of the photometry kernels.
export {};
