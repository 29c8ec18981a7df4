/** Where the house is: in e-mails, calendar files and on the confirmation pages. */
export const PLACE = 'Labour Temple, 2800 1st Ave, Seattle, WA 98121'

export const MAP_URL = `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(PLACE)}`
