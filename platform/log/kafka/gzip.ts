import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib';
import kafkajs from 'kafkajs';

// Node can't import these by name.
const { CompressionCodecs, CompressionTypes } = kafkajs;

/**
 * What is at most so long before it is packed or unpacked takes a millisecond at most. Handed to another thread, as kafkajs
 * does, it takes that and two waits for a CPU, and a fetch or an append has one for each partition; in bytes.
 */
const smallBytes = 32 * 1024;
const packLater = promisify(gzip);
const unpackLater = promisify(gunzip);

const codec = {
  compress: async ({ buffer }: { buffer: Buffer }): Promise<Buffer> =>
    buffer.length > smallBytes ? packLater(buffer) : gzipSync(buffer),
  decompress: async (buffer: Buffer): Promise<Buffer> =>
    buffer.length > smallBytes ? unpackLater(buffer) : gunzipSync(buffer),
};

/** Lets kafkajs pack small batches at once. kafkajs keeps its codecs for the whole process, so this is done as often as one likes. */
export function packSmallAtOnce(): void {
  CompressionCodecs[CompressionTypes.GZIP] = () => codec;
}
