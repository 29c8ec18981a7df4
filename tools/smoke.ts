/**
 * `npm run smoke -- --env staging` buys one of each with Stripe's test card and gives it back; it refuses to
 * start where customers buy. `npm run smoke -- --live` prints the first five purchases, with an id it watches one.
 * Secrets come from the environment. Exit code 1: a step failed; 2: it has not begun.
 */
import { globalFetch } from '../src/clients/shared-clients.ts'
import { smoke } from './smoke/command.ts'

process.exitCode = await smoke(process.argv.slice(2), {
  environment: process.env,
  fetcher: globalFetch,
  say: (line) => console.log(line),
})
