import type { CancelSignal } from './cancel-signal.ts';

/** A GraphQL request on its way to a subgraph. */
export interface SubgraphRequest {
  /** The whole body as JSON text. */
  readonly body: string;
  /** Beside those that say that both sides speak JSON. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether sending it twice does no harm: queries. */
  readonly idempotent: boolean;
  /** Requests of one scope may share an answer: the identity, or `public`. */
  readonly scope: string;
  readonly signal: CancelSignal;
  /** Of a read that the entity cache may keep: what only reads with the same may share (cache/port.ts). */
  readonly epoch?: () => string;
}

/** What a subgraph answered, whatever its status. */
export interface SubgraphReply {
  readonly status: number;
  readonly text: string;
}

/** Why a subgraph gave no answer that can be used. */
export type SubgraphFailureCode =
  | 'SUBGRAPH_UNAVAILABLE'
  | 'SUBGRAPH_TIMEOUT'
  | 'SUBGRAPH_MALFORMED_RESPONSE'
  | 'SUBGRAPH_RESPONSE_TOO_LARGE'
  | 'SUBGRAPH_HTTP_ERROR'
  | 'REQUEST_ABORTED';

/** Why a subgraph is unavailable that was not asked at all. */
export type SubgraphRefusal = 'CIRCUIT_OPEN' | 'OVERLOADED';

/** A fetch failed as a whole. `message` is safe to show to a client; `cause` is for the log. */
export class SubgraphFailure extends Error {
  override readonly name = 'SubgraphFailure';
  readonly code: SubgraphFailureCode;
  readonly reason: SubgraphRefusal | undefined;
  constructor(code: SubgraphFailureCode, message: string, options?: { cause?: unknown; reason?: SubgraphRefusal }) {
    super(message, options);
    this.code = code;
    this.reason = options?.reason;
  }
}

/** The way to one subgraph. Rejects with a SubgraphFailure. */
export interface SubgraphTransport {
  send(request: SubgraphRequest): Promise<SubgraphReply>;
  /** Lets requests under way finish, then closes the connections. */
  close(): Promise<void>;
}

/** Makes the way to a subgraph; called once per subgraph and URL. */
export type TransportFactory = (subgraph: { readonly name: string; readonly url: string }) => SubgraphTransport;
