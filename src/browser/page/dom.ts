/** Finds and creates DOM elements. */

const isRendered = (box: Element) => !!box.getClientRects().length

/** Neither transparent, nor cut off to nothing, nor beside the page. */
function isSeen(box: Element): boolean {
  const { left, right, bottom } = box.getBoundingClientRect()
  // Browsers from before 2024 do not know these options.
  const isTransparent =
    box.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) === false
  if (
    isTransparent ||
    left >= innerWidth ||
    right <= Math.max(left, -scrollX) ||
    bottom + scrollY <= 0
  )
    return false
  for (let part: Element | null = box; part; part = part.parentElement)
    if (part.clientHeight < 2 && getComputedStyle(part).overflow !== 'visible') return false
  return getComputedStyle(box).visibility === 'visible'
}

/** Ids and labels of a copy would lead to fields that nobody sees. */
function withdraw(copy: Element, found: Element, selector: string): void {
  let branch = copy
  while (branch.parentElement && !branch.parentElement.contains(found))
    branch = branch.parentElement
  for (const part of branch.querySelectorAll(selector)) {
    part.removeAttribute('id')
    part.removeAttribute('for')
  }
}

/**
 * The box of the form that the customer sees. The page may contain copies of it: Webflow hides the form
 * of the other purchase type, and styles may hide one that is for other screens.
 */
export function findBox(id: string, button: string): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>(`[id="${id}"]`)]
  const boxes = all.filter((box) => !box.closest('.w-condition-invisible'))
  // A room's box has no display before it has a state.
  const stateless = boxes.filter(({ dataset }) => !dataset.state)
  for (const { dataset } of stateless) dataset.state = 'choosing'
  const rendered = boxes.filter(isRendered)
  // What is rendered may be transparent until the page has animated it.
  const found = rendered.find(isSeen) ?? rendered[0] ?? boxes[0]
  for (const { dataset } of stateless) delete dataset.state
  for (const copy of all)
    if (found && copy !== found)
      withdraw(copy, found, `[id^="${id}-"], [for^="${id}-"], #${button}`)
  return found
}

/** The element with this id in the form that sales-page.ts has marked; its copies have none. */
export function findVisible<T extends HTMLElement = HTMLElement>(id: string): T | undefined {
  const box = document.querySelector('[data-stripe]')
  return ((box?.id === id ? box : document.getElementById(id)) as T | null) ?? undefined
}

const missing = new Set<string>()

/** Like `findVisible`, but never empty: a detached element replaces one that the page lacks. */
export function elementById<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = findVisible<T>(id)
  if (element) return element
  if (!missing.has(id)) console.warn(`#${id}`)
  missing.add(id)
  return createElement('input') as HTMLElement as T
}

export function createElement<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

/** `write to us` with the support address of the embed as a link. */
export function linked(message: string): (Node | string)[] {
  const { support } = document.querySelector<HTMLElement>('[data-stripe]')?.dataset ?? {}
  if (!support) return [message]
  return message
    .split('write to us')
    .flatMap((part, index) =>
      index
        ? ['write to ', createElement('a', { href: `mailto:${support}` }, support), part]
        : [part]
    )
}

/** Writes into a live region. A changed message is a new paragraph, so screen readers read it once. */
export function announce(id: string, message: string): void {
  const region = elementById(id)
  const paragraph = createElement('p', {}, ...linked(message))
  if (region.textContent !== paragraph.textContent) region.replaceChildren(message && paragraph)
}
