/** What is sold, compared with what the vendors say of it: once a month, in the team's e-mail. */
import type { Officernd } from '../clients/officernd/client.ts'
import type { OfficerndPlan } from '../clients/officernd/plans.ts'
import { log } from '../core/log.ts'
import {
  type Comparison,
  type Difference,
  differencesOf,
  SOURCE_TITLES,
  type Source,
  type SourceName,
  type SourceState,
} from '../payments/rules/offerings.ts'

/** A source that cannot be read does not hide what the others say, and is never taken for agreeing. */
export async function readSource<T>(
  name: SourceName,
  read: () => Promise<T>,
  empty: T
): Promise<Source<T>> {
  try {
    return { state: 'asked', data: await read() }
  } catch (error) {
    log.sweepItemFailed(`the offerings at ${name}`, error)
    return { state: 'unreadable', data: empty }
  }
}

/** `ids`: slug → id of the plan. @throws VendorError */
export async function plansIn(
  officernd: Pick<Officernd, 'plan'>,
  ids: Readonly<Record<string, string>>
): Promise<Record<string, OfficerndPlan | null>> {
  const plans: Record<string, OfficerndPlan | null> = {}
  for (const [slug, id] of Object.entries(ids)) plans[slug] = await officernd.plan(id)
  return plans
}

export interface OfferingsReport {
  differences: Difference[]
  /** `2 offerings disagree`, `Stripe could not be read`; none when all was read and agrees. */
  results: string[]
  /** For the e-mail's text. */
  lines: string[]
}

/** The vendors that a Worker has keys of. */
const VENDORS: readonly SourceName[] = ['stripe', 'officernd']

export function reportOfferings(comparison: Comparison): OfferingsReport {
  const differences = differencesOf(comparison)
  const count = new Set(differences.map(({ about }) => about)).size
  const titles = (state: SourceState) =>
    VENDORS.filter((name) => comparison.sources[name] === state).map((name) => SOURCE_TITLES[name])
  const asked = titles('asked')
  const unread = titles('unreadable')
  const results = [
    ...(count > 0 ? [count === 1 ? '1 offering disagrees' : `${count} offerings disagree`] : []),
    ...unread.map((title) => `${title}’s offerings not read`),
  ]
  return {
    differences,
    results,
    lines: [
      ...differences.map(
        ({ about, field, words, mend }) => `${about}, ${field}: ${words}. Where: ${mend}`
      ),
      ...unread.map(
        (title) =>
          `${title} could not be read, so it is not known whether what it sells agrees: run \`npm run offerings\``
      ),
      ...(count === 0 && asked.length > 0
        ? [
            `all ${comparison.offerings.length} agree with what ${asked.join(' and ')} ${asked.length === 1 ? 'says' : 'say'}`,
          ]
        : []),
    ],
  }
}
