/** What a client may depend on, and how a change of it can hurt. */
export type Severity = 'breaking' | 'dangerous' | 'safe';

/** How a coordinate must be used for the change to touch an operation. */
export type Touch =
  /** The operation names the coordinate: selects the field, gives the argument, sends the input field or enum value. */
  | { readonly by: 'naming'; readonly coordinate: string }
  /** The operation may get the type back: it selects a field whose type is this one or an abstract type over it. */
  | { readonly by: 'returning'; readonly type: string }
  /** The operation sends a value of the input type, whatever is in it. */
  | { readonly by: 'sending'; readonly type: string }
  /** The operation names the field without giving the argument. */
  | { readonly by: 'omitting'; readonly coordinate: string; readonly argument: string }
  /** The operation sends the input type without giving the field. */
  | { readonly by: 'leaving-out'; readonly type: string; readonly field: string };

export interface Change {
  readonly kind: ChangeKind;
  /** The schema coordinate at which it happened (https://spec.graphql.org/draft/#sec-Schema-Coordinates). */
  readonly coordinate: string;
  /** What it does to an operation that it touches. */
  readonly severity: Severity;
  /** One sentence: what changed, from what to what. */
  readonly message: string;
  /** An operation that fits any of these is touched; empty for what no operation can feel. */
  readonly touches: readonly Touch[];
}

export type ChangeKind =
  | 'TYPE_REMOVED'
  | 'TYPE_ADDED'
  | 'TYPE_KIND_CHANGED'
  | 'FIELD_REMOVED'
  | 'FIELD_ADDED'
  | 'FIELD_TYPE_CHANGED'
  | 'FIELD_DEPRECATED'
  | 'FIELD_DEPRECATION_REMOVED'
  | 'ARGUMENT_REMOVED'
  | 'ARGUMENT_ADDED'
  | 'REQUIRED_ARGUMENT_ADDED'
  | 'ARGUMENT_TYPE_CHANGED'
  | 'ARGUMENT_DEFAULT_CHANGED'
  | 'INPUT_FIELD_REMOVED'
  | 'INPUT_FIELD_ADDED'
  | 'REQUIRED_INPUT_FIELD_ADDED'
  | 'INPUT_FIELD_TYPE_CHANGED'
  | 'INPUT_FIELD_DEFAULT_CHANGED'
  | 'ENUM_VALUE_REMOVED'
  | 'ENUM_VALUE_ADDED'
  | 'ENUM_VALUE_DEPRECATED'
  | 'UNION_MEMBER_REMOVED'
  | 'UNION_MEMBER_ADDED'
  | 'INTERFACE_REMOVED'
  | 'INTERFACE_ADDED'
  | 'DIRECTIVE_REMOVED'
  | 'DIRECTIVE_ADDED'
  | 'DIRECTIVE_ARGUMENT_REMOVED'
  | 'REQUIRED_DIRECTIVE_ARGUMENT_ADDED'
  | 'DIRECTIVE_LOCATION_REMOVED'
  | 'ROOT_TYPE_REMOVED'
  | 'DESCRIPTION_CHANGED';
