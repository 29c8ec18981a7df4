/** A process of its own for one built Worker, so that it can be killed like a machine that goes down. */
import { type Hosted, hostWorker } from './host-worker.ts'

/** Its only argument, as JSON. */
const hosted = JSON.parse(process.argv[2] ?? '') as Hosted

await hostWorker(hosted, (line) => process.stdout.write(`${line}\n`))
