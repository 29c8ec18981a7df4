/** What the stand-in draws: one choice for each outcome a payment can have. */

const CARD = 'card'
const BANK = 'us_bank_account'

const CHOICES = [
  [CARD, 'pm_card_visa', 'Card 4242 … pays'],
  [CARD, 'pm_card_chargeDeclined', 'Card 0002 … is declined'],
  [CARD, 'pm_card_authenticationRequired', 'Card 3184 … asks for 3-D Secure each time'],
  [CARD, 'pm_card_authenticationRequiredOnSetup', 'Card 3155 … asks for 3-D Secure once', 'setup'],
  [CARD, 'pm_card_chargeCustomerFail', 'Card 0341 … is kept, then declined', 'setup'],
  [BANK, 'pm_usBankAccount_success', 'Bank account (debit succeeds)'],
  [BANK, 'pm_usBankAccount_insufficientFunds', 'Bank account (insufficient funds)'],
]

const STYLE = `
  .stand-in { margin: 0; padding: 4px 16px 12px; border: 1px solid #c9c6bd; border-radius: 4px; background: #fff; min-width: 0 }
  .stand-in legend { padding: 0 6px; font-size: .875rem; color: #5a625d }
  .stand-in label { display: flex; gap: 12px; align-items: center; min-height: 44px; padding: 6px 0; cursor: pointer; font-weight: 400; margin: 0 }
  .stand-in label + label { border-top: 1px solid #eceae4 }
  .stand-in input { flex: none; width: 20px; height: 20px; margin: 0; accent-color: var(--stand-in) }
`

export function drawMethods(place, options, chosen) {
  const allowed = options.allowedPaymentMethodTypes ?? [CARD]
  const field = document.createElement('fieldset')
  field.className = 'stand-in'
  field.style.setProperty('--stand-in', options.appearance?.variables?.colorPrimary ?? '#22543d')
  const legend = document.createElement('legend')
  legend.textContent = 'Choose what happens'
  const style = document.createElement('style')
  style.textContent = STYLE
  field.append(legend, style)
  for (const [type, method, words, mode = options.mode] of CHOICES) {
    if (!allowed.includes(type) || mode !== options.mode) continue
    const label = document.createElement('label')
    const input = document.createElement('input')
    Object.assign(input, { type: 'radio', name: 'stand-in-method', value: method })
    input.addEventListener('change', () => chosen(method))
    label.append(input, words)
    field.append(label)
  }
  place.replaceChildren(field)
}
