/** One run of `npm run contract`: whom it asks, what it compares, and its exit code. */
import type { Fetch } from '../../src/clients/http.ts'
import { readSettings } from '../doctor/settings.ts'
import { compare, type Real } from './compare.ts'
import { askMailersend, MAILERSEND_QUESTIONS } from './mailersend.ts'
import { askOfficernd, OFFICERND_QUESTIONS } from './officernd.ts'
import type { Answer, Answers, Asked } from './question.ts'
import { askStripe, requireTestKey, STRIPE_QUESTIONS } from './stripe.ts'

export const VENDORS = ['stripe', 'officernd', 'mailersend'] as const
export type VendorName = (typeof VENDORS)[number]

/** By vendor and question: what the real one answered, and on which day. */
export type Recorded = Readonly<
  Record<VendorName, Readonly<Record<string, { day: string; answer: Answer }>>>
>

type Environment = Readonly<Record<string, string | undefined>>

export interface Run {
  vendor: VendorName
  /** Secrets and changed vars: `STRIPE_SECRET_KEY`, `STRIPE_URL` … */
  environment: Environment
  /** The settings with which the stand-in is asked, and how it is reached. */
  standIn: { environment: Environment; fetcher: Fetch; memberId: string }
  fetcher: Fetch
  /** The member whose pass is made and deleted at OfficeRnD; `null`: none is. Empty is refused. */
  memberId: string | null
  recorded: Recorded
  /** The day of today. */
  day: string
}

export interface Outcome {
  lines: string[]
  exitCode: 0 | 1
  /** What the real vendor answered now; `null` when it was not asked. */
  asked: Answers | null
}

/** @throws Error for a live key, or a pass of nobody, before anything is asked. */
export async function runContract(run: Run): Promise<Outcome> {
  const { vendor, recorded, day, memberId } = run
  const key = run.environment.STRIPE_SECRET_KEY ?? ''
  if (vendor === 'stripe' && key !== '') requireTestKey(key)
  if (memberId === '' && isConfigured(vendor, run.environment))
    throw new Error(
      '--write makes and deletes a pass: name a member of the team, --member=<id in OfficeRnD>. Nothing was asked.'
    )
  const standIn = await ask(run, run.standIn.environment, run.standIn.fetcher, run.standIn.memberId)
  const asked = isConfigured(vendor, run.environment)
    ? await ask(run, run.environment, run.fetcher, memberId)
    : null
  const known = Object.entries(recorded[vendor])
  const answers = Object.fromEntries(known.map(([key, { answer }]) => [key, answer]))
  const real: Real[] = [{ from: 'recorded', answers }]
  if (asked) real.unshift({ from: 'asked now', answers: asked.answers })
  const questions = QUESTIONS[vendor]
  const { lines, differ } = compare(questions, standIn.answers, real)
  const left = [...standIn.left, ...(asked?.left ?? [])]
  return {
    lines: [
      ...lines,
      '',
      `${questions.length} questions to ${vendor}, ${known.length} of ${questions.length} recorded.`,
      asked ? `Asked now, ${day}.` : `Not asked now: ${MISSING[vendor]} is not in the environment.`,
      differ.length > 0
        ? `The stand-in answers otherwise: ${differ.join(', ')}`
        : 'The stand-in answers no question otherwise.',
      ...left.map((what) => `NOT CLEANED UP: ${what}`),
    ],
    exitCode: differ.length > 0 || left.length > 0 ? 1 : 0,
    asked: asked?.answers ?? null,
  }
}

/** The records with what the vendor answered today. */
export function record(
  recorded: Recorded,
  vendor: VendorName,
  asked: Answers,
  day: string
): Recorded {
  const today = Object.entries(asked).map(([key, answer]) => [key, { day, answer }])
  return { ...recorded, [vendor]: { ...recorded[vendor], ...Object.fromEntries(today) } }
}

const QUESTIONS = {
  stripe: STRIPE_QUESTIONS,
  officernd: [
    ...OFFICERND_QUESTIONS,
    { key: 'a pass', asks: 'making, finding and deleting one (with --write)' },
  ],
  mailersend: MAILERSEND_QUESTIONS,
}

const MISSING: Record<VendorName, string> = {
  stripe: 'STRIPE_SECRET_KEY',
  officernd: 'OFFICERND_CLIENT_ID or OFFICERND_CLIENT_SECRET',
  mailersend: 'MAILERSEND_API_KEY',
}

const isConfigured = (vendor: VendorName, environment: Environment) =>
  MISSING[vendor].split(' or ').every((name) => Boolean(environment[name]))

async function ask(
  { vendor }: Run,
  environment: Environment,
  fetcher: Fetch,
  memberId: string | null
): Promise<Asked> {
  const { vars } = readSettings('checkout', environment)
  const of = (name: string) => environment[name] ?? vars[name] ?? ''
  if (vendor === 'stripe') return askStripe(of('STRIPE_SECRET_KEY'), of('STRIPE_URL'), fetcher)
  if (vendor === 'mailersend') {
    const env = {
      MAILERSEND_URL: of('MAILERSEND_URL'),
      MAILERSEND_API_KEY: of('MAILERSEND_API_KEY'),
      MAILERSEND_DOMAIN_ID: of('MAILERSEND_DOMAIN_ID'),
    }
    return { answers: await askMailersend(env, fetcher), left: [] }
  }
  const env = {
    OFFICERND_URL: of('OFFICERND_URL'),
    OFFICERND_TOKEN_URL: of('OFFICERND_TOKEN_URL'),
    OFFICERND_SCOPES: of('OFFICERND_SCOPES'),
    OFFICERND_OFFICE: of('OFFICERND_OFFICE'),
    OFFICERND_CLIENT_ID: of('OFFICERND_CLIENT_ID'),
    OFFICERND_CLIENT_SECRET: of('OFFICERND_CLIENT_SECRET'),
  }
  return askOfficernd(env, memberId, fetcher)
}
