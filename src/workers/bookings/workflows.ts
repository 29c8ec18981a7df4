/** The Workflow class of the bookings Worker: runs the rooms' workflows on Cloudflare's steps. */

import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import { type BookingWorkflowParams, runBookingWorkflow } from '../../rooms/index.ts'
import { runOnSteps } from '../platform/workflows.ts'
import { createBookingsContext } from './create-context.ts'
import type { BookingsEnv } from './env.ts'

/** The workflow of a booking, named after its PaymentIntent; or of a hold that has expired. */
export class BookingWorkflow extends WorkflowEntrypoint<BookingsEnv, BookingWorkflowParams> {
  override run(event: Readonly<WorkflowEvent<BookingWorkflowParams>>, workflow: WorkflowStep) {
    return runOnSteps(event.instanceId, workflow, (step) =>
      runBookingWorkflow(step, createBookingsContext(this.env), event.payload)
    )
  }
}
