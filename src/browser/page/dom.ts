/** Finds and makes elements. */

/**
 * The element of that id which the visitor can see: the page holds the form of a subscription and
 * the form of a purchase, and the one that Webflow hides may carry the same ids.
 */
export function find<T extends HTMLElement = HTMLElement>(id: string): T | undefined {
  const all = document.querySelectorAll<T>(`[id="${id}"]`)
  return [...all].find((element) => !element.closest('.w-condition-invisible'))
}

/** The same; where the page lacks it, something that nobody sees. */
export function place<T extends HTMLElement = HTMLElement>(id: string): T {
  return find<T>(id) ?? (make('input') as HTMLElement as T)
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

/** Writes into a live region; a new paragraph for new words, so that they are read out once. */
export function say(id: string, words: string): void {
  const region = place(id)
  if (region.textContent !== words) region.replaceChildren(words && make('p', {}, words))
}
