/** The promo code field: checks a code, applies it, shows the result, and removes it. */
import { formatCents } from '../../core/money.ts'
import type { UserError } from './api.ts'
import { announce, elementById } from './dom.ts'
import { withHelp } from './messages.ts'

/** Common part of the two answers of `POST /validate-promo`. */
export type PromoAnswer<Applied> =
  | (Applied & { valid: true; code: string; name: string; discountCents: number })
  | { valid: false; error: string }

export interface PromoField {
  /** Whether the code in the field has been checked. An invalid code does not block the purchase. */
  settled(): boolean
  /** Checks the code in the field; resolves with a message about the result. */
  apply(): Promise<string>
  /** Removes the code after the Worker refused it. */
  withdraw(): void
}

const UNREACHABLE = 'We could not check this code. Please try again, or buy without it.'

/** `applyPromo` applies a code, or removes it if called without one; returns the new total in cents. */
export function createPromoField<Applied>(
  id: string,
  validate: (code: string) => Promise<PromoAnswer<Applied>>,
  applyPromo: (applied?: Applied & { name: string }) => number
): PromoField {
  const field = elementById<HTMLInputElement>(id)
  const button = elementById(`${id}-apply`)
  let tried = ''
  let checking: Promise<string> | undefined

  const typed = () => field.value.trim()
  const showStatus = (message: string) => {
    announce(`${id}-status`, message)
    return message
  }
  const use = (code: string, applied?: Applied & { name: string }) => {
    window._promo = code
    // As it was understood, not as it was pasted.
    if (code) field.value = code
    field.readOnly = !!code
    button.textContent = code ? 'Remove' : 'Apply'
    return applyPromo(applied)
  }
  const withdraw = () => {
    if (!window._promo) return
    use('')
    tried = typed()
    showStatus('')
  }
  const check = async (code: string) => {
    showStatus('Checking…')
    const answer = await validate(code).catch((error: UserError) => ({
      valid: false as const,
      error: error.code ? error.message : UNREACHABLE,
    }))
    withdraw()
    tried = code
    if (!answer.valid) {
      showStatus(withHelp(answer.error))
      return answer.error
    }
    const off = `${answer.code}: −${formatCents(answer.discountCents)}`
    return showStatus(`${off}. You pay ${formatCents(use(answer.code, answer))}.`)
  }
  const apply = async () => {
    const code = typed()
    if (!code) return showStatus('Please enter a code.')
    checking ??= check(code).finally(() => {
      checking = undefined
    })
    return checking
  }

  button.addEventListener('click', () => {
    if (!window._promo) {
      void apply()
      return
    }
    field.value = ''
    use('')
    showStatus('The code has been removed.')
    field.focus()
  })
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    if (!window._promo && !event.repeat) void apply()
  })
  return {
    settled: () => !!window._promo || !typed() || (typed() === tried && !checking),
    apply,
    withdraw,
  }
}
