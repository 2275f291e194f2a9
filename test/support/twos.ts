/** Work that waits for programs, two at a time: as many processors as CI has. */
export async function inTwos<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const lane = async () => { for (const item of rest) await work(item); };
  await Promise.all([lane(), lane()]);
}
