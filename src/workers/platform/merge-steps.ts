/** Cloudflare's steps and their retries as the flows' one port of durable work. */
import type { WorkflowStep } from 'cloudflare:workers'
import type { Patience, Step } from '../../core/workflow.ts'

/** 1 s, 2 s, 4 s … : ten waits make a quarter of an hour, five half a minute. */
const RETRIES = {
  'until-done': {
    retries: { limit: 10, delay: '1 second', backoff: 'exponential' },
    timeout: '1 minute',
  },
  courtesy: {
    retries: { limit: 5, delay: '1 second', backoff: 'exponential' },
    timeout: '30 seconds',
  },
} as const satisfies Record<Patience, object>

export function stepOf(workflow: WorkflowStep): Step {
  return <T>(name: string, work: () => Promise<T>, patience: Patience = 'until-done') =>
    // Every step of ours returns plain data; the platform's type for that cannot be written for a T.
    workflow.do(name, RETRIES[patience], work as () => Promise<never>) as Promise<T>
}
