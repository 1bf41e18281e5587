/* eslint-disable */
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A day without a time: `1990-05-04`. */
  Date: { input: string; output: string; }
  /** An instant as ISO 8601 in UTC with milliseconds: `2026-11-05T18:03:11.042Z`. */
  DateTime: { input: string; output: string; }
};

/** What `deleteAccount` needs. */
export type DeleteAccountInput = {
  /** The account's password, once more. */
  password: Scalars['String']['input'];
};

/** What `deleteAccount` answers. */
export type DeleteAccountPayload = {
  __typename?: 'DeleteAccountPayload';
  /** The tombstone that is left; null where it failed. */
  user?: Maybe<User>;
  /** Why it failed; empty where it didn't. */
  userErrors: Array<UserError>;
};

/** Narrows `discover`. Conditions are combined by AND. */
export type DiscoverFilter = {
  /** The oldest age, inclusive, in full years. */
  ageMax?: InputMaybe<Scalars['Int']['input']>;
  /** The youngest age, inclusive, in full years. */
  ageMin?: InputMaybe<Scalars['Int']['input']>;
  /** The city, compared without regard to case. */
  city?: InputMaybe<Scalars['String']['input']>;
  /** At least one of these interests. */
  interests?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** Something for a person to judge. */
export type FraudCase = {
  __typename?: 'FraudCase';
  /** Opaque and stable (a UUIDv7). */
  id: Scalars['ID']['output'];
  /** What the reviewer wrote. */
  note?: Maybe<Scalars['String']['output']>;
  /** When it was opened. */
  openedAt: Scalars['DateTime']['output'];
  /** What it rests on, the latest first. */
  reasons?: Maybe<Array<RiskReason>>;
  /** When the verdict was given. */
  resolvedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who gave it. */
  resolvedBy?: Maybe<User>;
  /** Where it stands. Null where the owner of cases can't be reached, as the fields below. */
  status?: Maybe<FraudCaseStatus>;
  /** What was seen and what was done about it, in the order of time. */
  timeline?: Maybe<Array<FraudCaseEvent>>;
  /** Whom it is about. */
  user?: Maybe<User>;
  /** The verdict, once there is one. */
  verdict?: Maybe<FraudVerdict>;
};

/** A page of cases (Relay cursor connections). */
export type FraudCaseConnection = {
  __typename?: 'FraudCaseConnection';
  /** The cases of this page with their cursors. */
  edges: Array<FraudCaseEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
};

/** A case in a list. */
export type FraudCaseEdge = {
  __typename?: 'FraudCaseEdge';
  /** Where this edge stands; pass it as `after` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The case. */
  node: FraudCase;
};

/** Something that was seen or done about a case. */
export type FraudCaseEvent = {
  __typename?: 'FraudCaseEvent';
  /** When: of evidence, event time of its last event. */
  at: Scalars['DateTime']['output'];
  /** The reviewer who did it; null for what the service did by itself. */
  by?: Maybe<User>;
  /** What was seen, with its numbers, for people; null for what was done. */
  detail?: Maybe<Scalars['String']['output']>;
  /** What it is. */
  kind: FraudCaseEventKind;
  /** The rule that saw it; null for what was done. */
  rule?: Maybe<Scalars['String']['output']>;
};

/** What stands in a case's timeline. */
export type FraudCaseEventKind =
  /** The case was opened. */
  | 'CASE_OPENED'
  /** A reviewer gave the verdict. */
  | 'CASE_RESOLVED'
  /** A rule saw something. */
  | 'EVIDENCE'
  /** The restriction was lifted. */
  | 'RELEASED'
  /** The account was restricted. */
  | 'RESTRICTED';

/** Where a case stands. */
export type FraudCaseStatus =
  /** Waits for a verdict. */
  | 'OPEN'
  /** Has one. */
  | 'RESOLVED';

/** What a reviewer found. */
export type FraudVerdict =
  /** It is not; the restriction is lifted. */
  | 'CLEARED'
  /** It is abuse; the restriction stays. */
  | 'CONFIRMED';

/** One person's like of another. */
export type Like = {
  __typename?: 'Like';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** Who likes. */
  from?: Maybe<User>;
  /** Opaque and stable (a UUIDv7). */
  id: Scalars['ID']['output'];
  /** Who is liked. */
  to?: Maybe<User>;
};

/** A page of likes (Relay cursor connections). */
export type LikeConnection = {
  __typename?: 'LikeConnection';
  /** The likes of this page with their cursors. */
  edges: Array<LikeEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
};

/** A like in a list. */
export type LikeEdge = {
  __typename?: 'LikeEdge';
  /** Where this edge stands; pass it as `after` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The like. */
  node: Like;
};

/** What `likeProfile` answers. */
export type LikeProfilePayload = {
  __typename?: 'LikeProfilePayload';
  /** The like; null where it failed. */
  like?: Maybe<Like>;
  /** The match that it made or belongs to, if any. */
  match?: Maybe<Match>;
  /** Why it failed; empty where it didn't. */
  userErrors: Array<UserError>;
};

/** Two people who like each other. */
export type Match = {
  __typename?: 'Match';
  /** When the second like met the first. */
  at: Scalars['DateTime']['output'];
  /** Opaque and stable (a UUIDv7). */
  id: Scalars['ID']['output'];
  /** The two, in the order of their ids. */
  users: Array<Maybe<User>>;
};

/** A page of matches (Relay cursor connections). */
export type MatchConnection = {
  __typename?: 'MatchConnection';
  /** The matches of this page with their cursors. */
  edges: Array<MatchEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
};

/** A match in a list. */
export type MatchEdge = {
  __typename?: 'MatchEdge';
  /** Where this edge stands; pass it as `after` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The match. */
  node: Match;
};

/** What can be done. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Deletes the viewer's account for good, after asking for the password once more. */
  deleteAccount?: Maybe<DeleteAccountPayload>;
  /** Likes a profile; liking twice is the same like. Two likes that meet are a match. */
  likeProfile?: Maybe<LikeProfilePayload>;
  /**
   * Trades a refresh token for a new session. Each refresh token works once: using one twice ends its whole family of
   * sessions.
   */
  refreshSession?: Maybe<RefreshSessionPayload>;
  /** Makes an account and signs it in. */
  register?: Maybe<RegisterPayload>;
  /** Gives the verdict on an open case. CLEARED lifts the restriction it led to. */
  resolveFraudCase?: Maybe<ResolveFraudCasePayload>;
  /** Signs in. A wrong password and an unknown email are answered alike. */
  signIn?: Maybe<SignInPayload>;
  /** Ends the session that the request's access token belongs to. */
  signOut?: Maybe<SignOutPayload>;
  /** Takes a like back, and the match it made. */
  unlikeProfile?: Maybe<UnlikeProfilePayload>;
  /** Changes the viewer's profile; a field left out stays as it is. */
  updateProfile?: Maybe<UpdateProfilePayload>;
  /** Records that the viewer visited a profile. */
  visitProfile?: Maybe<VisitProfilePayload>;
};


