/** What a Durable Object keeps, seen from inside it. */
import { runInDurableObject } from 'cloudflare:test'

type Stub<T extends Rpc.DurableObjectBranded | undefined> = DurableObjectStub<T>

/** When its alarm is set for, in ms since the epoch; `null` if there is none. */
export const alarmOf = <T extends Rpc.DurableObjectBranded>(stub: Stub<T>) =>
  runInDurableObject(stub, (_, { storage }) => storage.getAlarm())

/** The keys of its storage. */
export const keysOf = <T extends Rpc.DurableObjectBranded>(stub: Stub<T>) =>
  runInDurableObject(stub, (_, { storage }) => [...storage.kv.list()].map(([key]) => key))

/** Gives the object another value of one of its bindings; the next eviction takes it back. */
export const replaceBinding = <T extends Rpc.DurableObjectBranded>(
  stub: Stub<T>,
  name: string,
  value: unknown
) =>
  runInDurableObject(stub, (instance) => {
    const { env } = instance as unknown as { env: object }
    Object.assign(instance as object, { env: { ...env, [name]: value } })
  })

/**
 * The object's memory is lost, as when the platform restarts it; its storage is kept. Unlike an eviction
 * it does not wait for connections to a vendor that are still open. The stub is broken: take a new one.
 */
export async function restart<T extends Rpc.DurableObjectBranded>(stub: Stub<T>): Promise<void> {
  await runInDurableObject(stub, (_, state) => state.abort('restarted')).catch(() => {})
}
