import { createHash } from 'node:crypto';
import { compiledTemplate } from '../deploy/service.ts';

/**
 * Names the template that was judged, with its machines and roles: 12 digits of its SHA-256, but
 * for the date in the addresses of the zips. The functions' code is not in it.
 */
export const templateHash = (): string =>
  createHash('sha256')
    .update(compiledTemplate().text.replace(/serverless\/starfan\/dev\/[^/"]+/g, ''))
    .digest('hex')
    .slice(0, 12);

/** Kinds of tests that judge no template. */
export const judgesOfStores = ['s3'];
