/** Loaded before everything else, it moves this process's clock to where `SANDBOX_TIME` says. */
import { aheadMs, moveDate } from './time.ts'

/** Test files share a process, and each loads this. */
const moved = Symbol.for('labour-temple sandbox time')
const mark = globalThis as { [moved]?: boolean }
const ahead = aheadMs()
if (ahead && !mark[moved]) {
  mark[moved] = true
  moveDate(() => ahead)
}
