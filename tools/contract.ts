/**
 * `npm run contract`: asks Stripe's test mode and its stand-in what the code relies on, and prints both
 * answers. `-- officernd` and `-- mailersend` ask those with the house's credentials.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { globalFetch } from '../src/clients/shared-clients.ts'
import { openStandIn } from '../test/sandbox/contract.ts'
import { type Recorded, record, runContract, VENDORS } from './contract/run.ts'

const FILE = join(import.meta.dirname, 'contract/recorded.json')

const USAGE = `npm run contract -- [${VENDORS.join(' | ')}] [--write --member=<id>] [--record]`

const { vendor, write, member, record: isRecording } = readArguments()
const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Recorded
const day = new Date().toISOString().slice(0, 10)
try {
  const { lines, exitCode, asked } = await runContract({
    ...{ vendor, recorded, day, fetcher: globalFetch },
    environment: process.env,
    standIn: await openStandIn(),
    memberId: write ? member : null,
  })
  for (const line of lines) console.log(line)
  if (isRecording && asked) {
    writeFileSync(FILE, `${JSON.stringify(record(recorded, vendor, asked, day), null, 2)}\n`)
    console.log(`Recorded in ${FILE}.`)
  }
  process.exitCode = exitCode
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        write: { type: 'boolean', default: false },
        member: { type: 'string', default: '' },
        record: { type: 'boolean', default: false },
      },
    })
    const vendor = VENDORS.find((name) => name === (positionals[0] ?? 'stripe'))
    if (vendor) return { vendor, ...values }
  } catch (error) {
    console.error((error as Error).message)
  }
  console.error(USAGE)
  process.exit(1)
}
