/** Every e-mail that the Workers send, made by their own functions from sample sales, so that people can read them all. */
import type { Email } from '../../../src/clients/mailersend.ts'
import { HOUSE } from './house.ts'
import { MEMBERSHIPS, TEAM_MEMBERSHIPS } from './memberships.ts'
import { PASSES, TEAM_PASSES } from './passes.ts'
import { ROOMS, TEAM_ROOMS } from './rooms.ts'

export interface Sample {
  /** File name and address, such as `pass-confirmation`. */
  name: string
  to: 'customer' | 'team'
  email: Email
}

/** Sample e-mails by name, in the order in which they are shown. */
export type Emails = Readonly<Record<string, Email>>

const samplesOf = (emails: Emails, to: Sample['to']): Sample[] =>
  Object.entries(emails).map(([name, email]) => ({ name, to, email }))

export const SAMPLES: readonly Sample[] = [
  ...[PASSES, MEMBERSHIPS, ROOMS].flatMap((emails) => samplesOf(emails, 'customer')),
  ...[TEAM_PASSES, TEAM_MEMBERSHIPS, TEAM_ROOMS, HOUSE].flatMap((emails) =>
    samplesOf(emails, 'team')
  ),
]
