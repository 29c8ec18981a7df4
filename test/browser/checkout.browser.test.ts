/** A membership is joined in a real browser. */
import { describe, expect, test } from 'vitest'
import {
  authenticate,
  dueToday,
  join,
  joinButton,
  openJoinable,
  openPlan,
  prepareToJoin,
  summary,
  welcome,
} from './support/checkout-page.ts'
import { raiseStage } from './support/environment.ts'
import { choose, field, introduce, said, type Visitor } from './support/purchase-page.ts'

const stage = raiseStage()

/** What the vendors hold of her, when she is a member of one plan. */
async function joined(visitor: Visitor) {
  const { subscriptions, invoices, memberships } = await stage.holdings(visitor)
  expect(subscriptions.map(({ status }) => status)).toEqual(['active'])
  expect(memberships).toHaveLength(1)
  return { subscription: subscriptions[0], invoice: invoices[0] }
}

describe('joining', () => {
  test('by card: the summary is what Stripe charged, or a few cents more', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town(), { plan: 'all-access' })
    const lines = await summary(page)
    expect(lines.get('Membership')).toBe(30_000)
    expect(lines.get('Initiation fee, once')).toBe(20_000)
    const due = await dueToday(page)
    const [, ...charged] = lines.values()
    expect(charged.slice(0, -1).reduce((sum, cents) => sum + cents, 0)).toBe(due)
    await page.getByText(/^Then \$300\.00 on \w+, \w+ 1, \d+\.$/).waitFor()
    await join(page)

    const words = await welcome(page)
    expect(words).toContain('Welcome to Labour Temple')
    expect(words).toContain('Labour Temple All Access')
    expect(page.url()).not.toContain('?')
    const { invoice } = await joined(visitor)
    expect(invoice?.total).toBeLessThanOrEqual(due)
    expect(invoice?.total).toBeGreaterThan(due - 50)
  })

  test('a plan that is not prorated starts with a whole month', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town(), { plan: 'creator-pass' })
    expect(await dueToday(page)).toBe(70_000)
    expect(await page.locator('#checkout-terms').getAttribute('href')).toBe('/legal/sonic-terms')
    await join(page)
    await welcome(page)
    expect((await joined(visitor)).invoice?.total).toBe(70_000)
  })

  test('3-D Secure when the card is set up', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town(), { outcome: /Secure once/ })
    await join(page)
    await authenticate(page, 'that this card is yours')
    expect(await welcome(page)).toContain('Welcome')
    await joined(visitor)
  })

  test('3-D Secure again for the first invoice', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town(), { outcome: /Secure each time/ })
    await join(page)
    await authenticate(page, 'that this card is yours')
    await authenticate(page, 'this payment')
    expect(await welcome(page)).toContain('Welcome')
    await joined(visitor)
  })

  test('from a bank account: a member at once, the debit under way', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town(), { outcome: /debit succeeds/ })
    await page.getByText('the first debit takes up to 4 business days').waitFor()
    await join(page)
    expect(await welcome(page)).toContain('Welcome')
    const { invoice } = await joined(visitor)
    expect(invoice?.status).toBe('open')
  })

  test('with the keyboard alone', async () => {
    const visitor = await stage.visitor()
    const { page, email } = visitor
    await openJoinable(page, stage.town())
    await field(page, 'First name').focus()
    await page.keyboard.press('Enter')
    await said(page, 'Please check what is marked above.')
    for (const text of ['Ada', 'Byron', email, '206 555 0100']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Tab')
    }
    const on = (id: string) => page.evaluate(`document.activeElement.matches('${id}')`)
    const go = async (id: string) => {
      for (let steps = 0; steps < 12 && !(await on(id)); steps += 1)
        await page.keyboard.press('Tab')
      expect(await on(id), id).toBe(true)
    }
    await go('[name=stand-in-method]')
    await page.keyboard.press('Space')
    await go('#join-btn')
    await page.keyboard.press('Enter')
    await welcome(page)
    await joined(visitor)
  })
})

describe('codes', () => {
  test('the automatic one is off the initiation fee without asking, a typed one off the plan', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town(), { plan: 'all-access' })
    expect(await page.evaluate('[window._autoPromo, window._promo]')).toEqual([
      'AUTO-ALL-ACCESS',
      '',
    ])
    const before = await summary(page)
    expect(before.get('Half-price initiation')).toBe(-10_000)

    await field(page, 'Promo code').fill('TENFOREVER')
    await field(page, 'Promo code').press('Enter')
    await page.getByText(/^10% for ever takes \$.* off: you pay/).waitFor()
    const after = await summary(page)
    expect(after.get('Half-price initiation')).toBe(-10_000)
    expect(after.get('10% for ever')).toBeLessThan(0)
    const due = await dueToday(page)
    await join(page)
    await welcome(page)
    const { invoice } = await joined(visitor)
    expect(invoice?.total).toBeLessThanOrEqual(due)
    expect(invoice?.total).toBeGreaterThan(due - 50)
  })

  test('none: the form works all the same', async () => {
    const { page } = await stage.visitor()
    await openJoinable(page, stage.town(), 'startup')
    expect(await page.evaluate('window._autoPromo')).toBe('')
  })

  test('a wrong one is said, and does not block', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town())
    await field(page, 'Promo code').fill('NO-SUCH-CODE')
    await join(page)
    await said(page, /We do not know this code.*Nothing has been charged/)
    await join(page)
    await welcome(page)
    await joined(visitor)
  })
})

