const types: Record<string, string> = {
  csv: 'text/csv; charset=utf-8',
  fits: 'image/fits',
  html: 'text/html; charset=utf-8',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  jsonl: 'application/jsonl',
  parquet: 'application/vnd.apache.parquet',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
  xml: 'application/xml',
};

/** The media type by the ending of a key, so that a browser shows reports and pictures. */
export const contentType = (key: string): string =>
  types[/\.([a-z]+)$/i.exec(key)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
