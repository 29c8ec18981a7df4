/** The world as production has it: real vendors, real objects, real time. */
import { clients } from '../clients/index.ts'
import type { House, World } from '../flows/world.ts'
import { emailKey, hashed } from '../rules/keys.ts'
import { isLiveKey, words } from '../rules/settings.ts'
import type { CheckoutEnv, CheckoutVars } from './env.ts'
import { runsOf } from './runs.ts'

export function worldOf(env: CheckoutEnv): World {
  const { stripe, officernd, mail } = clients(env, env.TOKEN_KEEPER.getByName('officernd'))
  return {
    stripe,
    officernd,
    mail,
    desk: async (email) => env.MEMBER_DESK.getByName(await hashed(emailKey(email))),
    promo: (couponId) => env.PROMO_LEDGER.getByName(couponId),
    attempt: (attemptId) => env.ATTEMPT_LEDGER.getByName(attemptId),
    runs: runsOf(env.PASS_RUN),
    house: houseOf(env),
    now: Date.now,
  }
}

export function houseOf(env: CheckoutVars & { STRIPE_SECRET_KEY: string }): House {
  return {
    closesAt: env.CLOSING_TIME,
    openWeekdays: words(env.OPEN_WEEKDAYS).map(Number),
    siteUrl: env.SITE_URL,
    teamEmails: words(env.TEAM_EMAILS),
    supportEmail: env.SUPPORT_EMAIL,
    live: isLiveKey(env.STRIPE_SECRET_KEY),
    unconfirmed: words(env.UNCONFIRMED),
    alertMs: Number(env.ALERT_SECONDS) * 1000,
    staleMs: Number(env.STALE_SECONDS) * 1000,
  }
}
