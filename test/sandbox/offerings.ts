/** `npm run offerings:sandbox`: the comparison of offerings, from the vendors of a running `npm run dev`. */
import { writeOfferings } from '../../tools/offerings/report.ts'
import { sandboxEnvironment } from './environment.ts'

process.exitCode = await writeOfferings(sandboxEnvironment())
