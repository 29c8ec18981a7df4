/** The tables of the report, each from what was measured. */

import type { Bundles, Scripts } from './build.ts'
import type { Counted } from './counting.ts'
import type { Burnt } from './cpu.ts'
import * as goals from './goals.ts'
import type { MonthGrowth } from './growth-month.ts'
import type { RoomGrowth } from './growth-rooms.ts'
import { DELAY_MS, type Timed } from './latency.ts'
import type { PageCount } from './page.ts'
import type { Race } from './races.ts'
import type { Start } from './startup.ts'

const table = (head: string[], rows: (string | number)[][]) =>
  [head, head.map((_, place) => (place === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')

const round = (value: number) => String(Math.round(value))
const ratio = (naive: number, ours: number) => `${(naive / ours).toFixed(1)} ×`
const verdict = (miss: goals.Miss) => (miss ? `**${miss}**` : 'kept')

export function latency(timed: Timed[]): string {
  const head =
    'Question; Rounds (goal); ms; Over the bound (goal); Goal; Of it ours; Naive rounds; Naive ms; Ratio; Calls, naive; At once, naive'
  return table(
    head.split('; '),
    timed.map((one) => {
      const { ours, naive } = one.sides
      if (!ours) return [one.name]
      const both = (pick: 'calls' | 'atOnce') => `${ours[pick]}, ${naive?.[pick] ?? '–'}`
      const over = goals.overMs(one, DELAY_MS)
      return [
        one.name,
        `${ours.rounds} (${one.goalRounds})`,
        round(ours.ms),
        `${round(over)} (${goals.GRACE_MS[one.waitsFor]})`,
        verdict(goals.timedMiss(one, DELAY_MS)),
        round(ours.ms - ours.vendorMs),
        naive?.rounds ?? '–',
        naive ? round(naive.ms) : '–',
        naive ? ratio(naive.ms, ours.ms) : '–',
        both('calls'),
        both('atOnce'),
      ]
    })
  )
}

export const counting = (all: Counted[]): string =>
  table(
    ['A counted request of', 'ms', 'Of it the first limit', 'Goal'],
    all.map(({ client, ms, firstLimitMs }) => [
      client,
      ms.toFixed(2),
      firstLimitMs.toFixed(2),
      verdict(goals.countingMiss(ms)),
    ])
  )

export function races(all: Race[]): string {
  return table(
    ['20 at once', 'Ours', 'Naive', 'Once and only once'],
    all.map(({ name, sides, ours }) => [
      name,
      sides.ours.join(', '),
      sides.naive.join(', '),
      verdict(ours ? '' : 'more than one'),
    ])
  )
}

export function burnt(all: Burnt[]): string {
  return table(
    ['Work', 'Requests', 'Ours, ms a request', 'Naive, ms a request'],
    all.map(({ name, requests, sides }) => [
      name,
      requests,
      sides.ours.toFixed(1),
      sides.naive.toFixed(1),
    ])
  )
}

export function starts(all: Start[]): string {
  const [empty] = all
  return table(
    ['Worker', 'ms', 'Over an empty one', `Goal ${goals.START_MS} ms`],
    all.map((start) => [
      start.name,
      start.ms.toFixed(1),
      (start.ms - (empty?.ms ?? 0)).toFixed(1),
      start.name.startsWith('ours') && empty ? verdict(goals.startMiss(start, empty)) : '–',
    ])
  )
}

export function bundles(all: Bundles): string {
  return table(
    ['Bundle, gzip', 'KB', 'Goal', '', 'Naive KB'],
    all.map(({ worker, ours, naive }) => [
      worker,
      goals.kb(ours).toFixed(1),
      goals.BUNDLE_KB[worker] ?? '–',
      verdict(goals.bundleMiss(worker, ours)),
      goals.kb(naive).toFixed(1),
    ])
  )
}

export function scripts(all: Scripts): string {
  return table(
    ['Script, brotli', 'KB', 'Goal', ''],
    all.map(({ script, bytes }) => [
      script,
      bytes === null ? 'not built' : goals.kb(bytes).toFixed(1),
      goals.SCRIPT_KB[script] ?? '–',
      bytes === null ? '–' : verdict(goals.scriptMiss(script, bytes)),
    ])
  )
}

export function pages(all: PageCount[]): string {
  return table(
    ['Page', 'Requests', 'Which'],
    all.map(({ page, requests }) => [page, requests.length, requests.join(', ')])
  )
}

export function calendars({ grown, memoryMb }: RoomGrowth): string {
  const rows = grown.map(({ events, question, ms, vendorMs }) => [
    events.toLocaleString('en-US'),
    question,
    round(ms.ours),
    round(ms.ours - vendorMs.ours),
    round(ms.naive),
    round(ms.naive - vendorMs.naive),
  ])
  const { ours, naive } = memoryMb
  const held = ({ before, most }: typeof ours) => `${round(before)} MB, at most ${round(most)} MB`
  return [
    table(['Events', 'Question', 'ms', 'Of it ours', 'Naive ms', 'Of it the naive Worker’s'], rows),
    `The runtime process of the bookings Worker held ${held(ours)} after (naive: ${held(naive)}).`,
  ].join('\n\n')
}

export function month({ payments, jobs }: MonthGrowth): string {
  const count = (value: number) => value.toLocaleString('en-US')
  const upTo = (value: number) => (value > 0 ? `up to ${count(value)}` : '–')
  const head = 'Job; Seconds; CPU, s; Vendor calls; Events read; Payments read; Memory, MB, at most'
  const rows = jobs.map((one) => [
    one.job,
    one.seconds.toFixed(1),
    one.cpuSeconds.toFixed(1),
    one.calls,
    upTo(one.events),
    upTo(one.payments),
    `${round(one.beforeMb)} → ${round(one.mostMb)}`,
  ])
  return [`${count(payments)} were sold.`, table(head.split('; '), rows)].join('\n\n')
}
