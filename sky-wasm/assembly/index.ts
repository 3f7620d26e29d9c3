export { deflateRows } from './png';
export { heapBase } from './memory';
