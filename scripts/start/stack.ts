/** Things that were started and must be closed in reverse. */
export interface Stack {
  add(name: string, close: () => Promise<void> | void): void;
  /** Closes what was added since the last time, in reverse; goes on after a failure. Returns what failed, in words. */
  close(onClose?: (name: string) => void): Promise<readonly string[]>;
}

export function createStack(): Stack {
  const parts: { name: string; close: () => Promise<void> | void }[] = [];
  return {
    add: (name, close) => void parts.push({ name, close }),
    async close(onClose) {
      const failures: string[] = [];
      for (let part = parts.pop(); part; part = parts.pop()) {
        onClose?.(part.name);
        try {
          await part.close();
        } catch (error) {
          failures.push(`${part.name}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      return failures;
    },
  };
}
