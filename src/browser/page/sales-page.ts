/** What every selling page does: load what is on offer, guard the button, say what went wrong. */
import { get, guard, type Told } from './api.ts'
import { type Button, createButton } from './button.ts'
import { find, place, say } from './dom.ts'
import type { Tell } from './form.ts'
import { askUs } from './messages.ts'
import type { ElementsOptions, Started } from './site-script.ts'

/** What is sold on one page, ready to be bought. */
export interface Stall {
  /** A path on the site. */
  termsUrl: string
  options(
    changed?: (options: { amount: number }) => void
  ): ElementsOptions | Promise<ElementsOptions>
  /** Checks the form and marks what is wrong. */
  validate(): boolean
  create(): Promise<Started>
  complete: Window['_complete']
  /** Shows why a flow stopped. */
  explain(error: unknown): void
}

export interface Trade<Page> {
  /** The box's id, with which those of all that belongs to it begin. */
  prefix: string
  button: string
  path(box: HTMLElement): string
  /** Nothing, if it is not for sale. */
  open(page: Page, tell: Tell): Stall | undefined
}

interface Counter {
  box: HTMLElement
  button: Button
  tell: Tell
}

/** Puts on `window` what the site script calls when she buys. */
function sell({ box, button, tell }: Counter, stall: Stall): Stall {
  const run = async (flow: () => Promise<boolean> | false) => {
    tell('')
    button.busy(true)
    try {
      // True: the page is being left, and the button stays locked.
      if (await flow()) return
    } catch (error) {
      stall.explain(error)
    }
    button.busy(false)
  }
  window._validate = stall.validate
  window._create = stall.create
  window._complete = stall.complete
  window._buy = (flow) => {
    box.dataset.state = 'open'
    tell('')
    button.open(() => void run(flow))
  }
  place<HTMLAnchorElement>(`${box.id}-terms`).href = stall.termsUrl
  return stall
}

/** Never resolves when there is nothing to buy; the page then says why. */
async function load<Page>(counter: Counter, { path, open }: Trade<Page>): Promise<Stall> {
  const { box, tell } = counter
  let words = 'We could not load the price. Please reload the page.'
  try {
    const stall = open(await get<Page>(path(box)), tell)
    if (stall) return sell(counter, stall)
    words = `This is not on sale here at the moment. ${askUs}`
  } catch (error) {
    const { code, message } = error as Told
    if (code) words = `${message}. ${askUs}`
  }
  // The state keeps the embed's watchdog quiet.
  box.dataset.state = 'closed'
  place(`${box.id}-summary`).removeAttribute('aria-busy')
  tell(words)
  return new Promise(() => {})
}

/** The script's tag is deferred: by now the whole page has been read. */
export function openCounter<Page>(trade: Trade<Page>): void {
  const { prefix } = trade
  const box = find(prefix)
  // The template carries two forms: the one that is shown has the window to itself.
  if (!box || window._promo !== undefined) return
  window._promo = ''
  box.dataset.stripe = ''
  if (box.dataset.turnstileKey) guard()
  const tell = (words: string) => say(`${prefix}-error`, words)
  const button = createButton(trade.button, prefix)
  const offered = load({ box, button, tell }, trade)
  window._elements = async (changed) => (await offered).options(changed)
  // Coming back from the confirmation page must not show a button that is still working.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
}
