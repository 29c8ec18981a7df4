/** Two secrets are the same only if every character is. */
import { expect, test } from 'vitest'
import { isSameSecret } from '../../../src/core/secrets.ts'

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
