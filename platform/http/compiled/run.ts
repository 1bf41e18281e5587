import { type FieldNode, type GraphQLError, locatedError } from 'graphql';

/** An object or a list of the answer as it is filled. */
export type Container = Record<string | number, unknown>;

/** The place of an object or a list in the answer: where a null stops that comes up from below. */
export class Position {
  readonly parent: Position | null;
  readonly container: Container;
  readonly key: string | number;
  /** Whether the schema lets this place be null. */
  readonly nullable: boolean;
  /** Set once an error below has made this place null: what still arrives below goes nowhere. */
  nulled = false;

  constructor(parent: Position | null, container: Container, key: string | number, nullable: boolean) {
    this.parent = parent;
    this.container = container;
    this.key = key;
    this.nullable = nullable;
  }
}

/** Whether the place itself or one above it was made null. */
export function isNulled(position: Position | null): boolean {
  for (let at = position; at !== null; at = at.parent) if (at.nulled) return true;
  return false;
}

/**
 * One run of a compiled operation. Values are written straight to their place in the answer, whenever they arrive; the
 * run is over when nothing is pending any more. A null that may not stand climbs to the nearest place that may be null,
 * as the spec's section on errors says (6.4.4), and an error below a place that is null already is not reported.
 */
export class Run {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: unknown;
  readonly errors: GraphQLError[] = [];
  readonly answer: { data: unknown } = { data: null };
  readonly top: Position;
  /** How many places were made null so far: tells a loop that it may be working for nothing. */
  nullings = 0;
  private pending = 0;
  private onIdle: (() => void) | undefined;

  constructor(variables: Readonly<Record<string, unknown>>, context: unknown) {
    this.variables = variables;
    this.context = context;
    this.top = new Position(null, this.answer as unknown as Container, 'data', true);
  }

  /** Runs `start` and calls `onIdle` once everything that it began, and all that followed from it, has arrived. */
  begin(start: () => void, onIdle: () => void): void {
    this.onIdle = onIdle;
    this.pending = 1;
    start();
    this.settle();
  }

  /** Waits for a value; neither callback may throw. */
  await(promise: PromiseLike<unknown>, arrived: (value: unknown) => void, failed: (error: unknown) => void): void {
    this.pending++;
    promise.then(
      (value) => {
        arrived(value);
        this.settle();
      },
      (error: unknown) => {
        failed(error);
        this.settle();
      },
    );
  }

  /** Makes a place null, or the nearest one above it that may be, and reports why. */
  fail(
    error: unknown,
    nodes: readonly FieldNode[],
    container: Container,
    key: string | number,
    parent: Position,
    nullable: boolean,
  ): void {
    const located = locatedError(error, nodes as FieldNode[], pathOf(key, parent));
    if (isNulled(parent)) return;
    if (nullable) {
      container[key] = null;
      this.errors.push(located);
      return;
    }
    let position = parent;
    while (!position.nullable && position.parent !== null) position = position.parent;
    position.nulled = true;
    this.nullings++;
    position.container[position.key] = null;
    this.errors.push(located);
  }

  private settle(): void {
    if (--this.pending === 0) this.onIdle?.();
  }
}

/** The response path of a key at a position, without the answer's own `data`. */
export function pathOf(key: string | number, parent: Position): (string | number)[] {
  const path = [key];
  for (let at = parent; at.parent !== null; at = at.parent) path.push(at.key);
  return path.reverse();
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** graphql-js says it in these words. */
export function nullError(place: string): Error {
  return new Error(`Cannot return null for non-nullable field ${place}.`);
}

/** What this way of running leaves to the ordinary one. */
export class NotCompilable extends Error {
  override readonly name = 'NotCompilable';
}
