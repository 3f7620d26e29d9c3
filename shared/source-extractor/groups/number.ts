import { byName } from './by-name.ts';

/** NUMBER, EXT_NUMBER, ID_PARENT. */
export const numberColumns = byName({
  NUMBER: ({ rows }) => new Int32Array(rows).map((_, row) => row + 1),
  EXT_NUMBER: ({ rows, input }) => new Int16Array(rows).fill(input.extension),
  ID_PARENT: ({ objects }) => objects.group,
});
