import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** One running checksum. */
interface Running {
  update(chunk: Uint8Array): void;
  /** base64, as S3 writes it */
  value(): string;
}

const castagnoli = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** CRC-32C (RFC 3720, appendix B.4), continued from `value`. */
function crc32c(chunk: Uint8Array, value: number): number {
  let crc = ~value;
  for (let i = 0; i < chunk.length; i++) crc = (crc >>> 8) ^ castagnoli[(crc ^ chunk[i]!) & 255]!;
  return ~crc >>> 0;
}

function runningCrc(step: (chunk: Uint8Array, value: number) => number): Running {
  let value = 0;
  return {
    update(chunk) {
      value = step(chunk, value);
    },
    value() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString('base64');
    },
  };
}

function runningHash(name: string): Running {
  const hash = createHash(name);
  return { update: (chunk) => void hash.update(chunk), value: () => hash.digest('base64') };
}

/** The checksums that are verified. CRC-64/NVME is taken unverified: it is dear to compute here. */
const kinds: Record<string, () => Running> = {
  'x-amz-checksum-crc32': () => runningCrc((chunk, value) => crc32(chunk, value)),
  'x-amz-checksum-crc32c': () => runningCrc(crc32c),
  'x-amz-checksum-sha1': () => runningHash('sha1'),
  'x-amz-checksum-sha256': () => runningHash('sha256'),
};

/** Several checksums of one body, by header name; names that are not verified are passed over. */
export class Checksums {
  readonly #running: [string, Running][];

  constructor(names: Iterable<string>) {
    this.#running = [...new Set(names)].flatMap((name) => {
      const make = kinds[name];
      return make ? [[name, make()]] : [];
    });
  }

  update(chunk: Uint8Array): void {
    for (const [, running] of this.#running) running.update(chunk);
  }

  values(): Record<string, string> {
    return Object.fromEntries(this.#running.map(([name, running]) => [name, running.value()]));
  }
}
