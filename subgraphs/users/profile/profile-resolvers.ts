import { userProfileChanged } from '../../../events/user-profile-changed.ts';
import { outboxEvent } from '../../../platform/outbox/write-outbox.ts';
import { eventContext } from '../event-context.ts';
import type { MutationResolvers } from '../generated/resolver-types.ts';
import type { LiveUserModel } from '../model.ts';
import { requireViewer, unauthenticated } from '../require-viewer.ts';
import { accountRestricted } from '../user-errors.ts';
import type { ProfileStore } from './store.ts';
import { type ProfileChanges, validateProfile } from './validate-profile.ts';

export function createProfileResolvers(deps: { profiles: ProfileStore; now: () => Date }): {
  Mutation: Pick<MutationResolvers, 'updateProfile'>;
} {
  return {
    Mutation: {
      async updateProfile(_parent, { input }, request) {
        const accountId = requireViewer(request.identity);
        const { changes, errors } = validateProfile(input);
        if (errors.length > 0) return { user: null, userErrors: errors };
        const user = await deps.profiles.update(accountId, (before) => {
          if (before.status !== 'ACTIVE') return null;
          const fields = changedFields(before, changes);
          if (fields.length === 0) return null;
          const context = eventContext(request, deps.now());
          const event = userProfileChanged.create({ user: { id: accountId }, fields }, context);
          return { changes, event: outboxEvent(userProfileChanged, event) };
        });
        if (!user || user.status === 'DELETED') throw unauthenticated();
        if (user.status !== 'ACTIVE') return { user: null, userErrors: [accountRestricted()] };
        return { user, userErrors: [] };
      },
    },
  };
}

/** The fields whose values differ: what is set to what it was is no change and no event. */
function changedFields(before: LiveUserModel, changes: ProfileChanges): string[] {
  return (Object.keys(changes) as (keyof ProfileChanges)[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(changes[field]),
  );
}
