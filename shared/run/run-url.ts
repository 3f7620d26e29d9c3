import * as z from 'zod';
import { objectUrl } from '../store/url.ts';

/** The prefix of a run in an event: a URL, or a folder of one's own machine. */
export const runUrl = z.string().min(1).transform(objectUrl);
