/** How is a key explained to the merchant who is typing it? Title, sentence and example go into the editor's schema (SPEC §4.4). */

import type { z } from 'zod'

/** `examples` are what one writes in the file, and must be right: a test holds each against its own schema. */
export const told = <T extends z.ZodType>(schema: T, title: string, description: string, ...examples: unknown[]): T =>
  schema.meta({ title, description, examples })
