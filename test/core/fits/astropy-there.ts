import { spawnSync } from 'node:child_process';

/** Debian's Python, which has astropy. */
export const PYTHON = '/usr/bin/python3';

/** Whether Debian's astropy can be asked. */
export const hasAstropy = spawnSync(PYTHON, ['-c', 'import astropy.io.fits']).status === 0;

if (!hasAstropy) console.warn('astropy is absent: tests that ask it are skipped');
