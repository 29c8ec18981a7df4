/** What the doctor finds wrong in every sandbox, because the sandbox is seeded with it. */
import type { Chapter } from '../../tools/doctor/examine.ts'
import { type Finding, ok } from '../../tools/doctor/settings.ts'

const SEEDED: readonly RegExp[] = [
  // A token that can be remembered: it is public, and guards nothing.
  /^OPERATOR_TOKEN is shorter than 32 characters/,
  // The flags of the membership document, in the CMS.
  /^passport, plan-slug: Code: passport · Webflow CMS: passport-monthly /,
  /^innovator-pass, price a month: .* · Webflow CMS: blank /,
  /^innovator-pass, price-in-cents: Code: 50000 · Webflow CMS: blank /,
  /^innovator-pass, (short description|primary descriptor|feature image): Documents: .* · Webflow CMS: blank /,
  /^founder: is sold by the code and has no item in Memberships/,
  /^(4 Hour Session|HOURLY SESSIONS): is in Memberships, and is no membership/,
  /^Features: 14 of the features of type Benefit have no icon/,
  /^Testimonials: the collection Testimonials is empty/,
]

/** Nothing else that is wrong is accepted. */
export function acceptSeeded(chapters: readonly Chapter[]): Chapter[] {
  return chapters.map(({ title, findings }) => ({ title, findings: findings.map(accept) }))
}

function accept(finding: Finding): Finding {
  const isSeeded = finding.is === 'wrong' && SEEDED.some((words) => words.test(finding.words))
  return isSeeded ? ok(`${finding.words} (on purpose, in the sandbox only)`) : finding
}
