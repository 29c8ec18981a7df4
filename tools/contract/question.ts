/** A question to a vendor, and how its answer is told from another. */

/** What the code relies on, without ids and times: the same in each run as long as the vendor is the same. */
export type Answer = Readonly<Record<string, string | number | boolean | null>>

export interface Question<Subject> {
  /** By this it is recorded. */
  key: string
  asks: string
  answer(subject: Subject): Promise<Answer>
}

/** What a vendor answered, by the key of the question. */
export type Answers = Readonly<Record<string, Answer>>

export interface Asked {
  answers: Answers
  /** What could not be cleaned up, with its id. */
  left: readonly string[]
}

/** Asks all; a question that fails is answered by its failure, and the next one is asked. */
export async function askAll<Subject>(
  questions: readonly Question<Subject>[],
  subject: Subject,
  failure: (error: unknown) => string
): Promise<Answers> {
  const answers: Record<string, Answer> = {}
  for (const { key, answer } of questions)
    answers[key] = await answer(subject).catch((error) => ({ failed: failure(error) }))
  return answers
}

/** Names of the values in which two answers differ. */
export function differing(one: Answer, other: Answer): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].filter((name) => one[name] !== other[name])
}
