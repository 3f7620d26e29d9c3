import { Transform } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

/** A network between this machine and its S3, for measurements. */
export interface SimulatedNetwork {
  /** ms before an answer begins */
  latency: number;
  /** bytes a second of the body of one answer */
  rate: number;
}

/** Lets bytes through at a rate: none before its time. */
export function paced(rate: number): Transform {
  const begin = performance.now();
  let sent = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      sent += chunk.length;
      const wait = begin + (1000 * sent) / rate - performance.now();
      if (wait < 1) done(null, chunk);
      else void setTimeout(wait).then(() => done(null, chunk));
    },
  });
}
