/** The bank's 3-D Secure dialog, which asks the customer to confirm. */
import { act } from './server.js'

const STYLE = `
  .bank-dialog { border: 0; border-radius: 6px; padding: 24px; max-width: 20rem; font: inherit; color: #1f2421; box-shadow: 0 10px 40px #0006 }
  .bank-dialog::backdrop { background: #0008 }
  .bank-dialog h2 { margin: 0 0 8px; font-size: 1.25rem }
  .bank-dialog p { margin: 0 0 16px }
  .bank-dialog div { display: flex; gap: 8px }
  .bank-dialog button { flex: 1; min-height: 44px; font: inherit; font-weight: 600; border: 1px solid #22543d; border-radius: 4px; background: #fff; color: #22543d; cursor: pointer }
  .bank-dialog button:first-child { background: #22543d; color: #fff }
  .bank-dialog button:focus-visible { outline: 3px solid #2b6cb0; outline-offset: 2px }
`

/** Resolves after the result is sent to the bank. Escape counts as a failed check. */
export function authenticate(intent) {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog')
    const what = intent.startsWith('seti_') ? 'that this card is yours' : 'this payment'
    dialog.className = 'bank-dialog'
    dialog.setAttribute('aria-label', '3-D Secure')
    dialog.innerHTML = `<style>${STYLE}</style><h2>3-D Secure</h2>
      <p>Your bank asks you to confirm ${what}.</p>
      <div><button type="button" value="authenticate">Complete</button>
      <button type="button" value="fail-authentication">Fail</button></div>`
    for (const button of dialog.querySelectorAll('button')) {
      button.addEventListener('click', () => dialog.close(button.value))
    }
    dialog.addEventListener('close', async () => {
      dialog.remove()
      await act(intent, dialog.returnValue || 'fail-authentication')
      resolve()
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}