/** What can be done. */
export type MutationDeleteAccountArgs = {
  input: DeleteAccountInput;
};


/** What can be done. */
export type MutationLikeProfileArgs = {
  userId: Scalars['ID']['input'];
};


/** What can be done. */
export type MutationRefreshSessionArgs = {
  refreshToken: Scalars['String']['input'];
};


/** What can be done. */
export type MutationRegisterArgs = {
  input: RegisterInput;
};


/** What can be done. */
export type MutationResolveFraudCaseArgs = {
  input: ResolveFraudCaseInput;
};


/** What can be done. */
export type MutationSignInArgs = {
  input: SignInInput;
};


/** What can be done. */
export type MutationUnlikeProfileArgs = {
  userId: Scalars['ID']['input'];
};


/** What can be done. */
export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};


/** What can be done. */
export type MutationVisitProfileArgs = {
  userId: Scalars['ID']['input'];
};

/** Where a page stands in its list (Relay cursor connections). */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The last edge's cursor; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there is more after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is more before this page; false where paging backwards isn't offered. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The first edge's cursor; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** What can be asked. */
export type Query = {
  __typename?: 'Query';
  /** Active people to discover, newest first. */
  discover?: Maybe<UserConnection>;
  /** One case by id. */
  fraudCase?: Maybe<FraudCase>;
  /** Cases for review, the latest first. */
  fraudCases?: Maybe<FraudCaseConnection>;
  /** The signed-in person; null when nobody is signed in. */
  me?: Maybe<User>;
  /** One person by id; a deleted account comes back as a tombstone with status DELETED and no data. */
  user?: Maybe<User>;
  /** One person by handle, compared without regard to case. */
  userByHandle?: Maybe<User>;
};


/** What can be asked. */
export type QueryDiscoverArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DiscoverFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. */
export type QueryFraudCaseArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryFraudCasesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  rule?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<FraudCaseStatus>;
  userId?: InputMaybe<Scalars['ID']['input']>;
};


/** What can be asked. */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryUserByHandleArgs = {
  handle: Scalars['String']['input'];
};

/** What `refreshSession` answers. */
export type RefreshSessionPayload = {
  __typename?: 'RefreshSessionPayload';
  /** The next session of the family; null where it failed. */
  session?: Maybe<Session>;
  /** Why it failed; empty where it didn't. */
  userErrors: Array<UserError>;
};

/** What `register` needs. */
export type RegisterInput = {
  /** 18 years ago or more. */
  birthDate: Scalars['Date']['input'];
  /** 1 to 80 characters. */
  city: Scalars['String']['input'];
  /** The address to sign in with; never shown to others. */
  email: Scalars['String']['input'];
  /** 3 to 30 letters, digits and underscores; unique without regard to case. */
  handle: Scalars['String']['input'];
  /** 1 to 80 characters, shown to others. */
  name: Scalars['String']['input'];
  /** 8 to 200 characters. */
  password: Scalars['String']['input'];
};

/** What `register` answers. */
export type RegisterPayload = {
  __typename?: 'RegisterPayload';
  /** The new account's session; null where it failed. */
  session?: Maybe<Session>;
  /** Why it failed; empty where it didn't. */
  userErrors: Array<UserError>;
};

