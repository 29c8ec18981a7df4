/** Where the house is: in e-mails, calendar files and on the confirmation pages. */
export const POSTAL_ADDRESS = '2800 1st Ave, Seattle, WA 98121'
