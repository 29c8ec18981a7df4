/** The form that the emulator shows: one choice for each outcome of a payment. */

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
  .emulator { margin: 0; padding: 4px 16px 12px; border: 1px solid #c9c6bd; border-radius: 4px; background: #fff; min-width: 0 }
  .emulator legend { padding: 0 6px; font-size: .875rem; color: #5a625d }
  .emulator label { display: flex; gap: 12px; align-items: center; min-height: 44px; padding: 6px 0; cursor: pointer; font-weight: 400; margin: 0 }
  .emulator label + label { border-top: 1px solid #eceae4 }
  .emulator input { flex: none; width: 20px; height: 20px; margin: 0; accent-color: var(--emulator) }
`

export function drawMethods(place, options, chosen) {
  const allowed = options.allowedPaymentMethodTypes ?? [CARD]
  const field = document.createElement('fieldset')
  field.className = 'emulator'
  field.style.setProperty('--emulator', options.appearance?.variables?.colorPrimary ?? '#22543d')
  const legend = document.createElement('legend')
  legend.textContent = 'Choose what happens'
  const style = document.createElement('style')
  style.textContent = STYLE
  field.append(legend, style)
  for (const [type, method, words, mode = options.mode] of CHOICES) {
    if (!allowed.includes(type) || mode !== options.mode) continue
    const label = document.createElement('label')
    const input = document.createElement('input')
    Object.assign(input, { type: 'radio', name: 'emulator-method', value: method })
    input.addEventListener('change', () => chosen(method))
    label.append(input, words)
    field.append(label)
  }
  place.replaceChildren(field)
}
