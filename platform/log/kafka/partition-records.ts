import type { Message } from 'kafkajs';
import { partitionOf } from '../murmur2.ts';
import type { OutgoingRecord } from '../port.ts';

/** Bytes of one request, before gzip: half of what a broker takes by default even if all go to one partition. */
export const bytesMax = 512 * 1024;
/** What a record costs besides its key and value: offsets, times, headers. */
const recordOverheadBytes = 150;
/** What goes to one partition in one request. */
export interface PartitionRecords {
  readonly topic: string;
  readonly partition: number;
  readonly messages: Message[];
}

/** Puts records into the partitions of their keys, in their order. `counts` has every topic. */
export function toPartitions(
  records: readonly OutgoingRecord[],
  counts: ReadonlyMap<string, number>,
): readonly PartitionRecords[] {
  const partitions = new Map<string, PartitionRecords>();
  for (const { topic, key, value, headers } of records) {
    const partition = partitionOf(key, counts.get(topic)!);
    const name = `${topic}/${partition}`;
    const entry = partitions.get(name) ?? { topic, partition, messages: [] };
    partitions.set(name, entry);
    entry.messages.push({ key, value, partition, headers: headers && { ...headers } });
  }
  return [...partitions.values()];
}

/** About what a record takes in a request, in bytes. */
export const sizeOf = ({ key, value }: OutgoingRecord): number =>
  Buffer.byteLength(key) + (value === null ? 0 : Buffer.byteLength(value)) + recordOverheadBytes;

/** Cuts a large append into requests' sizes; the order stays. */
export function slicesOf(records: readonly OutgoingRecord[]): OutgoingRecord[][] {
  const slices: OutgoingRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const size = sizeOf(record);
    if (bytes + size > bytesMax) {
      slices.push([]);
      bytes = 0;
    }
    slices.at(-1)!.push(record);
    bytes += size;
  }
  return slices;
}
