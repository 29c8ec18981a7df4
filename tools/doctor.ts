/**
 * `npm run doctor`: asks every vendor, without changing anything, whether all is in place, and lists
 * what the house still has to say. Secrets come from the environment. It fails when something is wrong.
 */
import { globalFetch } from '../src/clients/shared-clients.ts'
import { examine } from './doctor/examine.ts'
import { printReport } from './doctor/print.ts'

process.exitCode = printReport(await examine(process.env, globalFetch))
