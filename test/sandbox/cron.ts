/** Fires the Workers' scheduled handlers, because local workerd does not. */
export interface WorkerAddress {
  url: string
  webhookSecret: string
  /** `null` for a Worker without a schedule. */
  cronUrl: string | null
}

/** Runs all in parallel and returns the result of each. */
export async function runCrons(workers: Record<string, WorkerAddress>) {
  const runs = Object.entries(workers).map(async ([name, { cronUrl }]) => {
    if (!cronUrl) return [name, 'no schedule'] as const
    const words = await fetch(cronUrl).then(
      async (response) => `${response.status} ${(await response.text()).slice(0, 200)}`,
      (cause: unknown) => `no answer: ${cause instanceof Error ? cause.message : String(cause)}`
    )
    return [name, words] as const
  })
  return Object.fromEntries(await Promise.all(runs))
}
