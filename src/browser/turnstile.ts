/**
 * Turnstile widgets (developers.cloudflare.com/turnstile/get-started/client-side-rendering).
 * A separate script: api.ts loads it only for pages with a Turnstile site key.
 */
import { createElement, findVisible } from './page/dom.ts'

const API = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit'

const TIMEOUT_MS = 20_000
/** While Turnstile waits for the customer to do something. */
const INTERACTION_TIMEOUT_MS = 180_000

const INSTRUCTION = 'Please show here that you are a person. It then goes on by itself.'

let loading: Promise<unknown> | undefined

/** The site's own forms may have loaded Turnstile already. */
async function load(): Promise<Turnstile | undefined> {
  if (window.turnstile) return window.turnstile
  loading ??= new Promise((resolve) => {
    document.head.append(createElement('script', { src: API, onload: resolve, onerror: resolve }))
    setTimeout(resolve, TIMEOUT_MS)
  })
  await loading
  // The next press of the button tries again.
  if (!window.turnstile) loading = undefined
  return window.turnstile
}

/** Hidden unless Turnstile asks the customer to do something. */
function createWidgetArea(box: HTMLElement) {
  const text = createElement(
    'p',
    { id: `${box.id}-person`, className: 'lt-note', hidden: true },
    INSTRUCTION
  )
  const group = createElement('div', { tabIndex: -1 }, text)
  group.setAttribute('role', 'group')
  group.setAttribute('aria-labelledby', text.id)
  findVisible(`${box.id}-error`)?.after(group)
  const { activeElement } = document
  return {
    group,
    show: () => {
      text.hidden = false
      group.focus()
    },
    /** Call it before the widget is removed, or the focus is lost. */
    returnFocus: () => {
      if (group.contains(document.activeElement)) (activeElement as HTMLElement).focus()
    },
  }
}

function requestToken(
  turnstile: Turnstile,
  box: HTMLElement,
  action: string
): Promise<string | undefined> {
  const { group, show, returnFocus } = createWidgetArea(box)
  let widget: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const token = new Promise<string | undefined>((resolve) => {
    const resolveEmpty = () => resolve(undefined)
    const wait = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(resolveEmpty, ms)
    }
    wait(TIMEOUT_MS)
    widget = turnstile.render(group, {
      sitekey: box.dataset.turnstileKey ?? '',
      action,
      appearance: 'interaction-only',
      size: box.clientWidth < 300 ? 'compact' : 'flexible',
      retry: 'never',
      'response-field': false,
      callback: resolve,
      'error-callback': () => {
        resolveEmpty()
        // True: we handle the error.
        return true
      },
      'timeout-callback': resolveEmpty,
      'unsupported-callback': resolveEmpty,
      'before-interactive-callback': () => {
        show()
        wait(INTERACTION_TIMEOUT_MS)
      },
    })
  })
  return token.finally(() => {
    clearTimeout(timer)
    returnFocus()
    if (widget) turnstile.remove(widget)
    group.remove()
  })
}

/** A token is valid once, for five minutes. Each request gets a new one for its path. */
window._turnstileToken = async (path) => {
  if (!/^.(create|validate)-/.test(path)) return
  // sales-page.ts has marked this box.
  const box = document.querySelector<HTMLElement>('[data-stripe][data-turnstile-key]')
  const turnstile = await load()
  if (!box || !turnstile) return
  return requestToken(turnstile, box, path.slice(1)).catch(() => undefined)
}

// Load it before the button is pressed, so that the press need not wait.
void load()
