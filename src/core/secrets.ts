/** Compares secrets, so that the time of the response reveals nothing about them. */
import { sha256Hex } from './ids.ts'

/** Whether two secrets are the same; every character of their hashes is compared. */
export async function isSameSecret(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([sha256Hex(one), sha256Hex(other)])
  let difference = 0
  for (let at = 0; at < first.length; at++)
    difference |= first.charCodeAt(at) ^ second.charCodeAt(at)
  return difference === 0
}
