export { deflateRows } from './png';
export { addPatch, addPoints, clearSums, means, setImage } from './paint';
export { heapBase } from './memory';
