declare module 'seek-bzip' {
  interface Input {
    readByte(): number;
    read(buffer: Uint8Array, offset: number, length: number): number;
  }
  interface Output {
    writeByte(byte: number): void;
  }
  /** One stream, its checksums verified; throws TypeError. */
  const Bunzip: { decode(input: Input, output: Output): void };
  export default Bunzip;
}
