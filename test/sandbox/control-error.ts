/** What a person asked of the control surface and cannot have: answered 400, with these words. */
export class ControlError extends Error {}
