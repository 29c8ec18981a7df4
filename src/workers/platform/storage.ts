/** Implements `Storage` and `Alarm` with the storage of a Durable Object. */
import type { Alarm, Storage } from '../../core/storage.ts'

export function durableStorage(ctx: DurableObjectState): Storage {
  return {
    get: (key) => ctx.storage.kv.get(key),
    put: (key, value) => ctx.storage.kv.put(key, value),
  }
}

export function durableAlarm(ctx: DurableObjectState): Alarm {
  return {
    get: () => ctx.storage.getAlarm(),
    set: (atMs) => ctx.storage.setAlarm(atMs),
  }
}
