import { type FSWatcher, watch } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An editor's save is several events; they have passed after this long. */
const settleMs = 50;

/** Some file systems (network shares) report nothing: the file is looked at this often as well. */
const pollMs = 5_000;

/**
 * Calls `onChange` some time after anything happened where a file is, one call at a time; whether its text changed is
 * for the caller to see. It watches folders, not the file, since editors and Kubernetes (a ConfigMap is a link to a
 * link) replace files rather than write them. Returns how to stop.
 */
export function watchFile(file: string, onChange: () => Promise<void>): () => void {
  let stopped = false;
  let settling: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  const watchers = new Map<string, FSWatcher>();

  const schedule = (): void => {
    // Not put off by further events: a folder that is written to all the time would never be looked at.
    settling ??= setTimeout(() => {
      settling = undefined;
      working = working.then(async () => {
        if (stopped) return;
        await watchFolders();
        await onChange();
      });
    }, settleMs);
  };

  const watchFolders = async (): Promise<void> => {
    const wanted = new Set([dirname(file)]);
    try {
      wanted.add(dirname(await realpath(file)));
    } catch {
      // Between two states of a replacement the link may point nowhere; the next event comes when it doesn't.
    }
    for (const [folder, watcher] of watchers)
      if (!wanted.has(folder)) {
        watcher.close();
        watchers.delete(folder);
      }
    for (const folder of wanted) {
      if (stopped || watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, schedule);
        watcher.on('error', () => {
          watcher.close();
          watchers.delete(folder);
        });
        watchers.set(folder, watcher);
      } catch {
        // The folder is gone or can't be watched: the poll below is what is left.
      }
    }
  };

  const poll = setInterval(schedule, pollMs);
  poll.unref();
  schedule();
  return () => {
    stopped = true;
    clearInterval(poll);
    clearTimeout(settling);
    for (const watcher of watchers.values()) watcher.close();
  };
}
