import { accountDecided } from './account-decided.ts';
import type { EventDefinition } from './define-event.ts';
import { fraudCaseOpened } from './fraud-case-opened.ts';
import { likeNoticed, likeRecorded } from './like-recorded.ts';
import { likeRemoved } from './like-removed.ts';
import { matchNoticed } from './match-made.ts';
import { sessionRevoked } from './session-revoked.ts';
import { signInFailed } from './sign-in-failed.ts';
import { signInSucceeded } from './sign-in-succeeded.ts';
import { usageCounted } from './usage-counted.ts';
import { userDeleted } from './user-deleted.ts';
import { userProfileChanged } from './user-profile-changed.ts';
import { userRegistered } from './user-registered.ts';
import { userStatusChanged } from './user-status-changed.ts';
import { visitNoticed, visitRecorded } from './visit-recorded.ts';

/** Every event there is: what the schema check compares and what a reader of the log can look up. */
export const allEvents: readonly EventDefinition<never>[] = [
  userRegistered,
  userProfileChanged,
  userDeleted,
  sessionRevoked,
  userStatusChanged,
  signInSucceeded,
  signInFailed,
  visitRecorded,
  visitNoticed,
  likeRecorded,
  likeNoticed,
  likeRemoved,
  matchNoticed,
  accountDecided,
  fraudCaseOpened,
  usageCounted,
] as unknown as readonly EventDefinition<never>[];
