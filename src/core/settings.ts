/** Parsers for the vars of a wrangler TOML. Every var is a string, so that `--var` can override it. */

/** Splits a list at spaces and commas. */
export function parseList(list: string): string[] {
  return list.split(/[\s,]+/).filter(Boolean)
}

/** Whether a Stripe key, secret or restricted, moves real money. */
export function isLiveKey(key: string): boolean {
  return /^[sr]k_live_/.test(key)
}

/** Parses `'passport:price_1 startup:price_2'` into a record. Entries without key or value are skipped. */
export function parsePairs(list: string): Record<string, string> {
  return Object.fromEntries(
    parseList(list).flatMap((word) => {
      const at = word.indexOf(':')
      return at > 0 && at < word.length - 1 ? [[word.slice(0, at), word.slice(at + 1)]] : []
    })
  )
}
