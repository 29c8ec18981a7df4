/** Whether MailerSend takes the key, has both templates, and lets us look up what was sent. */
import type { Fetch } from '../../src/clients/http.ts'
import { MEMBERSHIP_TEMPLATE } from '../../src/memberships/emails/customer.ts'
import { PURCHASE_TEMPLATE } from '../../src/passes/emails/customer.ts'
import { type Finding, notAsked, ok, type Settings, secretsOf, wrong } from './settings.ts'

const TEMPLATES = {
  'purchase confirmation': PURCHASE_TEMPLATE,
  'membership confirmation': MEMBERSHIP_TEMPLATE,
}

const DAY_SECONDS = 24 * 3600

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
  const list = await ask(
    `/emails?domain_id=${domain}&date_from=${now - DAY_SECONDS}&date_to=${now - 60}&limit=10`
  )
  if (list === 401) return [wrong(`MailerSend refuses MAILERSEND_API_KEY of ${name}`)]
  const found =
    list === 200
      ? ok(`MailerSend takes the key of ${name} and shows what was sent from domain ${domain}`)
      : wrong(
          `MailerSend does not show ${name} what was sent from domain "${domain}" (${list}): an e-mail may go twice`
        )
  // The rooms' e-mails are written out in full.
  if (worker === 'bookings') return [found]
  const templates = Object.entries(TEMPLATES).map(async ([what, id]) => {
    const status = await ask(`/templates/${id}`)
    return status === 200
      ? ok(`template ${id}: the ${what} is there`)
      : wrong(`template ${id}: MailerSend does not show the ${what} (${status})`)
  })
  return [found, ...(await Promise.all(templates))]
}
