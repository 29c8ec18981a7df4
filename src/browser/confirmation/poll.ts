/** Asks the Worker again and again until a purchase is served. */

const MOST_TRIES = 20
const PAUSE_MS = 3000

/**
 * `ask` resolves with true once nothing more is to be asked. A failed request counts as a try.
 * `giveUp` is called after 20 tries.
 */
export async function poll(ask: () => Promise<boolean>, giveUp: () => void): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (await ask().catch(() => false)) return
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  giveUp()
}
