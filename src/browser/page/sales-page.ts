/** The part that all sales pages share: loads the offer, controls the button and shows errors. */
import { get, loadTurnstile, setScript, type UserError } from './api.ts'
import { type Button, createButton } from './button.ts'
import { announce, createElement, elementById, findBox } from './dom.ts'
import type { ShowMessage } from './form.ts'
import { askUs, checking, doNotClose, talkingToBank, withHelp } from './messages.ts'
import type { CreateResult, ElementsOptions } from './site-script.ts'

/** The form of one sales page, ready for the purchase. */
export interface SalesForm {
  /** Shown while the Worker makes what was bought: `'Making your pass…'`. */
  finishing: string
  /** A path on the site. */
  termsUrl: string
  options(
    onAmountChange?: (options: { amount: number }) => void
  ): ElementsOptions | Promise<ElementsOptions>
  /** Checks the form and marks invalid fields. */
  validate(): boolean
  create(): Promise<CreateResult>
  complete: Window['_complete']
  /** Shows why a purchase stopped. */
  onError(error: unknown): void
}

export interface SalesPageOptions<Page> {
  /** The id of the embed's box; the ids of its fields start with it. */
  prefix: string
  /** The button's id. */
  button: string
  path(box: HTMLElement): string
  /** Returns undefined if the item is not for sale. */
  form(page: Page, showMessage: ShowMessage): SalesForm | undefined
}

/** A tuple, because its labels do not enlarge the bundle. */
type PageElements = [box: HTMLElement, button: Button, showMessage: ShowMessage]

/** Sets on `window` the functions that the site script calls. */
function exposeToSiteScript([box, button, showMessage]: PageElements, form: SalesForm): SalesForm {
  const run = async (flow: () => Promise<boolean> | false) => {
    showMessage('')
    button.busy(true)
    try {
      // True: the browser is leaving the page, so the button stays disabled.
      if (await flow()) return
    } catch (error) {
      showProgress('')
      form.onError(error)
    }
    button.busy(false)
  }
  const showProgress = (words: string) =>
    announce(`${box.id}-progress`, words && `${words} ${doNotClose}`)
  window._validate = form.validate
  window._create = async () => {
    showProgress(checking)
    const result = await form.create()
    showProgress(talkingToBank)
    return result
  }
  window._complete = async (...ids) => {
    showProgress(form.finishing)
    const clientSecret = await form.complete(...ids)
    // The bank wants the customer to authenticate.
    if (clientSecret) showProgress(talkingToBank)
    return clientSecret
  }
  window._buy = (flow) => {
    box.dataset.state = 'open'
    showMessage('')
    button.open(() => void run(flow))
  }
  elementById<HTMLAnchorElement>(`${box.id}-terms`).href = form.termsUrl
  return form
}

/** Returns undefined if nothing can be bought; the page then says why. */
async function load<Page>(
  page: PageElements,
  { path, form: createForm }: SalesPageOptions<Page>
): Promise<SalesForm | undefined> {
  const [box, , showMessage] = page
  let reason =
    'We could not load the price. Please reload the page, or write to us or ask at the front desk.'
  try {
    const form = createForm(await get<Page>(path(box)), showMessage)
    if (form) return exposeToSiteScript(page, form)
    reason = `This is not on sale here at the moment. ${askUs}`
  } catch (error) {
    const { code, message } = error as UserError
    // Only `Invalid plan` and the like are no sentences.
    if (code) reason = message.endsWith('.') ? withHelp(message) : `${message}. ${askUs}`
  }
  // With a state set, the embed's own check does nothing.
  box.dataset.state = 'closed'
  elementById(`${box.id}-summary`).removeAttribute('aria-busy')
  // Above the fields, because there is no use in filling them in.
  box.closest('form')?.prepend(elementById(`${box.id}-error`))
  showMessage(reason)
  return undefined
}

/** `script` is the page's own script tag. It is deferred, so the page is parsed by now. */
export function startSalesPage<Page>(
  script: HTMLScriptElement,
  options: SalesPageOptions<Page>
): void {
  const { prefix } = options
  const box = findBox(prefix, options.button)
  // The template contains two forms. Only the script of the visible one may use `window`.
  if (!box || window._promo !== undefined) return
  setScript(script)
  window._promo = ''
  box.dataset.stripe = ''
  if (box.dataset.turnstileKey) loadTurnstile()
  const error = elementById(`${prefix}-error`)
  // The embed's own check has given this script up, and has put its message above the fields.
  delete box.dataset.state
  if (!box.contains(error)) box.append(error)
  const progress = createElement('div', { id: `${prefix}-progress`, className: 'lt-note' })
  progress.setAttribute('role', 'status')
  error.after(progress)
  const showMessage = (message: string) => announce(error.id, message)
  showMessage('')
  const button = createButton(options.button, prefix)
  const loading = load([box, button, showMessage], options)
  window._elements = async (onAmountChange) => (await loading)?.options(onAmountChange)
  // After "back" from the confirmation page the button must not still show "Working…".
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
}
