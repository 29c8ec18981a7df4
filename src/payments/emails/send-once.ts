/** Sends an e-mail once, also when its workflow is restarted for weeks: MailerSend's list reaches back some days only. */
import type { Mailersend } from '../../clients/mailersend.ts'
import type { Rpc } from '../../core/rpc.ts'
import type { AttemptLedger } from '../attempt-ledger.ts'

type Ledger = Pick<Rpc<AttemptLedger>, 'wasSent' | 'noteSent'>

/** The attempt's ledger remembers the tags. Between sending and noting, MailerSend's own list is looked at. */
export function sendingOnce<M extends Pick<Mailersend, 'send'>>(mail: M, ledger: Ledger): M {
  return {
    ...mail,
    async send(email) {
      if (await ledger.wasSent(email.tag)) return true
      await mail.send(email)
      await ledger.noteSent(email.tag)
      return true
    },
  }
}
