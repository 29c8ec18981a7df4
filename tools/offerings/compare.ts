/** Lays the sources side by side. Pure: what was read goes in, facts and remarks come out. */
import { planFacts } from '../../src/memberships/rules/offerings.ts'
import { autoCodeOf, PLAN_CONFIG, type Plan } from '../../src/memberships/rules/plans.ts'
import { PRODUCT_CONFIG, type Product } from '../../src/passes/rules/catalog.ts'
import { productFacts } from '../../src/passes/rules/offerings.ts'
import {
  type Comparison,
  dollars,
  type Fact,
  type Offering,
  type Remark,
  type Value,
} from '../../src/payments/rules/offerings.ts'
import { ROOMS, type Room } from '../../src/rooms/rules/rooms.ts'
import { PLAN_COPY, type PlanCopy, ROOM_NAMES } from './documents.ts'
import type { Sources } from './sources.ts'
import type { Cms, CmsItem } from './webflow.ts'

const IN_WEBFLOW = 'Webflow, CMS, Memberships'

export function compare(sources: Sources): Comparison {
  const cms = sources.webflow.data
  const plans = Object.values(PLAN_CONFIG).map((plan) => membership(plan, sources))
  const products = Object.values(PRODUCT_CONFIG).map((product) => oneTime(product, sources))
  return {
    sources: {
      code: 'asked',
      documents: 'asked',
      stripe: sources.stripe.state,
      officernd: sources.officernd.state,
      webflow: sources.webflow.state,
    },
    offerings: [...plans, ...products, ...ROOMS_SOLD.map(room)],
    remarks: cms ? remarksOn(cms) : [],
  }
}

const ROOMS_SOLD: readonly Room[] = Object.values(ROOMS)

/** Whether the item is of the plan, by its page or by its plan-slug. */
const isOf = (one: CmsItem, slug: string) =>
  one.slug.toLowerCase() === slug || one.planSlug?.toLowerCase() === slug

/** By the slug of the page: the plan-slug is one of the things that are compared. */
const itemOf = (cms: Cms | null, slug: string): CmsItem | undefined =>
  cms?.memberships.find((one) => one.slug.toLowerCase() === slug)

function membership(plan: Plan, sources: Sources): Offering {
  const copy = PLAN_COPY[plan.slug]
  const item = itemOf(sources.webflow.data, plan.slug)
  const [price, ...others] = planFacts(plan, sources)
  const facts: Fact[] = [
    withMore(price, {
      ...(copy && { documents: copy.price }),
      ...(item && { webflow: priceText(item.price) }),
    }),
    {
      field: 'initiation fee',
      says: {
        code: dollars(plan.initiationCents),
        ...(copy && { documents: copy.initiation }),
      },
      mend: 'src/memberships/rules/plans.ts',
    },
    ...(copy ? documentFacts(plan, copy, item) : []),
    ...others,
  ]
  const named = sources.officernd.data[plan.slug]
  if (named)
    facts.push({
      field: 'name',
      says: { code: plan.name, ...(copy && { documents: copy.name }), officernd: named.name },
      mend: 'OfficeRnD, Billing, Plans, Name',
    })
  if (item)
    facts.push(
      ...cmsFacts({ slug: plan.slug, cents: plan.monthlyCents }, item, 'Subscription'),
      ...copyFacts(copy, item)
    )
  return { slug: plan.slug, name: plan.name, kind: 'membership', facts }
}

function oneTime(product: Product, { officernd, webflow }: Sources): Offering {
  const item = itemOf(webflow.data, product.slug)
  const [price, ...others] = productFacts(product, officernd)
  const more = { documents: '$50', ...(item && { webflow: priceText(item.price) }) }
  const facts = [
    withMore(price, more),
    ...others,
    ...(item
      ? [
          termsFact(product.termsUrl, { webflow: item.terms }),
          ...cmsFacts({ slug: product.slug, cents: product.priceCents }, item, 'One-Time'),
        ]
      : []),
  ]
  return { slug: product.slug, name: product.name, kind: 'product', facts }
}

function documentFacts(plan: Plan, copy: PlanCopy, item: CmsItem | undefined): Fact[] {
  const billing = (isProrated: boolean) => (isProrated ? 'pro-rated to the 1st' : 'not pro-rated')
  const fact = (field: string, code: string, documents: string): Fact => ({
    field,
    says: { code, documents },
    mend: 'src/memberships/rules/plans.ts',
  })
  return [
    fact('billing', billing(plan.prorated), billing(copy.prorated)),
    fact('automatic code', autoCodeOf(plan), copy.autoCode),
    termsFact(plan.termsUrl, { documents: copy.terms, ...(item && { webflow: item.terms }) }),
  ]
}

const termsFact = (code: string, more: Fact['says']): Fact => ({
  field: 'terms',
  says: { code, ...more },
  mend: `${IN_WEBFLOW}, Terms URL; or the code`,
})