/** What `resolveFraudCase` needs. */
export type ResolveFraudCaseInput = {
  /** The case's id. */
  id: Scalars['ID']['input'];
  /** Why, for the next reader; at most 2,000 characters. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** What was found. */
  verdict: FraudVerdict;
};

/** What `resolveFraudCase` answers. */
export type ResolveFraudCasePayload = {
  __typename?: 'ResolveFraudCasePayload';
  /** The case after the verdict; null where it failed. */
  case?: Maybe<FraudCase>;
  /** Why it failed; empty where it didn't. */
  userErrors: Array<UserError>;
};

/** An account's assessment. */
export type Risk = {
  __typename?: 'Risk';
  /** The score in words. */
  level: RiskLevel;
  /** What it rests on, the latest first. */
  reasons: Array<RiskReason>;
  /** 0 (nothing was seen) to 1 (certain). */
  score: Scalars['Float']['output'];
};

/** A score in words. */
export type RiskLevel =
  /** A rule that restricts has fired. */
  | 'HIGH'
  /** Worth a look when there is time. */
  | 'LOW'
  /** Worth a look. */
  | 'MEDIUM'
  /** Nothing was seen. */
  | 'NONE';

/** One reason of an assessment. */
export type RiskReason = {
  __typename?: 'RiskReason';
  /** Event time of the evidence's last event. */
  at: Scalars['DateTime']['output'];
  /** What was seen, with its numbers, for people. */
  detail: Scalars['String']['output'];
  /** The rule's name, e.g. `founding`. */
  rule: Scalars['String']['output'];
};

/** A signed-in session. */
export type Session = {
  __typename?: 'Session';
  /** The bearer token for requests: an ES256 JWT, good for 15 minutes. */
  accessToken: Scalars['String']['output'];
  /** When the access token ends. */
  expiresAt: Scalars['DateTime']['output'];
  /** Good once, for `refreshSession`. */
  refreshToken: Scalars['String']['output'];
  /** Who is signed in. */
  user: User;
};

/** What `signIn` needs. */
export type SignInInput = {
  /** The account's email address. */
  email: Scalars['String']['input'];
  /** The account's password. */
  password: Scalars['String']['input'];
};

/** What `signIn` answers. */
export type SignInPayload = {
  __typename?: 'SignInPayload';
  /** The session; null where it failed. */
  session?: Maybe<Session>;
  /** Why it failed; empty where it didn't. */
  userErrors: Array<UserError>;
};

/** What `signOut` answers. */
export type SignOutPayload = {
  __typename?: 'SignOutPayload';
  /** Who was signed out; null where it failed. */
  user?: Maybe<User>;
  /** Why it failed; empty where it didn't. */
  userErrors: Array<UserError>;
};

/** What can be followed live. */
export type Subscription = {
  __typename?: 'Subscription';
  /** A fraud case was opened for review. */
  fraudCaseOpened?: Maybe<FraudCase>;
  /** The viewer and somebody else like each other. */
  matched?: Maybe<Match>;
  /** Somebody liked the viewer's profile. */
  profileLiked?: Maybe<Like>;
  /** Somebody visited the viewer's profile. */
  profileVisited?: Maybe<Visit>;
};

/** What `unlikeProfile` answers. */
export type UnlikeProfilePayload = {
  __typename?: 'UnlikeProfilePayload';
  /** The like that was taken back; null where there was none or it failed. */
  like?: Maybe<Like>;
  /** Why it failed; empty where it didn't. */
  userErrors: Array<UserError>;
};

/** What `updateProfile` may change; a field left out stays as it is, a null clears it where it may be empty. */
export type UpdateProfileInput = {
  /** At most 500 characters; null clears it. */
  bio?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 80 characters. */
  city?: InputMaybe<Scalars['String']['input']>;
  /** At most 20 of at most 40 characters each. */
  interests?: InputMaybe<Array<Scalars['String']['input']>>;
  /** 1 to 80 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** An https address of at most 500 characters; null clears it. */
  photoUrl?: InputMaybe<Scalars['String']['input']>;
};

/** What `updateProfile` answers. */
export type UpdateProfilePayload = {
  __typename?: 'UpdateProfilePayload';
  /** The person after the change; null where it failed. */
  user?: Maybe<User>;
  /** Why it failed; empty where it didn't. */
  userErrors: Array<UserError>;
};

