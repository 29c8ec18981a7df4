/** The embeds as they are pasted: key filled in, length against the limit, and where each goes. */
import {
  EMBED_LENGTH,
  EMBEDS,
  readEmbed,
  readSiteScript,
  SITE_SCRIPT_LENGTH,
  SITE_SCRIPTS,
} from './pasted-code.ts'

const NO_KEY = 'pk_live_UNCONFIRMED'

interface Printed {
  lines: string[]
  /** The key that was given is none that may stand on a page. */
  isKeyWrong: boolean
}

/** `key`: the publishable key; `undefined` leaves the place empty and says so. */
export function printedEmbeds(key: string | undefined): Printed {
  const isPublishable = /^pk_(live|test)_\w+$/.test(key ?? '')
  const isFilledIn = key !== undefined && isPublishable
  const embeds = EMBEDS.flatMap(({ name, goesTo }) => {
    const code = readEmbed(name)
    const text = isFilledIn ? code.replace(NO_KEY, key) : code
    return [
      `===== ${name}: ${lengthOf(text, EMBED_LENGTH)}`,
      `===== goes to: ${goesTo}`,
      text.trimEnd(),
      '',
    ]
  })
  const scripts = SITE_SCRIPTS.map(
    (name) => `site script ${name}: ${lengthOf(readSiteScript(name), SITE_SCRIPT_LENGTH)}`
  )
  return {
    lines: [...embeds, ...scripts, '', aboutKey(key, isPublishable)],
    isKeyWrong: key !== undefined && !isPublishable,
  }
}

const number = new Intl.NumberFormat('en-US')

function lengthOf(text: string, limit: number): string {
  const { length } = text
  const room = length > limit ? 'TOO LONG' : `${number.format(limit - length)} left`
  return `${number.format(length)} of ${number.format(limit)} characters (${room})`
}

function aboutKey(key: string | undefined, isPublishable: boolean): string {
  if (key === undefined)
    return `The publishable key is not filled in: set STRIPE_PUBLISHABLE_KEY. With ${NO_KEY} a page says that nothing can be bought.`
  if (!isPublishable)
    return 'STRIPE_PUBLISHABLE_KEY is no publishable key (pk_live_… or pk_test_…), so it was filled in nowhere.'
  return key.startsWith('pk_test_')
    ? 'The publishable key is filled in. It is one of test mode: no page that sells for real money may have it.'
    : 'The publishable key is filled in.'
}

export const BY_HAND: readonly string[] = [
  'Webflow has no API for Code Embeds: each is pasted by hand, in three clicks.',
  '1. In the Designer open the page, and the Code Embed by a double click.',
  '2. Replace all of its text by the one above; in checkout-embed bind data-plan to plan-slug again; Save & Close.',
  '3. Publish. Afterwards `npm run doctor` says whether the pages carry it.',
]
