/** Whether MailerSend takes the key, has both templates, and lets us look up what was sent. */
import type { Fetch } from '../../src/clients/http.ts'
import {
  MEMBERSHIP_TEMPLATE,
  OWN_EMAIL,
  PURCHASE_TEMPLATE,
} from '../../src/payments/emails/templates.ts'
import { type Finding, notAsked, ok, type Settings, secretsOf, wrong } from './settings.ts'

const DAY_SECONDS = 24 * 3600
/** An e-mail whose workflow failed is tried again for three days, and looked for from its first try on. */
const LOOK_DAYS = 4

export async function mailersend(settings: Settings, fetcher: Fetch): Promise<Finding[]> {
  const { name, vars, worker } = settings
  const secrets = secretsOf(settings, 'MAILERSEND_API_KEY')
  if (!secrets) return [notAsked(`MailerSend: MAILERSEND_API_KEY of ${name} is missing`)]
  const headers = { authorization: `Bearer ${secrets.MAILERSEND_API_KEY}` }
  const ask = (path: string) =>
    fetcher(`${vars.MAILERSEND_URL}${path}`, { headers }).then(
      ({ status }) => status,
      () => 'no answer'
    )
  const now = Math.floor(Date.now() / 1000)
  const domain = vars.MAILERSEND_DOMAIN_ID ?? ''
  const askDaysBack = (days: number) =>
    ask(
      `/emails?domain_id=${domain}&date_from=${now - days * DAY_SECONDS}&date_to=${now - 60}&limit=10`
    )
  const list = await askDaysBack(1)
  if (list === 401) return [wrong(`MailerSend refuses MAILERSEND_API_KEY of ${name}`)]
  const found =
    list === 200
      ? ok(`MailerSend takes the key of ${name} and shows what was sent from domain ${domain}`)
      : wrong(
          `MailerSend does not show ${name} what was sent from domain "${domain}" (${list}): an e-mail may go twice`
        )
  const back = await askDaysBack(LOOK_DAYS)
  const keeps =
    back === 422
      ? ok(
          `MailerSend keeps e-mails for less than ${LOOK_DAYS} days: one whose answer was lost may go twice when it is tried again later than that`
        )
      : ok(`MailerSend shows ${name} the e-mails of the last ${LOOK_DAYS} days (${back})`)
  // The rooms’ e-mails are written out in full.
  if (worker === 'bookings') return list === 200 ? [found, keeps] : [found]
  const templates = Object.entries(templateIds(vars)).map(async ([what, id]) => {
    const status = await ask(`/templates/${id}`)
    return status === 200
      ? ok(`template ${id}: the ${what} is there`)
      : wrong(`template ${id}: MailerSend does not show the ${what} (${status})`)
  })
  return [found, ...(list === 200 ? [keeps] : []), ...(await Promise.all(templates))]
}

/** Templates in use; none for an e-mail that is sent in our own HTML. */
function templateIds({ PURCHASE_TEMPLATE_ID, MEMBERSHIP_TEMPLATE_ID }: Settings['vars']) {
  const all = {
    'purchase confirmation': PURCHASE_TEMPLATE_ID || PURCHASE_TEMPLATE,
    'membership confirmation': MEMBERSHIP_TEMPLATE_ID || MEMBERSHIP_TEMPLATE,
  }
  return Object.fromEntries(Object.entries(all).filter(([, id]) => id !== OWN_EMAIL))
}
