/** The purchase page: everything but Stripe's own part, which the site script plays. */
import { PASS_METHODS } from '../rules/payment-methods.ts'
import { PASS_REFUND_POLICY } from '../rules/policy.ts'
import type { ProductPageAnswer, ValidatePromoAnswer } from '../workers/contract.ts'
import { createApi, Refused, scriptOrigin, Unreachable } from './api.ts'
import { type Button, createButton } from './button.ts'
import { Again, completePurchase, createPurchase, type Shop } from './calls.ts'
import { find, make, say, whenParsed } from './dom.ts'
import { clearComplaints, complain, createForm, type Form } from './form.ts'
import { createMemory, safely } from './memory.ts'
import { createOrder, type Order } from './order.ts'
import { createPromo, type Promo } from './promo.ts'
import { lostConnection, nowCosts, paymentWords, pressAgain } from './words.ts'

const api = createApi(scriptOrigin())
const slug = location.pathname.split('/').filter(Boolean).pop() || ''
const memory = createMemory(
  slug,
  safely(() => sessionStorage),
  safely(() => localStorage)
)

const NOT_LOADED = 'We could not load the price. Please reload the page in a moment.'
const ASK_US = 'Please ask at the front desk.'

/** A message above the button. */
const tell = (words: string) => say(find('purchase-error'), words)

/** Says why nothing can be bought; the state keeps the embed's watchdog quiet. */
function close(box: HTMLElement, words: string): void {
  box.dataset.state = 'closed'
  find('purchase-summary')?.removeAttribute('aria-busy')
  tell(words)
}

function showTerms(termsUrl: string): void {
  const link = make('a', { href: termsUrl, target: '_blank', rel: 'noopener' }, 'terms')
  find('purchase-terms')?.replaceChildren(
    'By buying you accept the ',
    link,
    `. ${PASS_REFUND_POLICY}`
  )
}

interface Desk {
  form: Form
  promo: Promo
  shop: Shop
}

function validate({ form, promo, shop: { order } }: Desk): boolean {
  clearComplaints('purchase')
  const complaints = [...form.complaints(), ...order.complaints()]
  if (complaints.length) {
    const [first] = complaints
    tell(complaints.length > 1 ? 'Please check what is marked above.' : (first?.words ?? ''))
    complain(complaints, () => tell(''))
    return false
  }
  if (!promo.settled()) {
    void promo.apply().then((words) => tell(`${words} ${pressAgain}`))
    return false
  }
  // She said yes to another pass: the attempt that bought the last one must not answer for it.
  if (memory.lastPass()?.attemptId === memory.attemptId()) memory.forgetAttempt()
  return true
}

function showRefusal({ field = '', message }: Refused, { form, promo, shop }: Desk): void {
  const ofCode = field === 'promo'
  if (ofCode) promo.withdraw('')
  tell(ofCode ? `${message} ${nowCosts(shop.order.amountCents())} ${pressAgain}` : message)
  const element = ofCode ? find('purchase-promo') : form.element(field)
  if (element) complain([{ element, words: message }], () => tell(''))
}

/** Shows why a flow stopped. */
function explain(error: unknown, desk: Desk): void {
  if (error instanceof Refused) showRefusal(error, desk)
  else if (error instanceof Again) {
    if (!desk.shop.order.isReduced()) desk.promo.withdraw('')
    tell(error.message)
  } else if (error instanceof Unreachable) tell(lostConnection)
  else tell(paymentWords(error))
}

/** Puts the product on the page, and on `window` what the site script calls when she buys. */
function offer(box: HTMLElement, button: Button, page: ProductPageAnswer): Order {
  const order = createOrder(page, memory)
  const shop = { slug, api, memory, order }
  const promo = createPromo(
    'purchase-promo',
    (code) => api.post<ValidatePromoAnswer>('/validate-promo', { code, slug }),
    order.take
  )
  const desk: Desk = { form: createForm('purchase'), promo, shop }
  const run = async (flow: () => Promise<boolean> | false) => {
    tell('')
    button.lock()
    try {
      // True: the page is being left, and the button stays locked.
      if (await flow()) return
    } catch (error) {
      explain(error, desk)
    }
    button.unlock()
  }
  window._validate = () => validate(desk)
  window._create = () => createPurchase(shop, desk.form.read())
  window._complete = (memberId, paymentIntentId, slug, customerName) =>
    completePurchase(shop, { memberId, paymentIntentId, slug, customerName })
  window._buy = (flow) => {
    box.dataset.state = 'open'
    tell('')
    button.open(() => void run(flow))
  }
  showTerms(page.product.termsUrl)
  return order
}

/** Resolves when there is something to buy; otherwise the page says why there is not. */
async function load(box: HTMLElement, button: Button): Promise<Order> {
  try {
    const page = await api.get<ProductPageAnswer>(`/products/${encodeURIComponent(slug)}`)
    if (page.product.forSale) return offer(box, button, page)
    close(box, 'This is not on sale here at the moment. Please ask at the front desk.')
  } catch (error) {
    close(box, error instanceof Refused ? `${error.message}. ${ASK_US}` : NOT_LOADED)
  }
  return new Promise(() => {})
}

whenParsed(() => {
  const box = find('purchase')
  if (!box || window._promo !== undefined) return
  window._promo = ''
  const offered = load(box, createButton('buy-btn', 'purchase'))
  window._elements = async (changed) => {
    const order = await offered
    order.watch(changed)
    return {
      mode: 'payment',
      amount: order.amountCents(),
      currency: 'usd',
      allowedPaymentMethodTypes: [...PASS_METHODS],
      appearance: window._S,
    }
  }
  // Coming back from the confirmation page must not show a button that is still working.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
})
