/** The CMS as the documents describe it, with every data flag of the membership document. */
import { MEMBERSHIPS } from '../pages/memberships.ts'
import type { Collection, Field, Item, Store } from './records.ts'

/** Operations document, table of credentials. */
export const SITE_ID = '639b202ca505e87cee446ad0'

/** The Memberships template, by the operations document; and a page of a room, whose id is not known. */
export const ROOM_PAGE_ID = '639b202ca505e87c00070000'
export const PAGE_IDS: readonly string[] = ['68d71235d108eda6fe6cf617', ROOM_PAGE_ID]
export const DOMAIN = { id: '639b202ca505e87c00080000', url: 'labourtemple.com' }

const PURCHASE_TYPES = [
  { id: 'opt-subscription', name: 'Subscription' },
  { id: 'opt-one-time', name: 'One-Time' },
]
const FEATURE_TYPES = [
  { id: 'opt-benefit', name: 'Benefit' },
  { id: 'opt-amenity', name: 'Amenity' },
]

/** 24 hex characters that say what they are for: the kind in the first, the number in the last. */
const idOf = (kind: number, nth: number) =>
  `639b202ca505e87c${kind.toString(16).padStart(4, '0')}${nth.toString(16).padStart(4, '0')}`

type Option = { id: string; name: string }
const field = (displayName: string, type: Field['type'], options?: Option[]): Field => {
  const slug = displayName.toLowerCase().replaceAll(' ', '-')
  return {
    id: slug,
    slug,
    displayName,
    type,
    isRequired: slug === 'name' || slug === 'slug',
    isEditable: true,
    validations: options ? { options } : null,
  }
}

const NAMED = [field('Name', 'PlainText'), field('Slug', 'PlainText')]

const item = (kind: number, nth: number, fieldData: Item['fieldData']): Item => ({
  id: idOf(kind, nth),
  lastPublished: '2026-03-25T18:00:00.000Z',
  isArchived: false,
  isDraft: false,
  fieldData,
})

const TERMS = '/legal/membership-terms'
const image = { fileId: 'file', url: 'https://cdn.labourtemple.com/plan.jpg', alt: null }

/** Which membership item the documents flag: Founder has none, Innovator lacks most, Passport's slug is old. */
function membershipItems(): Item[] {
  const plans = MEMBERSHIPS.filter(({ slug }) => slug !== 'founder').map((one, nth) => {
    const dollars = Number(/\$(\d+)/.exec(one.price)?.[1])
    const [description = '', ideal = ''] = one.copy
    const whole = {
      price: `$${dollars}`,
      'price-in-cents': dollars * 100,
      'primary-descriptor': one.title,
      'feature-image': image,
      'short-description': description,
      'ideal-for': idealFor(ideal),
    }
    return item(1, nth, {
      name: one.title,
      slug: one.slug,
      'plan-slug': one.slug === 'passport' ? 'passport-monthly' : one.slug,
      'purchase-type': one.type === 'One-Time' ? 'opt-one-time' : 'opt-subscription',
      'terms-url': one.slug === 'creator-pass' ? '/legal/sonic-terms' : TERMS,
      ...(one.slug === 'innovator-pass' ? {} : whole),
    })
  })
  const sessions = ['4 Hour Session', 'HOURLY SESSIONS'].map((name, nth) =>
    item(2, nth, { name, slug: name.toLowerCase().replaceAll(' ', '-') })
  )
  return [...plans, ...sessions]
}

/** The page's sentence without its first words, which the field does not carry. */
function idealFor(sentence: string): string | null {
  const [, rest = ''] = /^Ideal for (.+)$/.exec(sentence) ?? []
  return rest ? rest[0]?.toUpperCase() + rest.slice(1) : null
}

/** "All 14 Benefit-type Features are missing icons. Amenity-type items have icons." Their names are not said. */
const features = (): Item[] => [
  ...Array.from({ length: 14 }, (_, nth) =>
    item(3, nth, { name: `Benefit ${nth + 1}`, slug: `benefit-${nth + 1}`, type: 'opt-benefit' })
  ),
  item(3, 14, { name: 'Amenity 1', slug: 'amenity-1', type: 'opt-amenity', icon: image }),
]

const collection = (
  nth: number,
  displayName: string,
  fields: Field[],
  items: Item[]
): Collection => ({
  id: idOf(9, nth),
  displayName,
  singularName: displayName.replace(/s$/, ''),
  slug: displayName.toLowerCase(),
  fields: [...NAMED, ...fields],
  items,
})

export const seedWebflow = (): Store => ({
  collections: [
    collection(
      0,
      'Memberships',
      [
        field('Plan Slug', 'PlainText'),
        field('Price', 'PlainText'),
        field('Price In Cents', 'Number'),
        field('Purchase Type', 'Option', PURCHASE_TYPES),
        field('Terms URL', 'PlainText'),
        field('Primary Descriptor', 'PlainText'),
        field('Feature Image', 'Image'),
        field('Short Description', 'PlainText'),
        field('Ideal For', 'PlainText'),
      ],
      membershipItems()
    ),
    collection(
      1,
      'Amenities',
      [field('Type', 'Option', FEATURE_TYPES), field('Icon', 'Image')],
      features()
    ),
    collection(2, 'Testimonials', [field('Quote', 'PlainText')], []),
  ],
  scripts: [],
  applied: new Map(),
  publishedAt: null,
})
