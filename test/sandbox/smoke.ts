/** `npm run smoke:sandbox`: the smoke run at both Workers of a running `npm run dev`. */
import { globalFetch } from '../../src/clients/shared-clients.ts'
import { smoke } from '../../tools/smoke/command.ts'
import { sandboxEnvironment } from './environment.ts'

process.exitCode = await smoke(['--env', 'staging'], {
  environment: sandboxEnvironment(),
  fetcher: globalFetch,
  say: (line) => console.log(line),
})
