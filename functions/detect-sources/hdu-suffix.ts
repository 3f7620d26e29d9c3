/** What tells the files of a file's second and further images from those of its first. */
export const hduSuffix = (number: number): string => (number === 1 ? '' : `-${number}`);
