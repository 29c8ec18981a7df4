/**
 * Turnstile's part of a page that carries its key (developers.cloudflare.com/turnstile/get-started/client-side-rendering).
 * A script of its own, which api.ts fetches for such pages only.
 */
import { make, place } from './page/dom.ts'

const API = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit'

const PATIENCE_MS = 20_000

/** As long as there is something for her to do. */
const LONG_PATIENCE_MS = 180_000

const WORDS = 'Please show here that you are a person. It then goes on by itself.'

let loading: Promise<unknown> | undefined

/** The site's own forms may have brought Turnstile along. */
async function load(): Promise<Turnstile | undefined> {
  if (window.turnstile) return window.turnstile
  loading ??= new Promise((resolve) => {
    document.head.append(make('script', { src: API, onload: resolve, onerror: resolve }))
    setTimeout(resolve, PATIENCE_MS)
  })
  await loading
  // Whoever presses again may have a better connection by then.
  if (!window.turnstile) loading = undefined
  return window.turnstile
}

/** What she sees only if Turnstile wants her to do something. */
function createPlace(box: HTMLElement) {
  const words = make('p', { id: `${box.id}-person`, className: 'lt-note', hidden: true }, WORDS)
  const group = make('div', { tabIndex: -1 }, words)
  group.setAttribute('role', 'group')
  group.setAttribute('aria-labelledby', words.id)
  place(`${box.id}-error`).after(group)
  const { activeElement } = document
  return {
    group,
    show: () => {
      words.hidden = false
      group.focus()
    },
    /** Before the widget goes, and her focus with it. */
    leave: () => {
      if (group.contains(document.activeElement)) (activeElement as HTMLElement).focus()
    },
  }
}

function ask(turnstile: Turnstile, box: HTMLElement, action: string): Promise<string | undefined> {
  const { group, show, leave } = createPlace(box)
  let widget: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const asked = new Promise<string | undefined>((resolve) => {
    const none = () => resolve(undefined)
    const wait = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(none, ms)
    }
    wait(PATIENCE_MS)
    widget = turnstile.render(group, {
      sitekey: box.dataset.turnstileKey ?? '',
      action,
      appearance: 'interaction-only',
      size: box.clientWidth < 300 ? 'compact' : 'flexible',
      retry: 'never',
      'response-field': false,
      callback: resolve,
      'error-callback': () => {
        none()
        // It is dealt with.
        return true
      },
      'timeout-callback': none,
      'unsupported-callback': none,
      'before-interactive-callback': () => {
        show()
        wait(LONG_PATIENCE_MS)
      },
    })
  })
  return asked.finally(() => {
    clearTimeout(timer)
    leave()
    if (widget) turnstile.remove(widget)
    group.remove()
  })
}

/** A token is good once and for five minutes: each request gets a new one, made for its path. */
window._prove = async (path) => {
  if (!/^.(create|validate)-/.test(path)) return
  // The one that counter.ts has marked.
  const box = document.querySelector<HTMLElement>('[data-stripe][data-turnstile-key]')
  const turnstile = await load()
  if (!box || !turnstile) return
  return ask(turnstile, box, path.slice(1)).catch(() => undefined)
}

// What can be fetched before she presses need not be waited for then.
void load()
