import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Positions } from './positions.ts';

/** What a cursor says once it was found genuine. */
export interface CursorContent {
  /** The topic that the positions are of, as a hash; compare with `topicHash`. */
  readonly topic: number;
  readonly positions: Positions;
  /** What the position is as old as, in milliseconds since 1970. */
  readonly atMs: number;
}

/** Whom and what a cursor is good for. */
export interface CursorOwner {
  /** Null for an anonymous one. */
  readonly subject: string | null;
  /** The Subscription field. */
  readonly field: string;
}

export interface CursorCodec {
  encode(owner: CursorOwner, topic: string, positions: Positions, atMs: number): string;
  /** Null for a text that is no cursor, was changed, or belongs to another subject or field. */
  decode(owner: CursorOwner, cursor: string): CursorContent | null;
}

const version = 1;
/** 128 bits of HMAC-SHA-256: out of reach of guessing, and half as long in every message. */
const macBytes = 16;
/** Version, time (48 bits of milliseconds) and topic hash (32 bits) stand before the positions. */
const headBytes = 11;
/** A cursor of 1,000 partitions with 8-byte varints; what is longer was never one of ours. */
const textMax = 20_000;

/**
 * Cursors: `base64url(version | atMs | topicHash | (partition, offset)* | mac)`, numbers after the head as varints. The MAC
 * covers the owner too, without carrying it: a cursor reveals offsets and a time, and nothing about anybody.
 */
export function createCursorCodec(secret: string): CursorCodec {
  const key = createHash('sha256').update('kith-router cursor v1\0').update(secret).digest();

  const macOf = (payload: Uint8Array, owner: CursorOwner): Buffer =>
    createHmac('sha256', key)
      .update(payload)
      .update(`\0${owner.field}\0${owner.subject === null ? '' : `=${owner.subject}`}`)
      .digest()
      .subarray(0, macBytes);

  const hashes = new Map<string, number>();
  const hashOf = (topic: string): number => {
    let hash = hashes.get(topic);
    if (hash === undefined) {
      hash = topicHash(topic);
      hashes.set(topic, hash);
    }
    return hash;
  };

  return {
    encode(owner, topic, positions, atMs) {
      const bytes: number[] = [];
      for (const partition of [...positions.keys()].sort((a, b) => a - b)) {
        writeVarint(bytes, partition);
        writeVarint(bytes, positions.get(partition)!);
      }
      const payload = Buffer.allocUnsafe(headBytes + bytes.length);
      payload.writeUInt8(version, 0);
      payload.writeUIntBE(atMs, 1, 6);
      payload.writeUInt32BE(hashOf(topic), 7);
      payload.set(bytes, headBytes);
      return Buffer.concat([payload, macOf(payload, owner)]).toString('base64url');
    },

    decode(owner, cursor) {
      if (cursor.length > textMax || !/^[\w-]+$/.test(cursor)) return null;
      const bytes = Buffer.from(cursor, 'base64url');
      // One position has one text: the spare bits of the last character, which decoding ignores, must be zero.
      if (bytes.toString('base64url') !== cursor) return null;
      if (bytes.length < headBytes + macBytes || bytes[0] !== version) return null;
      const payload = bytes.subarray(0, bytes.length - macBytes);
      if (!timingSafeEqual(bytes.subarray(bytes.length - macBytes), macOf(payload, owner))) return null;
      const positions = new Map<number, number>();
      const at = { index: headBytes };
      while (at.index < payload.length) {
        const partition = readVarint(payload, at);
        positions.set(partition, readVarint(payload, at));
      }
      return { atMs: payload.readUIntBE(1, 6), topic: payload.readUInt32BE(7), positions };
    },
  };
}

/** Recognises a field whose events moved to another topic, whose offsets mean nothing in the new one. */
export function topicHash(topic: string): number {
  return createHash('sha256').update(topic).digest().readUInt32BE(0);
}

/** Seven bits a byte, the lowest first; by arithmetic, as offsets go beyond 32 bits. */
function writeVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

function readVarint(bytes: Uint8Array, at: { index: number }): number {
  let value = 0;
  for (let unit = 1; ; unit *= 0x80) {
    const byte = bytes[at.index++] ?? 0;
    value += (byte % 0x80) * unit;
    if (byte < 0x80) return value;
  }
}
