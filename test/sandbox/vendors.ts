/** The four vendors of the city, by the names that the control surface uses. */
export const VENDORS = ['stripe', 'officernd', 'mailersend', 'google'] as const
export type VendorName = (typeof VENDORS)[number]

/** Where each vendor's API begins below its prefix; a fault's path may be given from here on. */
export const API_BASE: Record<VendorName, string> = {
  stripe: '/v1',
  officernd: '/api/v1/organizations/labour-temple',
  mailersend: '/v1',
  google: '/calendar/v3',
}

export const isVendor = (name: unknown): name is VendorName =>
  typeof name === 'string' && (VENDORS as readonly string[]).includes(name)