/** A person. Everything but the id is null where its owner can't be reached or the account was deleted. */
export type User = {
  __typename?: 'User';
  /** Age in full years today (UTC). */
  age?: Maybe<Scalars['Int']['output']>;
  /** What the person says about themselves. */
  bio?: Maybe<Scalars['String']['output']>;
  /** The day of birth; shown to its owner and to holders of the scope `user:private`. */
  birthDate?: Maybe<Scalars['Date']['output']>;
  /** The city, as the person wrote it. */
  city?: Maybe<Scalars['String']['output']>;
  /** The email address; shown to its owner and to holders of the scope `user:private`. */
  email?: Maybe<Scalars['String']['output']>;
  /** The unique public name, 3 to 30 letters, digits and underscores. */
  handle?: Maybe<Scalars['String']['output']>;
  /** Opaque and stable (a UUIDv7). */
  id: Scalars['ID']['output'];
  /** What the person likes to do. */
  interests?: Maybe<Array<Scalars['String']['output']>>;
  /** When the account was made. */
  joinedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How many people like this profile. */
  likeCount?: Maybe<Scalars['Int']['output']>;
  /** Whether the viewer likes this profile; null when nobody is signed in. */
  likedByViewer?: Maybe<Scalars['Boolean']['output']>;
  /** Whom this person liked, the latest first. On one's own profile only. */
  likesGiven?: Maybe<LikeConnection>;
  /** Who liked this profile, the latest first. On one's own profile only. */
  likesReceived?: Maybe<LikeConnection>;
  /** This person's matches, the latest first. On one's own profile only. */
  matches?: Maybe<MatchConnection>;
  /** The name shown to others. */
  name?: Maybe<Scalars['String']['output']>;
  /** Where the person's picture is. */
  photoUrl?: Maybe<Scalars['String']['output']>;
  /** The account's assessment now. */
  risk?: Maybe<Risk>;
  /** What the account may do. */
  status?: Maybe<UserStatus>;
  /** How often this profile was visited, by anybody. */
  visitCount?: Maybe<Scalars['Int']['output']>;
  /** Who visited this profile: distinct people, the latest first. On one's own profile only. */
  visitors?: Maybe<VisitorConnection>;
};


/** A person. Everything but the id is null where its owner can't be reached or the account was deleted. */
export type UserLikesGivenArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person. Everything but the id is null where its owner can't be reached or the account was deleted. */
export type UserLikesReceivedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person. Everything but the id is null where its owner can't be reached or the account was deleted. */
export type UserMatchesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person. Everything but the id is null where its owner can't be reached or the account was deleted. */
export type UserVisitorsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of people (Relay cursor connections). */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The people of this page with their cursors. */
  edges: Array<UserEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
};

/** A person in a list. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Where this edge stands; pass it as `after` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The person. */
  node: User;
};

/** A failure that can be expected, as data. */
export type UserError = {
  __typename?: 'UserError';
  /** Stable and for programs, e.g. `TARGET_UNAVAILABLE`. */
  code: Scalars['String']['output'];
  /** The path of the input at fault, e.g. `["input", "name"]`; null where none is. */
  field?: Maybe<Array<Scalars['String']['output']>>;
  /** For people, in English. */
  message: Scalars['String']['output'];
};

/** What an account may do. */
export type UserStatus =
  /** Everything. */
  | 'ACTIVE'
  /** Nothing: deleted by its owner. */
  | 'DELETED'
  /** Nothing but read: found to be fraudulent. */
  | 'FRAUDULENT'
  /** Nothing but read: suspended by a person. */
  | 'SUSPENDED';

/** One visit of one person to another's profile. */
export type Visit = {
  __typename?: 'Visit';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** Opaque and stable (a UUIDv7). */
  id: Scalars['ID']['output'];
  /** Whose profile it was. */
  visited?: Maybe<User>;
  /** Who came. */
  visitor?: Maybe<User>;
};

/** What `visitProfile` answers. */
export type VisitProfilePayload = {
  __typename?: 'VisitProfilePayload';
  /** Why it failed; empty where it didn't. */
  userErrors: Array<UserError>;
  /** The visit; null where it failed. */
  visit?: Maybe<Visit>;
};

/** Somebody who visited, once or more often. */
export type Visitor = {
  __typename?: 'Visitor';
  /** When they came last. */
  lastVisitedAt: Scalars['DateTime']['output'];
  /** Who it was. */
  user?: Maybe<User>;
  /** How often they came. */
  visits: Scalars['Int']['output'];
};

/** A page of visitors (Relay cursor connections). */
export type VisitorConnection = {
  __typename?: 'VisitorConnection';
  /** The visitors of this page with their cursors. */
  edges: Array<VisitorEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
};

/** A visitor in a list. */
export type VisitorEdge = {
  __typename?: 'VisitorEdge';
  /** Where this edge stands; pass it as `after` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The visitor. */
  node: Visitor;
};

export type PersonFieldsFragment = { __typename?: 'User', id: string, handle?: string | null, name?: string | null, photoUrl?: string | null };

export type VisitorsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type VisitorsQuery = { __typename?: 'Query', me?: { __typename?: 'User', id: string, visitors?: { __typename?: 'VisitorConnection', edges: Array<{ __typename?: 'VisitorEdge', cursor: string, node: { __typename?: 'Visitor', visits: number, lastVisitedAt: string, user?: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, photoUrl?: string | null } | null } }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } | null } | null };

export type LikesReceivedQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type LikesReceivedQuery = { __typename?: 'Query', me?: { __typename?: 'User', id: string, likesReceived?: { __typename?: 'LikeConnection', edges: Array<{ __typename?: 'LikeEdge', cursor: string, node: { __typename?: 'Like', id: string, at: string, from?: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, photoUrl?: string | null } | null } }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } | null } | null };

