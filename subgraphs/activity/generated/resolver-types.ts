import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserModel, VisitModel, LikeModel, MatchModel, VisitorModel } from '../model.ts';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant as ISO 8601 in UTC with milliseconds: `2026-11-05T18:03:11.042Z`. */
  DateTime: { input: Date; output: Date; }
  _FieldSet: { input: string; output: string; }
};

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
  /** Likes a profile; liking twice is the same like. Two likes that meet are a match. */
  likeProfile?: Maybe<LikeProfilePayload>;
  /** Takes a like back, and the match it made. */
  unlikeProfile?: Maybe<UnlikeProfilePayload>;
  /** Records that the viewer visited a profile. */
  visitProfile?: Maybe<VisitProfilePayload>;
};


/** What can be done. */
export type MutationLikeProfileArgs = {
  userId: Scalars['ID']['input'];
};


/** What can be done. */
export type MutationUnlikeProfileArgs = {
  userId: Scalars['ID']['input'];
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
  /** The signed-in person; null when nobody is signed in. */
  me?: Maybe<User>;
};

/** What `unlikeProfile` answers. */
export type UnlikeProfilePayload = {
  __typename?: 'UnlikeProfilePayload';
  /** The like that was taken back; null where there was none or it failed. */
  like?: Maybe<Like>;
  /** Why it failed; empty where it didn't. */
  userErrors: Array<UserError>;
};

