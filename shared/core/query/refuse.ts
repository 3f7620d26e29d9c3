import { DataError } from '../errors.ts';

/** A query that is not answered: what is wrong with it, and what to write. */
export const refused = (message: string): DataError => new DataError('RefusedQuery', message);