describe('the first payment', () => {
  test('declined, then a second card: one subscription', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town(), { outcome: /kept, then declined/ })
    await join(page)
    await said(page, /Nothing has been charged/)
    expect(await joinButton(page).textContent()).toBe('Join Now')

    await choose(page, /pays/)
    await join(page)
    await welcome(page)
    await joined(visitor)
  })

  test('a card that cannot be set up: said, and another one does', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town(), { outcome: /is declined/ })
    await join(page)
    await said(page, /declined/)
    await choose(page, /pays/)
    await join(page)
    await welcome(page)
    await joined(visitor)
  })

  test('3-D Secure failed on the invoice: said, and another card goes on', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town(), { outcome: /Secure each time/ })
    await join(page)
    await authenticate(page, 'that this card is yours')
    const payment = page.getByRole('dialog').filter({ hasText: 'this payment' })
    await payment.getByRole('button', { name: 'Fail' }).click()
    await said(page, /Nothing has been charged/)
    await choose(page, /pays/)
    await join(page)
    await welcome(page)
    await joined(visitor)
  })

  test('the network fails before: no harm in pressing again', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town())
    await page.route('**/create-payment', (route) => route.abort(), { times: 1 })
    await join(page)
    await said(page, /you will not be charged twice/)
    await join(page)
    await welcome(page)
    await joined(visitor)
  })

  test('the answer to the set-up is lost: pressing again finds it done', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town())
    await page.route(
      '**/setup_intents/*/confirm',
      async (route) => {
        await route.fetch()
        await route.abort()
      },
      { times: 1 }
    )
    await join(page)
    await said(page, /you will not be charged twice/)
    await join(page)
    await welcome(page)
    await expect.poll(async () => (await stage.holdings(visitor)).memberships.length).toBe(1)
    await joined(visitor)
  })

  test('the network fails after the card was set up: never called a failure, and done once', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town())
    await page.route('**/complete-checkout', (route) => route.abort())
    await join(page)
    const words = await welcome(page)
    expect(words).toContain('We are still setting up your membership; a letter follows')
    await expect.poll(async () => (await stage.holdings(visitor)).memberships.length).toBe(1)

    await prepareToJoin(visitor, stage.town())
    await join(page)
    expect(await welcome(page)).toContain('Welcome to Labour Temple')
    await joined(visitor)
  })

  test('two clicks and two Enters are one membership', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town())
    await field(page, 'Phone').focus()
    await Promise.all([
      page.evaluate(`for (let i = 0; i < 2; i++) document.getElementById('join-btn').click()`),
      page.keyboard.press('Enter'),
      page.keyboard.press('Enter'),
    ])
    await welcome(page)
    await joined(visitor)
  })
})

describe('the price changes under her hands', () => {
  test('dearer than shown: shown, and asked again', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town(), { plan: 'creator-pass' })
    await page.route(
      '**/create-payment',
      async (route) => {
        const response = await route.fetch()
        const answer = await response.json()
        answer.quote.dueTodayCents += 500
        await route.fulfill({ response, json: answer })
      },
      { times: 1 }
    )
    await join(page)
    await said(page, /The total is now \$705\.00\. Then \$500\.00 on .* Nothing has been charged/)
    expect((await stage.holdings(visitor)).subscriptions).toEqual([])
    await join(page)
    await welcome(page)
    await joined(visitor)
  })

  test('at the last step: nothing was charged, the new price is fetched and shown', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town(), { plan: 'creator-pass' })
    await page.route('**/complete-checkout', (route) =>
      route.fulfill({
        status: 409,
        headers: { 'access-control-allow-origin': stage.town().sandbox.url },
        json: { error: 'The price has changed.', code: 'quote-changed' },
      })
    )
    const asked = page.waitForResponse('**/plans/creator-pass')
    await join(page)
    await asked
    await said(page, /The total is now \$700\.00/)
    expect(await joinButton(page).getAttribute('aria-disabled')).toBe('false')
  })
})

