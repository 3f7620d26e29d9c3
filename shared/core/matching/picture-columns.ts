import { described, required } from '../parquet/described-column.ts';

/** What `measurements` and `images` say of the picture that a row is of. */
export const pictureColumns = {
  image: described('image', 'int32', '', 'meta.id;obs.image', 'image: its line in the list'),
  file: required(described('file', 'string', '', 'meta.id;meta.file', 'file of the image')),
  hdu: described('hdu', 'int32', '', 'meta.number', 'HDU of the file, 0 = primary'),
  mjd: described('mjd', 'float64', 'd', 'time.epoch', 'middle of the exposure, MJD (UTC)'),
  filter: described(
    ...(['filter', 'string', '', 'meta.id;instr.filter'] as const),
    'filter as the header writes it',
  ),
  band: described(
    ...(['band', 'string', '', 'instr.bandpass'] as const),
    'what the columns of objects in this filter begin with',
  ),
  exptime: described('exptime', 'float64', 's', 'time.duration;obs.exposure', 'exposure'),
} as const;
