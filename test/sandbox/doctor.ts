/** `npm run doctor:sandbox`: the doctor, sent to the vendors of a running `npm run dev`. */
import { globalFetch } from '../../src/clients/shared-clients.ts'
import { examine } from '../../tools/doctor/examine.ts'
import { printReport } from '../../tools/doctor/print.ts'
import { sandboxEnvironment } from './environment.ts'
import { acceptSeeded } from './seeded-findings.ts'

process.exitCode = printReport(acceptSeeded(await examine(sandboxEnvironment(), globalFetch)))