/** A fact with what the documents and the CMS say; the CMS is then one of the places to mend. */
const withMore = (fact: Fact, more: Fact['says']): Fact => ({
  field: fact.field,
  says: { ...fact.says, ...more },
  mend: more.webflow === undefined ? fact.mend : `${IN_WEBFLOW}, Price; ${fact.mend}`,
})

/** The documents list the bookable rooms by name; nothing outside the code states their prices. */
const room = ({ slug, name, bookable, centsPerHour }: Room): Offering => ({
  slug,
  name,
  kind: 'room',
  facts: [
    { field: 'price an hour', says: { code: dollars(centsPerHour) }, mend: '' },
    {
      field: 'booked on the site',
      says: { code: yesNo(bookable), documents: yesNo(ROOM_NAMES.includes(name)) },
      mend: 'src/rooms/rules/rooms.ts',
    },
  ],
})

function cmsFacts(
  sold: { slug: string; cents: number },
  item: CmsItem,
  purchaseType: string
): Fact[] {
  const fact = (field: string, code: Value, webflow: Value): Fact => ({
    field,
    says: { code, webflow },
    mend: `${IN_WEBFLOW}, ${item.name}, ${field}; then publish`,
  })
  return [
    fact('slug of its page', sold.slug, item.slug),
    fact('plan-slug', sold.slug, item.planSlug),
    fact('price-in-cents', String(sold.cents), textOf(item.priceCents)),
    fact('Purchase Type', purchaseType, item.purchaseType),
    fact('state', 'published', item.draft ? 'draft' : 'published'),
  ]
}

function copyFacts(copy: PlanCopy | undefined, item: CmsItem): Fact[] {
  const fact = (field: string, documents: Value, webflow: Value): Fact => ({
    field,
    says: { documents, webflow },
    mend: `${IN_WEBFLOW}, ${item.name}, ${field}; then publish`,
  })
  const present = (is: boolean) => (is ? 'there' : null)
  return [
    ...(copy?.shortDescription
      ? [fact('short description', copy.shortDescription, item.shortDescription)]
      : []),
    ...(copy?.idealFor ? [fact('ideal for', copy.idealFor, item.idealFor)] : []),
    fact('primary descriptor', 'there', present(item.descriptor !== null)),
    fact('feature image', 'there', present(item.hasImage)),
  ]
}

/** The document's data flags that belong to no field of an offering. */
function remarksOn(cms: Cms): Remark[] {
  const sold = [...Object.keys(PLAN_CONFIG), ...Object.keys(PRODUCT_CONFIG)]
  const missing = sold
    .filter((slug) => !itemOf(cms, slug))
    .map((slug) => ({
      about: slug,
      words: `is sold by the code and has no item in Memberships: no page, no copy, no image`,
      mend: `${IN_WEBFLOW}: an item with plan-slug ${slug}, or take the plan off sale`,
    }))
  const strays = cms.memberships
    .filter(({ slug }) => !sold.includes(slug.toLowerCase()))
    .map(({ id, name }) => ({
      about: name || `item ${id}`,
      words: 'is in Memberships, and is no membership and no product of the code',
      mend: 'Webflow, CMS: move it to Spaces or a collection of its own',
    }))
  const twice = sold
    .map((slug) => ({ slug, items: cms.memberships.filter((one) => isOf(one, slug)) }))
    .filter(({ items }) => items.length > 1)
    .map(({ slug, items }) => ({
      about: slug,
      words: `${items.length} items of Memberships have its slug or plan-slug: ${items.map(({ id }) => id).join(', ')}`,
      mend: `${IN_WEBFLOW}: one item for each plan`,
    }))
  const absent = (['features', 'testimonials'] as const)
    .filter((name) => cms[name] === null)
    .map((name) => ({
      about: name,
      words: `there is no collection of the ${name}, so nothing is known of them`,
      mend: 'Webflow, CMS: the collection Amenities (or Features), or Testimonials',
    }))
  const bare = (cms.features ?? []).filter(
    ({ type, hasIcon }) => type === 'Benefit' && !hasIcon
  ).length
  return [
    ...missing,
    ...strays,
    ...twice,
    ...absent,
    ...(bare > 0
      ? [
          {
            about: 'Features',
            words: `${bare} of the features of type Benefit ${bare === 1 ? 'has' : 'have'} no icon`,
            mend: 'Webflow, CMS, Amenities, Icon',
          },
        ]
      : []),
    ...(cms.testimonials === 0
      ? [
          {
            about: 'Testimonials',
            words: 'the collection Testimonials is empty',
            mend: 'Webflow, CMS, Testimonials',
          },
        ]
      : []),
  ]
}

const textOf = (value: number | null): Value => (value === null ? null : String(value))
const yesNo = (is: boolean) => (is ? 'yes' : 'no')

/** "$300/mo", "300" and "$300.00" are one price. */
function priceText(text: Value): Value {
  const [, dollarsText, cents = '00'] = /(\d[\d,]*)(?:\.(\d\d))?/.exec(text ?? '') ?? []
  if (!dollarsText) return text
  return dollars(Number(dollarsText.replaceAll(',', '')) * 100 + Number(cents))
}
