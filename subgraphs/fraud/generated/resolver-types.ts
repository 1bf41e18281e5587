import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserModel, FraudCaseModel, RiskModel } from '../model.ts';
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

/** What can be done. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Gives the verdict on an open case. CLEARED lifts the restriction it led to. */
  resolveFraudCase?: Maybe<ResolveFraudCasePayload>;
};


/** What can be done. */
export type MutationResolveFraudCaseArgs = {
  input: ResolveFraudCaseInput;
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
  /** One case by id. */
  fraudCase?: Maybe<FraudCase>;
  /** Cases for review, the latest first. */
  fraudCases?: Maybe<FraudCaseConnection>;
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

/** A person. Everything but the id is null where its owner can't be reached or the account was deleted. */
export type User = {
  __typename?: 'User';
  /** Opaque and stable (a UUIDv7). */
  id: Scalars['ID']['output'];
  /** The account's assessment now. */
  risk?: Maybe<Risk>;
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
  FraudCase: ResolverTypeWrapper<FraudCaseModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  FraudCaseConnection: ResolverTypeWrapper<Omit<FraudCaseConnection, 'edges'> & { edges: Array<ResolversTypes['FraudCaseEdge']> }>;
  FraudCaseEdge: ResolverTypeWrapper<Omit<FraudCaseEdge, 'node'> & { node: ResolversTypes['FraudCase'] }>;
  FraudCaseEvent: ResolverTypeWrapper<Omit<FraudCaseEvent, 'by'> & { by?: Maybe<ResolversTypes['User']> }>;
  FraudCaseEventKind: FraudCaseEventKind;
  FraudCaseStatus: FraudCaseStatus;
  FraudVerdict: FraudVerdict;
  Mutation: ResolverTypeWrapper<{}>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Query: ResolverTypeWrapper<{}>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ResolveFraudCaseInput: ResolveFraudCaseInput;
  ResolveFraudCasePayload: ResolverTypeWrapper<Omit<ResolveFraudCasePayload, 'case'> & { case?: Maybe<ResolversTypes['FraudCase']> }>;
  Risk: ResolverTypeWrapper<RiskModel>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  RiskLevel: RiskLevel;
  RiskReason: ResolverTypeWrapper<RiskReason>;
  User: ResolverTypeWrapper<UserModel>;
  UserError: ResolverTypeWrapper<UserError>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  FraudCase: FraudCaseModel;
  ID: Scalars['ID']['output'];
  String: Scalars['String']['output'];
  FraudCaseConnection: Omit<FraudCaseConnection, 'edges'> & { edges: Array<ResolversParentTypes['FraudCaseEdge']> };
  FraudCaseEdge: Omit<FraudCaseEdge, 'node'> & { node: ResolversParentTypes['FraudCase'] };
  FraudCaseEvent: Omit<FraudCaseEvent, 'by'> & { by?: Maybe<ResolversParentTypes['User']> };
  Mutation: {};
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Query: {};
  Int: Scalars['Int']['output'];
  ResolveFraudCaseInput: ResolveFraudCaseInput;
  ResolveFraudCasePayload: Omit<ResolveFraudCasePayload, 'case'> & { case?: Maybe<ResolversParentTypes['FraudCase']> };
  Risk: RiskModel;
  Float: Scalars['Float']['output'];
  RiskReason: RiskReason;
  User: UserModel;
  UserError: UserError;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type FraudCaseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FraudCase'] = ResolversParentTypes['FraudCase']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['FraudCase']>, { __typename: 'FraudCase' } & GraphQLRecursivePick<ParentType, {"id":true}>, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reasons?: Resolver<Maybe<Array<ResolversTypes['RiskReason']>>, ParentType, ContextType>;
  resolvedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  resolvedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['FraudCaseStatus']>, ParentType, ContextType>;
  timeline?: Resolver<Maybe<Array<ResolversTypes['FraudCaseEvent']>>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  verdict?: Resolver<Maybe<ResolversTypes['FraudVerdict']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FraudCaseConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FraudCaseConnection'] = ResolversParentTypes['FraudCaseConnection']> = {
  edges?: Resolver<Array<ResolversTypes['FraudCaseEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FraudCaseEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FraudCaseEdge'] = ResolversParentTypes['FraudCaseEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['FraudCase'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FraudCaseEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FraudCaseEvent'] = ResolversParentTypes['FraudCaseEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['FraudCaseEventKind'], ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  resolveFraudCase?: Resolver<Maybe<ResolversTypes['ResolveFraudCasePayload']>, ParentType, ContextType, RequireFields<MutationResolveFraudCaseArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  fraudCase?: Resolver<Maybe<ResolversTypes['FraudCase']>, ParentType, ContextType, RequireFields<QueryFraudCaseArgs, 'id'>>;
  fraudCases?: Resolver<Maybe<ResolversTypes['FraudCaseConnection']>, ParentType, ContextType, RequireFields<QueryFraudCasesArgs, 'first'>>;
};

export type ResolveFraudCasePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResolveFraudCasePayload'] = ResolversParentTypes['ResolveFraudCasePayload']> = {
  case?: Resolver<Maybe<ResolversTypes['FraudCase']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RiskResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Risk'] = ResolversParentTypes['Risk']> = {
  level?: Resolver<ResolversTypes['RiskLevel'], ParentType, ContextType>;
  reasons?: Resolver<Array<ResolversTypes['RiskReason']>, ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RiskReasonResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RiskReason'] = ResolversParentTypes['RiskReason']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rule?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']>, { __typename: 'User' } & GraphQLRecursivePick<ParentType, {"id":true}>, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  risk?: Resolver<Maybe<ResolversTypes['Risk']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  FraudCase?: FraudCaseResolvers<ContextType>;
  FraudCaseConnection?: FraudCaseConnectionResolvers<ContextType>;
  FraudCaseEdge?: FraudCaseEdgeResolvers<ContextType>;
  FraudCaseEvent?: FraudCaseEventResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  ResolveFraudCasePayload?: ResolveFraudCasePayloadResolvers<ContextType>;
  Risk?: RiskResolvers<ContextType>;
  RiskReason?: RiskReasonResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

