/** How OfficeRnD's v1 API is spoken to: members, day passes, plans. It has no idempotency keys: look before you create. */
import * as z from 'zod'
import { dayLabel } from '../rules/pass-day.ts'
import { type Day, houseDay } from '../rules/time.ts'
import { askJson, type Fetcher, VendorError } from './http.ts'

export interface OfficerndConfig {
  /** Down to the organisation: `https://app.officernd.com/api/v1/organizations/labour-temple`. */
  url: string
  tokenUrl: string
  scopes: string
  clientId: string
  clientSecret: string
  /** The id of the house's location; v1 clients send it with every member. */
  officeId: string
}

/** Where an access token comes from; `renew` replaces one that OfficeRnD has refused. */
export interface TokenSource {
  token(): Promise<string>
  renew(refused: string): Promise<string>
}

export interface Person {
  name: string
  email: string
  phone: string
}

export interface Pass {
  id: string
  /** First and last day on which the kiosk accepts it. */
  from: Day
  to: Day | null
  type: string
  grantsActiveStatus: boolean
}

export type Officernd = ReturnType<typeof createOfficernd>

const VENDOR = 'officernd'

const MemberShape = z.object({
  _id: z.string().min(1),
  email: z.string().nullish(),
  status: z.string().nullish(),
  calculatedStatus: z.string().nullish(),
  createdAt: z.string().nullish(),
})

const PassShape = z.object({
  _id: z.string().min(1),
  validFrom: z.string().min(10),
  validTo: z.string().min(10).nullish(),
  type: z.string().nullish(),
  grantActiveStatus: z.boolean().nullish(),
})

const PlanShape = z.object({
  passesValidityPeriod: z.object({ intervalCount: z.number() }).nullish(),
})

export function createOfficernd(config: OfficerndConfig, fetcher: Fetcher, tokens: TokenSource) {
  async function call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const send = (token: string) =>
      askJson(fetcher, {
        vendor: VENDOR,
        method,
        url: config.url + path,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
    const token = await tokens.token()
    try {
      return await send(token)
    } catch (error) {
      // A 401 says that nothing was done: the token may be dead, so one new one is tried.
      if (!(error instanceof VendorError && error.status === 401)) throw error
      return send(await tokens.renew(token))
    }
  }

  const read = async <T>(shape: z.ZodType<T>, path: string, body?: object): Promise<T> => {
    const method = body ? 'POST' : 'GET'
    const parsed = shape.safeParse(await call(method, path, body))
    if (parsed.success) return parsed.data
    throw new VendorError(VENDOR, `${method} ${path.split('?')[0]}`, null, parsed.error)
  }

  return {
    /** Ids of the members with this e-mail address, the likeliest first; several may share one. */
    async membersWith(email: string): Promise<string[]> {
      const typed = email.trim()
      const spellings = [...new Set([typed.toLowerCase(), typed])]
      const found = await Promise.all(
        spellings.map((spelling) =>
          read(z.array(MemberShape), `/members?email=${encodeURIComponent(spelling)}`)
        )
      )
      const same = found
        .flat()
        .filter((member) => member.email?.trim().toLowerCase() === typed.toLowerCase())
      return [...new Set(same.sort(likeliestFirst).map((member) => member._id))]
    },

    async createMember(person: Person, nowMs: number): Promise<string> {
      const answer = await read(oneOf(MemberShape), '/members', {
        name: person.name,
        email: person.email.trim().toLowerCase(),
        phone: person.phone,
        office: config.officeId,
        startDate: dayLabel(houseDay(nowMs)),
      })
      return answer._id
    },

    async passesOf(memberId: string): Promise<Pass[]> {
      const passes = await read(
        z.array(PassShape),
        `/passes?member=${encodeURIComponent(memberId)}`
      )
      return passes.map(passFrom)
    },

    /** All seven fields are said: the API inherits nothing from the plan (reference document, "API call parameters"). */
    async createPass(memberId: string, day: Day): Promise<Pass> {
      const answer = await read(oneOf(PassShape), '/passes', {
        member: memberId,
        count: 1,
        type: 'hotdesk',
        validFrom: dayLabel(day),
        validTo: dayLabel(day),
        intervalLength: 'once',
        grantActiveStatus: true,
      })
      return passFrom(answer)
    },

    /** The plan's `passesValidityPeriod.intervalCount`: at 0 the kiosk refuses every pass of it. */
    async planValidity(planId: string): Promise<number> {
      const plan = await read(PlanShape, `/plans/${encodeURIComponent(planId)}`)
      return plan.passesValidityPeriod?.intervalCount ?? 0
    },
  }
}

/** v1 answers a creation with an array of one; not proven for every route, so one object is taken too. */
function oneOf<T>(shape: z.ZodType<T>) {
  return z.union([z.tuple([shape]).transform(([only]) => only), shape])
}

function passFrom(pass: z.infer<typeof PassShape>): Pass {
  return {
    id: pass._id,
    from: pass.validFrom.slice(0, 10),
    to: pass.validTo?.slice(0, 10) ?? null,
    type: pass.type ?? '',
    grantsActiveStatus: pass.grantActiveStatus === true,
  }
}

const STANDING = ['active', 'drop-in', 'pending', 'lead', 'contact', 'former']

function likeliestFirst(a: z.infer<typeof MemberShape>, b: z.infer<typeof MemberShape>): number {
  const rank = (member: typeof a) => {
    const at = STANDING.indexOf(member.calculatedStatus ?? member.status ?? '')
    return at < 0 ? STANDING.length : at
  }
  return rank(a) - rank(b) || (a.createdAt ?? '').localeCompare(b.createdAt ?? '')
}
