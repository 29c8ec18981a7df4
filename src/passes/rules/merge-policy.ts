/** The house's published policies, said in the same words on the page and in letters. */

/** Operations document of the day pass, "Policy to publish". */
export const PASS_REFUND_POLICY =
  'Full refund if the pass is unused and you ask before the end of its day; no refund after use.'