/** A person. Everything but the id is null where its owner can't be reached or the account was deleted. */
export type User = {
  __typename?: 'User';
  /** Opaque and stable (a UUIDv7). */
  id: Scalars['ID']['output'];
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



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = {}, TContext = {}, TArgs = {}> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = {}, TContext = {}, TArgs = {}> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = {}, TContext = {}> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = {}, TContext = {}> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = {}, TParent = {}, TContext = {}, TArgs = {}> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Like: ResolverTypeWrapper<LikeModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  LikeConnection: ResolverTypeWrapper<Omit<LikeConnection, 'edges'> & { edges: Array<ResolversTypes['LikeEdge']> }>;
  LikeEdge: ResolverTypeWrapper<Omit<LikeEdge, 'node'> & { node: ResolversTypes['Like'] }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  LikeProfilePayload: ResolverTypeWrapper<Omit<LikeProfilePayload, 'like' | 'match'> & { like?: Maybe<ResolversTypes['Like']>, match?: Maybe<ResolversTypes['Match']> }>;
  Match: ResolverTypeWrapper<MatchModel>;
  MatchConnection: ResolverTypeWrapper<Omit<MatchConnection, 'edges'> & { edges: Array<ResolversTypes['MatchEdge']> }>;
  MatchEdge: ResolverTypeWrapper<Omit<MatchEdge, 'node'> & { node: ResolversTypes['Match'] }>;
  Mutation: ResolverTypeWrapper<{}>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Query: ResolverTypeWrapper<{}>;
  UnlikeProfilePayload: ResolverTypeWrapper<Omit<UnlikeProfilePayload, 'like'> & { like?: Maybe<ResolversTypes['Like']> }>;
  User: ResolverTypeWrapper<UserModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  UserError: ResolverTypeWrapper<UserError>;
  Visit: ResolverTypeWrapper<VisitModel>;
  VisitProfilePayload: ResolverTypeWrapper<Omit<VisitProfilePayload, 'visit'> & { visit?: Maybe<ResolversTypes['Visit']> }>;
  Visitor: ResolverTypeWrapper<VisitorModel>;
  VisitorConnection: ResolverTypeWrapper<Omit<VisitorConnection, 'edges'> & { edges: Array<ResolversTypes['VisitorEdge']> }>;
  VisitorEdge: ResolverTypeWrapper<Omit<VisitorEdge, 'node'> & { node: ResolversTypes['Visitor'] }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Like: LikeModel;
  ID: Scalars['ID']['output'];
  LikeConnection: Omit<LikeConnection, 'edges'> & { edges: Array<ResolversParentTypes['LikeEdge']> };
  LikeEdge: Omit<LikeEdge, 'node'> & { node: ResolversParentTypes['Like'] };
  String: Scalars['String']['output'];
  LikeProfilePayload: Omit<LikeProfilePayload, 'like' | 'match'> & { like?: Maybe<ResolversParentTypes['Like']>, match?: Maybe<ResolversParentTypes['Match']> };
  Match: MatchModel;
  MatchConnection: Omit<MatchConnection, 'edges'> & { edges: Array<ResolversParentTypes['MatchEdge']> };
  MatchEdge: Omit<MatchEdge, 'node'> & { node: ResolversParentTypes['Match'] };
  Mutation: {};
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Query: {};
  UnlikeProfilePayload: Omit<UnlikeProfilePayload, 'like'> & { like?: Maybe<ResolversParentTypes['Like']> };
  User: UserModel;
  Int: Scalars['Int']['output'];
  UserError: UserError;
  Visit: VisitModel;
  VisitProfilePayload: Omit<VisitProfilePayload, 'visit'> & { visit?: Maybe<ResolversParentTypes['Visit']> };
  Visitor: VisitorModel;
  VisitorConnection: Omit<VisitorConnection, 'edges'> & { edges: Array<ResolversParentTypes['VisitorEdge']> };
  VisitorEdge: Omit<VisitorEdge, 'node'> & { node: ResolversParentTypes['Visitor'] };
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type LikeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Like'] = ResolversParentTypes['Like']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Like']>, { __typename: 'Like' } & GraphQLRecursivePick<ParentType, {"id":true}>, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LikeConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LikeConnection'] = ResolversParentTypes['LikeConnection']> = {
  edges?: Resolver<Array<ResolversTypes['LikeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LikeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LikeEdge'] = ResolversParentTypes['LikeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Like'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LikeProfilePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LikeProfilePayload'] = ResolversParentTypes['LikeProfilePayload']> = {
  like?: Resolver<Maybe<ResolversTypes['Like']>, ParentType, ContextType>;
  match?: Resolver<Maybe<ResolversTypes['Match']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Match'] = ResolversParentTypes['Match']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Match']>, { __typename: 'Match' } & GraphQLRecursivePick<ParentType, {"id":true}>, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  users?: Resolver<Array<Maybe<ResolversTypes['User']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MatchConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MatchConnection'] = ResolversParentTypes['MatchConnection']> = {
  edges?: Resolver<Array<ResolversTypes['MatchEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MatchEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MatchEdge'] = ResolversParentTypes['MatchEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Match'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  likeProfile?: Resolver<Maybe<ResolversTypes['LikeProfilePayload']>, ParentType, ContextType, RequireFields<MutationLikeProfileArgs, 'userId'>>;
  unlikeProfile?: Resolver<Maybe<ResolversTypes['UnlikeProfilePayload']>, ParentType, ContextType, RequireFields<MutationUnlikeProfileArgs, 'userId'>>;
  visitProfile?: Resolver<Maybe<ResolversTypes['VisitProfilePayload']>, ParentType, ContextType, RequireFields<MutationVisitProfileArgs, 'userId'>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type UnlikeProfilePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnlikeProfilePayload'] = ResolversParentTypes['UnlikeProfilePayload']> = {
  like?: Resolver<Maybe<ResolversTypes['Like']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']>, { __typename: 'User' } & GraphQLRecursivePick<ParentType, {"id":true}>, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  likeCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  likedByViewer?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  likesGiven?: Resolver<Maybe<ResolversTypes['LikeConnection']>, ParentType, ContextType, RequireFields<UserLikesGivenArgs, 'first'>>;
  likesReceived?: Resolver<Maybe<ResolversTypes['LikeConnection']>, ParentType, ContextType, RequireFields<UserLikesReceivedArgs, 'first'>>;
  matches?: Resolver<Maybe<ResolversTypes['MatchConnection']>, ParentType, ContextType, RequireFields<UserMatchesArgs, 'first'>>;
  visitCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  visitors?: Resolver<Maybe<ResolversTypes['VisitorConnection']>, ParentType, ContextType, RequireFields<UserVisitorsArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VisitResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Visit'] = ResolversParentTypes['Visit']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Visit']>, { __typename: 'Visit' } & GraphQLRecursivePick<ParentType, {"id":true}>, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  visited?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  visitor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VisitProfilePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VisitProfilePayload'] = ResolversParentTypes['VisitProfilePayload']> = {
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  visit?: Resolver<Maybe<ResolversTypes['Visit']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VisitorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Visitor'] = ResolversParentTypes['Visitor']> = {
  lastVisitedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  visits?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VisitorConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VisitorConnection'] = ResolversParentTypes['VisitorConnection']> = {
  edges?: Resolver<Array<ResolversTypes['VisitorEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VisitorEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VisitorEdge'] = ResolversParentTypes['VisitorEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Visitor'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  Like?: LikeResolvers<ContextType>;
  LikeConnection?: LikeConnectionResolvers<ContextType>;
  LikeEdge?: LikeEdgeResolvers<ContextType>;
  LikeProfilePayload?: LikeProfilePayloadResolvers<ContextType>;
  Match?: MatchResolvers<ContextType>;
  MatchConnection?: MatchConnectionResolvers<ContextType>;
  MatchEdge?: MatchEdgeResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  UnlikeProfilePayload?: UnlikeProfilePayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Visit?: VisitResolvers<ContextType>;
  VisitProfilePayload?: VisitProfilePayloadResolvers<ContextType>;
  Visitor?: VisitorResolvers<ContextType>;
  VisitorConnection?: VisitorConnectionResolvers<ContextType>;
  VisitorEdge?: VisitorEdgeResolvers<ContextType>;
};

