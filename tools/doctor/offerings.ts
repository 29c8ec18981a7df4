/** What is sold, beside what Stripe, OfficeRnD and the CMS say of it: the checks of `npm run offerings`. */
import type { Fetch } from '../../src/clients/http.ts'
import {
  type Comparison,
  differencesOf,
  type Fact,
  SOURCE_TITLES,
  type SourceName,
} from '../../src/payments/rules/offerings.ts'
import { compare } from '../offerings/compare.ts'
import { readSources } from '../offerings/sources.ts'
import { type Finding, notAsked, ok, unreadable, wrong } from './settings.ts'

/** What only one vendor says is in that vendor's chapter already. */
function withoutTold(comparison: Comparison): Comparison {
  const isTold = ({ says }: Fact) =>
    Object.keys(says).every((name) => name === 'code' || name === 'stripe') ||
    Object.keys(says).every((name) => name === 'code' || name === 'officernd')
  const offerings = comparison.offerings.map(({ facts, ...rest }) => ({
    ...rest,
    facts: facts.filter((fact) => !isTold(fact)),
  }))
  return { ...comparison, offerings }
}

type Environment = Readonly<Record<string, string | undefined>>

export async function offerings(environment: Environment, fetcher: Fetch): Promise<Finding[]> {
  const comparison = withoutTold(compare(await readSources(environment, fetcher)))
  const differences = differencesOf(comparison)
  const sources = (['stripe', 'officernd', 'webflow'] satisfies SourceName[]).map((name) => ({
    title: SOURCE_TITLES[name],
    state: comparison.sources[name],
  }))
  const asked = sources.filter(({ state }) => state === 'asked').map(({ title }) => title)
  return [
    ...differences.map(({ about, field, words, mend }) =>
      wrong(`${about}${field && `, ${field}`}: ${words} (${mend})`)
    ),
    ...sources.flatMap(({ title, state }) => {
      if (state === 'unreadable')
        return [unreadable(`offerings: ${title} could not be read, so it agrees with nothing`)]
      return state === 'asked' ? [] : [notAsked(`offerings: ${title}, without credentials`)]
    }),
    ...(differences.length === 0 && asked.length > 0
      ? [ok(`${comparison.offerings.length} offerings agree with ${asked.join(', ')}`)]
      : []),
  ]
}
