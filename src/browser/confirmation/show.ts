/** Draws the state of a confirmation page into the embed's box. */
import { MAP_URL, PLACE } from '../../payments/rules/place.ts'
import { createElement } from '../page/dom.ts'

/** A fact about the purchase; a `link` is its own text. */
export type Fact = [label: string, lines: string | string[], link?: string]

export interface Outcome {
  heading: string
  words: string[]
  facts?: Fact[]
  /** Text and target, drawn below the facts; with a file name the link is a download. */
  links?: [text: string, href: string, file?: string][]
}

const box = () => document.querySelector('.lt-outcome') as HTMLElement

/** The house's e-mail address. */
export const support = () => box().dataset.support ?? ''

/** `'write to …'` with the address, to be used in sentences. */
export const writeToUs = () => `write to ${support()}`

export const place: Fact = ['Where', PLACE, MAP_URL]

/** `' to ada@example.com'`, if the address is known. */
export const toAddress = (email: string | undefined) => (email ? ` to ${email}` : '')

export const emailSentence = (email: string | undefined, what = 'with everything you need') =>
  `An email ${what} is on its way${toAddress(email)}. ` +
  `Not there in 10 minutes? Look in your spam folder, or ${writeToUs()}.`

/** Each e-mail address of ours in a text becomes a link. */
function linked(text: string): (Node | string)[] {
  const address = support()
  return text
    .split(address || '\n')
    .flatMap((part, index) =>
      index ? [createElement('a', { href: `mailto:${address}` }, address), part] : [part]
    )
}

function factRows([label, lines, href]: Fact): Node[] {
  const values = [lines].flat().map((line) => {
    const content = href ? [createElement('a', { href }, line)] : linked(line)
    return createElement('dd', {}, ...content)
  })
  return [createElement('dt', {}, label), ...values]
}

let shown = ''

/** Draws only what has changed, because a screen reader reads every update. */
export function show(outcome: Outcome): void {
  const next = JSON.stringify(outcome)
  if (next === shown) return
  shown = next
  const { heading, words, facts = [], links = [] } = outcome
  box().replaceChildren(
    createElement('h1', {}, heading),
    ...words.map((text) => createElement('p', {}, ...linked(text))),
    facts.length ? createElement('dl', {}, ...facts.flatMap(factRows)) : '',
    ...links.map(([text, href, download]) =>
      createElement('p', {}, createElement('a', download ? { href, download } : { href }, text))
    )
  )
}

/** Stripe's receipt, if there is one: a web address, and no script. */
export const receiptLink = (url: string | undefined): [string, string][] =>
  /^https:\/\//.test(url ?? '') ? [['Your receipt', `${url}`]] : []
