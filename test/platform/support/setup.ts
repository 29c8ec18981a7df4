/** Before each file inside workerd. */
import { installClock } from './clock.ts'

installClock()