export type MatchesQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type MatchesQuery = { __typename?: 'Query', me?: { __typename?: 'User', id: string, matches?: { __typename?: 'MatchConnection', edges: Array<{ __typename?: 'MatchEdge', cursor: string, node: { __typename?: 'Match', id: string, at: string, users: Array<{ __typename?: 'User', id: string, handle?: string | null, name?: string | null, photoUrl?: string | null } | null> } }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } | null } | null };

export type VisitProfileMutationVariables = Exact<{
  userId: Scalars['ID']['input'];
}>;


export type VisitProfileMutation = { __typename?: 'Mutation', visitProfile?: { __typename?: 'VisitProfilePayload', visit?: { __typename?: 'Visit', id: string, at: string } | null, userErrors: Array<{ __typename?: 'UserError', code: string, message: string, field?: Array<string> | null }> } | null };

export type LikeProfileMutationVariables = Exact<{
  userId: Scalars['ID']['input'];
}>;


export type LikeProfileMutation = { __typename?: 'Mutation', likeProfile?: { __typename?: 'LikeProfilePayload', like?: { __typename?: 'Like', id: string, at: string } | null, match?: { __typename?: 'Match', id: string, at: string } | null, userErrors: Array<{ __typename?: 'UserError', code: string, message: string, field?: Array<string> | null }> } | null };

export type UnlikeProfileMutationVariables = Exact<{
  userId: Scalars['ID']['input'];
}>;


export type UnlikeProfileMutation = { __typename?: 'Mutation', unlikeProfile?: { __typename?: 'UnlikeProfilePayload', like?: { __typename?: 'Like', id: string } | null, userErrors: Array<{ __typename?: 'UserError', code: string, message: string, field?: Array<string> | null }> } | null };

export type ProfileVisitedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ProfileVisitedSubscription = { __typename?: 'Subscription', profileVisited?: { __typename?: 'Visit', id: string, at: string, visitor?: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, photoUrl?: string | null } | null } | null };

export type ProfileLikedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ProfileLikedSubscription = { __typename?: 'Subscription', profileLiked?: { __typename?: 'Like', id: string, at: string, from?: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, photoUrl?: string | null } | null } | null };

export type MatchedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type MatchedSubscription = { __typename?: 'Subscription', matched?: { __typename?: 'Match', id: string, at: string, users: Array<{ __typename?: 'User', id: string, handle?: string | null, name?: string | null, photoUrl?: string | null } | null> } | null };

export type FraudCaseFieldsFragment = { __typename?: 'FraudCase', id: string, openedAt: string, status?: FraudCaseStatus | null, verdict?: FraudVerdict | null, note?: string | null, resolvedAt?: string | null, reasons?: Array<{ __typename?: 'RiskReason', rule: string, detail: string, at: string }> | null, user?: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, status?: UserStatus | null, risk?: { __typename?: 'Risk', score: number, level: RiskLevel } | null } | null };

export type FraudCasesQueryVariables = Exact<{
  status?: InputMaybe<FraudCaseStatus>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type FraudCasesQuery = { __typename?: 'Query', fraudCases?: { __typename?: 'FraudCaseConnection', edges: Array<{ __typename?: 'FraudCaseEdge', cursor: string, node: { __typename?: 'FraudCase', id: string, openedAt: string, status?: FraudCaseStatus | null, verdict?: FraudVerdict | null, note?: string | null, resolvedAt?: string | null, reasons?: Array<{ __typename?: 'RiskReason', rule: string, detail: string, at: string }> | null, user?: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, status?: UserStatus | null, risk?: { __typename?: 'Risk', score: number, level: RiskLevel } | null } | null } }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } | null };

export type FraudCaseQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type FraudCaseQuery = { __typename?: 'Query', fraudCase?: { __typename?: 'FraudCase', id: string, openedAt: string, status?: FraudCaseStatus | null, verdict?: FraudVerdict | null, note?: string | null, resolvedAt?: string | null, reasons?: Array<{ __typename?: 'RiskReason', rule: string, detail: string, at: string }> | null, user?: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, status?: UserStatus | null, risk?: { __typename?: 'Risk', score: number, level: RiskLevel } | null } | null } | null };

export type ResolveFraudCaseMutationVariables = Exact<{
  input: ResolveFraudCaseInput;
}>;


export type ResolveFraudCaseMutation = { __typename?: 'Mutation', resolveFraudCase?: { __typename?: 'ResolveFraudCasePayload', case?: { __typename?: 'FraudCase', id: string, openedAt: string, status?: FraudCaseStatus | null, verdict?: FraudVerdict | null, note?: string | null, resolvedAt?: string | null, reasons?: Array<{ __typename?: 'RiskReason', rule: string, detail: string, at: string }> | null, user?: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, status?: UserStatus | null, risk?: { __typename?: 'Risk', score: number, level: RiskLevel } | null } | null } | null, userErrors: Array<{ __typename?: 'UserError', code: string, message: string, field?: Array<string> | null }> } | null };

