/** Asks Stripe, or a stand-in of it, all questions, and leaves nothing behind. */
import type { Fetch } from '../../src/clients/http.ts'
import { type Asked, askAll, type Question } from './question.ts'
import { failureOf, openAccount } from './stripe-account.ts'
import { type House, openHouse } from './stripe-house.ts'
import { PAYMENTS } from './stripe-payments.ts'
import { PREVIEWS } from './stripe-previews.ts'
import { SIGNUPS } from './stripe-signups.ts'

export const STRIPE_QUESTIONS: readonly Question<House>[] = [
  ...PREVIEWS,
  ...SIGNUPS,
  ...PAYMENTS,
].sort((a, b) => Number(a.key) - Number(b.key))

/** @throws Error for any key but one of test mode, before anything is asked. */
export function requireTestKey(key: string): void {
  if (/^(sk|rk)_test_\w+$/.test(key)) return
  throw new Error(
    'This makes customers, cards and subscriptions: it asks only with a key of test mode (sk_test_… or rk_test_…). Nothing was asked.'
  )
}

export async function askStripe(key: string, url: string, fetcher: Fetch): Promise<Asked> {
  requireTestKey(key)
  const account = openAccount(key, url, fetcher)
  try {
    const answers = await askAll(STRIPE_QUESTIONS, await openHouse(account), failureOf)
    return { answers, left: await account.cleanUp() }
  } catch (error) {
    const left = await account.cleanUp()
    throw new Error(
      `Stripe could not be asked (${failureOf(error)}). Left: ${left.join(', ') || 'nothing'}`
    )
  }
}
