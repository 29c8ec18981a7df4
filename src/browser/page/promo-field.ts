/** The promo field: tries a code, says in words what it did, and takes it off again. */
import { formatCents } from '../../core/money.ts'
import { place, say } from './dom.ts'

/** What both kinds of `POST /validate-promo` have in common. */
export type PromoAnswer<Deal> =
  | (Deal & { valid: true; code: string; name: string; discountCents: number })
  | { valid: false; error: string }

export interface Promo {
  /** Whether the code in the field has been tried; one that was found invalid never blocks. */
  settled(): boolean
  /** Tries the code in the field; resolves with what became of it, in words. */
  apply(): Promise<string>
  /** The Worker did not take the code after all. */
  withdraw(): void
}

const UNREACHABLE = 'We could not check this code. Please try again, or buy without it.'

/** `take` puts a deal into use, or takes it off again, and returns what is to be paid now. */
export function createPromo<Deal>(
  id: string,
  check: (code: string) => Promise<PromoAnswer<Deal>>,
  take: (deal?: Deal & { name: string }) => number
): Promo {
  const field = place<HTMLInputElement>(id)
  const button = place(`${id}-apply`)
  let tried = ''
  let checking: Promise<string> | undefined

  const typed = () => field.value.trim()
  const tell = (words: string) => {
    say(`${id}-status`, words)
    return words
  }
  const use = (code: string, deal?: Deal & { name: string }) => {
    window._promo = code
    field.readOnly = !!code
    button.textContent = code ? 'Remove' : 'Apply'
    return take(deal)
  }
  const withdraw = () => {
    if (!window._promo) return
    use('')
    tried = typed()
    tell('')
  }
  const attempt = async (code: string) => {
    tell('Checking…')
    const answer = await check(code).catch(() => ({ valid: false as const, error: UNREACHABLE }))
    withdraw()
    tried = code
    if (!answer.valid) return tell(answer.error)
    const off = `${answer.name} takes ${formatCents(answer.discountCents)} off`
    return tell(`${off}: you pay ${formatCents(use(answer.code, answer))}.`)
  }
  const apply = async () => {
    const code = typed()
    if (!code) return tell('Please enter a code.')
    checking ??= attempt(code).finally(() => {
      checking = undefined
    })
    return checking
  }

  button.addEventListener('click', () => {
    if (!window._promo) return void apply()
    field.value = ''
    use('')
    tell('The code has been removed.')
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
