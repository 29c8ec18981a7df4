/** The sandbox's service account, valid only at the emulator. Its private key is in `bookings.env`. */
export const SANDBOX_SERVICE_ACCOUNT = 'bookings@labour-temple-sandbox.iam.gserviceaccount.com'

export const SANDBOX_PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAjG2gDQxRWnS9iogDgWun
0c+3lSf8yboSSZ+NbMKhOE28udt7PWKaqFDl1foG2vIHYo6xiHGLdCAYgpLetjI9
xKbkzeSZW6HfcaiAwhmz71hxeJ3siyMblr9WU8PqZYrNfSZah4vPtlXA8eZxH3SY
0bz5DclzYK7zZbHWvZFC34NzMAJdf+Cr5y1sKmTZgG1r4NhvSXVW391lYvlmj8JQ
B6lTAqSJiPmS3L0WBtADS33usnKIVXWRzFvIYNyZiLgzWqdRUJZHk/QQjFJtObaR
0MiTgoDQaWVMfJOhqM85tI8yErTohvo5AefDRVr2w3hAAos4JO8FxmtyjTTirWkc
vwIDAQAB
-----END PUBLIC KEY-----
`
