export { Background, type BackgroundOptions } from './background.ts';
export { createImage, createMask, Image, Mask } from './image.ts';
export { loadSep, OutOfMemory } from './memory.ts';
export * from './photometry/index.ts';
