/** The error that Stripe.js throws at developers, as opposed to those it returns for customers. */
export class IntegrationError extends Error {
  constructor(message) {
    super(message)
    this.name = 'IntegrationError'
  }
}
