import { forTerminal } from '../shared/core/text.ts';

/**
 * Prints an answer: of whatever files, headers and records say in it nothing is a command to the
 * terminal.
 */
export const say = (text: string): void => console.log(forTerminal(text));

/** The same of what is no answer: mistakes, warnings. */
export const complain = (text: string): void => console.error(forTerminal(text));
