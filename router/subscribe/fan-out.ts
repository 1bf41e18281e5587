import type { Identity } from '../../platform/identity/identity.ts';
import { createSemaphore } from '../../platform/log/semaphore.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { Tracer } from '../../platform/telemetry/tracer.ts';
import type { AdmittedOperation } from '../admit/port.ts';
import type { Answer, PreparedOperation } from '../execute/port.ts';
import type { Caller, Identifier } from '../identity/caller.ts';
import { createDeadlines } from './deadlines.ts';
import type { LiveEvent } from './live-event.ts';

/** What a subscriber shows of itself to the others of its group. */
export interface Member {
  readonly caller: Caller;
}

/** Subscribers of one operation with one visibility: an event is executed once for all of them. */
export interface FanOutGroup {
  readonly operation: PreparedOperation;
  /** The event's answer. Never rejects. */
  answer(event: LiveEvent): Promise<Answer>;
  /** What is sent of an answer, kept as long as the answer is: it is made once for all members. */
  rendered(event: LiveEvent, make: () => Rendered): Rendered;
  leave(member: Member): void;
}

/** A result's JSON text with the cursor that is in it. */
export interface Rendered {
  readonly payload: string;
  readonly cursor: string;
}

interface KeptAnswer {
  readonly atMs: number;
  readonly answer: Promise<Answer>;
  rendered?: Rendered;
}

export interface FanOutDeps {
  readonly identifier: Pick<Identifier, 'headersFor'>;
  readonly hydrationsMax: number;
  readonly executionTimeoutMs: number;
  readonly shareMs: number;
  readonly logger: Logger;
  readonly tracer?: Tracer;
  onHydration(): void;
}

/**
 * Groups subscribers so that fan-out costs once. Two share an execution when the operation (graph, document, name and
 * what the guard took out), the variables, the subject and the set of scopes are the same: then every subgraph would
 * answer both alike. Different subjects never share, as any field may depend on the viewer.
 */
export function createFanOut(deps: FanOutDeps) {
  const groups = new Map<string, { group: FanOutGroup; members: Set<Member> }>();
  const limited = createSemaphore(deps.hydrationsMax);
  const deadline = createDeadlines(deps.executionTimeoutMs);

  const createGroup = (
    key: string,
    operation: PreparedOperation,
    variables: Readonly<Record<string, unknown>>,
    members: Set<Member>,
  ): FanOutGroup => {
    const answers = new Map<string, KeptAnswer>();

    const execute = async (event: LiveEvent): Promise<Answer> => {
      // Somebody of the group who is still there: all of them see the same.
      const { caller } = members.values().next().value ?? {};
      if (!caller) return failed('The subscription ended.');
      deps.onHydration();
      const span = deps.tracer?.child(event.trace, `deliver ${operation.source?.field ?? event.type}`, {
        kind: 'consumer',
        attributes: { 'messaging.destination.name': event.topic, 'graphql.operation.name': operation.name ?? '' },
      });
      const trace = span?.traceparent ?? event.trace;
      try {
        const headers = await deps.identifier.headersFor(caller);
        return await operation.deliver(event.data, {
          variables,
          headers: trace ? { ...headers, traceparent: trace } : headers,
          signal: deadline(),
          identityKey: caller.identityKey,
        });
      } catch (error) {
        deps.logger.error({ err: error, event: event.id }, 'an event could not be executed');
        return failed('Internal error.');
      } finally {
        span?.end();
      }
    };

    const keep = (event: LiveEvent): KeptAnswer => {
      const hit = answers.get(event.id);
      if (hit && Date.now() - hit.atMs <= deps.shareMs) return hit;
      for (const [id, { atMs }] of answers) {
        if (Date.now() - atMs <= deps.shareMs) break;
        answers.delete(id);
      }
      const kept: KeptAnswer = { atMs: Date.now(), answer: limited(() => execute(event)) };
      answers.delete(event.id);
      answers.set(event.id, kept);
      return kept;
    };

    return {
      operation,
      answer: (event) => keep(event).answer,
      rendered(event, make) {
        const kept = answers.get(event.id);
        if (!kept) return make();
        kept.rendered ??= make();
        return kept.rendered;
      },
      leave(member) {
        if (members.delete(member) && members.size === 0) groups.delete(key);
      },
    };
  };

  return {
    join(member: Member, admitted: AdmittedOperation, variables: Readonly<Record<string, unknown>>): FanOutGroup {
      const key = [admitted.operationKey, visibilityOf(member.caller.identity), stableText(variables)].join('\n');
      let entry = groups.get(key);
      if (!entry) {
        const members = new Set<Member>();
        entry = { members, group: createGroup(key, admitted.operation, variables, members) };
        groups.set(key, entry);
      }
      entry.members.add(member);
      return entry.group;
    },
  };
}

export type FanOut = ReturnType<typeof createFanOut>;

/** What decides which answer somebody gets: who they are and what they may do. */
export function visibilityOf(identity: Identity): string {
  return JSON.stringify([identity.subject, [...identity.scopes].sort()]);
}

function failed(message: string): Answer {
  return { data: 'null', errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR' } }] };
}

/** JSON with sorted keys: equal variables have equal texts. */
function stableText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${stableText(item)}`).join(',')}}`;
}
