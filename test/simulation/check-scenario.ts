/** One world judged: a story is played, something goes wrong in it, the oracle looks at what is left. */
import { breaches } from './oracle/index.ts'
import type { Mishap } from './process.ts'
import { STORIES, type Story } from './scenarios.ts'
import { createSim, type Sim } from './simulation.ts'

/** What a payment may still cost in calls when nothing goes wrong any more; the sweeps' looks apart. */
const MOST_CALLS = 60

/** And while a vendor stays broken: as many each time that its run is started anew, at most thrice while we look. */
const MOST_WHILE_BROKEN = 3 * MOST_CALLS

const LOOKS =
  /^GET \/stripe\/v1\/(events|payment_intents|setup_intents|subscriptions|customers)$|\/token$/

export function storyOf(name: string): Story {
  const story = STORIES[name]
  if (!story) throw new Error(`no story is called ${name}`)
  return story
}

export interface Call {
  nth: number
  name: string
}

/** The calls of a story that may go wrong; each sweep looks at the same lists, the first look stands for all. */
export async function callsOf(name: string): Promise<Call[]> {
  const story = storyOf(name)
  const sim = createSim(story.sim?.())
  await story.before?.(sim)
  const from = sim.calls().length
  await story.run(sim)
  const calls = sim.calls().map((name, place) => ({ nth: place + 1, name }))
  const own = calls.slice(from)
  return own.filter(
    (call, place) =>
      !LOOKS.test(call.name) || own.findIndex((other) => other.name === call.name) === place
  )
}

/** Every breach of the law in one world; a story that cannot be told is one as well. */
export async function judge(name: string, mishaps: readonly Mishap[]): Promise<string[]> {
  const story = storyOf(name)
  const sim = createSim({ ...story.sim?.(), mishaps })
  try {
    await story.before?.(sim)
    await story.run(sim)
    return verdict(sim, story, mishaps)
  } catch (error) {
    const cause = error instanceof Error ? error.cause : ''
    return [`the story goes on: ${error} ${cause ?? ''}`]
  }
}

function verdict(sim: Sim, story: Story, mishaps: readonly Mishap[]): string[] {
  const calls = sim.calls()
  const last = Math.max(0, ...mishaps.map(({ nth }) => nth))
  const after = calls.slice(last).filter((call) => !LOOKS.test(call)).length
  const most = (story.staysBroken ? MOST_WHILE_BROKEN : MOST_CALLS) * story.wanted.length
  const unknown = mishaps.some(({ nth }) => calls[nth - 1]?.includes('/mailersend/'))
  const wrong = mishaps.length + (story.staysBroken ? 1 : 0)
  const found = breaches({
    state: sim.state(),
    wanted: story.wanted,
    mostAlike: unknown && wrong > 1 ? 2 : 1,
    calmSinceMs: sim.calmSinceMs(),
  })
  if (mishaps.length === 0 || after <= most) return found
  return [...found, `it ends: ${after} calls after the last mishap`]
}
