/** Where the house is: in e-mails, calendar files and on the confirmation pages. */
export const PLACE = 'Labour Temple, 2800 1st Ave, Seattle, WA 98121'

export const MAP_URL = `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(PLACE)}`

/** Unconfirmed: which door, and who lets people in. The front desk in the lobby is named in the house's own descriptions. */
export const ARRIVAL = 'Come to the front desk in the lobby and give your name.'
