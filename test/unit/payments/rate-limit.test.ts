/** How much may be begun within a window, from one address and from all of them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RateLimited } from '../../../src/core/refusals.ts'
import type { Storage } from '../../../src/core/storage.ts'
import { createRateLimit, createRateLimiter } from '../../../src/payments/rate-limit.ts'
import {
  clientLimit,
  clientNetwork,
  countedNetworks,
  type Limits,
} from '../../../src/payments/rules/rate-limits.ts'

const WINDOW = 600_000

function kept(): Storage {
  const all = new Map<string, string>()
  return {
    get: (key) => JSON.parse(all.get(key) ?? 'null') ?? undefined,
    put: (key, value) => void all.set(key, JSON.stringify(value)),
  }
}

function bench() {
  let nowMs = 1_000_000
  const limiter = createRateLimiter(kept(), () => nowMs)
  return {
    consume: (name: string, max = 3) => limiter.consume(name, [{ key: 'all', max }], WINDOW),
    check: (name: string, max = 3) => limiter.check(name, [{ key: 'all', max }], WINDOW),
    limiter,
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}

describe('a limiter', () => {
  test('lets in as many as may be, then says how long to wait, to the millisecond', () => {
    const { consume, pass } = bench()
    expect(consume('a').waitMs).toBe(0)
    pass(1000)
    expect([consume('b').waitMs, consume('c').waitMs]).toEqual([0, 0])
    pass(1000)
    expect(consume('d').waitMs).toBe(WINDOW - 2000)
    pass(WINDOW - 2001)
    expect(consume('d').waitMs).toBe(1)
    pass(1)
    expect([consume('d').waitMs, consume('e').waitMs]).toEqual([0, 1000])
  })

  test('counts a repetition once, and lets it in when all is full', () => {
    const { consume, check } = bench()
    for (const name of ['a', 'a', 'a', 'b', 'a', 'c', 'b']) expect(consume(name).waitMs).toBe(0)
    expect([check('a').waitMs, consume('c').waitMs]).toEqual([0, 0])
    expect(check('d').waitMs).toBeGreaterThan(0)
  })

  test('counts neither looks nor those it refused', () => {
    const { consume, check, pass } = bench()
    for (let nth = 0; nth < 20; nth += 1) check(`looked-${nth}`)
    for (let nth = 0; nth < 20; nth += 1) consume(`taken-${nth}`)
    pass(WINDOW)
    expect(['x', 'y', 'z'].map((name) => consume(name).waitMs)).toEqual([0, 0, 0])
  })

  test('says once a window that somebody was stopped', () => {
    const { consume, check, pass } = bench()
    const firsts = () => [
      consume('x', 0).isFirstInWindow,
      check('y', 0).isFirstInWindow,
      consume('z', 0).isFirstInWindow,
    ]
    expect(firsts()).toEqual([true, false, false])
    pass(WINDOW - 1)
    expect(firsts()).toEqual([false, false, false])
    pass(1)
    expect(firsts()).toEqual([true, false, false])
  })

  test('with a limit that cannot be read lets nobody in', () => {
    const { consume } = bench()
    expect(consume('a', Number.NaN).waitMs).toBeGreaterThan(0)
  })

  test('counts a use under all of its keys or, if one of them is full, under none', () => {
    const { limiter } = bench()
    const consume = (name: string, keys: string[]) =>
      limiter.consume(
        name,
        keys.map((key) => ({ key, max: key.length })),
        WINDOW
      ).waitMs === 0
    expect([consume('a', ['x', 'xxx']), consume('b', ['x', 'xxx'])]).toEqual([true, false])
    // The refused one has not used up a place of the larger key.
    expect([consume('c', ['y', 'xxx']), consume('d', ['z', 'xxx'])]).toEqual([true, true])
    expect(consume('e', ['w', 'xxx'])).toBe(false)
    expect(consume('f', ['w'])).toBe(true)
  })

  test('counts a name under another key once more, and under the key that it has not again', () => {
    const { limiter } = bench()
    const consume = (name: string, keys: Record<string, number>) =>
      limiter.consume(
        name,
        Object.entries(keys).map(([key, max]) => ({ key, max })),
        WINDOW
      ).waitMs === 0
    expect(consume('a', { x: 1, all: 1 })).toBe(true)
    expect(consume('a', { y: 1, all: 1 })).toBe(true)
    expect(consume('b', { y: 1 })).toBe(false)
    expect(consume('a', { x: 1, y: 1, all: 1 })).toBe(true)
  })

  test('never has more than may be in any window, however they come', () => {
    const step = fc.record({ name: fc.nat(30), waitMs: fc.nat(WINDOW / 3) })
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        (steps, most) => {
          const { consume, pass } = bench()
          let nowMs = 0
          const letIn: { name: string; atMs: number }[] = []
          for (const { name, waitMs } of steps) {
            pass(waitMs)
            nowMs += waitMs
            const recent = letIn.filter(({ atMs }) => nowMs - atMs < WINDOW)
            const isNew = !recent.some((one) => one.name === `${name}`)
            if (consume(`${name}`, most).waitMs === 0 && isNew)
              letIn.push({ name: `${name}`, atMs: nowMs })
          }
          for (const { atMs: from } of letIn) {
            const within = letIn.filter(({ atMs }) => atMs >= from && atMs < from + WINDOW)
            expect(within.length).toBeLessThanOrEqual(most)
          }
        }
      )
    )
  })
})

describe('admission', () => {
  const LIMITS: Limits = {
    windowMs: WINDOW,
    perClient: { intents: 2, codes: 1 },
    global: { intents: 5, codes: 3 },
    trusted: ['203.0.113.1'],
  }

  function config({ hasTurnstile = false, total = 5 } = {}) {
    const limits: Limits = { ...LIMITS, global: { ...LIMITS.global, intents: total } }
    const memories = new Map<string, Storage>()
    const told: string[] = []
    const counter = (name: string) => {
      const memory = memories.get(name) ?? kept()
      memories.set(name, memory)
      const { check, consume } = createRateLimiter(memory, () => 0)
      return {
        check: async (...args: Parameters<typeof check>) => check(...args),
        consume: async (...args: Parameters<typeof consume>) => consume(...args),
      }
    }
    const rateLimit = (address: string) =>
      createRateLimit(address, limits, {
        ofNetwork: async (what, network) => counter(`${what} ${network}`),
        ofAll: (what) => counter(what),
        alertTeam: (what) => void told.push(what),
        hasTurnstile,
      })
    const tries = async (address: string, count: number) => {
      const all = Array.from({ length: count }, (_, nth) =>
        rateLimit(address)
          .consume('intents', `${address} ${nth}`)
          .then(
            () => 1,
            () => 0
          )
      )
      return (await Promise.all(all)).reduce<number>((sum, one) => sum + one, 0)
    }
    return { rateLimit, told, tries, counters: () => [...memories.keys()] }
  }

  test('stops one address, and leaves the next alone', async () => {
    const { tries, told } = config()
    expect(await tries('192.0.2.1', 50)).toBe(2)
    expect(await tries('192.0.2.2', 1)).toBe(1)
    expect(told).toEqual([])
  })

  test('stops all of them together, and the team is told once', async () => {
    const { tries, told } = config()
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5'])
      await tries(address, 5)
    expect(await tries('192.0.2.6', 5)).toBe(0)
    expect(told).toEqual(['intents'])
  })

  test('gives the house’s own network ten times as much of its own', async () => {
    expect(clientLimit('203.0.113.1', 'intents', LIMITS)).toBe(20)
    expect(clientLimit('203.0.113.10', 'intents', LIMITS)).toBe(2)
    const { tries } = config()
    expect(await tries('203.0.113.1', 5)).toBe(5)
  })

  test('a flood from one address is not heard of by the counter of all', async () => {
    const { rateLimit, counters } = config()
    await rateLimit('192.0.2.1').consume('codes', 'ONE')
    for (let nth = 0; nth < 9; nth += 1) {
      const tried = rateLimit('192.0.2.1').consume('codes', `${nth}`)
      await expect(tried).rejects.toMatchObject({ code: 'too-many', status: 429 })
    }
    const full = rateLimit('192.0.2.2').consume('codes', 'TWO')
    await expect(full).resolves.toBeUndefined()
    expect(counters()).toEqual(['codes 192.0.2.1', 'codes', 'codes 192.0.2.2'])
  })

  test('stops the /64s of one /56 at twice, and of one /48 at three times the limit of one client', async () => {
    const one = config()
    let letIn = 0
    for (let nth = 0; nth < 10; nth += 1) letIn += await one.tries(`2001:db8:7:${nth}::1`, 2)
    expect(letIn).toBe(4)
    const other = config({ total: 10 })
    letIn = 0
    for (let nth = 0; nth < 10; nth += 1) letIn += await other.tries(`2001:db8:7:${nth}00::1`, 2)
    expect(letIn).toBe(6)
    expect(other.told).toEqual([])
    expect(await other.tries('192.0.2.1', 5)).toBe(2)
  })

  test('at the total, whoever Turnstile has checked and the house’s own network are let in', async () => {
    for (const hasTurnstile of [false, true]) {
      const { tries, told } = config({ hasTurnstile })
      for (const nth of [1, 2, 3, 4, 5]) await tries(`192.0.2.${nth}`, 5)
      expect(await tries('203.0.113.1', 3)).toBe(3)
      expect(await tries('192.0.2.6', 5)).toBe(hasTurnstile ? 2 : 0)
      expect(told).toEqual(['intents'])
    }
  })

  test('says whether one network or everybody together has reached its limit', async () => {
    const { tries, rateLimit } = config({ total: 3 })
    const refusal = (address: string) =>
      rateLimit(address)
        .consume('intents', 'one more')
        .then(
          () => '',
          (error: Error) => error.message
        )
    await tries('192.0.2.1', 2)
    expect(await refusal('192.0.2.1')).toContain('from your network.')
    await tries('192.0.2.2', 1)
    const all = await refusal('192.0.2.3')
    expect(all).toContain('from everyone together.')
    expect(all).not.toContain('network')
  })

  test('says in words and in seconds how long to wait', () => {
    expect(new RateLimited(61).message).toContain('try again in 2 minutes')
    expect(new RateLimited(60).message).toContain('try again in a minute')
    expect(new RateLimited(61).waitSeconds).toBe(61)
  })
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['::', '0:0:0:0'],
  ['::FFFF:192.0.2.7', '192.0.2.7'],
  ['::ffff:c000:207', '192.0.2.7'],
  ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
  ['0000:0000:0000:0000:0000:ffff:c000:0207', '192.0.2.7'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0'],
  ['2001:db8:1::', '2001:db8:1:0'],
  ['::2:3:4:5:6:7:8', '0:2:3:4'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['unknown', 'unknown'],
  ['', ''],
  ['192.0.2', 'unknown'],
  ['192.0.2.256', 'unknown'],
  ['192.0.2.07', 'unknown'],
  ['192.0.2.7:443', 'unknown'],
  [' 192.0.2.7', 'unknown'],
  ['192.0.2.7, 198.51.100.1', 'unknown'],
  ['::ffff:192.0.2.256', 'unknown'],
  ['::ffff:unknown', 'unknown'],
  ['2001:db8:1:2:3:4:5', 'unknown'],
  ['2001:db8:1:2:3:4:5:6:7', 'unknown'],
  ['2001:db8::1::2', 'unknown'],
  ['2001:db8::12345', 'unknown'],
  ['2001:db8::g', 'unknown'],
  ['2001:db8::1%eth0', 'unknown'],
  ['[2001:db8::1]', 'unknown'],
  [':', 'unknown'],
  [':::', 'unknown'],
  ['localhost', 'unknown'],
])('the address %s belongs to %s', (address, network) => {
  expect(clientNetwork(address)).toBe(network)
})

test('an address belongs to one network however it is written, and no text makes it throw', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(clientNetwork(address)).toBe(address)
      expect(clientNetwork(`::ffff:${address}`)).toBe(address)
    })
  )
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const network = clientNetwork(address)
      expect(network).not.toBe('unknown')
      expect(clientNetwork(address.toUpperCase())).toBe(network)
    })
  )
  fc.assert(fc.property(fc.string(), (text) => void clientNetwork(text)))
})

test.each([
  ['192.0.2.7', '192.0.2.7', ['own']],
  ['::ffff:192.0.2.7', '192.0.2.7', ['own']],
  ['unknown', 'unknown', ['own']],
  ['', '', ['own']],
  ['2001:db8:1:2ff::1', '20010db80001/48', ['2ff/64', '2/56', '0/48']],
  ['2001:DB8:1:200:5:6:7:9', '20010db80001/48', ['200/64', '2/56', '0/48']],
  ['2001:db8:1::', '20010db80001/48', ['0/64', '0/56', '0/48']],
  ['::1', '0/48', ['0/64', '0/56', '0/48']],
])('the address %s is counted by the limiter of %s under %j', (address, largest, keys) => {
  const networks = countedNetworks(address)
  expect(networks.largest).toBe(largest)
  expect(networks.counted.map(({ key }) => key)).toEqual(keys)
})

test('two IPv6 addresses are counted together exactly as far as their networks are the same', () => {
  const shared = (bits: number) => {
    const first = (0x20010db800010203n << 64n) | 5n
    const second = first ^ (1n << BigInt(127 - bits))
    const text = (binary: bigint) =>
      (binary.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':')
    const [one, other] = [countedNetworks(text(first)), countedNetworks(text(second))]
    if (one.largest !== other.largest) return []
    const keys = other.counted.map(({ key }) => key)
    return one.counted.map(({ key }) => key).filter((key) => keys.includes(key))
  }
  for (let bits = 0; bits < 128; bits += 1) {
    const sizes = shared(bits).map((key) => Number(key.split('/')[1]))
    expect(sizes).toEqual([64, 56, 48].filter((size) => size <= bits))
  }
})
