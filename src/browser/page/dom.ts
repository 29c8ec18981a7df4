/** Finds and creates DOM elements. */

/**
 * The element with this id in the visible form. The page contains a membership form and a purchase
 * form; Webflow hides one of them, and it may contain the same ids.
 */
export function findVisible<T extends HTMLElement = HTMLElement>(id: string): T | undefined {
  const all = document.querySelectorAll<T>(`[id="${id}"]`)
  return [...all].find((element) => !element.closest('.w-condition-invisible'))
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

/** Writes into a live region. A changed message is a new paragraph, so screen readers read it once. */
export function announce(id: string, message: string): void {
  const region = elementById(id)
  if (region.textContent !== message)
    region.replaceChildren(message && createElement('p', {}, message))
}
