/** Opens all of them, or none. @throws what the first one that failed says */
export async function openAll<From, T extends { close(): Promise<void> }>(
  what: readonly From[],
  open: (one: From) => Promise<T>,
): Promise<T[]> {
  const results = await Promise.allSettled(what.map(open));
  const opened = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = results.find((one) => one.status === 'rejected');
  if (failed === undefined) return opened;
  for (const one of opened) await one.close().catch(() => undefined);
  throw failed.reason;
}
