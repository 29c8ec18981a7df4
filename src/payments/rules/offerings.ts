/** What is sold, and what each source says about it, field by field. */
import type { OfficerndPlan } from '../../clients/officernd/plans.ts'
import { formatCents } from '../../core/money.ts'

export type SourceName = 'code' | 'documents' | 'stripe' | 'officernd' | 'webflow'

export const SOURCE_TITLES: Record<SourceName, string> = {
  code: 'Code',
  documents: 'Documents',
  stripe: 'Stripe',
  officernd: 'OfficeRnD',
  webflow: 'Webflow CMS',
}

/** `null`: the source has the field and it is blank. A source that does not know a field is left out. */
export type Value = string | null

export interface Fact {
  /** Such as "price a month". */
  field: string
  says: Partial<Record<SourceName, Value>>
  /** Where it is put right, as an instruction. */
  mend: string
}

export interface Offering {
  /** `all-access`, `day-pass`, `slinky` */
  slug: string
  name: string
  kind: 'membership' | 'product' | 'room'
  facts: Fact[]
}

/** Something that is wrong with a source as a whole, or with a record that belongs to no offering. */
export interface Remark {
  about: string
  words: string
  mend: string
}

/** A source without credentials was not asked; one that did not answer is said to be unreadable. */
export type SourceState = 'asked' | 'not asked' | 'unreadable'

export interface Comparison {
  sources: Record<SourceName, SourceState>
  offerings: Offering[]
  remarks: Remark[]
}

export interface Difference {
  about: string
  field: string
  words: string
  mend: string
}

/** One for each fact about which two sources disagree, and for each remark. */
export function differencesOf({ offerings, remarks }: Comparison): Difference[] {
  const facts = offerings.flatMap(({ slug, facts: all }) =>
    all.filter(disagrees).map(({ field, says, mend }) => ({
      about: slug,
      field,
      words: Object.entries(says)
        .map(([source, value]) => `${SOURCE_TITLES[source as SourceName]}: ${value ?? 'blank'}`)
        .join(' · '),
      mend,
    }))
  )
  return [...facts, ...remarks.map(({ about, words, mend }) => ({ about, field: '', words, mend }))]
}

export function disagrees({ says }: Fact): boolean {
  return new Set(Object.values(says)).size > 1
}

/** `data` is empty unless the source was asked. */
export interface Source<T> {
  state: SourceState
  data: T
}

/** What Stripe says of a plan; `null` in a table: Stripe has no price for it. */
export interface StripeOffer {
  priceCents: number | null
  currency: string
  /** `month`, `2 month`, `once` */
  interval: string
  active: boolean
  /** Currency of a fixed amount off, percent, or `null` without an active automatic code. */
  autoCode: string | null
}

/** By the slug of the plan or product. */
export type StripeOffers = Source<Readonly<Record<string, StripeOffer | null>>>
export type OfficerndPlans = Source<Readonly<Record<string, OfficerndPlan | null>>>

/** `$300`, `$30.50` */
export const dollars = (cents: number | null): Value =>
  cents === null ? null : formatCents(cents).replace(/\.00$/, '')
