/** What Linux knows of a process: its children, the CPU it has used, the memory it holds. */
import { readdirSync, readFileSync } from 'node:fs'

/** Of `getconf CLK_TCK`, 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10

function statOf(pid: number | string): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in brackets may hold spaces.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** Runtime processes that this process has started. */
export function workerdChildren(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const isOurs = Number(statOf(name)[1]) === process.pid
        return isOurs && readFileSync(`/proc/${name}/comm`, 'utf8').startsWith('workerd')
      } catch {
        return false
      }
    })
    .map(Number)
}

/** utime + stime: what the clock inside the runtime does not show. */
export function cpuMs(pid: number): number {
  const stat = statOf(pid)
  return (Number(stat[11]) + Number(stat[12])) * MS_PER_TICK
}

export function memoryMb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024
}
