/** Prints the answers of the stand-in and of the vendor side by side, and says where they differ. */
import { type Answers, differing } from './question.ts'

interface Asking {
  key: string
  asks: string
}

/** Answers of the real vendor, and where they are from. */
export interface Real {
  from: 'asked now' | 'recorded'
  answers: Answers
}

export interface Comparison {
  lines: string[]
  /** Keys of the questions that the stand-in answers otherwise. */
  differ: string[]
}

export function compare(
  questions: readonly Asking[],
  standIn: Answers,
  real: readonly Real[]
): Comparison {
  const lines: string[] = []
  const differ: string[] = []
  for (const { key, asks } of questions) {
    const own = standIn[key] ?? {}
    const others = real.flatMap((one) =>
      one.answers[key] ? [{ ...one, answer: one.answers[key] }] : []
    )
    lines.push('', `${key}: ${asks}`)
    const names = new Set([own, ...others.map(({ answer }) => answer)].flatMap(Object.keys))
    for (const name of names) {
      const said = others.map(({ from, answer }) => `${from} ${shown(answer[name])}`)
      const isOther = others.some(({ answer }) => answer[name] !== own[name])
      lines.push(
        `${isOther ? '≠' : ' '}   ${name}: ${[`stand-in ${shown(own[name])}`, ...said].join(' | ')}`
      )
    }
    if (others.some(({ answer }) => differing(own, answer).length > 0)) differ.push(key)
  }
  return { lines, differ }
}

const shown = (value: unknown) => (value === undefined ? '–' : String(value))
