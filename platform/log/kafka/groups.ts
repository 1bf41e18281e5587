import { GroupBusyError } from '../group-busy.ts';
import type { Place } from '../port.ts';
import type { KafkaAdmin } from './admin.ts';

/** What a reader's own group is named, so that it isn't taken for a consumer's. */
export const readerGroupPart = '.reader.';

/** The states of a group without members; `Dead` is also said of one that there isn't. */
const withoutMembers = new Set(['Empty', 'Dead']);

export async function listKafkaGroups(admin: KafkaAdmin): Promise<readonly string[]> {
  const { groups } = await admin.use((client) => client.listGroups());
  return groups
    .map(({ groupId }) => groupId)
    .filter((group) => !group.includes(readerGroupPart))
    .sort();
}

export async function moveKafkaGroup(admin: KafkaAdmin, group: string, places: readonly Place[]): Promise<void> {
  const { groups } = await admin.use((client) => client.describeGroups([group]));
  if (groups.some(({ state }) => !withoutMembers.has(state))) throw new GroupBusyError(group);
  for (const topic of new Set(places.map((place) => place.topic))) {
    const partitions = places
      .filter((place) => place.topic === topic)
      .map(({ partition, offset }) => ({ partition, offset: String(offset) }));
    await admin.use((client) => client.setOffsets({ groupId: group, topic, partitions }));
  }
}
