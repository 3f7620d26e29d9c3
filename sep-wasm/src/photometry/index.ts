// Exports of the photometry.
export {};
