/** What staff do by hand in Stripe's dashboard. */
import { SANDBOX_URL } from '../process.ts'
import type { Sim } from '../simulation.ts'

/**
 * Posts to a path such as `payment_intents/pi_…` with the house's key; not a call of the Worker. Returns
 * the id of the object that Stripe shows.
 */
export async function postAtStripe(
  sim: Sim,
  path: string,
  fields: Record<string, string>
): Promise<string> {
  const headers = {
    authorization: 'Bearer sk_test_sandbox',
    'content-type': 'application/x-www-form-urlencoded',
  }
  const body = new URLSearchParams(fields).toString()
  const url = `${SANDBOX_URL}/stripe/v1/${path}`
  const answer = await sim.sandbox.fetch(new Request(url, { method: 'POST', headers, body }))
  if (answer.status !== 200) throw new Error(await answer.text())
  return ((await answer.json()) as { id: string }).id
}

/** Posts, and lets everything come to its end that follows from it. */
export async function actAtStripe(
  sim: Sim,
  path: string,
  fields: Record<string, string>
): Promise<string> {
  const id = await postAtStripe(sim, path, fields)
  await sim.drain()
  return id
}

/** Changes metadata; an empty value takes the key away. */
export function editMetadata(sim: Sim, path: string, metadata: Record<string, string>) {
  const entries = Object.entries(metadata).map(([key, value]) => [`metadata[${key}]`, value])
  return postAtStripe(sim, path, Object.fromEntries(entries))
}
