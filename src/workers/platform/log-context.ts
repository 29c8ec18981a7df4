/** Which workflow a log line is of. Its id begins with the id of the payment, set-up, invoice or subscription. */
import { AsyncLocalStorage } from 'node:async_hooks'

const current = new AsyncLocalStorage<string>()

/** Runs `work`; every line that it logs carries the workflow's id. */
export const inWorkflow = <T>(id: string, work: () => T): T => current.run(id, work)

/** `undefined` outside of workflows. */
export const currentWorkflow = () => current.getStore()
