/** What time is it at the shop? Its demo travels through days, so an answer may carry the shop's own `now`. */
export const nowOf = (answer: object): string =>
  'now' in answer && typeof answer.now === 'string' ? answer.now : new Date().toISOString()
