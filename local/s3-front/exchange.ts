import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

/** What is said of an object that came to be. */
export interface ObjectCreated {
  bucket: string;
  key: string;
  /** bytes */
  size: number;
  etag: string;
}

/** What every operation needs to know of the front. */
export interface Front {
  root: string;
  onObjectCreated?: (event: ObjectCreated) => void;
}

/** A request taken apart; the key is decoded. */
export interface S3Request {
  http: IncomingMessage;
  bucket: string;
  key: string;
  query: URLSearchParams;
}

/** An answer of the S3 endpoint. */
export interface S3Response {
  status: number;
  headers?: Record<string, string | number>;
  /** XML, or the bytes of an object */
  body?: string | Readable;
}

/** An answer in XML. */
export const xmlResponse = (body: string, headers: S3Response['headers'] = {}): S3Response => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body,
});