describe('already a member', () => {
  test('said before anything is set up', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town())
    await join(page)
    await welcome(page)
    await prepareToJoin(visitor, stage.town())
    await join(page)
    await said(page, /cannot be started online/)
    await joined(visitor)
  })

  test('since the set-up, in another tab: said, and the page stays', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await prepareToJoin(visitor, stage.town())
    await page.route('**/complete-checkout', (route) =>
      route.fulfill({
        headers: { 'access-control-allow-origin': stage.town().sandbox.url },
        json: { outcome: 'already-member', error: 'Please ask us at the front desk.' },
      })
    )
    await join(page)
    await said(page, 'Please ask us at the front desk.')
    expect(page.url()).toContain('/memberships/startup')
  })
})

test('bad fields are marked and said, and the first gets the focus', async () => {
  const visitor = await stage.visitor()
  const { page } = visitor
  await openJoinable(page, stage.town())
  await field(page, 'First name').fill('Ada')
  await field(page, 'E-mail').fill('ada at example')
  await join(page)
  await said(page, 'Please check what is marked above.')
  const wrong = `[...document.querySelectorAll('[aria-invalid=true]')].map((one) => one.id)`
  expect(await page.evaluate(wrong)).toEqual([
    'checkout-last-name',
    'checkout-email',
    'checkout-phone',
  ])
  expect(await page.evaluate('document.activeElement.id')).toBe('checkout-last-name')
  expect((await stage.holdings(visitor)).subscriptions).toEqual([])
})

describe('the template carries both forms', () => {
  const watched = async (path: string) => {
    const { page } = await stage.visitor()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`${stage.town().sandbox.url}${path}`)
    await page.locator('.stand-in').waitFor()
    await page.waitForLoadState('networkidle')
    expect(await page.locator('.stand-in').count()).toBe(1)
    const started = `[...document.querySelectorAll('[data-stripe]:not([data-stripe=""])')].map((box) => box.id)`
    return { asked, started: await page.evaluate(started) }
  }

  test.each(['', '?hidden=absent'])(
    'a membership%s: only its own form comes alive',
    async (how) => {
      const { asked, started } = await watched(`/memberships/passport${how}`)
      expect(started).toEqual(['checkout'])
      expect(asked).toContain('/plans/passport')
      expect(asked.filter((path) => path.startsWith('/products'))).toEqual([])
    }
  )

  test.each(['', '?hidden=absent'])('a day pass%s: only its own form comes alive', async (how) => {
    const { asked, started } = await watched(`/memberships/day-pass${how}`)
    expect(started).toEqual(['purchase'])
    expect(asked).toContain('/products/day-pass')
    expect(asked.filter((path) => path.startsWith('/plans'))).toEqual([])
  })

  test('joining from a page without the other form', async () => {
    const visitor = await stage.visitor()
    await openJoinable(visitor.page, stage.town(), 'passport?hidden=absent')
    await introduce(visitor)
    await choose(visitor.page, /pays/)
    await join(visitor.page)
    await welcome(visitor.page)
    await joined(visitor)
  })
})

describe('something does not load', () => {
  const shut = async ({ page }: Visitor, words: RegExp) => {
    await said(page, words)
    expect(await joinButton(page).getAttribute('aria-disabled')).toBe('true')
  }

  test.each(['**/stripe.js', '**/checkout.js', '**/stripe_checkout_v20.js'])(
    '%s blocked: said, and the button is shut',
    async (script) => {
      const visitor = await stage.visitor()
      await visitor.page.clock.install()
      await visitor.page.route(script, (route) => route.abort())
      await openPlan(visitor.page, stage.town(), 'startup')
      await visitor.page.clock.runFor(20_000)
      await shut(visitor, /could not be loaded/)
    }
  )

  test('a page whose binding was lost says "Invalid plan"', async () => {
    const visitor = await stage.visitor()
    const { page } = visitor
    await page.route('**/memberships/startup', async (route) => {
      const response = await route.fetch()
      const body = (await response.text()).replace('data-plan="startup"', 'data-plan=""')
      await route.fulfill({ response, body })
    })
    await openPlan(page, stage.town(), 'startup')
    await shut(visitor, /Invalid plan/)
  })

  test('a plan that is not for sale says so', async () => {
    const visitor = await stage.visitor()
    await visitor.page.route('**/plans/*', async (route) => {
      const response = await route.fetch()
      const answer = await response.json()
      await route.fulfill({
        response,
        json: { ...answer, plan: { ...answer.plan, forSale: false } },
      })
    })
    await openPlan(visitor.page, stage.town(), 'startup')
    await shut(visitor, /not on sale here/)
  })

  test('a confirmation page that knows nothing still thanks', async () => {
    const { page } = await stage.visitor()
    await page.goto(`${stage.town().sandbox.url}/join-confirmation`)
    expect(await welcome(page)).toContain('If you have just joined')
  })
})

test('on a phone nothing is wider than the screen, and what is pressed is large enough', async () => {
  const { page } = await stage.visitor(360)
  await openJoinable(page, stage.town(), 'all-access')
  await join(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  for (const target of [joinButton(page), page.getByRole('button', { name: 'Apply' })]) {
    expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  }
})
