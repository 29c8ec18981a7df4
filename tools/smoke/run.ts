/** A smoke run: buys each kind of sale, sees it delivered, gives it back, and sees it gone. */
import type { SmokeContext } from './context.ts'
import { dayPass } from './day-pass.ts'
import { membership } from './membership.ts'
import { room } from './room.ts'
import { isRefundedNow, type Sale } from './sale.ts'
import { runChecks } from './steps.ts'

export const SALES: readonly Sale[] = [dayPass, membership, room]

/** The exit code: 1 when a step failed; each failed one is named at the end. */
export async function runSmoke(ctx: SmokeContext, sales = SALES): Promise<0 | 1> {
  const failures: string[] = []
  for (const sale of sales) {
    ctx.say(sale.title)
    failures.push(...(await smoke(ctx, sale)))
  }
  return conclude(ctx, failures)
}

export function conclude({ say }: SmokeContext, failures: readonly string[]): 0 | 1 {
  for (const failure of failures) say(`FAILED  ${failure}`)
  if (failures.length === 0) say('Every step went well.')
  return failures.length > 0 ? 1 : 0
}

/** Whatever fails, what was paid goes back. */
async function smoke(ctx: SmokeContext, sale: Sale): Promise<string[]> {
  const { title } = sale
  let id = ''
  let buy: Awaited<ReturnType<Sale['begin']>>['buy'] = []
  const begin = async () => {
    const begun = await sale.begin(ctx)
    id = begun.id
    buy = begun.buy
    return begun.words
  }
  const failures = [await runChecks(title, [['order', begin]], ctx.say)]
  if (!id) return failures.filter((one) => one !== null)
  failures.push(await runChecks(title, [...buy, ...sale.delivered(ctx, id)], ctx.say))
  const refund = [['refund', () => sale.takeBack(ctx, id)]] as const
  failures.push(await runChecks(title, refund, ctx.say))
  if (await isRefundedNow(ctx, sale, id))
    failures.push(await runChecks(title, sale.takenBack(ctx, id), ctx.say))
  return failures.filter((one) => one !== null)
}
