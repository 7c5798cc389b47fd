/** LINE's refusals, word for word where its reference gives the words (REF #error-messages, LINE §7). */

export interface Detail {
  message: string
  property: string
}

export class ApiError extends Error {
  readonly status: number
  readonly body: unknown
  readonly headers: Record<string, string>
  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`${status} ${JSON.stringify(body)}`)
    this.status = status
    this.body = body
    this.headers = headers
  }
}

const says = (status: number, message: string) => new ApiError(status, { message })

export const bodyErrors = (details: Detail[]) =>
  new ApiError(400, { message: `The request body has ${details.length} error(s)`, details })

/** A property of the wrong kind, such as a `to` that is no id. */
export const invalidProperty = (name: string) =>
  says(400, `The property, '${name}', in the request body is invalid (line: -, column: -)`)

export const badRequest = (message: string) => says(400, message)
export const invalidReplyToken = () => says(400, 'Invalid reply token')
export const failedToSend = () => says(400, 'Failed to send messages')
export const noAuthorization = () =>
  says(401, "Authorization header required. Must follow the scheme, 'Authorization: Bearer <ACCESS TOKEN>'")
export const badToken = () =>
  says(
    401,
    'Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.',
  )
export const expiredToken = () => says(401, 'Authentication failed due to the following reason: access token expired')
export const notEntitled = () => says(403, 'Access to this API is not available for your account')
export const notFound = () => says(404, 'Not found')
export const gone = () => says(410, 'Gone')
export const tooLarge = () => says(413, 'The request entity is too large')
export const wrongContentType = (type: string) => says(415, `The content type, ${type}, is not supported`)
export const rateLimited = () => says(429, 'The API rate limit has been exceeded. Try again later.')
export const monthlyLimit = () => says(429, 'You have reached your monthly limit.')
export const internalError = () => says(500, 'Internal Server Error')

/** OAuth endpoints have a shape of their own (LINE §7, §16.4). */
export const oauthError = (error: string, description: string, status = 400) =>
  new ApiError(status, { error, error_description: description })
