/** Resolves when `promise` settles, or after `timeoutMs` milliseconds if it doesn't by then. */
export async function within(promise: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([promise.then(() => {}), passed]).finally(() => clearTimeout(timer));
}
