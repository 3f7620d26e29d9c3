import { describe, expect, it } from 'vitest';
import { PictureCensus, PictureLines } from '../../shared/run/picture-lines.ts';

const line = (number: number, uri: string) => ({ line: number, uri, name: `image-${number}` });

describe('pictures that several lines name', () => {
  it('fail from the second line on, with the number of the first', () => {
    const lines = new PictureLines();
    const found = [{ hdu: 1, etag: 'a' }];
    expect(lines.repeatedBy(line(1, 's3://b/a.fits'), found, 'images')).toBeUndefined();
    expect(lines.repeatedBy(line(2, 's3://b/a.fits'), found, 'images')).toMatchObject({
      line: 2,
      error: 'DuplicateLine',
      stage: 'images',
      hdu: 1,
      message: expect.stringContaining('line 1'),
    });
    const other = [{ hdu: 2, etag: 'a' }];
    expect(lines.repeatedBy(line(3, 's3://b/a.fits'), other, 'images')).toBeUndefined();
  });

  it('are one file of this machine where its etag is one, whatever the path', () => {
    const lines = new PictureLines();
    const found = [{ hdu: 0, etag: 'inode-7' }];
    lines.repeatedBy(line(1, 'file:///a.fits'), found, 'images');
    const link = lines.repeatedBy(line(2, 'file:///link.fits'), found, 'images');
    expect(link?.error).toBe('DuplicateLine');
    // two objects of S3 with the same bytes have one etag, and are two
    const cloud = new PictureLines();
    cloud.repeatedBy(line(1, 's3://b/a.fits'), found, 'images');
    expect(cloud.repeatedBy(line(2, 's3://b/b.fits'), found, 'images')).toBeUndefined();
  });

  it('are found by a second look that keeps only what was counted twice', () => {
    const census = new PictureCensus();
    const pictures: [number, string][] = [
      [1, 's3://b/a.fits'],
      [2, 's3://b/b.fits'],
      [3, 's3://b/a.fits'],
    ];
    const found = [{ hdu: 0, etag: 'e' }];
    for (const [number, uri] of pictures) census.add(line(number, uri), found);
    const lines = census.lines();
    const failed = pictures.filter(([number, uri]) =>
      lines.repeatedBy(line(number, uri), found, 'x'),
    );
    expect(failed).toEqual([[3, 's3://b/a.fits']]);
  });
});
