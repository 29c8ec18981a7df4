/** The Workflow class of the bookings Worker: runs the rooms' workflows on Cloudflare's steps. */

import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import { type BookingWorkflowParams, runBookingWorkflow } from '../../rooms/index.ts'
import { createStep } from '../platform/workflows.ts'
import { createBookingsContext } from './create-context.ts'
import type { BookingsEnv } from './env.ts'

/** The workflow of a booking, named after its PaymentIntent; or of a hold that has expired. */
export class BookingWorkflow extends WorkflowEntrypoint<BookingsEnv, BookingWorkflowParams> {
  override run(
    { payload }: Readonly<WorkflowEvent<BookingWorkflowParams>>,
    workflow: WorkflowStep
  ) {
    return runBookingWorkflow(createStep(workflow), createBookingsContext(this.env), payload)
  }
}
