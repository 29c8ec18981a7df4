/** How long the texts of a booking may be, in UTF-16 units, as the pages and Stripe's metadata count them. */

/** One value of metadata. */
export const TEXT_LENGTH = 500

/** Three values of metadata. */
export const REQUESTS_LENGTH = 1500
