/** Allowed payment methods. The page and the server must list the same ones, or Stripe refuses to confirm. */
export const PASS_METHODS = ['card', 'us_bank_account'] as const
export const MEMBERSHIP_METHODS = ['card', 'us_bank_account'] as const

/** `card` includes wallets. No bank debit, because it may settle after the meeting. */
export const ROOM_METHODS = ['card'] as const
