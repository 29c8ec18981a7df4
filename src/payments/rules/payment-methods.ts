/** What a customer may pay with; Stripe refuses a confirmation whose two ends list different methods. */
export const PASS_METHODS = ['card', 'us_bank_account'] as const
export const MEMBERSHIP_METHODS = ['card', 'us_bank_account'] as const

/** Wallets come with the card; a bank debit may settle after the meeting. */
export const ROOM_METHODS = ['card'] as const
