export { deflateRows } from './png';
export { countBins } from './histogram';
export { halveGreys, halveValues } from './halve';
export { levels } from './levels';
export { addPatch, addPoints, clearSums, means, setImage } from './paint';
export { clipAbout, sumMarked, takeDifferences } from './samples';
export { turnWords } from './turn';
export { countsBase, heapBase } from './memory';
