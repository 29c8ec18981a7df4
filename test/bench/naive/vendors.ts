/** Vendor calls of the naive Workers: one plain request each, as in the documents. */

export interface Env {
  STRIPE_URL: string
  STRIPE_SECRET_KEY: string
  STRIPE_WEBHOOK_SECRET: string
  MAILERSEND_URL: string
  MAILERSEND_API_KEY: string
  MAIL_FROM: string
  TEAM_EMAILS: string
  ALLOWED_ORIGINS: string
}

export interface OfficerndEnv {
  OFFICERND_URL: string
  OFFICERND_TOKEN_URL: string
  OFFICERND_SCOPES: string
  OFFICERND_OFFICE: string
  OFFICERND_CLIENT_ID: string
  OFFICERND_CLIENT_SECRET: string
}

export interface GoogleEnv {
  GOOGLE_TOKEN_URL: string
  GOOGLE_CALENDAR_URL: string
  GOOGLE_SERVICE_ACCOUNT_EMAIL: string
  GOOGLE_PRIVATE_KEY: string
}

type Json = Record<string, unknown>

async function ask<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init)
  const text = await response.text()
  if (!response.ok) throw new Error(`${init.method} ${url}: ${response.status} ${text}`)
  return (text ? JSON.parse(text) : null) as T
}

const asJson = (token: string) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
})

export function stripe<T>(env: Env, method: string, path: string, form: Record<string, string>) {
  const fields = new URLSearchParams(form)
  const query = method === 'GET' && fields.size > 0 ? `?${fields}` : ''
  return ask<T>(`${env.STRIPE_URL}/v1${path}${query}`, {
    method,
    headers: { authorization: `Bearer ${env.STRIPE_SECRET_KEY}` },
    ...(method === 'POST' && { body: fields }),
  })
}

export async function officerndToken(env: OfficerndEnv): Promise<string> {
  const form = {
    grant_type: 'client_credentials',
    client_id: env.OFFICERND_CLIENT_ID,
    client_secret: env.OFFICERND_CLIENT_SECRET,
    scope: env.OFFICERND_SCOPES,
  }
  const answer = await ask<{ access_token: string }>(env.OFFICERND_TOKEN_URL, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  return answer.access_token
}

export function officernd<T>(env: OfficerndEnv, token: string, path: string, body?: Json) {
  return ask<T>(env.OFFICERND_URL + path, {
    method: body ? 'POST' : 'GET',
    headers: asJson(token),
    ...(body && { body: JSON.stringify(body) }),
  })
}

/** The documents: "sent with Promise.allSettled and failures are logged but don't break checkout". */
export async function sendMails(env: Env, mails: Json[]): Promise<void> {
  const sent = mails.map((mail) =>
    ask(`${env.MAILERSEND_URL}/email`, {
      method: 'POST',
      headers: asJson(env.MAILERSEND_API_KEY),
      body: JSON.stringify({ from: { email: env.MAIL_FROM, name: 'Labour Temple' }, ...mail }),
    })
  )
  for (const result of await Promise.allSettled(sent)) {
    if (result.status === 'rejected') console.warn('email failed', String(result.reason))
  }
}

const base64url = (bytes: ArrayBuffer | string) => {
  const text = typeof bytes === 'string' ? bytes : String.fromCharCode(...new Uint8Array(bytes))
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export async function googleToken(env: GoogleEnv): Promise<string> {
  const pem = env.GOOGLE_PRIVATE_KEY.replaceAll('\\n', '').replace(/-----[^-]+-----|\s/g, '')
  const der = Uint8Array.from(atob(pem), (email) => email.charCodeAt(0))
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: env.GOOGLE_SERVICE_ACCOUNT_EMAIL,
    scope: 'https://www.googleapis.com/auth/calendar.events',
    aud: 'https://oauth2.googleapis.com/token',
    iat: now,
    exp: now + 3600,
  }
  const header = { alg: 'RS256', typ: 'JWT' }
  const signed = [header, claims].map((part) => base64url(JSON.stringify(part))).join('.')
  const signature = await crypto.subtle.sign(algorithm.name, key, new TextEncoder().encode(signed))
  const answer = await ask<{ access_token: string }>(env.GOOGLE_TOKEN_URL, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: `${signed}.${base64url(signature)}`,
    }),
  })
  return answer.access_token
}

interface GoogleRequest {
  method: string
  calendarId: string
  path?: string
  body?: Json
}

export function google<T>(env: GoogleEnv, token: string, request: GoogleRequest) {
  const { method, calendarId, path = '', body } = request
  const calendar = encodeURIComponent(calendarId)
  return ask<T>(`${env.GOOGLE_CALENDAR_URL}/calendars/${calendar}/events${path}`, {
    method,
    headers: asJson(token),
    ...(body && { body: JSON.stringify(body) }),
  })
}
