/** Reads the CMS of the site: the Memberships, the features and the testimonials. Read-only. */
import * as z from 'zod/mini'
import { VendorError } from '../../src/core/vendor-error.ts'
import { SITE_ID, type WebflowApi } from '../webflow/api.ts'

const PAGE_SIZE = 100
export interface CmsItem {
  id: string
  name: string
  slug: string
  draft: boolean
  planSlug: string | null
  price: string | null
  priceCents: number | null
  /** The option's label: `Subscription` or `One-Time`. */
  purchaseType: string | null
  terms: string | null
  descriptor: string | null
  hasImage: boolean
  shortDescription: string | null
  idealFor: string | null
}

export interface Cms {
  memberships: CmsItem[]
  /** The collection "Amenities", which the house wants to call "Features". */
  features: { name: string; type: string | null; hasIcon: boolean }[] | null
  /** `null`, as of the features: there is no such collection. */
  testimonials: number | null
}

const FieldShape = z.object({
  slug: z.string(),
  displayName: z.string(),
  type: z.string(),
  validations: z.optional(
    z.nullable(
      z.object({ options: z.optional(z.array(z.object({ id: z.string(), name: z.string() }))) })
    )
  ),
})
const CollectionsShape = z.object({
  collections: z.array(z.object({ id: z.string(), displayName: z.string() })),
})
const CollectionShape = z.object({ fields: z.array(FieldShape) })
const ItemShape = z.object({
  id: z.string(),
  isDraft: z.optional(z.boolean()),
  isArchived: z.optional(z.boolean()),
  fieldData: z.record(z.string(), z.unknown()),
})
const ItemsShape = z.object({
  items: z.array(ItemShape),
  pagination: z.object({ total: z.number() }),
})

type Field = z.infer<typeof FieldShape>

/** @throws VendorError when the site cannot be read, or a collection that is needed is not there. */
export async function readCms({ get }: Pick<WebflowApi, 'get'>): Promise<Cms> {
  const { collections } = await get(`/v2/sites/${SITE_ID}/collections`, CollectionsShape)
  const idOf = (name: RegExp) => collections.find((one) => name.test(one.displayName))?.id
  const memberships = idOf(/^memberships$/i)
  if (!memberships) throw new VendorError('webflow', 'find the collection Memberships', 404)
  const features = idOf(/^(amenities|features)$/i)
  const testimonials = idOf(/^testimonials$/i)
  return {
    memberships: (await rowsOf(get, memberships)).map(membershipItem),
    features: features
      ? (await rowsOf(get, features)).map(({ text, has }) => ({
          name: text('Name') ?? '',
          type: text('Type'),
          hasIcon: has('Icon'),
        }))
      : null,
    testimonials: testimonials ? (await rowsOf(get, testimonials)).length : null,
  }
}

type Get = WebflowApi['get']

interface Row {
  id: string
  draft: boolean
  /** The value under the field's name as the Designer shows it; an option's label. */
  text(field: string): string | null
  number(field: string): number | null
  has(field: string): boolean
}

async function rowsOf(get: Get, collectionId: string): Promise<Row[]> {
  const { fields } = await get(`/v2/collections/${collectionId}`, CollectionShape)
  const rows: Row[] = []
  for (let offset = 0; ; offset += PAGE_SIZE) {
    const query = `offset=${offset}&limit=${PAGE_SIZE}`
    const page = await get(`/v2/collections/${collectionId}/items?${query}`, ItemsShape)
    rows.push(...page.items.filter((one) => !one.isArchived).map((one) => row(fields, one)))
    if (offset + PAGE_SIZE >= page.pagination.total || page.items.length === 0) return rows
  }
}

function row(fields: readonly Field[], item: z.infer<typeof ItemShape>): Row {
  const fieldOf = (name: string) =>
    fields.find(({ displayName }) => displayName.toLowerCase() === name.toLowerCase())
  const contentOf = (name: string) => {
    const field = fieldOf(name)
    if (!field) return null
    const value = item.fieldData[field.slug]
    const label = field.validations?.options?.find(({ id }) => id === value)?.name
    return label ?? value ?? null
  }
  return {
    id: item.id,
    draft: item.isDraft === true,
    text: (name) => {
      const value = contentOf(name)
      return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
    },
    number: (name) => {
      const value = contentOf(name)
      return typeof value === 'number' ? value : null
    },
    has: (name) => contentOf(name) !== null,
  }
}

/** The names of all fields but `Plan Slug`, `Price` and `Price In Cents` are unverified: one that is not there reads as blank. */
const membershipItem = ({ id, draft, text, number, has }: Row): CmsItem => ({
  id,
  name: text('Name') ?? '',
  slug: text('Slug') ?? '',
  draft,
  planSlug: text('Plan Slug'),
  price: text('Price'),
  priceCents: number('Price In Cents'),
  purchaseType: text('Purchase Type'),
  terms: text('Terms URL'),
  descriptor: text('Primary Descriptor'),
  hasImage: has('Feature Image'),
  shortDescription: text('Short Description'),
  idealFor: text('Ideal For'),
})
