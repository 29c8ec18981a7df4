/** The promo field: tries a code, says in words what it did, and takes it off again. */
import { formatCents } from '../rules/money.ts'
import type { ValidatePromoAnswer } from '../workers/contract.ts'
import { find, say } from './dom.ts'

export interface Deal {
  code: string
  name: string
  amountCents: number
}

export interface Promo {
  /** Whether the code in the field has been tried; one that was found invalid never blocks. */
  settled(): boolean
  /** Tries the code in the field; resolves with what became of it, in words. */
  apply(): Promise<string>
  /** The Worker did not take the code after all. */
  withdraw(words: string): void
}

const UNREACHABLE = 'We could not check this code just now. Please try again, or buy without it.'

export function createPromo(
  id: string,
  check: (code: string) => Promise<ValidatePromoAnswer>,
  changed: (deal: Deal | undefined) => void
): Promo {
  const field = find<HTMLInputElement>(id)
  const button = find(`${id}-apply`)
  const status = find(`${id}-status`)
  let tried = ''
  let inUse = false
  let checking: Promise<string> | undefined

  const typed = () => field?.value.trim() ?? ''
  const tell = (words: string) => {
    say(status, words)
    return words
  }
  const use = (deal: Deal | undefined) => {
    inUse = !!deal
    if (field) field.readOnly = inUse
    if (button) button.textContent = inUse ? 'Remove' : 'Apply'
    changed(deal)
  }
  const attempt = async (code: string) => {
    tell('Checking…')
    const answer = await check(code).catch(() => undefined)
    tried = code
    if (!answer?.valid) return tell(answer ? answer.error : UNREACHABLE)
    use(answer)
    const { name, discountCents, amountCents } = answer
    const off = `${name} takes ${formatCents(discountCents)} off`
    return tell(`${off}: you pay ${formatCents(amountCents)}.`)
  }
  const apply = () => {
    const code = typed()
    if (!code) return Promise.resolve(tell('Please enter a code first.'))
    checking ??= attempt(code).finally(() => {
      checking = undefined
    })
    return checking
  }
  const press = () => {
    if (!inUse) return void apply()
    if (field) field.value = ''
    use(undefined)
    tell('The code has been removed.')
    field?.focus()
  }

  button?.addEventListener('click', press)
  field?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    if (!inUse && !event.repeat) void apply()
  })
  return {
    settled: () => inUse || !typed() || (typed() === tried && !checking),
    apply,
    withdraw: (words) => {
      if (!inUse) return
      use(undefined)
      tried = typed()
      tell(words)
    },
  }
}
