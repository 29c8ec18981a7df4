/** MailerSend's templates for the two confirmations that the documents name. */

/** Purchase confirmation, with the documents' ten variables. */
export const PURCHASE_TEMPLATE = 'pr9084zxnvjlw63d'

/** Membership confirmation. Its variable names are unconfirmed. */
export const MEMBERSHIP_TEMPLATE = 'z3m5jgr0y5xgdpyo'

/** In place of a template's id: our own e-mail is sent instead. */
export const OWN_EMAIL = 'own'
