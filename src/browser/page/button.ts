/** The button that buys, a Webflow link or button: pressed by mouse, keys or Enter in a field. */
import { place } from './dom.ts'

export interface Button {
  /** Shut until then. */
  open(press: () => void): void
  /** One press at a time. */
  busy(on: boolean): void
}

export function createButton(id: string, prefix: string): Button {
  const button = place(id)
  const label = button.innerHTML
  const fields = `input[id^="${prefix}-"]:not([type=button])`
  let run: (() => void) | undefined
  let isBusy = false

  const show = () => {
    button.setAttribute('aria-disabled', `${isBusy || !run}`)
    button.setAttribute('aria-busy', `${isBusy}`)
    button.innerHTML = isBusy ? 'Working…' : label
  }
  const press = () => {
    if (!isBusy) run?.()
  }
  button.addEventListener('click', (event) => {
    event.preventDefault()
    press()
  })
  // A link that acts as a button must also be found and pressed as one.
  const isLink = !button.matches('button')
  if (isLink) {
    button.setAttribute('role', 'button')
    button.tabIndex = 0
  }
  document.addEventListener('keydown', (event) => {
    const { key, target } = event
    const isEnter = key === 'Enter'
    const ours =
      target === button
        ? isLink && (isEnter || key === ' ')
        : isEnter && (target as HTMLElement).matches?.(fields)
    if (!ours || event.defaultPrevented || event.isComposing) return
    event.preventDefault()
    if (!event.repeat) press()
  })
  show()
  return {
    open: (next) => {
      run = next
      show()
    },
    busy: (on) => {
      isBusy = on
      show()
    },
  }
}
