/** The episodes end correctly; that their rules bite is shown by the seeded bugs (mutations/later.ts). */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EPISODES, playEpisode } from './episodes.ts'

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

test.each(Object.keys(EPISODES))('%s', async (name) => {
  expect(await playEpisode(name)).toEqual([])
})
