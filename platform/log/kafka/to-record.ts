import type { KafkaMessage } from 'kafkajs';
import type { LogRecord } from '../port.ts';

/** A message of kafkajs as the log's port has it; of a header that was set twice the last counts. */
export function toRecord(topic: string, partition: number, message: KafkaMessage): LogRecord {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) headers[name] = last.toString();
  }
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key?.toString() ?? '',
    value: message.value?.toString() ?? null,
    headers,
    appendedAtMs: Number(message.timestamp),
  };
}
