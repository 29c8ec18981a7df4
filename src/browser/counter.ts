/** What both selling pages do: load what is on offer, guard the button, say what went wrong. */
import { get, Told } from './api.ts'
import { type Button, createButton } from './button.ts'
import { find, place, say, whenParsed } from './dom.ts'
import { type Complaint, clearComplaints, complain, createForm, type Person } from './form.ts'
import type { ElementsOptions, Started } from './page-contract.ts'
import { createPromo, type Promo, type PromoAnswer } from './promo.ts'
import { askUs, paymentWords, pressAgain } from './words.ts'

/** One thing for sale on one page. */
export interface Offer<Deal> {
  /** A path on the site. */
  termsUrl: string
  check(code: string): Promise<PromoAnswer<Deal>>
  /** Puts a deal into use, or takes it off again; returns what is to be paid now. */
  take(deal?: Deal): number
  costs(): string
  options(changed?: (options: { amount: number }) => void): ElementsOptions
  /** Questions of its own that must be answered first. */
  complaints?(): Complaint[]
  /** The form is filled in rightly, and the button pressed. */
  begin?(): void
  create(person: Person, promo: Promo): Promise<Started>
  complete: Window['_complete']
}

export interface Trade<Page, Deal> {
  /** The box's id, with which those of all that belongs to it begin. */
  prefix: string
  button: string
  path(box: HTMLElement): string
  /** Nothing, if it is not for sale. */
  open(page: Page): Offer<Deal> | undefined
}

interface Counter {
  prefix: string
  box: HTMLElement
  button: Button
  /** A message above the button. */
  tell(words: string): void
}

function createDesk<Deal>({ prefix, tell }: Counter, offer: Offer<Deal>) {
  const form = createForm(prefix)
  const promoId = `${prefix}-promo`
  const promo = createPromo<Deal>(promoId, offer.check, offer.take)
  const blame = (complaints: Complaint[]) => complain(complaints, () => tell(''))
  return {
    create: () => offer.create(form.read(), promo),
    validate: () => {
      clearComplaints()
      const complaints = [...form.complaints(), ...(offer.complaints?.() ?? [])]
      const [first] = complaints
      if (first) {
        tell(complaints[1] ? 'Please check what is marked above.' : first.words)
        blame(complaints)
      } else if (!promo.settled()) {
        void promo.apply().then((words) => tell(`${words} ${pressAgain}`))
      } else {
        offer.begin?.()
        return true
      }
      return false
    },
    /** Shows why a flow stopped. */
    explain: (error: unknown) => {
      if (!(error instanceof Told)) return tell(paymentWords(error))
      const { field = '', message: words } = error
      const ofCode = field === 'promo'
      if (ofCode) promo.withdraw()
      tell(ofCode ? `${words} ${offer.costs()} ${pressAgain}` : words)
      const element = ofCode ? place(promoId) : form.element(field)
      if (element) blame([{ element, words }])
    },
  }
}

/** Puts on `window` what the site script calls when she buys. */
function sell<Deal>(counter: Counter, offer: Offer<Deal>): Offer<Deal> {
  const { prefix, box, button, tell } = counter
  const { create, validate, explain } = createDesk(counter, offer)
  const run = async (flow: () => Promise<boolean> | false) => {
    tell('')
    button.busy(true)
    try {
      // True: the page is being left, and the button stays locked.
      if (await flow()) return
    } catch (error) {
      explain(error)
    }
    button.busy(false)
  }
  window._validate = validate
  window._create = create
  window._complete = offer.complete
  window._buy = (flow) => {
    box.dataset.state = 'open'
    tell('')
    button.open(() => void run(flow))
  }
  place<HTMLAnchorElement>(`${prefix}-terms`).href = offer.termsUrl
  return offer
}

/** Never resolves when there is nothing to buy; the page then says why. */
async function load<Page, Deal>(
  counter: Counter,
  { path, open }: Trade<Page, Deal>
): Promise<Offer<Deal>> {
  const { prefix, box, tell } = counter
  let words = 'We could not load the price. Please reload the page in a moment.'
  try {
    const offer = open(await get<Page>(path(box)))
    if (offer) return sell(counter, offer)
    words = `This is not on sale here at the moment. ${askUs}`
  } catch (error) {
    const { code, message } = error as Told
    if (code) words = `${message}. ${askUs}`
  }
  // The state keeps the embed's watchdog quiet.
  box.dataset.state = 'closed'
  place(`${prefix}-summary`).removeAttribute('aria-busy')
  tell(words)
  return new Promise(() => {})
}

export function openCounter<Page, Deal>(trade: Trade<Page, Deal>): void {
  whenParsed(() => {
    const { prefix } = trade
    const box = find(prefix)
    // The template carries two forms: the one that is shown has the window to itself.
    if (!box || window._promo !== undefined) return
    window._promo = ''
    box.dataset.stripe = ''
    const tell = (words: string) => say(`${prefix}-error`, words)
    const button = createButton(trade.button, prefix)
    const offered = load({ prefix, box, button, tell }, trade)
    window._elements = async (changed) => (await offered).options(changed)
    // Coming back from the confirmation page must not show a button that is still working.
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) location.reload()
    })
  })
}
