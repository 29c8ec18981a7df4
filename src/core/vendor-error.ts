/** A request to a vendor failed. The message has the request and the status, never text from the vendor. */

export class VendorError extends Error {
  override readonly name = 'VendorError'
  readonly vendor: string
  /** Method and path. */
  readonly operation: string
  /** The HTTP status, or `null` if no response could be read: then the effect is unknown. */
  readonly status: number | null
  /** How long the vendor wants no further request, by its `Retry-After`; ms. */
  readonly retryAfterMs: number

  constructor(
    vendor: string,
    operation: string,
    status: number | null,
    cause?: unknown,
    retryAfterMs = 0
  ) {
    super(`${vendor} ${operation}: ${status ?? 'no answer'}`, { cause })
    this.vendor = vendor
    this.status = status
    this.operation = operation
    this.retryAfterMs = retryAfterMs
  }
}

/** The vendor answered with success, and the answer is not what its documents describe. */
export class UnreadableAnswer extends VendorError {
  constructor(vendor: string, operation: string, cause?: unknown) {
    super(vendor, operation, null, cause)
    this.message = `${vendor} ${operation}: answer not readable`
  }
}
