/** Times every request of a page or of Stripe, on both sides in turn. */

import { type PassClient, passClientAt } from './client.ts'
import type { Stage } from './environment.ts'
import type { FreeTimes } from './free-slots.ts'
import { measure, median, quiet, type Sample } from './measure.ts'
import { type PerSide, SIDES } from './names.ts'
import type { Scene } from './scenarios.ts'

export const DELAY_MS = 100
/** Odd, so that the median is one of them; a first warm-up request is not counted. */
const SAMPLES = 5

export type Figures = Omit<Sample, 'answer'>

export interface Timed extends Pick<Scene, 'name' | 'waitsFor' | 'goalRounds'> {
  sides: Partial<PerSide<Figures>>
}

export async function timeAll(
  stages: PerSide<Stage>,
  scenes: Scene[],
  times: FreeTimes
): Promise<Timed[]> {
  const shops = { ours: passClientAt(stages.ours), naive: passClientAt(stages.naive) }
  const timed: Timed[] = []
  for (const scene of scenes) {
    const { name, waitsFor, goalRounds, sides = SIDES } = scene
    const samples: PerSide<Sample[]> = { ours: [], naive: [] }
    for (let turn = 0; turn <= SAMPLES; turn += 1) {
      for (const side of sides) {
        const sample = await once(shops[side], scene, times[side])
        if (turn > 0) samples[side].push(sample)
      }
    }
    const figures = sides.map((side) => [side, figuresOf(samples[side])])
    timed.push({ name, waitsFor, goalRounds, sides: Object.fromEntries(figures) })
  }
  return timed
}

async function once(passClient: PassClient, scene: Scene, time: Parameters<Scene['prepare']>[1]) {
  const { stage } = passClient
  const ask = await scene.prepare(passClient, time)
  await quiet(stage)
  await stage.latency(DELAY_MS)
  try {
    const sample = await measure(stage, ask)
    const { status, said } = sample.answer
    if (status === 200 && said.outcome !== 'working') return sample
    throw new Error(`${stage.side} ${scene.name}: ${status} ${JSON.stringify(said)}`)
  } finally {
    await stage.latency(0)
    await quiet(stage)
  }
}

/** Times as medians; rounds, calls and calls at once as their worst. */
function figuresOf(samples: Sample[]): Figures {
  const worst = (pick: (one: Sample) => number) => Math.max(...samples.map(pick))
  return {
    ms: median(samples.map(({ ms }) => ms)),
    vendorMs: median(samples.map(({ vendorMs }) => vendorMs)),
    rounds: worst((one) => one.rounds),
    calls: worst((one) => one.calls),
    atOnce: worst((one) => one.atOnce),
  }
}
