/** Recognises what is ours at Stripe by any sign, also when staff have damaged the metadata. */

export type SoldTrack = '1' | '2' | '3'

/** What we write at Stripe; see the tracks' own functions that create it. */
interface Signed {
  description: string
  metadata: Record<string, string>
}

/** Keys that only one track writes, and how its descriptions begin. */
const SIGNS: readonly { track: SoldTrack; keys: readonly string[]; description: RegExp }[] = [
  { track: '2', keys: ['room', 'booking_dates', 'booking_time'], description: /^Room: / },
  { track: '3', keys: ['product', 'pass_date'], description: /^.+ for \w+day, \w+ \d+, \d{4}$/ },
  {
    track: '1',
    keys: ['price_id', 'monthly_cents', 'quoted_cents', 'initiation_product'],
    description: /^Membership: /,
  },
]

/** Keys that every track writes. */
const COMMON_KEYS = ['attempt_id', 'attempt_version', 'member_id']

/**
 * The track that an object was sold by; `null` if nothing shows that it is ours. An object with signs
 * of no certain track counts as a pass, so that exactly one Worker tells the team.
 */
export function trackBySigns({ description, metadata }: Signed): SoldTrack | null {
  const hasAny = (keys: readonly string[]) => keys.some((key) => metadata[key])
  const sign =
    SIGNS.find(({ keys }) => hasAny(keys)) ??
    SIGNS.find((one) => one.description.test(description)) ??
    SIGNS.find(({ track }) => track === metadata.track)
  return sign?.track ?? (hasAny(COMMON_KEYS) ? '3' : null)
}

/** Whether a text has the form of an e-mail address; the form is checked more strictly before payment. */
export function isEmailAddress(text: string | undefined): text is string {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text ?? '')
}
