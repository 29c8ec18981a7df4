/** Actions of a customer on a membership page. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Stack } from '../../sandbox/stack.ts'
import type { BrowserTests } from './environment.ts'
import { choosePaymentOutcome, fillContactDetails, type PurchasePage } from './purchase-page.ts'

export const joinButton = (page: Page) => page.locator('#join-btn:visible')

export const openPlan = (page: Page, stack: Stack, plan: string) =>
  page.goto(`${stack.sandbox.url}/memberships/${plan}`)

/** Opens the page of a plan and waits until it can be joined from. */
export async function openReadyPlan(page: Page, stack: Stack, plan = 'startup'): Promise<void> {
  await openPlan(page, stack, plan)
  await joinButton(page).and(page.locator('[aria-disabled=false]')).waitFor()
}

interface MembershipChoice {
  plan?: string
  outcome?: RegExp
}

/** Everything up to the press of the button. */
export async function prepareToJoin(
  purchase: PurchasePage,
  stack: Stack,
  { plan, outcome = /pays/ }: MembershipChoice = {}
): Promise<void> {
  await openReadyPlan(purchase.page, stack, plan)
  await fillContactDetails(purchase)
  await choosePaymentOutcome(purchase.page, outcome)
}

export const pressJoin = (page: Page) => joinButton(page).click()

export const authenticate = (page: Page, what: string) =>
  page
    .getByRole('dialog')
    .filter({ hasText: what })
    .getByRole('button', { name: 'Complete' })
    .click()

/** The summary as it is read: label to cents. */
export async function summary(page: Page): Promise<Map<string, number>> {
  const rows = await page.locator('#checkout-summary dl > div').allInnerTexts()
  return new Map(
    rows.map((row) => {
      const [label = '', amount = ''] = row.split('\n').filter(Boolean)
      const cents = Number(amount.replace('−', '-').replace(/[$,]| a month/g, '')) * 100
      return [label, Math.round(cents)]
    })
  )
}

export const dueToday = async (page: Page) => (await summary(page)).get('Due today') ?? Number.NaN

/** Waits for the confirmation page; resolves with its words. */
export async function joinConfirmation(page: Page): Promise<string> {
  await page.waitForURL('**/join-confirmation')
  return (await page.locator('#join-outcome').textContent()) ?? ''
}

/** Asserts that the customer is a member of one plan. */
export async function joined(suite: BrowserTests, purchase: PurchasePage) {
  const { subscriptions, invoices, memberships } = await suite.vendorState(purchase)
  expect(subscriptions.map(({ status }) => status)).toEqual(['active'])
  expect(memberships).toHaveLength(1)
  return { subscription: subscriptions[0], invoice: invoices[0] }
}
