/** The five steps to a fan: when each first comes, and what is missing (DOMAIN §1.8). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ribbon, ribbonFindings } from '../../bot/core/ribbon.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { readScenario } from './reading.ts'

/** `success 2 delivered`: purpose, day, anchor. */
const scenario = (...steps: string[]) =>
  Scenario.parse({
    id: 's',
    name: 's',
    trigger: 'first_order',
    steps: steps.map((text, index) => {
      const [purpose, day, from = 'order', ...more] = text.split(' ')
      return {
        id: `m${index}`,
        at: { from, day: Number(day) },
        purpose,
        offer: 'none',
        text: 'a',
        ...(more.includes('survey') ? { survey: 'q' } : {}),
        ...(purpose === 'success' && !more.includes('mute') ? { buttons: [{ label: 'a', signal: 'felt' }] } : {}),
      }
    }),
  })
const FIVE = ['success 5', 'reassurance 8', 'tips 10', 'challenge 30', 'dialogue 45']
const codes = (...steps: string[]) =>
  ribbonFindings(scenario(...steps)).map(({ code, step }) => (step ? `${code} ${step}` : code))
const days = (...steps: string[]) => ribbon(scenario(...steps)).map(({ purpose, first }) => [purpose, first?.day])

test('each of the five with the day of its first appearance, in the order of the theory', () => {
  expect(days('dialogue 45', 'tips 10', 'tips 8', 'success 2 delivered')).toEqual([
    ['success', 5],
    ['reassurance', undefined],
    ['tips', 8],
    ['challenge', undefined],
    ['dialogue', 45],
  ])
})

test('はじめての60日 has all five in order', () => {
  const text = readFileSync(join(import.meta.dirname, '../../scenarios/first_60days.yaml'), 'utf8')
  const shipped = readScenario(text, 'first_60days.yaml', { texts: ['返品のご案内'] }).scenario as Scenario
  expect(ribbon(shipped).map(({ first }) => first)).toEqual([
    { step: 'm02_arrived', day: 3 },
    { step: 'm04_worries', day: 8 },
    { step: 'm05_habit', day: 10 },
    { step: 'm10_challenge', day: 30 },
    { step: 'm11_how_is_it', day: 45 },
  ])
  expect(ribbonFindings(shipped)).toEqual([])
})

describe('what it lacks', () => {
  test('nothing, when all five come in order, even on one day', () => {
    expect(codes(...FIVE)).toEqual([])
    expect(codes(...FIVE.map((text) => text.replace(/\d+/, '60')))).toEqual([])
  })
  test('W311: one of the five is missing, or comes after day 60', () => {
    expect(codes(...FIVE.slice(0, 3))).toEqual(['W311'])
    expect(ribbonFindings(scenario(...FIVE.slice(0, 3)))[0]?.message).toContain('「チャレンジ」（challenge）「対話」')
    expect(codes(...FIVE.slice(0, 4), 'dialogue 61')).toEqual(['W311'])
    expect(codes(...FIVE.slice(0, 4), 'dialogue 58 delivered')).toEqual(['W311'])
    expect(codes(...FIVE.slice(0, 4), 'dialogue 57 delivered')).toEqual([])
  })
  test('W312: a step comes before the one it builds on', () => {
    expect(codes('success 9', ...FIVE.slice(1))).toEqual(['W312 m1'])
    // Each is compared with the one before it that there is.
    expect(codes('success 9', 'tips 8', 'challenge 30', 'dialogue 45')).toEqual(['W311', 'W312 m1'])
  })
  test('an invitation to a survey is no beginning of the dialogue, unless there is no other', () => {
    expect(codes(...FIVE, 'dialogue 16 order survey')).toEqual([])
    expect(codes(...FIVE.slice(0, 4), 'dialogue 45 order survey')).toEqual([])
  })
  test('W313: no success can be answered', () => {
    expect(codes('success 5 order mute', ...FIVE.slice(1))).toEqual(['W313 m0'])
    expect(codes('success 3 order mute', ...FIVE)).toEqual([])
  })
})
