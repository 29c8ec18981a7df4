/** `SANDBOX_TIME=2026-11-25T16:30:00-08:00`: the whole sandbox lives at that moment, its clock runs on. */

/** What the first process has worked out, for all that it starts. */
const AHEAD = 'SANDBOX_TIME_AHEAD_MS'

/** By how much this run's clock is ahead of the real one, below 0 if it is behind; 0 unless asked. */
export function aheadMs(): number {
  const { SANDBOX_TIME: text, [AHEAD]: known } = process.env
  if (known !== undefined) return Number(known)
  if (!text) return 0
  const moment = /T.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(moment)) {
    throw new Error(`SANDBOX_TIME must be like 2026-11-25T16:30:00-08:00, not "${text}"`)
  }
  const ahead = moment - Date.now()
  process.env[AHEAD] = String(ahead)
  return ahead
}

/** Moves `Date` wherever it runs; as text it goes to Workers and pages, so it knows only its argument. */
export function moveDate(aheadNowMs: () => number): void {
  const Real = Date
  const now = () => Real.now() + aheadNowMs()
  globalThis.Date = new Proxy(Real, {
    construct: (real, given, self) => Reflect.construct(real, given.length ? given : [now()], self),
    apply: () => new Real(now()).toString(),
    get: (real, key) => (key === 'now' ? now : Reflect.get(real, key)),
  })
}

/** The same as a script. */
export const dateMoved = (ahead: number) => `(${moveDate})(() => ${ahead});`

/**
 * A main module in front of a Worker's own. The runtime keeps real time, so an alarm is asked of it by
 * real time too; what sets alarms is at hand only in an object's own methods.
 */
export const mainMoved = (own: string, ahead: number) => `
import './moved-date.js';
import * as own from ${JSON.stringify(own)};
export * from ${JSON.stringify(own)};
export { default } from ${JSON.stringify(own)};
let kept;
function keep({ ctx }) {
  const storage = ctx?.storage && Object.getPrototypeOf(ctx.storage);
  if (!storage || storage === kept) return;
  kept = storage;
  const { setAlarm } = storage;
  storage.setAlarm = function (at, options) {
    return setAlarm.call(this, at - ${ahead}, options);
  };
}
for (const { prototype } of Object.values(own).filter((one) => one?.prototype)) {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const { value } = Object.getOwnPropertyDescriptor(prototype, name);
    if (name === 'constructor' || typeof value !== 'function') continue;
    prototype[name] = function (...given) {
      keep(this);
      return value.apply(this, given);
    };
  }
}
`
