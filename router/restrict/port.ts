/** Who may not act and which sessions ended, as the log tells it. Kept in memory, so asking costs nothing. */
export interface Restrictions {
  isRestricted(subject: string): boolean;
  /** Root mutation fields that a restricted subject may use all the same. */
  readonly exceptMutations: ReadonlySet<string>;
  isRevoked(session: string): boolean;
  /** Called when a subject becomes restricted. Returns how to stop listening. */
  onRestricted(listener: (subject: string) => void): () => void;
  /** Called when a session ends before its token does. Returns how to stop listening. */
  onRevoked(listener: (session: string) => void): () => void;
  close(): Promise<void>;
}
