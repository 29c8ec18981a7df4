/** An invalid request to the control surface: answered 400 with this message. */
export class ControlError extends Error {}
