import type { NameOf } from '../api/parse-parameters.ts';

/** A parameter as the command line writes it: `--projection` for one of the layout. */
export const optionName: NameOf = (path) =>
  `--${String(path[0] === 'layout' ? path.at(-1) : path[0])}`;
