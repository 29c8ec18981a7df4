/**
 * Emulator of Turnstile's api.js, with explicit rendering only. The key sets what its widgets do:
 * `sandbox-passes`, `sandbox-asks` (shows a tick box first), `sandbox-fails`, `sandbox-hangs`,
 * `sandbox-forges` (a token that siteverify does not know).
 */
const widgets = new Map()

/** As the real ones are drawn. */
const SIZES = { flexible: 'min-width: 300px; height: 65px', compact: 'width: 150px; height: 140px' }

function draw(container, options, id) {
  const later = (run) => setTimeout(() => widgets.has(id) && run(), 50)
  const pass = (kind) =>
    options.callback([kind, location.hostname, options.action, crypto.randomUUID()].join('|'))
  const ways = {
    passes: () => pass('person'),
    forges: () => pass('nobody'),
    fails: () => options['error-callback']('300030'),
    hangs: () => {},
    asks: () => {
      widgets.get(id).style = SIZES[options.size]
      const box = document.createElement('input')
      box.type = 'checkbox'
      box.addEventListener('change', () => later(() => pass('person')))
      const label = document.createElement('label')
      label.append(box, ' I am a person')
      widgets.get(id).append(label)
      options['before-interactive-callback']()
    },
  }
  const way = ways[options.sitekey.replace('sandbox-', '')]
  if (!way) throw new Error(`No such key: ${options.sitekey}`)
  widgets.set(id, container.appendChild(document.createElement('div')))
  later(way)
}

let count = 0

window.turnstile = {
  render(container, options) {
    if (!container.isConnected) throw new Error('The container is not in the page')
    if (!/^[\w-]{1,32}$/.test(options.action)) throw new Error(`No action: ${options.action}`)
    count += 1
    const id = `cf-sandbox-${count}`
    draw(container, options, id)
    return id
  },
  remove(id) {
    widgets.get(id)?.remove()
    widgets.delete(id)
  },
}
