/**
 * Part of every record's parameters: another version of Starfan does the work anew. package.json
 * says the same.
 */
export const VERSION = '0.1.0';
