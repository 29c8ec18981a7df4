/** A day pass in a smoke run. */
import { judgePass } from '../../src/clients/officernd/passes.ts'
import { emailTag } from '../../src/core/ids.ts'
import { formatCents } from '../../src/core/money.ts'
import type {
  CompletePurchaseResponse,
  CreatePurchaseResponse,
  ProductResponse,
} from '../../src/passes/contract.ts'
import type { SmokeContext } from './context.ts'
import { NAME, newCustomer, type Sale } from './sale.ts'
import { until, Wrong } from './steps.ts'
import { chargeOf, emailCheck, outcomeOf, pay, paymentOf, refund } from './vendor-checks.ts'
import { ask, firstForSale } from './worker.ts'

export const dayPass: Sale = {
  title: 'day pass',

  async begin(ctx) {
    const { checkout, stripe } = ctx
    const { products } = await ask<{ products: ProductResponse[] }>(ctx, checkout, '/products')
    const { slug, name } = firstForSale(products, 'product')
    const body = { slug, ...NAME, ...newCustomer(ctx) }
    const made = await ask<CreatePurchaseResponse>(ctx, checkout, '/create-purchase', { body })
    if (!('clientSecret' in made)) throw new Wrong('a new purchase is paid already')
    const { paymentIntentId: id, memberId, amountCents, passDate } = made
    const completion = { slug, memberId, paymentIntentId: id, customerName: 'Smoke Test' }
    return {
      id,
      words: `${name} of ${passDate}, ${formatCents(amountCents)} (${id})`,
      buy: [
        [
          'payment',
          () => pay(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })),
        ],
        ['the page’s /complete-purchase', () => complete(ctx, completion)],
      ],
    }
  },

  delivered: (ctx, id) => [
    ['outcome', async () => `granted for ${(await granted(ctx, id)).pass_date}`],
    ['pass in OfficeRnD', () => passIsThere(ctx, id)],
    emailCheck(ctx, 'e-mail to the customer', async () => emailTag(id, 'customer')),
  ],

  takeBack: refund,

  takenBack: (ctx, id) => [
    ['pass taken back', () => passIsGone(ctx, id)],
    emailCheck(ctx, 'e-mail about the refund', async () => emailTag(id, 'refunded-customer')),
  ],

  isRefunded: async (ctx, id) => chargeOf(await paymentOf(ctx, id)).refunded,
}

function complete(ctx: SmokeContext, body: object): Promise<string> {
  return until(ctx.patience, async () => {
    const path = '/complete-purchase'
    const { outcome } = await ask<CompletePurchaseResponse>(ctx, ctx.checkout, path, { body })
    if (outcome !== 'granted') throw new Error(`it says "${outcome}"`)
    return 'granted'
  })
}

const granted = (ctx: SmokeContext, id: string) =>
  outcomeOf(ctx, () => paymentOf(ctx, id), 'granted')

async function passIsThere(ctx: SmokeContext, id: string): Promise<string> {
  const { pass_id: passId = '', pass_date: day = '' } = await granted(ctx, id)
  const pass = await until(ctx.patience, () => ctx.officernd.passById(passId))
  if (!pass) throw new Wrong(`OfficeRnD has no pass ${passId}`)
  const judgement = judgePass(pass, day)
  if (judgement !== 'as-requested')
    throw new Wrong(`OfficeRnD shows pass ${passId} otherwise than requested (${judgement})`)
  return `${passId}, hotdesk, ${day}`
}

async function passIsGone(ctx: SmokeContext, id: string): Promise<string> {
  return until(ctx.patience, async () => {
    const { pass_id: passId = '', pass_after_refund: result } = (await paymentOf(ctx, id)).metadata
    if (!result) throw new Error('Stripe shows no pass_after_refund in the metadata')
    if (result !== 'gone') throw new Wrong(`pass_after_refund is "${result}"`)
    if (await ctx.officernd.passById(passId)) throw new Error(`pass ${passId} is still there`)
    return `${passId} is gone`
  })
}
