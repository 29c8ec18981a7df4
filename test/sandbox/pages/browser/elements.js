/** A group of elements with its one Payment Element. */
import { IntegrationError } from './errors.js'
import { drawMethods } from './methods.js'
import { checkElements } from './rules.js'

/** Roughly how long the real one takes to draw itself. */
const DRAWING_MS = 60

const INCOMPLETE = {
  type: 'validation_error',
  code: 'incomplete_number',
  message: 'Your card number is incomplete.',
}

function placeOf(target) {
  const place = typeof target === 'string' ? document.querySelector(target) : target
  if (place instanceof HTMLElement) return place
  throw new IntegrationError(
    `The selector you specified (${target}) applies to no DOM elements that are currently on the page.`
  )
}

function createPayment(group, settings) {
  const handlers = { ready: [], change: [], loaderror: [] }
  const emit = (name, event = {}) => {
    for (const handler of handlers[name] ?? []) handler({ elementType: 'payment', ...event })
  }
  const payment = {
    mount(target) {
      group.place = placeOf(target)
      setTimeout(() => {
        if (!group.place) return
        drawMethods(group.place, group.options, (method) => {
          group.method = method
          group.submitted = false
          emit('change', {
            complete: true,
            empty: false,
            collapsed: false,
            value: { type: method.startsWith('pm_us') ? 'us_bank_account' : 'card' },
          })
        })
        emit('ready')
      }, DRAWING_MS)
    },
    on(name, handler) {
      handlers[name] ??= []
      handlers[name].push(handler)
      return payment
    },
    update: () => {},
    unmount() {
      group.place?.replaceChildren()
      group.place = undefined
    },
    destroy: () => payment.unmount(),
    _never: settings.fields?.billingDetails ?? {},
  }
  return payment
}

export function createElements(first) {
  checkElements(first)
  const group = { options: { ...first }, place: undefined, method: '', submitted: false }
  let payment
  return {
    create(type, settings = {}) {
      if (type !== 'payment') throw new IntegrationError(`This emulator has no ${type} Element.`)
      if (payment) throw new IntegrationError('Can only create one Element of type payment.')
      payment = createPayment(group, settings)
      return payment
    },
    getElement: (type) => (type === 'payment' ? (payment ?? null) : null),
    update(changes) {
      checkElements({ ...group.options, ...changes })
      Object.assign(group.options, changes)
    },
    async submit() {
      if (!group.method) return { error: INCOMPLETE }
      group.submitted = true
      return {
        selectedPaymentMethod: group.method.startsWith('pm_us') ? 'us_bank_account' : 'card',
      }
    },
    get _options() {
      return group.options
    },
    _mounted: () => !!group.place,
    _submitted: () => group.submitted,
    _never: () => payment?._never ?? {},
    /** A submit is good for one confirmation. */
    _takeMethod() {
      group.submitted = false
      return group.method
    },
  }
}
