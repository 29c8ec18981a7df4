/** Webflow's records as its Data API v2 sends them (types of the official package). */
import type { Webflow } from 'webflow-api'

export type Field = Required<Pick<Webflow.Field, 'id' | 'slug' | 'type' | 'displayName'>> & {
  isRequired: boolean
  isEditable: boolean
  validations: { options: { id: string; name: string }[] } | null
}

export interface Collection {
  id: string
  displayName: string
  singularName: string
  slug: string
  fields: Field[]
  items: Item[]
}

export interface Item {
  id: string
  lastPublished: string | null
  isArchived: boolean
  isDraft: boolean
  fieldData: Webflow.CollectionItemFieldData
}

export interface Script {
  id: string
  displayName: string
  version: string
  hostedLocation: string
  sourceCode: string
}

/** A script that an app has put on a page or on the whole site. */
export interface AppliedScript {
  id: string
  version: string
  location: 'header' | 'footer'
  attributes?: Record<string, unknown>
}

export interface Store {
  collections: Collection[]
  scripts: Script[]
  /** Id of the site or page → what the app has applied there. */
  applied: Map<string, AppliedScript[]>
  publishedAt: string | null
}