export type FraudCaseOpenedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type FraudCaseOpenedSubscription = { __typename?: 'Subscription', fraudCaseOpened?: { __typename?: 'FraudCase', id: string, openedAt: string, status?: FraudCaseStatus | null, verdict?: FraudVerdict | null, note?: string | null, resolvedAt?: string | null, reasons?: Array<{ __typename?: 'RiskReason', rule: string, detail: string, at: string }> | null, user?: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, status?: UserStatus | null, risk?: { __typename?: 'Risk', score: number, level: RiskLevel } | null } | null } | null };

export type ProfileFieldsFragment = { __typename?: 'User', id: string, handle?: string | null, name?: string | null, age?: number | null, city?: string | null, bio?: string | null, interests?: Array<string> | null, photoUrl?: string | null, joinedAt?: string | null, status?: UserStatus | null };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { __typename?: 'Query', me?: { __typename?: 'User', email?: string | null, birthDate?: string | null, visitCount?: number | null, likeCount?: number | null, id: string, handle?: string | null, name?: string | null, age?: number | null, city?: string | null, bio?: string | null, interests?: Array<string> | null, photoUrl?: string | null, joinedAt?: string | null, status?: UserStatus | null } | null };

export type ProfileQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type ProfileQuery = { __typename?: 'Query', user?: { __typename?: 'User', visitCount?: number | null, likeCount?: number | null, likedByViewer?: boolean | null, id: string, handle?: string | null, name?: string | null, age?: number | null, city?: string | null, bio?: string | null, interests?: Array<string> | null, photoUrl?: string | null, joinedAt?: string | null, status?: UserStatus | null } | null };

export type ProfileByHandleQueryVariables = Exact<{
  handle: Scalars['String']['input'];
}>;


export type ProfileByHandleQuery = { __typename?: 'Query', userByHandle?: { __typename?: 'User', visitCount?: number | null, likeCount?: number | null, likedByViewer?: boolean | null, id: string, handle?: string | null, name?: string | null, age?: number | null, city?: string | null, bio?: string | null, interests?: Array<string> | null, photoUrl?: string | null, joinedAt?: string | null, status?: UserStatus | null } | null };

export type DiscoverQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DiscoverFilter>;
}>;


export type DiscoverQuery = { __typename?: 'Query', discover?: { __typename?: 'UserConnection', edges: Array<{ __typename?: 'UserEdge', cursor: string, node: { __typename?: 'User', likedByViewer?: boolean | null, id: string, handle?: string | null, name?: string | null, age?: number | null, city?: string | null, bio?: string | null, interests?: Array<string> | null, photoUrl?: string | null, joinedAt?: string | null, status?: UserStatus | null } }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } | null };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = { __typename?: 'Mutation', updateProfile?: { __typename?: 'UpdateProfilePayload', user?: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, age?: number | null, city?: string | null, bio?: string | null, interests?: Array<string> | null, photoUrl?: string | null, joinedAt?: string | null, status?: UserStatus | null } | null, userErrors: Array<{ __typename?: 'UserError', code: string, message: string, field?: Array<string> | null }> } | null };

export type DeleteAccountMutationVariables = Exact<{
  input: DeleteAccountInput;
}>;


export type DeleteAccountMutation = { __typename?: 'Mutation', deleteAccount?: { __typename?: 'DeleteAccountPayload', user?: { __typename?: 'User', id: string, status?: UserStatus | null } | null, userErrors: Array<{ __typename?: 'UserError', code: string, message: string, field?: Array<string> | null }> } | null };

export type SessionFieldsFragment = { __typename?: 'Session', accessToken: string, refreshToken: string, expiresAt: string, user: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, status?: UserStatus | null } };

export type RegisterMutationVariables = Exact<{
  input: RegisterInput;
}>;


export type RegisterMutation = { __typename?: 'Mutation', register?: { __typename?: 'RegisterPayload', session?: { __typename?: 'Session', accessToken: string, refreshToken: string, expiresAt: string, user: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, status?: UserStatus | null } } | null, userErrors: Array<{ __typename?: 'UserError', code: string, message: string, field?: Array<string> | null }> } | null };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { __typename?: 'Mutation', signIn?: { __typename?: 'SignInPayload', session?: { __typename?: 'Session', accessToken: string, refreshToken: string, expiresAt: string, user: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, status?: UserStatus | null } } | null, userErrors: Array<{ __typename?: 'UserError', code: string, message: string, field?: Array<string> | null }> } | null };

export type RefreshSessionMutationVariables = Exact<{
  refreshToken: Scalars['String']['input'];
}>;


export type RefreshSessionMutation = { __typename?: 'Mutation', refreshSession?: { __typename?: 'RefreshSessionPayload', session?: { __typename?: 'Session', accessToken: string, refreshToken: string, expiresAt: string, user: { __typename?: 'User', id: string, handle?: string | null, name?: string | null, status?: UserStatus | null } } | null, userErrors: Array<{ __typename?: 'UserError', code: string, message: string, field?: Array<string> | null }> } | null };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { __typename?: 'Mutation', signOut?: { __typename?: 'SignOutPayload', user?: { __typename?: 'User', id: string } | null, userErrors: Array<{ __typename?: 'UserError', code: string, message: string, field?: Array<string> | null }> } | null };

