/** The vendors of this project's Worker: what they hold, their faults and their clock. */
import { inject } from 'vitest'
import { remote } from '../../sandbox/stack-control.ts'

export const VENDORS_URL = `http://127.0.0.1:${inject('vendorsPort')}`
export const vendors = remote(VENDORS_URL)
