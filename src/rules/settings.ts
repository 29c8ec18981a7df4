/** How a setting of a TOML is read: text, so that `--var` can replace it. */

/** A list is words with spaces or commas between them. */
export function words(list: string): string[] {
  return list.split(/[\s,]+/).filter(Boolean)
}

/** Whether a Stripe key, secret or restricted, moves real money. */
export function isLiveKey(key: string): boolean {
  return /^[sr]k_live_/.test(key)
}
