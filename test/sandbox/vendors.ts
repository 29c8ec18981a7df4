/** The four emulated vendors, by the names that the control surface uses. */
export const VENDORS = ['stripe', 'officernd', 'mailersend', 'google'] as const
export type VendorName = (typeof VENDORS)[number]

/** The base path of each vendor's API; the path of a fault may leave it out. */
export const API_BASE: Record<VendorName, string> = {
  stripe: '/v1',
  officernd: '/api/v1/organizations/labour-temple',
  mailersend: '/v1',
  google: '/calendar/v3',
}

export const isVendor = (name: unknown): name is VendorName =>
  typeof name === 'string' && (VENDORS as readonly string[]).includes(name)
