/** Finds and creates DOM elements. */

const isInvisible = (element: Element) => !!element.closest('.w-condition-invisible')

/** A room's box has no display before it has a state. */
function isShown(box: HTMLElement): boolean {
  const { state } = box.dataset
  box.dataset.state ??= 'choosing'
  const shown = !!box.getClientRects().length && getComputedStyle(box).visibility === 'visible'
  if (!state) delete box.dataset.state
  return shown
}

/**
 * The box of the form that the customer sees. The page may contain copies of it: Webflow hides the form
 * of the other purchase type, and styles may hide one that is for other screens.
 */
export function findBox(id: string): HTMLElement | undefined {
  const all = document.querySelectorAll<HTMLElement>(`[id="${id}"]`)
  const boxes = [...all].filter((box) => !isInvisible(box))
  return boxes.find(isShown) ?? boxes[0]
}

/** The element with this id that is nearest to the box that sales-page.ts has marked. */
export function findVisible<T extends HTMLElement = HTMLElement>(id: string): T | undefined {
  const box = document.querySelector<HTMLElement>('[data-stripe]')
  if (box?.id === id) return box as T
  let part: ParentNode | null = box ?? document
  for (; part; part = part.parentNode) {
    const found = [...part.querySelectorAll<T>(`[id="${id}"]`)].find((one) => !isInvisible(one))
    if (found) return found
  }
  return undefined
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
