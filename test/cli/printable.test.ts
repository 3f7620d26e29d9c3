import { describe, expect, it } from 'vitest';
import { failureText, printable } from '../../cli/printable.ts';

describe('what the terminal shows', () => {
  it('names files of this machine by their paths', () => {
    expect(printable('No room for file:///data/my%20run/a.fits: free some disk space.')).toBe(
      'No room for /data/my run/a.fits: free some disk space.',
    );
    expect(printable('s3://bucket/a%20b is not there')).toBe('s3://bucket/a%20b is not there');
    expect(printable('file:///a/100%.fits is not there')).toBe('/a/100%.fits is not there');
  });

  it('has no control characters, not even encoded ones', () => {
    expect(printable('file:///tmp/%1b[2Jx and \u001b[31m')).toBe('/tmp/\ufffd[2Jx and \ufffd[31m');
  });

  it('says the address of a failed line once', () => {
    const uri = 'file:///data/a.fits';
    expect(failureText(uri, `${uri} is not there: check the address`)).toBe(
      '/data/a.fits is not there: check the address',
    );
    expect(failureText(uri, 'The file ends early.')).toBe('/data/a.fits: The file ends early.');
  });
});
