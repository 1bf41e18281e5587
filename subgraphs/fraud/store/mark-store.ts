import type { PrismaClient } from '../../../prisma/fraud/generated/client.ts';

/** Where an hour of event time begins in a partition: every event from that hour on stands at this offset or after. */
export interface Mark {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly hourMs: number;
}

export interface MarkStore {
  /** Keeps a mark; one that is there already stays as it is. */
  keep(mark: Mark): Promise<void>;
  /**
   * Where to begin reading so that every event of the `lengthMs` before `offset` is read: the mark of an hour that far
   * before the last one noted up to `offset`. Null where none is old enough: then from the partition's beginning.
   */
  replayStart(topic: string, partition: number, offset: number, lengthMs: number): Promise<Mark | null>;
  /** Removes marks of hours before `atMs`: no replay begins there any more. */
  removeBefore(atMs: number): Promise<void>;
}

/** Keeps one offset an hour and partition, so that a replay can begin a window's length ago: the log has no index by time. */
export function createMarkStore(prisma: PrismaClient): MarkStore {
  return {
    async keep({ topic, partition, offset, hourMs: hour }) {
      await prisma.replayMark.createMany({
        data: [{ topic, partition, hour: new Date(hour), offset: BigInt(offset) }],
        skipDuplicates: true,
      });
    },

    async replayStart(topic, partition, offset, lengthMs) {
      const reached = await prisma.replayMark.findFirst({
        where: { topic, partition, offset: { lte: BigInt(offset) } },
        orderBy: { hour: 'desc' },
      });
      if (!reached) return null;
      const start = await prisma.replayMark.findFirst({
        where: { topic, partition, hour: { lte: new Date(reached.hour.getTime() - lengthMs) } },
        orderBy: { hour: 'desc' },
      });
      return start && { topic, partition, offset: Number(start.offset), hourMs: start.hour.getTime() };
    },

    async removeBefore(atMs) {
      await prisma.replayMark.deleteMany({ where: { hour: { lt: new Date(atMs) } } });
    },
  };
}
