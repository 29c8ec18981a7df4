/** What OfficeRnD holds, in the wire shape of its v1. */
export interface Member {
  _id: string
  name: string
  email: string
  phone: string | null
  office: string
  team: string | null
  organization: string
  startDate: string
  description: string | null
  properties: Record<string, unknown>
  status: string
  calculatedStatus: string
  createdAt: string
  modifiedAt: string
}

export interface Pass {
  _id: string
  member: string
  team: string | null
  organization: string
  count: number
  used: number
  type: string
  intervalLength: string
  validFrom: string
  validTo: string | null
  grantActiveStatus: boolean
  status: string
  createdAt: string
  modifiedAt: string
}

export interface Membership {
  _id: string
  name: string
  office: string
  organization: string
  plan: string
  member: string | null
  team: string | null
  isPersonal: boolean
  price: number
  discountedPrice: number
  deposit: number
  startDate: string
  endDate: string | null
  type: string
  intervalLength: string
  intervalCount: number
  locked: boolean
  addOns: unknown[]
  fees: unknown[]
  status: string
  calculatedStatus: 'not_started' | 'active' | 'expired'
  properties: Record<string, unknown>
  createdAt: string
  modifiedAt: string
}

export interface Plan {
  _id: string
  name: string
  description: string
  code: string
  type: string
  price: number
  intervalLength: string
  intervalCount: number
  locations: string[]
  passesValidityPeriod: { intervalCount: number; intervalLength: string }
  shouldPassesGrantActiveStatus: boolean
  isRate: boolean
}

export interface Office {
  _id: string
  name: string
  timezone: string
  isOpen: boolean
  isPublic: boolean
}

export interface Checkin {
  _id: string
  member: string
  office: string
  pass: string | null
  start: string
  end: string | null
  createdAt: string
}

export interface OfficerndState {
  members: Member[]
  memberships: Membership[]
  passes: Pass[]
  plans: Plan[]
  checkins: Checkin[]
}

export interface Store extends OfficerndState {
  offices: Office[]
}
