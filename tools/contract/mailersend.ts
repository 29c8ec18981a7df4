/** What the code relies on at MailerSend; nothing is sent. */
import type { Fetch } from '../../src/clients/http.ts'
import { MEMBERSHIP_TEMPLATE, PURCHASE_TEMPLATE } from '../../src/payments/emails/templates.ts'
import { type Answer, type Answers, askAll, type Question } from './question.ts'

const DAY_SECONDS = 24 * 3600

/** As far back as an e-mail is looked for before it is sent again. */
const LOOK_DAYS = 4

interface Mail {
  domainId: string
  ask(path: string): Promise<{ status: number; json: { data?: unknown } | null }>
}

async function listed({ ask, domainId }: Mail, days: number, limit: number): Promise<Answer> {
  const now = Math.floor(Date.now() / 1000)
  const span = `date_from=${now - days * DAY_SECONDS}&date_to=${now - 60}`
  const { status, json } = await ask(`/emails?domain_id=${domainId}&${span}&limit=${limit}`)
  return { status, data: Array.isArray(json?.data) ? 'a list' : typeof json?.data }
}

const template = async ({ ask }: Mail, id: string): Promise<Answer> => ({
  status: (await ask(`/templates/${id}`)).status,
})

export const MAILERSEND_QUESTIONS: readonly Question<Mail>[] = [
  {
    key: 'one day',
    asks: 'what was sent in the last day',
    answer: (mail) => listed(mail, 1, 10),
  },
  {
    key: 'four days',
    asks: `as far back as the code looks, ${LOOK_DAYS} days`,
    answer: (mail) => listed(mail, LOOK_DAYS, 100),
  },
  {
    key: 'small pages',
    asks: 'a page of less than ten',
    answer: (mail) => listed(mail, 1, 9),
  },
  {
    key: 'purchase template',
    asks: 'the template of the purchase confirmation',
    answer: (mail) => template(mail, PURCHASE_TEMPLATE),
  },
  {
    key: 'membership template',
    asks: 'the template of the membership confirmation',
    answer: (mail) => template(mail, MEMBERSHIP_TEMPLATE),
  },
]

export interface MailerSendKeys {
  MAILERSEND_URL: string
  MAILERSEND_API_KEY: string
  MAILERSEND_DOMAIN_ID: string
}

export async function askMailersend(env: MailerSendKeys, fetcher: Fetch): Promise<Answers> {
  const ask: Mail['ask'] = async (path) => {
    const headers = { authorization: `Bearer ${env.MAILERSEND_API_KEY}` }
    const answer = await fetcher(env.MAILERSEND_URL + path, { headers })
    const json = await answer.json().catch(() => null)
    return { status: answer.status, json: json as { data?: unknown } | null }
  }
  const subject = { domainId: env.MAILERSEND_DOMAIN_ID, ask }
  return askAll(MAILERSEND_QUESTIONS, subject, () => 'no answer')
}
