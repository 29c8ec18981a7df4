/** Whose publishable key stands on the pages. */

type Environment = Readonly<Record<string, string | undefined>>

/** The 14 characters behind `51` are the account's in every key of it (seen in Stripe's keys; not documented). */
const ACCOUNT = /^51([A-Za-z0-9]{14})/

interface Key {
  mode: string
  rest: string
}

function parse(key: string): Key | null {
  const [, mode = '', rest = ''] = /^[spr]k_(live|test)_(\w+)$/.exec(key) ?? []
  return mode ? { mode, rest } : null
}

/** `null`: the keys do not say whose they are. */
function sameAccount(one: Key, other: Key): boolean | null {
  if (one.rest === other.rest) return true
  const [, a] = ACCOUNT.exec(one.rest) ?? []
  const [, b] = ACCOUNT.exec(other.rest) ?? []
  return a && b ? a === b : null
}

export type Verdict = 'ours' | 'unknown' | { wrong: string }

const OTHER_ACCOUNT: Verdict = { wrong: 'the publishable key is another account’s' }

/** Compares with `STRIPE_PUBLISHABLE_KEY`, or else with the account in the checkout Worker's secret key. */
export function judgePublishableKey(key: string, environment: Environment): Verdict {
  const { STRIPE_PUBLISHABLE_KEY: own, STRIPE_SECRET_KEY: secret } = environment
  if (key.includes('UNCONFIRMED')) return { wrong: 'the publishable key is not filled in' }
  const found = parse(key)
  if (!found || !key.startsWith('pk_')) return { wrong: 'data-stripe-key is not a publishable key' }
  if (key === own) return 'ours'
  const known = parse(own || secret || '')
  if (!known) return 'unknown'
  if (found.mode !== known.mode)
    return {
      wrong: `the publishable key is one of ${found.mode} mode, the account’s of ${known.mode} mode`,
    }
  const isSame = sameAccount(found, known)
  if (own)
    return isSame
      ? { wrong: 'the publishable key is another one than STRIPE_PUBLISHABLE_KEY' }
      : OTHER_ACCOUNT
  if (isSame === null) return 'unknown'
  return isSame ? 'ours' : OTHER_ACCOUNT
}
