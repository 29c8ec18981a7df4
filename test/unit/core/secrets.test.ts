/** Two secrets are the same only if every character is. */
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSameSecret, publicMemberId } from '../../../src/core/secrets.ts'

test.each([
  ['token', 'token', true],
  ['token', 'tokem', false],
  ['token', 'toke', false],
  ['token', 'token ', false],
  ['token', 'TOKEN', false],
  ['token', '', false],
  ['', '', true],
  ['é', 'e\u0301', false],
])('%j and %j: %j', async (one, other, same) => {
  expect(await isSameSecret(one, other)).toBe(same)
})

test('a member is named by 24 hex digits that are others at every attempt and tell nothing', async () => {
  const id = '650000000000000000000001'
  const first = await publicMemberId(id, 'pi_1_secret_a')
  const expected = createHmac('sha256', 'pi_1_secret_a').update(id).digest('hex').slice(0, 24)
  expect(first).toBe(expected)
  expect(await publicMemberId(id, 'pi_2_secret_b')).not.toBe(first)
})
