/** CPU time of the runtime per request, including all work after the response. */

import { joinOrder, type PassClient, passClientAt, passOrder } from './client.ts'
import type { Stage } from './environment.ts'
import { type FreeTime, type FreeTimes, openDays } from './free-slots.ts'
import { median, quiet } from './measure.ts'
import { type PerSide, SIDES, type WorkerName } from './names.ts'
import { cpuMs } from './process.ts'
import { payBooking, post } from './scenarios.ts'

const BLOCKS = 5

interface Work {
  name: string
  worker: WorkerName
  times: number
  requests: number
  run(passClient: PassClient, time: () => FreeTime): Promise<unknown>
}

export interface Burnt extends Pick<Work, 'name' | 'requests'> {
  /** Milliseconds a request. */
  sides: PerSide<number>
}

const WORKS: Work[] = [
  {
    name: 'A day pass: create-purchase, complete-purchase',
    worker: 'checkout',
    times: 10,
    requests: 2,
    run: async ({ payAndLeave, complete }) => complete(await payAndLeave(passOrder())),
  },
  {
    name: 'POST /create-purchase alone',
    worker: 'checkout',
    times: 20,
    requests: 1,
    run: ({ press }) => press(passOrder()),
  },
  {
    name: 'A membership: create-payment, complete-checkout',
    worker: 'checkout',
    times: 10,
    requests: 2,
    run: async ({ payAndLeave, complete }) => complete(await payAndLeave(joinOrder())),
  },
  {
    name: 'A room for ten days: create-booking, webhook',
    worker: 'bookings',
    times: 4,
    requests: 2,
    run: async (passClient, time) =>
      post(passClient, await payBooking(passClient, time()), 'bookings'),
  },
  {
    name: 'GET /availability, a day',
    worker: 'bookings',
    times: 40,
    requests: 1,
    run: ({ ask }) => ask(`/availability?room=slinky&date=${openDays()[0]}`),
  },
]

export async function burnAll(stages: PerSide<Stage>, times: FreeTimes): Promise<Burnt[]> {
  const burnt: Burnt[] = []
  for (const work of WORKS) {
    const blocks: PerSide<number[]> = { ours: [], naive: [] }
    for (let block = 0; block <= BLOCKS; block += 1) {
      for (const side of SIDES) {
        const ms = await once(passClientAt(stages[side]), work, times[side])
        // The first warms up.
        if (block > 0) blocks[side].push(ms)
      }
    }
    const sides = { ours: median(blocks.ours), naive: median(blocks.naive) }
    burnt.push({ name: work.name, requests: work.requests, sides })
  }
  return burnt
}

async function once(passClient: PassClient, work: Work, time: () => FreeTime): Promise<number> {
  const { stage } = passClient
  const { pid } = stage[work.worker]
  const before = cpuMs(pid)
  for (let turn = 0; turn < work.times; turn += 1) await work.run(passClient, time)
  await quiet(stage)
  return (cpuMs(pid) - before) / work.times / work.requests
}
