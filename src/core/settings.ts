/** How a setting of a TOML is read: text, so that `--var` can replace it. */

/** A list is words with spaces or commas between them. */
export function parseList(list: string): string[] {
  return list.split(/[\s,]+/).filter(Boolean)
}

/** Whether a Stripe key, secret or restricted, moves real money. */
export function isLiveKey(key: string): boolean {
  return /^[sr]k_live_/.test(key)
}

/** Pairs are words with a colon in them: `'passport:price_1 startup:price_2'`. */
export function parsePairs(list: string): Record<string, string> {
  return Object.fromEntries(
    parseList(list).flatMap((word) => {
      const at = word.indexOf(':')
      return at > 0 && at < word.length - 1 ? [[word.slice(0, at), word.slice(at + 1)]] : []
    })
  )
}