export const PersonFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PersonFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}}]}}]} as unknown as DocumentNode<PersonFieldsFragment, unknown>;
export const FraudCaseFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FraudCaseFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FraudCase"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"openedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"resolvedAt"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"risk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"level"}}]}}]}}]}}]} as unknown as DocumentNode<FraudCaseFieldsFragment, unknown>;
export const ProfileFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProfileFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"age"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"bio"}},{"kind":"Field","name":{"kind":"Name","value":"interests"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<ProfileFieldsFragment, unknown>;
export const SessionFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]} as unknown as DocumentNode<SessionFieldsFragment, unknown>;
export const VisitorsDocument = {"__meta__":{"hash":"85d71923a2f4b213d9b2ba1715a8d14d0b425a629c83d3806c00abe13f450062"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Visitors"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"visitors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PersonFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"visits"}},{"kind":"Field","name":{"kind":"Name","value":"lastVisitedAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PersonFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}}]}}]} as unknown as DocumentNode<VisitorsQuery, VisitorsQueryVariables>;
export const LikesReceivedDocument = {"__meta__":{"hash":"aacd32e0b5a69a0b08a14c0f1bbc78d9d000044884f43abaea599b49821c390e"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LikesReceived"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"likesReceived"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"from"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PersonFields"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PersonFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}}]}}]} as unknown as DocumentNode<LikesReceivedQuery, LikesReceivedQueryVariables>;
export const MatchesDocument = {"__meta__":{"hash":"369b01d5d08362151b25af41887f195102bae5eab364c85edc0d4c4b7c12a08f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Matches"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"matches"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"users"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PersonFields"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PersonFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}}]}}]} as unknown as DocumentNode<MatchesQuery, MatchesQueryVariables>;
export const VisitProfileDocument = {"__meta__":{"hash":"b6ddc92c9ac8238dff60e163bc9d316f52fb77a42dd7de3fa87d96d12860c73f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"VisitProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"visitProfile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"visit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<VisitProfileMutation, VisitProfileMutationVariables>;
export const LikeProfileDocument = {"__meta__":{"hash":"cdf1cc3c356f4795acd0e7d4210e0c2ce15600a58b2c9e5f304de9186049d103"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"LikeProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"likeProfile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"like"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"match"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<LikeProfileMutation, LikeProfileMutationVariables>;
export const UnlikeProfileDocument = {"__meta__":{"hash":"b459d6d7d723acfcea4364224b403808f8b6523348715660849ee1894eb805c0"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UnlikeProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unlikeProfile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"like"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<UnlikeProfileMutation, UnlikeProfileMutationVariables>;
export const ProfileVisitedDocument = {"__meta__":{"hash":"6df5d984b87f34d6315ae05004f0ab7d8e65fde678193b21cb7ff963b6be7105"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ProfileVisited"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profileVisited"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"visitor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PersonFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PersonFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}}]}}]} as unknown as DocumentNode<ProfileVisitedSubscription, ProfileVisitedSubscriptionVariables>;
export const ProfileLikedDocument = {"__meta__":{"hash":"6b42a7c968784c0ef580a95ce36663730ebe59beef49a4c09f3b4364410c4ea5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ProfileLiked"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"profileLiked"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"from"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PersonFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PersonFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}}]}}]} as unknown as DocumentNode<ProfileLikedSubscription, ProfileLikedSubscriptionVariables>;
export const MatchedDocument = {"__meta__":{"hash":"d5993188ec554cc2033e5d0c76cfd8a76d2fa4445f6c00573cfdf0953a7aa308"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Matched"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"matched"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"users"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PersonFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PersonFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}}]}}]} as unknown as DocumentNode<MatchedSubscription, MatchedSubscriptionVariables>;
export const FraudCasesDocument = {"__meta__":{"hash":"06d2fc6351ff4bfdf95a10ddd008ffdac326b6cc73a0d0848594de7e94a623b8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FraudCases"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"status"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"FraudCaseStatus"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fraudCases"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"status"},"value":{"kind":"Variable","name":{"kind":"Name","value":"status"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FraudCaseFields"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FraudCaseFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FraudCase"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"openedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"resolvedAt"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"risk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"level"}}]}}]}}]}}]} as unknown as DocumentNode<FraudCasesQuery, FraudCasesQueryVariables>;
export const FraudCaseDocument = {"__meta__":{"hash":"59efb1000387b9a2ca304c66845da012145371bf02f1d8058dce00ba2ea2b460"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FraudCase"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fraudCase"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FraudCaseFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FraudCaseFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FraudCase"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"openedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"resolvedAt"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"risk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"level"}}]}}]}}]}}]} as unknown as DocumentNode<FraudCaseQuery, FraudCaseQueryVariables>;
export const ResolveFraudCaseDocument = {"__meta__":{"hash":"018c1b3568c00a04089123c80bd2a22b835620d5c27ab58e9157243f920db816"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResolveFraudCase"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ResolveFraudCaseInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resolveFraudCase"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"case"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FraudCaseFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FraudCaseFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FraudCase"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"openedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"resolvedAt"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"risk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"level"}}]}}]}}]}}]} as unknown as DocumentNode<ResolveFraudCaseMutation, ResolveFraudCaseMutationVariables>;
export const FraudCaseOpenedDocument = {"__meta__":{"hash":"79405b474869dac41355a16738f3bc6f38c7c9ee3408a2713958259d93ff436e"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FraudCaseOpened"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fraudCaseOpened"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FraudCaseFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FraudCaseFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FraudCase"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"openedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"resolvedAt"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"risk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"level"}}]}}]}}]}}]} as unknown as DocumentNode<FraudCaseOpenedSubscription, FraudCaseOpenedSubscriptionVariables>;
export const MeDocument = {"__meta__":{"hash":"8f06552619039e970fb8f02628245efbcd756a79e0e93ac27f6bdeaef6ad4e41"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"me"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProfileFields"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"birthDate"}},{"kind":"Field","name":{"kind":"Name","value":"visitCount"}},{"kind":"Field","name":{"kind":"Name","value":"likeCount"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProfileFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"age"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"bio"}},{"kind":"Field","name":{"kind":"Name","value":"interests"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<MeQuery, MeQueryVariables>;
export const ProfileDocument = {"__meta__":{"hash":"68e0e7dab66d4f78367b13aa35ab6873f2e27b2b944572a395d272a71204ac2d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Profile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProfileFields"}},{"kind":"Field","name":{"kind":"Name","value":"visitCount"}},{"kind":"Field","name":{"kind":"Name","value":"likeCount"}},{"kind":"Field","name":{"kind":"Name","value":"likedByViewer"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProfileFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"age"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"bio"}},{"kind":"Field","name":{"kind":"Name","value":"interests"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<ProfileQuery, ProfileQueryVariables>;
export const ProfileByHandleDocument = {"__meta__":{"hash":"e28f5d1ae286e6ca7842248eff0f3b79baa7997df78f369097920e821b7d1eed"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ProfileByHandle"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"handle"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userByHandle"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"handle"},"value":{"kind":"Variable","name":{"kind":"Name","value":"handle"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProfileFields"}},{"kind":"Field","name":{"kind":"Name","value":"visitCount"}},{"kind":"Field","name":{"kind":"Name","value":"likeCount"}},{"kind":"Field","name":{"kind":"Name","value":"likedByViewer"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProfileFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"age"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"bio"}},{"kind":"Field","name":{"kind":"Name","value":"interests"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<ProfileByHandleQuery, ProfileByHandleQueryVariables>;
export const DiscoverDocument = {"__meta__":{"hash":"750263b5fff385df5fb99afc96dcdb4f0eb264b5b6d9dd75cddf25138acedbf4"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Discover"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DiscoverFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"discover"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProfileFields"}},{"kind":"Field","name":{"kind":"Name","value":"likedByViewer"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProfileFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"age"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"bio"}},{"kind":"Field","name":{"kind":"Name","value":"interests"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<DiscoverQuery, DiscoverQueryVariables>;
export const UpdateProfileDocument = {"__meta__":{"hash":"534f4de8a22d39d435645292de618416ce4166e12e0e2cec2a01c3cb5d10b092"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateProfileInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateProfile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProfileFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProfileFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"age"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"bio"}},{"kind":"Field","name":{"kind":"Name","value":"interests"}},{"kind":"Field","name":{"kind":"Name","value":"photoUrl"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]} as unknown as DocumentNode<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const DeleteAccountDocument = {"__meta__":{"hash":"ffc5452c1124312e14ef2f09c223d2706712503835c7a38fa33f153a66bd31ec"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteAccount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteAccountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteAccountMutation, DeleteAccountMutationVariables>;
export const RegisterDocument = {"__meta__":{"hash":"60f44a33d9bf9af97697146dc4d9b673ef2f9cc04b70c13e1f7f4d5e53caddb4"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Register"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RegisterInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"register"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]} as unknown as DocumentNode<RegisterMutation, RegisterMutationVariables>;
export const SignInDocument = {"__meta__":{"hash":"ad5dcd73b4f0abf5505eaf2d8efe19b9d2da7647b083d79dccbd59e677695d25"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SignIn"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SignInInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signIn"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]} as unknown as DocumentNode<SignInMutation, SignInMutationVariables>;
export const RefreshSessionDocument = {"__meta__":{"hash":"c43ef8a82397f4ffd471b56f15066b5ab13b5a77173d6e043b17fbd87a74c447"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RefreshSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"refreshToken"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refreshSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"refreshToken"},"value":{"kind":"Variable","name":{"kind":"Name","value":"refreshToken"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]} as unknown as DocumentNode<RefreshSessionMutation, RefreshSessionMutationVariables>;
export const SignOutDocument = {"__meta__":{"hash":"c621a5c980cf9beb329973caa177961dbec9f3318f0e4bc27855979fb165a42d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SignOut"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signOut"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<SignOutMutation, SignOutMutationVariables>;