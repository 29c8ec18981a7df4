/** Sample e-mails of memberships. */
import type { Invoice } from '../../../src/clients/stripe/invoices.ts'
import type { Subscription } from '../../../src/clients/stripe/subscriptions.ts'
import { toInstant } from '../../../src/core/zoned-time.ts'
import * as customer from '../../../src/memberships/emails/customer.ts'
import { notFirstTimeAlert } from '../../../src/memberships/emails/not-first-time.ts'
import { overdueEventAlert } from '../../../src/memberships/emails/overdue-event.ts'
import * as team from '../../../src/memberships/emails/team.ts'
import * as undone from '../../../src/memberships/emails/undone.ts'
import { type BilledMembership, parseSignup } from '../../../src/memberships/signup.ts'
import { MEMBERSHIP_TEMPLATE } from '../../../src/payments/emails/templates.ts'
import { CONFIG, DAY, event, PAID_MS, PERSON, WAITED_MS } from './sale.ts'
import type { Emails } from './samples.ts'

const SETUP = { id: 'seti_1Sample0000000001', customerId: 'cus_Sample000001' }
const METADATA = {
  ...PERSON,
  track: '1',
  plan: 'all-access',
  price_id: 'price_1Sample',
  initiation_cents: '20000',
  monthly_cents: '30000',
  quoted_cents: '21000',
  quoted_at: new Date(PAID_MS).toISOString(),
  setup_id: SETUP.id,
}

function invoice(changes: Partial<Invoice> = {}): Invoice {
  return {
    id: 'in_1Sample0000000001',
    number: 'LT-0042',
    status: 'paid',
    totalCents: 21_000,
    dueCents: 21_000,
    amounts: {
      planCents: 1000,
      planDiscountCents: 0,
      initiationCents: 20_000,
      initiationDiscountCents: 0,
      owedCents: 0,
    },
    paidMs: PAID_MS,
    url: 'https://invoice.stripe.com/i/sample',
    subscriptionId: 'sub_1Sample0000000001',
    billingReason: 'subscription_create',
    confirmationSecret: null,
    paymentIntentId: null,
    ...changes,
  }
}

function member(of: Invoice, more: Record<string, string> = {}): BilledMembership {
  const metadata = { ...METADATA, ...more }
  const sale = parseSignup(metadata)
  if (!sale) throw new Error('not a sign-up')
  const subscription: Subscription = {
    id: 'sub_1Sample0000000001',
    status: 'active',
    customerId: SETUP.customerId,
    metadata,
    priceIds: ['price_1Sample'],
    startMs: PAID_MS,
    periodEndMs: toInstant('2026-12-01', '00:00'),
    invoice: of,
  }
  return { sale, subscription, paymentMethod: 'Visa ending in 4242', config: CONFIG }
}

const joined = member(invoice())
const reduced = member(invoice(), {
  reduced_cents: '24000',
  reduced_until: '2027-03-01',
  promo_name: '20% for three months',
})
const carried = member(invoice({ totalCents: 30, dueCents: 0 }), { quoted_cents: '30' })
const debit = {
  ...member(invoice({ status: 'open', paidMs: null })),
  paymentMethod: 'Chase ending in 6789',
}
const renewal = invoice({
  id: 'in_1Sample0000000002',
  number: 'LT-0055',
  status: 'open',
  totalCents: 30_000,
  dueCents: 30_000,
  billingReason: 'subscription_cycle',
})
const later = member(renewal, {
  outcome: 'active',
  membership_id: '66f00000000000000000cccc',
  officernd_member_id: '66f00000000000000000bbbb',
})
const inStripe = (of: BilledMembership, status: Subscription['status']): BilledMembership => ({
  ...of,
  subscription: { ...of.subscription, status },
})
const ended = inStripe(later, 'canceled')
const untold = { setupId: SETUP.id, sale: joined.sale, config: CONFIG }

function welcome(membership: BilledMembership) {
  const [email] = customer.welcomeEmails(membership)
  if (!email) throw new Error('no welcome')
  return email
}

const withTemplate = {
  ...carried,
  config: { ...CONFIG, membershipTemplateId: MEMBERSHIP_TEMPLATE },
}
const [template, note] = customer.welcomeEmails(withTemplate)
if (!template || !note) throw new Error('no welcome')

export const MEMBERSHIPS: Emails = {
  'membership-welcome': welcome(joined),
  'membership-welcome-reduced': welcome(reduced),
  'membership-welcome-bank-debit': welcome(debit),
  'membership-welcome-template': template,
  'membership-payment-note': note,
  'membership-payment-open': customer.paymentOpenEmail(
    untold,
    'https://invoice.stripe.com/i/sample'
  ),
  'membership-price-changed': customer.priceChangedEmail(untold),
  'membership-already': customer.alreadyMemberEmail(untold),
  'membership-sign-up-ended': customer.signupExpiredEmail(joined),
  'membership-payment-failed': customer.paymentFailedEmail(later, renewal),
  'membership-ended': customer.endedEmail(ended, '2026-12-31'),
  'membership-refunded': customer.refundedEmail(later, event('refunded', 5000)),
}

export const TEAM_MEMBERSHIPS: Emails = {
  'team-membership-ended-before': undone.endedBeforeMembership(
    inStripe(joined, 'canceled'),
    21_000
  ),
  'team-membership-event-overdue': overdueEventAlert(
    ended,
    { type: 'ended', subscriptionId: later.subscription.id, atMs: PAID_MS },
    WAITED_MS,
    PAID_MS + WAITED_MS
  ),
  'team-membership-new': team.newMemberEmail(
    joined,
    '66f00000000000000000cccc',
    '66f00000000000000000bbbb'
  ),
  'team-membership-alert': team.unservedMembershipAlert(joined, WAITED_MS, DAY),
  'team-membership-resolved': team.membershipAlertResolvedEmail(joined),
  'team-membership-stuck': team.stuckSignupAlert(joined.sale, SETUP, CONFIG, WAITED_MS, DAY),
  'team-membership-stuck-resolved': team.signupAlertResolvedEmail(
    joined.sale,
    SETUP.id,
    'active',
    CONFIG
  ),
  'team-membership-price-not-0': team.priceNotZeroAlert(joined, '66f00000000000000000cccc'),
  'team-membership-charge-differs': team.chargeDiffersAlert(
    member(invoice({ totalCents: 25_000, dueCents: 25_000 }))
  ),
  'team-membership-not-first-time': notFirstTimeAlert(
    member(
      invoice({
        amounts: { ...invoice().amounts, planCents: 750, planDiscountCents: 250 },
      })
    ),
    'pi_1Sample'
  ),
  'team-membership-payment-failed': team.paymentFailedAlert(later, renewal),
  'team-membership-ended': team.membershipEndedEmail(ended, '2026-12-31'),
  'team-membership-refunded': team.disputeNotice(later, event('refunded', 5000)),
  'team-membership-disputed': team.disputeNotice(later, event('disputed', 30_000, 'dp_1Sample')),
}
