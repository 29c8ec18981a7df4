/** The world as production has it: real vendors, real objects, real time. */
import { clients } from '../../clients/checkout-clients.ts'
import type { PromotionCode } from '../../clients/stripe/promotion-codes.ts'
import { emailKey, hashed } from '../../core/ids.ts'
import { pairs, words } from '../../core/settings.ts'
import type { House, World } from '../../payments/context.ts'
import { staffOf } from '../platform/config.ts'
import { doorOf } from '../platform/rate-limiter.ts'
import { tokensOf, unwrapped } from '../platform/rpc-result.ts'
import { checkoutRuns } from '../platform/workflows.ts'
import type { MemberDesk } from './durable-objects.ts'
import type { CheckoutEnv } from './env.ts'
import type { CheckoutVars } from './vars.ts'

/** `address` is where the request came from; what comes by itself has none. */
export function worldOf(env: CheckoutEnv, address = ''): World {
  const { stripe, officernd, mail } = clients(env, tokensOf(env.TOKEN_KEEPER, 'officernd'))
  const house = houseOf(env)
  return {
    stripe,
    officernd,
    mail,
    desk: async (email) => deskOf(env.MEMBER_DESK.getByName(await hashed(emailKey(email)))),
    promo: (couponId) => env.PROMO_LEDGER.getByName(couponId),
    attempt: (attemptId) => env.ATTEMPT_LEDGER.getByName(attemptId),
    promotionCode: remembered((code) => stripe.promotionCode(code)),
    door: doorOf(env, address, { mail, house }),
    runs: checkoutRuns(env),
    house,
    now: Date.now,
  }
}

function deskOf(desk: DurableObjectStub<MemberDesk>): Awaited<ReturnType<World['desk']>> {
  return {
    find: (email) => unwrapped(desk.find(email)),
    findOrCreate: (person) => unwrapped(desk.findOrCreate(person)),
    grantPass: (request) => unwrapped(desk.grantPass(request)),
    giveMembership: (request) => unwrapped(desk.giveMembership(request)),
    takeBackPass: (passId, memberId, day) => unwrapped(desk.takeBackPass(passId, memberId, day)),
    endMembership: (membershipId, day) => unwrapped(desk.endMembership(membershipId, day)),
  }
}

export function houseOf(env: CheckoutVars & { STRIPE_SECRET_KEY: string }): House {
  return {
    ...staffOf(env),
    closesAt: env.CLOSING_TIME,
    openWeekdays: words(env.OPEN_WEEKDAYS).map(Number),
    stripePrices: pairs(env.STRIPE_PRICES),
    officerndPlans: pairs(env.OFFICERND_PLANS),
    initiationProductId: env.STRIPE_INITIATION_PRODUCT,
    alertMs: Number(env.ALERT_SECONDS) * 1000,
  }
}

/** Codes change rarely and are asked for with every page: a minute's memory, for as long as we live. */
const REMEMBER_MS = 60_000
const MOST_REMEMBERED = 500
const codes = new Map<string, { promo: PromotionCode | null; untilMs: number }>()

function remembered(look: World['promotionCode']): World['promotionCode'] {
  return async (code) => {
    const name = code.toUpperCase()
    const kept = codes.get(name)
    if (kept && kept.untilMs > Date.now()) return kept.promo
    const promo = await look(code)
    // Guessed codes must not fill the memory.
    if (codes.size >= MOST_REMEMBERED) codes.clear()
    codes.set(name, { promo, untilMs: Date.now() + REMEMBER_MS })
    return promo
  }
}
